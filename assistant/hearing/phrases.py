"""Phrases that are likely now, as a tree of tokens: a text being written is helped along those it has begun; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Node:
    next: dict[int, _Node] = field(default_factory=dict)
    gain: float = 0.0
    """Help given on the way here, all tokens together."""
    whole: bool = False
    """A phrase ends here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands in the tree."""

    node: _Node
    owed: float = 0.0
    """Help to be given back when the phrase is not finished."""

    @property
    def whole(self) -> bool:
        return self.node.whole


Weighted = tuple[tuple[int, ...], float]


class Phrases:
    """Token lists, each with its weight: the help for one token, natural logarithm."""

    def __init__(self, phrases: Iterable[Weighted] = (), names: Iterable[Weighted] = ()) -> None:
        """`names` are phrases that begin only where a name may come."""
        self._root, self._named = _Node(), _Node()
        """Where a phrase begins, and where a name may come too."""
        self.count = 0
        for tokens, weight in phrases:
            self._add(tokens, weight, self._root)
            self._add(tokens, weight, self._named)
            self.count += 1
        for tokens, weight in names:
            self._add(tokens, weight, self._named)
            self.count += 1

    @staticmethod
    def _add(tokens: tuple[int, ...], weight: float, node: _Node) -> None:
        for token in tokens:
            below = node.next.get(token)
            if below is None:
                below = node.next[token] = _Node()
            below.gain = max(below.gain, node.gain + weight)
            node = below
        node.whole = True

    @property
    def start(self) -> Place:
        """Nothing begun."""
        return Place(self._root)

    def first(self, *, named: bool = True) -> Iterator[tuple[int, float]]:
        """Tokens that begin a phrase, and their help; `named`: a name may come."""
        return ((token, node.gain) for token, node in self._from(named).next.items())

    def _from(self, named: bool) -> _Node:
        return self._named if named else self._root

    def following(self, place: Place) -> Iterator[tuple[int, float]]:
        """Tokens that continue the phrase begun here, and their help."""
        if place.node is not self._root:
            yield from ((token, node.gain - place.node.gain) for token, node in place.node.next.items())

    def step(self, place: Place, token: int, *, begins: bool, named: bool = True) -> tuple[Place, float]:
        """The place after `token` and its help (what is given back counts against it).

        `begins`: it starts a word; `named`: a name may come here.
        """
        below = place.node.next.get(token)
        if below is not None:
            help_ = below.gain - place.node.gain
            return Place(below, place.owed + help_), help_
        # A phrase counts when it is complete and the word ends with it: «martin» is not helped inside «martinez».
        back = 0.0 if place.whole and begins else -place.owed
        fresh = self._from(named).next.get(token)
        if fresh is None:
            return Place(self._root), back
        return Place(fresh, fresh.gain), back + fresh.gain

    def finish(self, place: Place) -> float:
        """What the text must give back when it ends here."""
        return 0.0 if place.whole else -place.owed
