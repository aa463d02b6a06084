"""What is typed in one part of a document, put onto whatever that part has become meanwhile; pure.

A page types onto the version it shows while a voice may write another. Neither loses a word: what was typed is moved
along with the text around it, and where both changed the same words, the typed ones follow the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.reports import editing
from actions.reports.caret import Caret, Page, typed
from actions.reports.model import Body, Field, Part, Report, Text
from actions.reports.splice import Splice, between


@dataclass(frozen=True, slots=True)
class Spot:
    """One part: the field of that name, or the text behind it (behind nothing: the text at the beginning)."""

    name: str
    field: bool


@dataclass(frozen=True, slots=True)
class Keyed:
    """At `at`, `removed` characters gave way to `added`, in the text that `base` was."""

    at: int
    removed: int
    added: str

    def cut(self, base: str) -> Splice:
        """The same with its words. Raises ValueError when it is not within the text."""
        if not 0 <= self.at <= self.at + self.removed <= len(base):
            raise ValueError("not within the text")
        return Splice(self.at, base[self.at : self.at + self.removed], self.added)


def moved(mine: Splice, base: str, now: str) -> Splice:
    """A change of `base`, as a change of what it became."""
    theirs = between(base, now)
    end, their_end, growth = mine.at + len(mine.removed), theirs.at + len(theirs.removed), len(now) - len(base)
    if not growth and not theirs.removed and not theirs.added:
        return mine
    if end <= theirs.at:
        return mine
    if mine.at >= their_end:
        return replace(mine, at=mine.at + growth)
    return Splice(theirs.at + len(theirs.added), "", mine.added)


def part_at(body: Body, spot: Spot) -> Part | None:
    """The part of that spot; an empty text where none stands yet, None when there is no such field."""
    place = _place(body, spot)
    if place is None:
        return None
    part = body[place] if place < len(body) else None
    if spot.field:
        return part
    return part if isinstance(part, Text) else Text("")


def put(report: Report, spot: Spot, mine: Keyed, base: Body) -> Report:
    """The document with what was typed; a person wrote it, so a field's words are accepted.

    Unchanged when the part is gone. Raises ValueError when `mine` is not within the part that `base` had there.
    """
    then, now = part_at(base, spot), part_at(report.body, spot)
    if then is None or now is None:
        return report
    cut = moved(mine.cut(then.text), then.text, now.text)
    held = Page(now.text, now.doubtful, Caret(selection=(cut.at, cut.at + len(cut.removed))))
    page = typed(held, cut.added)
    if isinstance(now, Field):
        said = replace(now, text=page.text, doubtful=page.doubtful, accepted=bool(page.text), source=None)
        return editing.put(report, said)
    return _with_text(report, spot, Text(page.text, page.doubtful))


def checked(report: Report, spot: Spot, at: int) -> Report:
    """The doubtful words at that place are no longer doubtful: somebody looked at them."""
    part = part_at(report.body, spot)
    if part is None:
        return report
    sure = tuple(s for s in part.doubtful if not s[0] <= at < s[1])
    if isinstance(part, Field):
        return editing.put(report, replace(part, doubtful=sure))
    return _with_text(report, spot, Text(part.text, sure))


def _with_text(report: Report, spot: Spot, text: Text) -> Report:
    place = _place(report.body, spot)
    if place is None:
        return report
    held = place < len(report.body) and isinstance(report.body[place], Text)
    rest = report.body[place + 1 :] if held else report.body[place:]
    return replace(report, body=editing.joined((*report.body[:place], text, *rest)))


def _place(body: Body, spot: Spot) -> int | None:
    """Where it is in the body; None when there is no such field."""
    if not spot.field and not spot.name:
        return 0
    names = [p.name if isinstance(p, Field) else None for p in body]
    if spot.name not in names:
        return None
    return names.index(spot.name) + (0 if spot.field else 1)
