"""Which words belong to an entity: the contract's rules, applied to what Rasa marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu import lexicon

_WORD_CHAR = re.compile(r"[\w/-]")
_ELISION = re.compile(r"(?:^|[\s'-])(?:[ldcjmnst]|qu|jusqu|lorsqu|puisqu)'$")
_TITLE = re.compile(
    r"(?:(?:le |la |l')?(?:madame|monsieur|mademoiselle|mme|mlle|mr|m(?! \w\b)|docteure?|dr|professeure?|pr|confrère"
    r"|patiente?)\b\.?\s*)+(?=\S)"
)
_TITLED = re.compile(rf"\b(?:{lexicon.either('title', 'person', 'doctor')}) $")
"""Before a mark: what begins with an article is then a name («docteur le goff»)."""
_NOBODY = re.compile(
    r"(?:(?:le|la|les|ce|cette|ma|mon|l'|un|une) ?)?(?:patiente?s?|dame|malade|monsieur|madame|personne)"
)
"""Words for a person that name none."""
_ARTICLES = "le|la|les|un|une|des|du|de|au|aux|mon|ma|mes|son|sa|ses|leur|leurs"
_LED = re.compile(rf"(?:(?:{_ARTICLES}|numéro|n°)\s+|[ld]')+(?=\S)")
_SECTION = re.compile(rf"(?:(?:{_ARTICLES}|onglet|rubrique|partie|page)\s+|[ld]')+(?=\S)")
_NUMBERED = re.compile(r"(?:(?:le|la|les|du|de|au|numéro|n°)\s+|l'|n°)+(?=\S)")
_BORN = re.compile(r"(?:(?:née?|le|en|du|de|la)\s+)+(?=\S)")
_PERIOD = re.compile(r"(?:(?:sur|de|en|du|des|pour|pendant|dans|au|aux|datant|à)\s+|d')+(?=\S)")
_LEADS = {
    "patient": _TITLE, "practitioner": _TITLE, "birth_date": _BORN, "period": _PERIOD, "ordinal": _NUMBERED,
    "patient_id": _NUMBERED, "room": _NUMBERED, "section": _SECTION, "analyte": _LED, "doc_type": _LED, "service": _LED,
    "template": _LED, "field": _LED, "channel": _LED, "count": re.compile(r"(?:les|en)\s+(?=\S)"),
    "status": re.compile(r"(?:(?:est|sont|encore|toujours)\s+)+(?=\S)"),
}  # fmt: skip
_BEFORE = {
    "period": re.compile(r"depuis (?:le |la |les |l')?$"),
    "room": re.compile(r"\b(?:chambre|lit)s? (?:numéro )?$"),
}
_ROOM = re.compile(r"^(?:(?!\b(?:chambre|lit)).)*\b(?:de la|du) (?=(?:chambre|lit)\b)")
_TAIL = re.compile(r"(?: (?:de|du|des|d'|le|la|les|l'|au|aux|à|en|et|sur|par|pour|euh))+$")
_ELIDED = re.compile(r" (?:[ldcjmnst]|qu)$")
_NAMED = frozenset({"patient", "practitioner", "recipient", "template"})
_INSIDE = frozenset({"de", "de la", "du", "des", "d'", "à", "de l'"})
"""Between two halves of a name: «consultation» «de» «pneumologie», «marie-ange» «de la» «fontaine»."""
_VERBATIM = frozenset({"content"})
_LISTS = frozenset({"analyte", "section", "content", "status", "recipient"})
"""Two of them side by side are two values, not one cut in two."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a model marked: offsets into the cleaned text."""

    name: str
    start: int
    end: int
    confidence: float = 1.0


def repair(text: str, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks on whole words, led and ended as the contract says, split ones joined, overlaps gone; in order."""
    whole = [_whole(text, m) for m in sorted(marks, key=lambda m: (m.start, -m.end))]
    joined: list[Mark] = []
    for mark in whole:
        last = joined[-1] if joined else None
        if last is not None and mark.start < last.end:
            joined[-1] = max(last, mark, key=lambda m: (m.end - m.start, m.confidence))
        elif last is not None and _one(text, last, mark):
            joined[-1] = replace(last, end=mark.end, confidence=min(last.confidence, mark.confidence))
        else:
            joined.append(mark)
    trimmed = (_trim(text, m) for m in joined)
    return tuple(m for m in trimmed if m.start < m.end)


def _whole(text: str, mark: Mark) -> Mark:
    start, end = mark.start, mark.end
    while start > 0 and _WORD_CHAR.match(text[start - 1]) and _WORD_CHAR.match(text[start]):
        start -= 1
    while 0 < end < len(text) and _WORD_CHAR.match(text[end]) and _WORD_CHAR.match(text[end - 1]):
        end += 1
    if end < len(text) and text[end] == "'" and not _ELISION.search(text[: end + 1]):  # «aujourd'» «hui»
        end = _word_end(text, end + 1)
    if start > 0 and text[start - 1] == "'" and not _ELISION.search(text[:start]):
        start = _word_start(text, start - 1)
    return replace(mark, start=start, end=end)


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _one(text: str, last: Mark, mark: Mark) -> bool:
    """Are these two halves of one value?"""
    if last.name != mark.name:
        return False
    gap = text[last.end : mark.start]
    if mark.name == "room":
        return gap.strip() in ("", "de la", "-", "et")
    if mark.name == "content":
        return len(gap) <= 4 and not re.search(r"\b(?:puis|ensuite)\b", gap)
    if mark.name in _NAMED and gap.strip() in _INSIDE:
        return gap.strip() != "à" or mark.name == "template"  # «envoie à Martin à Durand»: two
    return gap.strip() in ("", "-", "'") and mark.name not in _LISTS


def _trim(text: str, mark: Mark) -> Mark:
    """Widen to what belongs in («depuis», «chambre»), then cut what leads (titles, articles)."""
    if (before := _BEFORE.get(mark.name)) and (match := before.search(text[: mark.start])):
        return replace(mark, start=match.start())
    start, end = mark.start, mark.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "'"):
        end -= 1
    if text[end : end + 1] == "'" and (elided := _ELIDED.search(text[start:end])):
        end = start + elided.start()  # «ordonnance d'|avril»
    if mark.name not in _VERBATIM and (tail := _TAIL.search(text[start:end])):
        end = start + tail.start()
    if mark.name == "room" and (inside := _ROOM.search(text[start:end])):
        start += inside.end()  # «le fémur de la chambre quatorze»
    words = text[start:end]
    if mark.name == "patient" and _NOBODY.fullmatch(words):
        return replace(mark, start=end, end=end)
    if mark.name == "recipient" and not lexicon.is_known("recipient", words):
        lead = None if _TITLED.search(text[:start]) else _LED.match(words)
        start += lead.end() if lead else 0
        if not lexicon.is_known("recipient", text[start:end]) and (title := _TITLE.match(text[start:end])):
            start += title.end()
    elif (pattern := _LEADS.get(mark.name)) and (lead := pattern.match(words)):
        start += 0 if lexicon.is_known(mark.name, words) else lead.end()  # «mon espace santé» is a channel's name
    return replace(mark, start=start, end=end)
