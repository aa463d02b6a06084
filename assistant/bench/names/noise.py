"""How a recogniser writes names it does not know; written from French spelling, not from nlu's sounds."""

from __future__ import annotations

import random
import re

_SAME_SOUND = tuple(
    (re.compile(pattern), others)
    for pattern, others in (
        ("ph", ("f",)), ("f(?!f)", ("ph", "ff")), ("eau", ("o", "au")), ("(?<!e)au", ("o", "eau")),
        ("o$", ("ot", "eau")), ("ot$", ("o", "eau")), ("ck", ("k", "c")), ("qu(?=[eiéè])", ("k",)),
        ("c(?=[aolru])", ("k",)), ("k(?=[aolru])", ("c",)), ("(?<=[rl])c$", ("que", "k")),
        ("y", ("i",)), ("(?<=[bdlmnrtv])i(?=[bdlnrtv][aeo])", ("y",)), ("an(?=[bcdgpqt])", ("en",)),
        ("en(?=[dt][^s])", ("an",)), ("ain", ("in", "ein")), ("(?<=[rtdlv])in$", ("ain", "ins")),
        ("ll(?!e|ia|ie|io)", ("l",)), ("(?<=[aeo])l(?=[aeio])", ("ll",)), ("nn", ("n",)), ("(?<=o)n(?=[aei])", ("nn",)),
        ("tt", ("t",)), ("(?<=[ae])t(?=[aei])", ("tt",)), ("rr", ("r",)), ("mm", ("m",)), ("pp", ("p",)),
        ("(?<=[aeo])t$", ("",)), ("(?<=r)d$", ("t", "")), ("(?<=r)t$", ("d", "")), ("(?<=n)d$", ("t", "")),
        ("(?<=n)t$", ("d",)), ("(?<=[aieourt])x$", ("", "s")), ("(?<=[lnrtu])s$", ("",)), ("(?<=e)z$", ("s",)),
        ("th", ("t",)), ("^h", ("",)), ("^(?=[aeiou])", ("h",)), ("er$", ("é", "et")), ("(?<!i)é$", ("er", "ée")),
        ("ier$", ("ié", "iez")), ("et$", ("ay", "ai")), ("ç", ("s", "ss")), ("j(?=[ei])", ("g",)),
        ("g(?=[ei])", ("j",)), ("ge(?=[ao])", ("j",)), ("^s(?=[ei])", ("c",)), ("^c(?=[ei])", ("s",)),
        ("(?<=[rl])e$", ("",)), ("(?<=[aou])r$", ("re",)), ("w", ("v",)), ("bv", ("v",)), ("œ", ("e",)),
        ("(?<!q)ei(?!n)", ("ai",)), ("ai(?=[srt])", ("è",)), ("oul[tx]$", ("ou",)), ("ault$", ("o", "aud", "aut")),
    )
)  # fmt: skip
_MISHEARD = {
    "m": "n", "n": "m", "b": "p", "p": "b", "d": "t", "t": "d", "f": "v", "v": "f", "g": "k", "l": "r", "r": "l",
    "i": "é", "é": "i", "o": "ou", "u": "i",
}  # fmt: skip
_LEADING = re.compile(r"^(?:(?:de la|de|du|des|le|la|ben|el|da) |d')")


def same_sound(name: str, rnd: random.Random, most: int = 2) -> str:
    """Written otherwise, said alike: up to `most` changes."""
    words = name.lower()
    for _ in range(rnd.randint(1, most)):
        fitting = [(m, by) for p, by in _SAME_SOUND for m in p.finditer(words)]
        if fitting:
            match, others = rnd.choice(fitting)
            words = words[: match.start()] + rnd.choice(others) + words[match.end() :]
    return words


def other_sound(name: str, rnd: random.Random) -> str:
    """One sound heard for another: «morel» for «norel»."""
    words = name.lower()
    places = [i for i, letter in enumerate(words) if letter in _MISHEARD]
    if not places:
        return words
    at = rnd.choice(places)
    return words[:at] + _MISHEARD[words[at]] + words[at + 1 :]


def cut(name: str, rnd: random.Random) -> str:
    """In two words («du pont»), or one where there were two («legoff»), or without its particle («goff»)."""
    words = name.lower()
    if lead := _LEADING.match(words):
        return rnd.choice((words[lead.end() :], words.replace(" ", "").replace("'", "")))
    if "-" in words or " " in words or len(words) < 6:
        return words.replace("-", " ")
    at = 2 if words[:2] in ("le", "la", "du", "de") else rnd.randint(3, len(words) - 3)
    return f"{words[:at]} {words[at:]}"
