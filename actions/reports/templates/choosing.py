"""Which template an order about templates means: the one named whole; else it is asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from actions.reports.templates.calling import SOUND, called, content
from actions.reports.templates.shelves import Row
from assistant.sounds import fold
from assistant.types import Item, Reply
from nlu.template_orders import Order

SPOKEN = 4
"""Names offered."""
NEAR = 70.0
"""Likeness (rapidfuzz token_sort_ratio, 0 to 100) from which a name that is not known is offered another one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to what is asked back, and the order that it stands for."""

    label: str
    order: Order
    also: tuple[str, ...] = ()
    """Other words for it."""

    @property
    def item(self) -> Item:
        """As the console shows it."""
        return Item("template", self.label)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an order: `code` is «» when it was done; with `choices` it waits for one of them."""

    reply: Reply
    code: str = ""
    choices: tuple[Choice, ...] = ()
    row: Row | None = None
    """The version that it made."""


def meant(order: Order, names: Mapping[str, Iterable[str]]) -> tuple[str, Order] | Told:
    """The name that was said whole, with the order cut there; or what to ask back.

    `names`: a template's name -> everything it may be called by.
    """
    readings = order.readings or ((order.words, order.new),)
    for words, new in readings:
        if same := next((name for name in names if fold(name) == fold(words)), ""):
            return same, replace(order, words=same, new=new, readings=())
    for words, new in readings:
        found = called(words, names)
        if len(found) == 1 and found[0].score >= SOUND:
            return found[0].name, replace(order, words=found[0].name, new=new, readings=())
    for words, new in readings:
        if found := called(words, names):
            return _asked("template_which", words, new, [c.name for c in found], order)
    words, new = readings[0]
    near = nearest(words, names)
    if near:
        return _asked("template_near", words, new, near, order)
    return Told(Reply("template_not_found", {"words": words}), "template-unknown")


def nearest(words: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Templates whose name looks like the words, the likest first."""
    spoken = {" ".join(content(said)): name for name, all_said in names.items() for said in all_said}
    rows = process.extract(
        " ".join(content(words)), spoken.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, limit=SPOKEN
    )
    return list(dict.fromkeys(spoken[said] for said, _, _ in rows))


def _asked(key: str, words: str, new: str, found: list[str], order: Order) -> Told:
    choices = tuple(Choice(name, replace(order, words=name, new=new, readings=())) for name in found[:SPOKEN])
    return Told(Reply(key, {"words": words, "count": len(choices), "names": numbered(choices)}), choices=choices)


def numbered(choices: tuple[Choice, ...]) -> str:
    """«1, lombalgie ; 2, lombalgie aiguë», or the only one."""
    if len(choices) == 1:
        return f"« {choices[0].label} »"
    return " ; ".join(f"{n}, {choice.label}" for n, choice in enumerate(choices, 1))
