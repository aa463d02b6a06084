"""What words mean without the interpreter: everything while a text is dictated, a few words to an open document; pure.

Dictated words never reach the intent classifier: the whole utterance is one of the few commands of the dictation, or it
is prose.
"""

from __future__ import annotations

from dataclasses import replace

from actions.reports import named, spoken
from assistant import dialogue
from assistant.catalogue import OUT_OF_SCOPE
from assistant.record import Opened
from assistant.situation import Situation
from assistant.types import Entity, Interpretation, Mode

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
    if opened.status == "signed":
        return _amends(opened, words)
    return spoken.phrase(words, "document") or named.answer(opened, words)


def _amends(opened: Opened, words: str) -> Interpretation | None:
    """A new version of a signed document is one of its type; what else is meant, the interpreter says."""
    found = spoken.phrase(words, "signed")
    kind = Entity("doc_type", words, opened.type, 0, len(words))
    return replace(found, entities=(kind,)) if found else named.answer(opened, words)


def instead(situation: Situation, words: str, meant: tuple[Interpretation, ...]) -> tuple[Interpretation, ...]:
    """What the interpreter found, or a field of the open document that the words fill where it found nothing sure.

    A name of several words at the very beginning counts more than the interpreter: «traitement de fond infliximab».
    """
    opened = situation.document
    if situation.mode is not Mode.COMMANDS or opened is None or situation.question is not None or len(meant) != 1:
        return meant
    told = meant[0].intent == "fill_field"
    found = named.likely(opened, words, told=told)
    if found is None:
        return meant
    name = found.entities[0]
    plain = name.start == 0 and len(spoken.words_of(name.text)) > 1
    unsure = meant[0].intent == OUT_OF_SCOPE or not dialogue.believed(meant[0])
    return (found,) if told or unsure or plain else meant
