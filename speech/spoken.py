"""Written -> as it is said, in the two forms training needs: for the voice, and for the recogniser to write."""

from __future__ import annotations

import re
from datetime import date

from num2words import num2words

_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_UNITS = {
    "%": "pour cent", "mg": "milligrammes", "kg": "kilos", "cm": "centimètres", "ml": "millilitres", "°": "degrés",
}  # fmt: skip
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SPELLED = """
aaa aah aap ace acr acs acth adn aeg aes afc afp aic ains ait ald ame amh aod aomi apa apcv arn ars ast atb avc
avk avp avs bav bbda bpco bu ca ccam chu civd cmu cro dha dhea dlco dlqi dpi dsa eal ebv ecbu ecg eds eeg efr
ehf ehs emg epp etf eto ett evs fa fevg fop gea ghi had hae hba hbe hla hsa hta htap iao icn icp ide idr iea iec
iep ies iga ige igf igg igm igs imao imc inr ins iop iot ipc ipp ipss irc irm isr isrs iss ist itt iva ivg ivp
ivse mco mmse ngap nse oad oap oas oct omi oms opn orl osa pca pec pma pmi pna ppe psa pto rai rgo rpca sau sdra
seg sla sos ssa suv tca tdah tpha tpo tsa ucv uhcd usc usld uvb vad vih vni
"""
LETTERS = frozenset(_SPELLED.split())
"""Initialisms with vowels that are spelled all the same; those without a vowel need no list."""
_VOWEL = re.compile(r"[aeiouyàâéèêëîïôùûüœ]")
_NOT_SAID = re.compile(r"[^\w' \-]|\d|_")
_OPEN = re.compile(r"[\d&@#%/+*=<>|{}\[\]]")
_WORD = re.compile(r"[^\W\d_]+")


def words(text: str, language: str = "fr") -> str:
    """What the recogniser writes: lower case, no punctuation, numbers in words.

    In another language than French, empty where figures or signs leave open how it is said.
    """
    if language != "fr":
        return _foreign(text)
    text = text.lower().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    text = _DATE.sub(_date, text)
    text = re.sub(r"(\d+)\s*h\s*(\d+)?\b", lambda m: f"{m[1]} heures {m[2] or ''}", text)
    text = _DECIMAL.sub(r"\1 virgule \2", text)
    for sign, said in _UNITS.items():
        text = re.sub(rf"(?<=\d)\s*{re.escape(sign)}(?!\w)", f" {said}", text)
    text = re.sub(r"\d+", lambda m: f" {number(m[0])} ", text)
    text = re.sub(r"[^\w'\- ]|_", " ", text)
    text = re.sub(r"(?<!\w)-|-(?!\w)", " ", text)
    return " ".join(re.sub(r"'\s+", "'", text).split())


def _foreign(text: str) -> str:
    text = text.lower().replace("’", "'").strip()
    plain = _NOT_SAID.sub(" ", text.replace("¡", "").replace("¿", ""))
    return "" if _OPEN.search(text) else " ".join(plain.replace("-", " ").split())


def number(digits: str) -> str:
    """«007» is read figure by figure, «2024» as a number."""
    if digits.startswith("0") and len(digits) > 1:
        return " ".join(num2words(int(d), lang="fr") for d in digits)
    return str(num2words(int(digits), lang="fr"))


def _date(match: re.Match[str]) -> str:
    day, month, year = int(match[1]), int(match[2]), int(match[3])
    try:
        date(year, month, day)
    except ValueError:
        return match[0]
    first = "premier" if day == 1 else number(str(day))
    return f"{first} {_MONTHS[month - 1]} {number(str(year))}"


def for_voice(text: str) -> str:
    """What the voice reads: initialisms as letters, apart where they could be a word («I R M», not «irme»)."""
    return _WORD.sub(lambda m: _letters(m[0]) if spelled(m[0].lower()) else m[0], text)


def _letters(initials: str) -> str:
    return " ".join(initials.upper()) if _VOWEL.search(initials.lower()) else initials.upper()


def spelled(word: str) -> bool:
    """Said letter by letter? («crp», «irm»)"""
    return word in LETTERS or (1 < len(word) < 6 and not _VOWEL.search(word))
