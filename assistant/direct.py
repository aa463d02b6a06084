"""What words mean without the interpreter: everything while a text is dictated, a few words to an open document; pure.

Dictated words never reach the intent classifier: the whole utterance is one of the few commands of the dictation, or it
is prose.
"""

from __future__ import annotations

from actions.reports import spoken
from assistant.situation import Situation
from assistant.types import Interpretation, Mode

PROSE = "start_dictation"
"""While a dictation goes on, its words are that command's (see actions/commands/start_dictation.py)."""


def meaning(situation: Situation, words: str) -> Interpretation | None:
    """The command that the words are here, or None: then the interpreter is asked."""
    opened = situation.document
    if situation.mode is Mode.DICTATION:
        return spoken.phrase(words, "dictation") or Interpretation(words, PROSE, 1.0)
    if situation.mode is not Mode.COMMANDS or situation.question is not None:
        return None
    if situation.reports and (meant := spoken.phrase(words, "pile")):
        return meant
    if opened is None:
        return None
    return spoken.phrase(words, "document") or spoken.answer(opened, words)
