"""French numbers in words and digits: cardinals, ordinals, digits said one by one."""

from __future__ import annotations

import re
from functools import cache

from nlu import lexicon
from nlu.text import fold

_HUNDRED, _THOUSAND = 100, 1000
_ORDINAL_FIGURE = re.compile(r"n?°?(\d+)(?:ers?|eres?|re|nde?|emes?|es?|ieme)?")
_FIRST = {"premier": 1, "premiere": 1, "second": 2, "seconde": 2}
_LAST = {"dernier": -1, "derniere": -1, "ultime": -1, "penultieme": -2, "antepenultieme": -3}
_IRREGULAR = {"cinqu": "cinq", "neuv": "neuf"}

Token = tuple[str, str]
"""A folded word and what stood before it: «-» or « »."""


@cache
def _values() -> dict[str, int]:
    return {fold(w): int(value) for value, words in lexicon.table("number").items() for w in words}


def tokens(text: str) -> list[Token]:
    """Words, hyphens split where the parts are numbers («quatre-vingt-dix»), kept elsewhere."""
    found: list[Token] = []
    for word in fold(text).split():
        parts = word.split("-")
        if len(parts) > 1 and all(_is_part(p) for p in parts):
            found += [(p, "-" if i else " ") for i, p in enumerate(parts)]
        else:
            found.append((word, " "))
    return found


def _is_part(word: str) -> bool:
    return word in _values() or word == "et" or _stem(word) is not None


def cardinal(text: str) -> int | None:
    """The number when the whole text is one, else None."""
    read = list(sequence(text))
    return read[0] if len(read) == 1 and isinstance(read[0], int) else None


def sequence(text: str, *, apart: bool = False) -> list[int | str]:
    """Numbers where there are some, other words as they are: «six du deux» -> 6, du, 2.

    `apart` joins tens and units only where a hyphen or «et» does: «dix sept» -> 10, 7.
    """
    words, found, i = tokens(text), list[int | str](), 0
    while i < len(words):
        value, after = cardinal_at(words, i, apart=apart)
        if after > i:
            found.append(value)
        else:
            found.append(words[i][0])
            after = i + 1
        i = after
    return found


def figures(text: str, *, apart: bool = False) -> str:
    """The text, folded, its numbers in figures: «trois mars cinquante-quatre» -> «3 mars 54»."""
    return " ".join(str(part) for part in sequence(text, apart=apart))


def digits(text: str) -> str:
    """All figures of numbers said in any grouping: «un zéro zéro deux trois» -> «10023»."""
    written = re.sub(r"(?<=\d)\D(?=\d)", " ", fold(text))
    written = re.sub(r"\d+", lambda m: " ".join(m[0]), written)  # «023» keeps its zero
    written = re.sub(r"\b(double|triple|deux fois|trois fois) (\S+)", _again, written)
    return "".join(str(part) for part in sequence(written) if isinstance(part, int))


def _again(match: re.Match[str]) -> str:
    """«double zéro», «trois fois cinq»."""
    return " ".join([match[2]] * (2 if match[1] in ("double", "deux fois") else 3))


def ordinal(text: str) -> int | None:
    """«la deuxième» 2, «numéro trois» 3, «2e» 2, «dernier» -1, «avant-dernier» -2."""
    said = fold(text).replace("avant dernier", "avant-dernier")
    if re.search(r"\bavant-dernier", said):
        return -2
    for word in re.split(r"[\s']+", said):
        single = word.removesuffix("s")
        if single in _LAST or single in _FIRST:
            return _LAST.get(single) or _FIRST[single]
    words = [(w.rstrip("s"), gap) if w.endswith("iemes") else (w, gap) for w, gap in tokens(said)]
    for i in range(len(words)):
        value, after = ordinal_at(words, i)
        if after > i:
            return value
    return None


def ordinal_at(words: list[Token], i: int) -> tuple[int, int]:
    """(value, index after it) of «vingt et unième», by reading its stem as a cardinal; the index is `i` when none."""
    plain = [(_stem(w) or w, gap) for w, gap in words]
    value, after = cardinal_at(plain, i)
    if after > i:
        return value, after
    figure = _ORDINAL_FIGURE.fullmatch(words[i][0])
    return (int(figure[1]), i + 1) if figure else (0, i)


@cache
def _stem(word: str) -> str | None:
    """«deuxième» -> «deux», None when the word is no ordinal."""
    if not word.endswith("ieme"):
        return None
    stem = word[: -len("ieme")]
    for known in (stem, stem + "e", _IRREGULAR.get(stem, "")):
        if known in _values():
            return known
    return None


def cardinal_at(words: list[Token], i: int, *, apart: bool = False) -> tuple[int, int]:
    """(value, index after it); the index is `i` itself when no number starts there. `apart` as in `sequence`."""
    value, after = _below_thousand(words, i, apart)
    if _at(words, after) == "mille":
        thousands = value if after > i else 1
        rest, end = _below_thousand(words, after + 1, apart)
        return thousands * _THOUSAND + rest, end
    return value, after


def _below_thousand(words: list[Token], i: int, apart: bool) -> tuple[int, int]:
    value, after = (1, i) if _at(words, i) in ("cent", "cents") else _below_hundred(words, i, apart)
    if _at(words, after) in ("cent", "cents") and 1 <= value < 20 and value != 10:
        # «dix-neuf cent cinquante-quatre» is how years are said
        rest, end = _below_hundred(words, after + 1, apart)
        return value * _HUNDRED + rest, end
    return (value, after) if after > i else (0, i)


def _below_hundred(words: list[Token], i: int, apart: bool) -> tuple[int, int]:
    word = _at(words, i)
    if word.isdecimal():
        return int(word), i + 1
    value = _values().get(word, -1)
    if value < 0 or value >= _HUNDRED:
        return 0, i
    if value == 4 and _at(words, i + 1) in ("vingt", "vingts") and _joined(words, i + 1, apart):
        return _with_rest(words, i + 2, 80, 19, apart)
    if value == 10:
        unit = _values().get(_at(words, i + 1), 0)
        return (value + unit, i + 2) if 7 <= unit <= 9 and _joined(words, i + 1, apart) else (value, i + 1)
    if value < 20:
        return value, i + 1
    return _with_rest(words, i + 1, value, 19 if value == 60 else 9, apart)


def _with_rest(words: list[Token], i: int, tens: int, most: int, apart: bool) -> tuple[int, int]:
    """Tens and what may follow: «soixante» «et onze», «quatre-vingt» «dix-sept», «trente» «deux»."""
    if _at(words, i) == "et":
        unit = _values().get(_at(words, i + 1), 0)
        return (tens + unit, i + 2) if unit == 1 or (unit == 11 and most > 9) else (tens, i)
    if not _joined(words, i, apart) or _at(words, i).isdecimal():
        return tens, i
    unit, after = _below_hundred(words, i, apart)
    return (tens + unit, after) if 1 <= unit <= most else (tens, i)


def _at(words: list[Token], i: int) -> str:
    return words[i][0] if i < len(words) else ""


def _joined(words: list[Token], i: int, apart: bool) -> bool:
    return i < len(words) and (not apart or words[i][1] == "-")
