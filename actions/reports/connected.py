"""The real tools of writing: the French formatter and its corrections, behind the types of tools.py."""

from __future__ import annotations

from actions.reports.caret import Caret, Corrected, Page, Unclear
from actions.reports.dictation import commands, correct, formatter
from actions.reports.dictation.edits import Ambiguous, Draft, Edited
from actions.reports.dictation.values import Lexicon, Written
from actions.reports.tools import Correct, Names, Write


def writer(terms: tuple[str, ...] = ()) -> Write:
    """`terms`: words of the site, as they are written."""

    def write(words: str, before: str, names: Names) -> Written:
        return formatter.write(words, before, Lexicon(names, terms))

    return write


def corrector(terms: tuple[str, ...] = ()) -> Correct:
    """The same, for what was written already."""

    def corrected(words: str, page: Page, names: Names) -> Corrected | Unclear | None:
        asked = commands.command(words)
        if asked is None or isinstance(asked, str):
            return None
        draft = Draft(page.text, page.at, page.caret.selection, page.doubtful, page.caret.latest)
        outcome = correct.correct(asked, draft, Lexicon(names, terms))
        if isinstance(outcome, Edited):
            return _corrected(outcome, page)
        if isinstance(outcome, Ambiguous):
            start, end = outcome.candidates[0]
            return Unclear(page.text[start:end], len(outcome.candidates))
        return Unclear(outcome.said)

    return corrected


def _corrected(outcome: Edited, page: Page) -> Corrected:
    draft = outcome.draft
    at = None if draft.cursor >= len(draft.text) else draft.cursor
    start, end = outcome.changed
    latest = (start, end) if draft.text != page.text else page.caret.latest
    return Corrected(
        Page(draft.text, draft.doubtful, Caret(at, draft.selection, latest)), draft.text[start:end].strip()
    )
