"""Several commands in one breath: cut only where every part is a command of its own."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.types import Interpretation
from nlu import lexicon, roles
from nlu.normalise import numbers
from nlu.reading import Piece
from nlu.text import Clean, fold

MOST = 3
"""Commands in one breath."""
PART = 0.55
"""Confidence of each part when it opens like a command."""
BARE = 0.75
"""Confidence of a part that opens with a noun («… et la dernière créatinine»)."""
CLEAR = 0.8
"""Confidence of parts that may leave one word of the whole without a slot («signe le courrier et envoie-le»)."""
_ALONE = frozenset({"affirm", "confirm", "deny"})
"""Answers: «oui ferme le dossier» is one command, and a confirmation is never a part of something else."""
_WORD = re.compile(r"\S+")
_ABOUT_IT = re.compile(r"tu$|.+-(?:le|la|les)\b")
_THEN = re.compile(r"\b(?:puis|ensuite|apres)\b")

Read = Callable[[Piece], Awaitable[Interpretation]]


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the text may be cut: the first part ends at `end`, the second begins at `start`."""

    end: int
    start: int
    opens: bool
    """The second part begins like a command."""
    then: bool = False
    """A word says that the second part comes after: «puis», «ensuite»."""


async def commands(whole: Clean, read: Read, words: Catalogue) -> tuple[Interpretation, ...]:
    """The commands of the text, in order; the whole as one unless a cut is better."""
    piece = Piece(whole, 0, len(whole.text))
    one = await read(piece)
    parts = await _split(piece, one, read, words, MOST)
    return parts or (one,)


async def _split(
    piece: Piece, one: Interpretation, read: Read, words: Catalogue, most: int
) -> tuple[Interpretation, ...]:
    """Two or more commands, or nothing."""
    best: tuple[Interpretation, ...] = ()
    for cut in cuts(piece):
        if most < 2 or _inside_entity(piece, one, cut) or _between_people(piece, one, cut):
            continue
        left = await read(Piece(piece.whole, piece.start, cut.end))
        if not _command(left, words, PART):
            continue
        rest = Piece(piece.whole, cut.start, piece.end)
        right = await read(rest)
        more = await _split(rest, right, read, words, most - 1)
        parts = (left, *(more or (right,)))
        if all(_command(p, words, PART if cut.opens else BARE) for p in parts[1:]) and _better(one, parts, cut):
            best = max(best, parts, key=lambda found: (min((p.confidence for p in found), default=0), len(found)))
    return best


def cuts(piece: Piece) -> list[Cut]:
    """At linking words, and before a verb that opens a command."""
    text = piece.text
    links = sorted(lexicon.words("opener", "link"), key=len, reverse=True)
    opening, never = lexicon.words("opener", "verb"), lexicon.words("opener", "never")
    leads = lexicon.words("opener", "lead")
    found: list[Cut] = []
    folded = [(m.start(), m.end(), fold(m[0])) for m in _WORD.finditer(text)]
    at = 1
    while at < len(folded):
        rest = " ".join(word for _, _, word in folded[at:])
        link = next((w for w in links if rest == w or rest.startswith(f"{w} ")), "")
        after = at + len(link.split())
        if after >= len(folded):
            break
        opens = folded[after][2].split("-")[0] in opening and (bool(link) or folded[at - 1][2] not in leads)
        if opens and not link and _ABOUT_IT.match(folded[after][2]) and folded[0][2].split("-")[0] not in opening:
            opens = False  # «la lettre tu l'envoies»: the thing first, then the one command
        if (link and folded[at - 1][2] not in never) or opens:
            then = bool(_THEN.search(link))
            found.append(Cut(piece.start + folded[at - 1][1], piece.start + folded[after][0], opens, then))
        at = max(after, at + 1)
    return found


def _command(part: Interpretation, words: Catalogue, least: float) -> bool:
    """A command that could stand alone: sure, and nothing it needs is missing."""
    if part.intent == OUT_OF_SCOPE or part.confidence < least:
        return False
    return all(part.first(slot) for slot in words.spec(part.intent).required)


def _inside_entity(piece: Piece, one: Interpretation, cut: Cut) -> bool:
    """A value goes over the cut: its «et» is its own («entre janvier et mars»), unless a verb follows."""
    end, start = piece.whole.at[cut.end - 1] + 1, piece.whole.at[cut.start]
    if one.intent == "fill_field" and sum(e.name == "field" for e in one.entities) > 1:
        return False  # «tension douze huit et poids soixante-dix»
    return not cut.opens and any(e.start < end and e.end > start for e in one.entities)


def _between_people(piece: Piece, one: Interpretation, cut: Cut) -> bool:
    """«de Garcia et de Martinez»: both are named for one thing, which must be asked about, not done twice."""
    joins = roles.between(piece.text) if one.together and not cut.opens else ()
    return any(low <= cut.end - piece.start <= high for low, high in joins)


def _measure(part: Interpretation) -> bool:
    """A field and a number for it: two of them are said one after the other, where words could go on («et …»)."""
    content = part.first("content")
    first = str(content.value).split()[0] if content and str(content.value).split() else ""
    return part.intent == "fill_field" and (first[:1].isdigit() or numbers.cardinal(fold(first)) is not None)


def _better(one: Interpretation, parts: tuple[Interpretation, ...], cut: Cut) -> bool:
    """The parts say more than the whole: other commands, or the same with a verb of its own."""
    if any(p.intent in _ALONE for p in parts):
        return False
    told = [len(p.entities) + bool(p.about) for p in parts]
    if len({p.intent for p in parts}) == 1:  # «valide et signe» is said once
        apart = cut.opens or cut.then or all(_measure(p) for p in parts)
        return apart and all(told) and sum(told) >= len(one.entities) + bool(one.about)
    lost = len(one.entities) + bool(one.about) - sum(told)
    return lost <= 0 or (lost == 1 and cut.opens and min(p.confidence for p in parts) >= CLEAR)
