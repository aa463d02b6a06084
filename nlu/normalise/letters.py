"""Names spelled out: «d u p o n t», «d comme denise u comme ursule», «dé u pé o enne té» -> «dupont»."""

from __future__ import annotations

import re

_NAMES = {
    "bé": "b", "cé": "c", "dé": "d", "effe": "f", "gé": "g", "ache": "h", "ji": "j", "ka": "k", "elle": "l",
    "emme": "m", "enne": "n", "pé": "p", "cu": "q", "ku": "q", "erre": "r", "esse": "s", "té": "t", "vé": "v",
    "ixe": "x",
    "zède": "z", "zed": "z",
}  # fmt: skip
"""How letters are called, as a recogniser may write them; the others are called by themselves."""
_BETWEEN = {"espace": " ", "tiret": "-", "trait-d'union": "-", "apostrophe": "'"}
_LEAST = 3
"""Letters in a row that make a spelling: «m a» may be a slip."""
_LIKE = re.compile(r"\bcomme [\w'-]+")
_HINT = re.compile(r" avec (?:un|une|deux) \w(?: à la fin| au bout| au milieu| au début)?$")


def spelled(name: str) -> str:
    """The name with its spelled letters joined; one said and then spelled is the spelling («dupont d u p o n t»)."""
    least = 2 if _LIKE.search(name) else _LEAST
    words = _LIKE.sub("", _HINT.sub("", name)).replace("trait d'union", "trait-d'union")
    parts = words.replace("double vé", "w").replace("i grec", "y").split()
    run = next((r for r in _runs(parts) if sum(len(p) for p in r[2].split()) >= least), None)
    if run is None:
        return _HINT.sub("", name)
    start, end, joined = run
    before = [w for w in parts[:start] if not joined.startswith(w[0]) or w[-1] != joined[-1]]
    return " ".join([*before, joined, *parts[end:]]).strip()


def _runs(words: list[str]) -> list[tuple[int, int, str]]:
    """Stretches of letters: first word, word after the last, letters joined."""
    found, at = list[tuple[int, int, str]](), 0
    while at < len(words):
        end, joined = at, ""
        while end < len(words) and (letter := _letter(words, end)):
            joined += letter[0]
            end += letter[1]
        if end > at:
            found.append((at, end, joined.strip(" -'")))
        at = max(end, at + 1)
    return found


def _letter(words: list[str], at: int) -> tuple[str, int] | None:
    """The letters at that word and how many words they took; «deux n» is two."""
    word = words[at]
    if word == "deux" and at + 1 < len(words) and (single := _one(words[at + 1])):
        return single * 2, 2
    if (single := _one(word)) or (single := _BETWEEN.get(word, "")):
        return single, 1
    return None


def _one(word: str) -> str:
    return word if len(word) == 1 and word.isalpha() else _NAMES.get(word, "")
