"""A person named although the command takes none: «les allergies de madame Durand» is about Durand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu import lexicon
from nlu.text import fold

LONGEST = 4
"""Most words taken as a name, particles not counted."""
_TITLE = re.compile(r"(?<![\w'-])(?:madame|monsieur|mademoiselle|mme|mlle|mr?|patiente?)\s+")
_CIVIL = re.compile(r"(?:madame|monsieur|mademoiselle|mme|mlle|mr?)\s")
_WHOSE = re.compile(r"(?:\bde |\bd')(?:la )?(?:(?:madame|monsieur|mademoiselle|mme|mlle|mr?|patiente?) )?$")
_DOCTOR = re.compile(r"\b(?:au|a la|à la|chez le|chez la|le|la) (?:docteure?|professeure?|dr|pr) ")
_AUTHOR = re.compile(
    r"\b(?:comptes?[- ]rendus?|courriers?|lettres?|documents?|rapports?|ordonnances?|certificats?) (?:du|de la) "
    r"(?:(?:docteure?|professeure?|dr|pr) )?$"
)
_TITLED = re.compile(r"(?:^|.* )(?:docteure?|professeure?|dr|pr) $")
_FIRST = re.compile(r"(?:docteure?|professeure?|dr|pr) ")
_DOCTORS = frozenset({"docteur", "docteure", "professeur", "professeure", "dr"})
_ELIDED = re.compile(r"(?:qu|j|c|s|l|t|m)'")


def person(text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[int, int] | None:
    """Span of the name after a title in cleaned text, outside of `taken` spans; None when there is none."""
    for match in _TITLE.finditer(text):
        end = _name_end(text, match.end(), civil=bool(_CIVIL.match(match[0])), taken=taken)
        if end > match.end() and not _inside(match.start(), end, taken):
            return match.end(), end
    return None


def _name_end(text: str, start: int, *, civil: bool, taken: Sequence[tuple[int, int]]) -> int:
    """Where the name ends: at a word that no name has; after «patient» no particle begins one («patient de la 12»)."""
    stop, particles = lexicon.words("about", "stop"), lexicon.words("about", "particle")
    end, names = start, 0
    for word in re.finditer(r"\S+", text[start:]):
        said = fold(word[0])
        begin = start + word.start()
        if any(low <= begin < high for low, high in taken) or names == LONGEST:
            break
        if said in particles and (civil or names):
            continue
        if said in stop or said in _DOCTORS or said in particles or said[0].isdigit() or _ELIDED.match(said):
            break
        names += 1
        end = start + word.end()
    return end


def _inside(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(low <= start and end <= high for low, high in taken)


def doctor(text: str, taken: Sequence[tuple[int, int]] = ()) -> tuple[int, int] | None:
    """Span of the name after «au docteur», outside of `taken` spans; None when there is none."""
    for match in _DOCTOR.finditer(text):
        end = _name_end(text, match.end(), civil=True, taken=taken)
        if end > match.end() and not _inside(match.start(), end, taken):
            return match.end(), end
    return None


def whose(text: str, start: int) -> bool:
    """Does «de madame», «de monsieur» stand before that place: the patient a document is of, never who receives it?"""
    before = _WHOSE.search(text[:start])
    return before is not None and bool(_TITLE.search(before[0]) or _TITLE.match(text[start:]))


def authored(text: str, start: int) -> bool:
    """Does «le courrier du docteur» stand before that place: who wrote a document, never who receives it?"""
    return bool(_AUTHOR.search(text[:start])) and bool(_TITLED.match(text[:start]) or _FIRST.match(text[start:]))
