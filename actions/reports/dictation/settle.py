"""The numbers still open: figures beside figures, bare values, from ten on; the others go back to words."""

from __future__ import annotations

from dataclasses import replace

from actions.reports.dictation.items import TIGHT, Item, Items, Kind, at, figure, folded_set, grouped, recent
from actions.reports.dictation.levels import scored
from actions.reports.dictation.numerals import is_number

_LINKS = frozenset({"a", "et", "ou", "sur", "au"})
_FIGURES_FROM = 10
"""Smaller whole numbers stay in words before an ordinary noun (Lexique de l'Imprimerie nationale, «Nombres»)."""


def settle(items: Items) -> Items:
    """No NUMBER is left."""
    found = list(items)
    for place in range(len(found) - 1, -1, -1):
        item = found[place]
        if item.kind is Kind.NUMBER and (
            _beside(found, place) or (item.value > _FIGURES_FROM and _out_of(found, place))
        ):
            found[place] = _written(found[place])
    for place, item in enumerate(found):
        if item.kind is Kind.NUMBER:
            if place > 1 and found[place - 1].folded == "plus" and found[place - 2].text == "SA":
                found[place - 1] = replace(found[place - 1], text="+")  # «39 SA + 2»
                found[place] = _written(item)
                continue
            found[place] = _written(item) if _in_figures(found, place) else _words(item)
    return found


def _out_of(items: Items, place: int) -> bool:
    """The twelve of «quatre carottes sur douze»."""
    first = at(items, place - 3)
    return items[place - 1].folded == "sur" and first is not None and first.kind is Kind.NUMBER and first.value > 1


def _beside(items: Items, place: int) -> bool:
    """«deux à trois jours»: the one before a figure is in figures too, «un» only in a range."""
    link, other = at(items, place + 1), at(items, place + 2)
    if link is not None and link.kind is Kind.SIGN and link.text in (TIGHT, "/"):
        return other is not None and other.kind in (Kind.NUMBER, Kind.FIGURE)
    if other is not None and other.folded == "sur" and items[place].value > 1:
        total = at(items, place + 3)
        if total is not None and total.kind is Kind.FIGURE and total.value > _FIGURES_FROM:
            return True  # «4 carottes sur 12»
    if link is not None and link.text[:1].isdigit() and " " not in link.text and items[place].value != 1:
        return True  # «deux, quatre et sept ans»
    if link is None or other is None or link.folded not in _LINKS or not _is_figure(other):
        return False
    if items[place].value == 1 and link.folded not in ("a", "ou"):
        return False
    return items[place].said != "une" or link.folded in ("a", "ou")


def _worded(item: Item) -> bool:
    """A number that stays in words."""
    return item.kind is Kind.WORD and is_number(item.folded)


def _bare_range(items: Items, place: int) -> bool:
    """«entre deux et trois», «de quatre à cinq», and no noun after: values."""
    for start in (place, place - 2):
        head, link, second = at(items, start - 1), at(items, start + 1), at(items, start + 2)
        if head is None or link is None or second is None or (not second.text[:1].isdigit() and second.value < 0):
            continue
        if (head.folded, link.folded) in (("entre", "et"), ("de", "a")) and _ends(at(items, start + 3)):
            return items[start].value >= 0 and items[start].said not in ("un", "une")
    return False


def _is_figure(item: Item) -> bool:
    return item.kind is Kind.FIGURE and item.text[:1].isdigit()


def _in_figures(items: Items, place: int) -> bool:
    item = items[place]
    before, after = at(items, place - 1), at(items, place + 1)
    if before and after and before.text[:1] == "\n" and after.kind is Kind.SIGN and after.text == ".":
        return True  # «1. Oméprazole»
    if before is not None and before.folded == "sur" and place > 2 and _worded(items[place - 3]):
        return item.value > 10  # «un cas sur dix»
    if item.text or item.value >= _FIGURES_FROM or _bare_range(items, place):
        return True
    return before is not None and _by_what_stands_before(items, place, before)


def _by_what_stands_before(items: Items, place: int, before: Item) -> bool:
    """A small number that stands for a value: nothing is counted after it."""
    item, ends = items[place], _ends(at(items, place + 1))
    if item.said in ("un", "une"):
        scored_one = before.folded == "a" and recent(items, place, folded_set("labels", "figures"), 3)
        return item.said == "un" and scored_one and ends  # «score OMS à un»
    if before.kind is Kind.SIGN:
        return before.text in ("+", "=", "/", TIGHT) or (before.text == ":" and ends)
    figure_before = place > 1 and _is_figure(items[place - 2]) and before.folded in _LINKS - {"et"}
    if figure_before or (before.folded == "sur" and place > 2 and _is_figure(items[place - 3])):
        return True  # «5 jours sur 7»
    named = before.folded in ("a", "par") or (item.value > 0 and before.folded in ("le", "du", "au"))
    return ends and (named or scored(before))  # «rendez-vous le huit»


def _ends(item: Item | None) -> bool:
    """No noun follows."""
    return item is None or item.kind is Kind.SIGN or item.folded in folded_set("labels", "closed")


def _written(item: Item) -> Item:
    if item.text:
        whole, _, rest = item.text.partition(",")
        return figure(item, f"{grouped(int(whole))},{rest}")
    return figure(item)


def _words(item: Item) -> Item:
    return replace(item, text=item.said, kind=Kind.WORD)
