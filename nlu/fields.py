"""A field filled in so many words: «mets … dans la conclusion», «glycémie un gramme dix». Read by rule.

Only for fields that the training sentences name, so that «mettez vos affaires dans le vestiaire» stays talk.
"""

from __future__ import annotations

import re

from nlu import doubt, lexicon
from nlu.normalise.measures import measure
from nlu.normalise.numbers import cardinal, figures
from nlu.spans import Mark
from nlu.text import fold

SURE = 0.9
"""Confidence of such a sentence."""
_LEAD = (
    r"(?:(?:et|euh|alors|bon|puis|maintenant) )*"
    r"(?:(?:est-ce que )?(?:tu peux|peux-tu|tu pourrais|pouvez-vous|pourriez-vous|vous pouvez|tu|vous|on|il faut) )?"
)
_VERB = (
    r"(?:mets|met|mettez|mettre|note|notes|notez|noter|écris|écrivez|écrire|marque|marques|marquez|inscris|inscrivez"
    r"|inscrire|saisis|saisissez|saisir|ajoute|ajoutez|rajoute|rentre|indique|indiquez|indiquer)(?:-(?:moi|lui))?"
)
_PUT = re.compile(
    rf"{_LEAD}{_VERB} (?!(?:le curseur|toi|ce que|ce qui|ça|ce texte|le texte)\b)(?P<content>.+?)"
    r" (?:dans|en|au|aux|à) (?:(?:le|la|les) |l')?(?:(?:champ|rubrique|case) )?"
    r"(?P<field>.+)"
)
_NUMBER = re.compile(r"\d{1,4}(?: ?[.,] ?\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def said(text: str) -> tuple[Mark, Mark] | None:
    """Where field and content stand in cleaned text, when the text is nothing but that; None when it is not."""
    if (match := _PUT.fullmatch(text)) and known(match["field"]):
        return Mark("field", *match.span("field")), Mark("content", *match.span("content"))
    words = [m.start() for m in re.finditer(r"\S+", text)]
    for cut in words[1:5]:
        field, value = text[:cut].strip(), text[cut:]
        lead = re.match(rf"{_LEAD}(?:(?:le|la|les) |l')?", field)
        bare = field[lead.end() :] if lead else field
        joint = re.match(r"à (?=\S)", value)  # «est à» tells as often as it orders: the model decides
        at = cut + (joint.end() if joint else 0)
        if known(bare) and _number(bare, text[at:]):
            start = lead.end() if lead else 0
            return Mark("field", start, len(field)), Mark("content", at, len(text))
    return None


def known(words: str) -> bool:
    """Does a training sentence fill or seek a field of that name?"""
    return lexicon.plain(words) in doubt.fields()


def _number(field: str, words: str) -> bool:
    """A measure of that field, and no year: «glycémie 2024» asks for results."""
    first, read = words.split(maxsplit=1)[0], figures(fold(words)).strip()
    if not (first[0].isdigit() or cardinal(fold(first)) is not None) or _YEAR.fullmatch(read):
        return False
    return measure(field, words) is not None or bool(_NUMBER.fullmatch(read))
