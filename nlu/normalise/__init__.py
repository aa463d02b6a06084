"""Words of an entity -> its normal form, as shared in the catalogue of commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from nlu import lexicon
from nlu.normalise import calendar, letters, numbers, periods, places
from nlu.text import clean, fold

Value = str | int
AHEAD = frozenset({"show_worklist"})
"""Commands whose bare «lundi» is the next one: elsewhere the record is about the past."""
_BY_LOOKUP = frozenset({"section", "doc_type", "channel", "status", "direction"})
_TITLES = re.compile(
    r"^(?:(?:le |la |l')?(?:madame|monsieur|mademoiselle|mme|mlle|mr|m(?! \w\b)|docteure?|dr|professeure?|pr"
    r"|patiente?)\b\.?\s*)+(?=\S)"
)
_ARTICLES = re.compile(r"^(?:(?:le|la|les|un|une|des|du|de|au|aux|mon|ma|mes|son|sa|ses|cette|cet|ce)\s+|[ld]')+(?=\S)")

_LED = re.compile(r"^(?:(?:au|aux|à la|mon|ma|mes|son|sa|ses|un|une)\s+|(?:à )?l')+(?=\S)")
"""Before a correspondent: «le» and «la» stay, for names begin with them («le goff»)."""


def value(entity: str, words: str, today: date, intent: str = "") -> Value | None:
    """The normal form, or None when the words have none (the entity is then dropped)."""
    if entity in _BY_LOOKUP:
        return lexicon.meaning(entity, words)
    reader = _READERS.get(entity)
    if reader is not None:
        return reader(words)
    if entity == "birth_date":
        return calendar.birth_date(words, today)
    if entity == "period":
        return periods.period(clean(words).text, today, ahead=intent in AHEAD)
    return words.strip() or None


def _count(words: str) -> int | None:
    if (known := lexicon.meaning("multiple", words)) is not None:
        return int(known)
    return next((n for n in numbers.sequence(words) if isinstance(n, int)), None)


def _name(words: str) -> str | None:
    """The words without titles, letters said one by one joined."""
    return letters.spelled(_TITLES.sub("", clean(words).text)) or None


def _plain(words: str) -> str | None:
    return _ARTICLES.sub("", clean(words).text) or None


def _recipient(words: str) -> str | None:
    """A role when the words say one; anything else is a name: likeness would send it to the wrong person."""
    said = lexicon.plain(_ARTICLES.sub("", fold(clean(words).text)))
    for role, spoken in lexicon.table("recipient").items():
        if said in {lexicon.plain(phrase) for phrase in spoken}:
            return role
    return _name(_LED.sub("", clean(words).text))


_READERS: dict[str, Callable[[str], Value | None]] = {
    "ordinal": numbers.ordinal,
    "count": _count,
    "room": places.room,
    "patient_id": places.patient_id,
    "patient": _name,
    "practitioner": _name,
    "recipient": _recipient,
    "service": _plain,
    "analyte": _plain,
    "template": _plain,
    "field": _plain,
}
