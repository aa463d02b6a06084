"""French spaces and apostrophes for print: what may not be parted at the end of a line, and nothing else."""

from __future__ import annotations

import re

NBSP, THIN = "\u00a0", "\u202f"
"""No-break space, and the narrow one that French puts before ; ! ?."""
_UNITS = (
    r"%|‰|mm|cm|m|km|µm|mL|ml|cL|dL|L|µg|mg|g|kg|mmol|µmol|nmol|mmHg|cmH2O|UI|kcal|bpm|min|h|s|ans?|mois|jours?|"
    r"semaines?|SA|°C|°|mSv|mGy|V|mV|Hz|ohms|Ch"
)
_RULES = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]", " "),
        (r"(?<=\w)'(?=\w)", "’"),
        (r"[ \u00a0]+([;!?])", THIN + r"\1"),
        (r"[ \u202f]+([:»])", NBSP + r"\1"),
        (r"«[ \u202f]+", "«" + NBSP),
        (rf"(?<=\d) (?=(?:{_UNITS})(?![\w]))", NBSP),
        (r"(?<=\d) (?=\d{3}(?:\D|$))", THIN),
        (r"\b(Dr|Pr|M\.|Mme|n°|p\.) (?=\S)", r"\1" + NBSP),
        (r"\b(\d{1,2}) (?=(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b)",
         r"\1" + NBSP),
    )
)  # fmt: skip


def set_in_french(text: str) -> str:
    """The same words with the spaces that hold together; done twice it changes nothing more."""
    for pattern, by in _RULES:
        text = pattern.sub(by, text)
    return text
