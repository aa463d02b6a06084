"""Electronic addresses: «jean point dupont arobase hopital point fr» -> jean.dupont@hopital.fr."""

from __future__ import annotations

from actions.reports.dictation.items import Items, Kind, joined
from nlu.text import fold

_AT = frozenset({"arobase", "arrobase"})
_BETWEEN = {("point",): ".", ("tiret",): "-", ("tiret", "bas"): "_", ("underscore",): "_"}


def addresses(items: Items) -> Items:
    """One TERM for each address; «arobase» without words around it stays."""
    for place, item in enumerate(items):
        if item.folded in _AT and 0 < place < len(items) - 1:
            start, end = _left(items, place - 1), _right(items, place + 1)
            text = _text(items[start:place]) + "@" + _text(items[place + 1 : end])
            return [*items[:start], joined(items[start:end], text, Kind.TERM), *addresses(items[end:])]
    return items


def _left(items: Items, place: int) -> int:
    """The first item of the name that ends at `place`."""
    while place >= 2:
        if (items[place - 1].folded,) in _BETWEEN:
            place -= 2
        elif place >= 3 and (items[place - 2].folded, items[place - 1].folded) in _BETWEEN:
            place -= 3
        else:
            break
    return place


def _right(items: Items, place: int) -> int:
    """After the last item of the host that begins at `place`: a host has a point, and what ends it is short."""
    end = place + 1
    while end + 1 < len(items) and items[end].folded in ("point", "tiret"):
        end += 2
        if items[end - 2].folded == "point" and len(items[end - 1].text) <= 3:
            break
    return end


def _text(items: Items) -> str:
    text = " ".join(fold(item.text) for item in items)
    for said, sign in sorted(_BETWEEN.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(f" {' '.join(said)} ", sign)
    return text.replace(" ", "")
