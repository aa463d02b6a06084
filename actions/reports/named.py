"""A field of the open document filled in so many words: its name, and what it can hold; pure.

«tension douze huit pouls soixante», «mets crépitants dans l'auscultation», «pour la conclusion …». The names are those
of this very document, as they are called and as the page labels them; the longest one that is said counts.
"""

from __future__ import annotations

import re

from actions.reports import spoken
from actions.reports.said import Said
from actions.reports.said import said as said_of
from assistant.record import Opened, Place
from assistant.types import Entity, Interpretation
from nlu.normalise.amounts import number
from nlu.normalise.measures import is_duration
from nlu.orders import is_order

SURE, LIKELY = 1.0, 0.9
_FILLER = r"(?:(?:et|euh|heu|alors|bon|puis|maintenant|donc|ensuite|ok|non|pardon|aussi) )*"
_WHO = (
    r"(?:(?:est-ce que )?(?:tu peux|peux-tu|tu pourrais|pourrais-tu|vous pouvez|pouvez-vous|pourriez-vous|tu|vous|on|je"
    r"|il faut) )?(?:me )?"
)
_VERB = (
    r"(?:(?:met|not|ecri|marqu|inscri|saisi|ajout|rajout|rentr|indiqu|precis|coch|choisi|corrig|chang|modifi|remplac"
    r"|rempl|complet|renseign|pass)(?:s|t|te|tez|tre|tes|es|er|e|ez|re|ire|is|it|ir|vez|vons|issez|isse|ons)?)(?:-(?:moi|le|la))?"
)
_PREP = r"(?:dans|en|au|aux|a|pour|sur|comme|cote)"
_ARTICLE = r"(?:(?:le|la|les|un|une|mon|ce|cette) |l')?"
_LEAD = re.compile(
    rf"{_FILLER}(?:(?P<verb>{_WHO}{_VERB} )(?:{_PREP} )?|(?P<prep>{_PREP} ))?(?P<article>{_ARTICLE})"
    rf"(?P<head>(?:champs?|chant|rubrique|zone|case|variable) )?"
)
_WHEN = r"(?:(?:ce matin|aujourd'hui|ce jour|ce soir|actuellement|prevue?s?) )?"
_COPULA = (
    r"(?:c'est|c'etait|est|sont|etait|etaient|reste|fait|mesure|bat|descend|monte|passe|atteint|pese)"
    r"(?: (?:estimee?s?|evaluee?s?|mesuree?s?|calculee?s?|retrouvee?s?|environ|bien|a peu pres))?"
)
_GLUE = re.compile(
    rf"{_WHEN}(?:(?P<colon>deux points|:) |(?P<order>{_WHO}{_VERB} )|(?P<copula>{_COPULA} )"
    rf"(?:(?:a|de|en|autour de) (?=\S))?|(?P<prep>(?:a|en|avec|par|de|comme) ))?(?P<article>{_ARTICLE})"
)
_PUT = re.compile(
    rf"{_FILLER}{_WHO}{_VERB} (?P<content>.+) (?P<prep>dans|en|au|aux|a|pour|sur|comme)"
    rf" {_ARTICLE}(?:(?:champs?|rubrique|zone|case|variable) )?$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
"""«l'imagerie de 2021» asks to see it."""
_NOT_WORDS = re.compile(r"(?:le curseur|toi|ce que|ce qui|ca|ce texte|le texte|en gras|gras|italique)\b")
_TALK = re.compile(
    r"\b(?:(?<!rendez-)vous|votre|vos|tu|te|toi|ton|tes|je|j'|on|moi|mon|ma|mes|nous|quoi|docteur|est-ce|ca"
    r"|suivante?|precedente?)(?: |\b)"
)


Filled = tuple[str, int, int, int, int]
"""(name of the field, first word and end of its name, first word and end of what it is to hold)."""


def answer(opened: Opened, words: str) -> Interpretation | None:
    """One of the current field's choices; else as `ordered`."""
    place = opened.place
    if place and place.choices and (found := spoken.choice(place.choices, words)):
        said = (Entity("field", "", place.name, 0, 0), Entity("content", found, found, 0, len(words)))
        return Interpretation(words, "fill_field", SURE, said, order=is_order(words))
    return ordered(opened, words)


def ordered(opened: Opened, words: str) -> Interpretation | None:
    """A value that fits the field named, or any words under an order («mets … dans …»); certain."""
    said = said_of(opened, words)
    found = _values(said, 0, {}) or _put(said) or _told(said)
    return _meant(said, found, SURE) if found else None


def likely(opened: Opened, words: str, *, told: bool) -> Interpretation | None:
    """A field of free text named first, its words behind it: not what one says to a patient.

    `told`: something else says that a field is filled, and «le motif c'est …» is enough.
    """
    said = said_of(opened, words)
    for start, end, place in said.named:
        lead = _LEAD.fullmatch(said.plain(0, start))
        if lead is None or place.choices or end == len(said.folded) or _short(said, start, end):
            continue
        glue = _GLUE.match(said.plain(end, len(said.folded)))
        pure = lead["prep"] or lead["head"] or not lead["article"] or (glue and glue["colon"])
        copula = bool(glue and glue["copula"])
        if not told and (not pure or (copula and lead["article"]) or _TALK.search(said.plain(0, len(said.folded)))):
            continue
        at = (glue.end() if copula else max(glue.end("colon"), 0)) if glue else 0
        after = end + said.within(end, at)
        if after < len(said.folded):
            return _meant(said, ((place.name, start, end, after, len(said.folded)),), LIKELY)
    return None


def _values(said: Said, start: int, known: dict[int, tuple[Filled, ...]]) -> tuple[Filled, ...]:
    """Names each with a value that fits, one after another to the end; () when anything else is said.

    `known`: what was found from there on before.
    """
    if start not in known:
        tries = (_valued(said, start, one, known) for one in said.named if one[0] >= start)
        known[start] = next((found for found in tries if found), ())
    return known[start]


def _valued(
    said: Said, start: int, name: tuple[int, int, Place], known: dict[int, tuple[Filled, ...]]
) -> tuple[Filled, ...]:
    """The same, that name being the next one."""
    first, end, place = name
    if not _LEAD.fullmatch(said.plain(start, first)):
        return ()
    if held := _held(said, place, end, len(said.folded)):
        return ((place.name, first, end, *held),)
    for stop in sorted({at for at, _, _ in said.named if at > end}):
        last = stop
        while last > end and said.folded[last - 1] in ("et", "puis", "le", "la", "les", "l'"):
            last -= 1
        if (held := _held(said, place, end, last)) and (rest := _values(said, stop, known)):
            return ((place.name, first, end, *held), *rest)
    return ()


def _held(said: Said, place: Place, start: int, end: int) -> tuple[int, int] | None:
    """The words among these that the field can hold, without «est à», «c'est le»."""
    glue = _GLUE.match(said.plain(start, end))
    cuts = [0, *([said.within(start, at) for at in sorted({glue.start("article"), glue.end()})] if glue else ())]
    for cut in cuts:
        if start + cut < end and fits(place, said.text(start + cut, end)):
            return start + cut, end
    return None


def fits(place: Place, words: str) -> bool:
    """Are the words one of the field's choices, or a number it can hold?"""
    if place.choices:
        return spoken.choice(place.choices, words) is not None
    if not place.unit and (_YEAR.fullmatch(words.strip()) or is_duration(words)):
        return is_duration(words)
    return number(place.name, place.unit, words) is not None or spoken.holds(place, words)


def _put(said: Said) -> tuple[Filled, ...]:
    """«mets … dans …»: the name is at the end."""
    whole = len(said.folded)
    for start, end, place in said.named:
        match = _PUT.match(said.plain(0, start)) if end == whole and not _short(said, start, end) else None
        if match and not _NOT_WORDS.match(match["content"]):
            begin = said.within(0, match.start("content"))
            stop = begin + said.within(begin, len(match["content"]) + 1)
            # «mets le patient sur le côté» is no answer of the field «côté»
            if match["prep"] in ("dans", "pour", "en") or not place.choices or fits(place, said.text(begin, stop)):
                return ((place.name, start, end, begin, stop),)
    return ()


def _told(said: Said) -> tuple[Filled, ...]:
    """«pour la conclusion mets …», «corrige le motif en …»: the name is first, and an order stands beside it."""
    whole = len(said.folded)
    for start, end, place in said.named:
        lead = _LEAD.fullmatch(said.plain(0, start))
        glue = _GLUE.match(said.plain(end, whole))
        if lead is None or glue is None or end == whole or _short(said, start, end):
            continue
        if glue["order"] and (lead["prep"] or lead["head"] or lead["article"] or start == 0):
            at = glue.end("order")
        elif lead["verb"] and (
            glue["colon"] or glue["copula"] or (glue["prep"] and _joins(lead["verb"], glue["prep"]))
        ):
            at = max(glue.end(name) for name in ("colon", "prep", "copula"))
            at = max(at, 0)
        else:
            continue
        after = end + said.within(end, at)
        if after < whole and not _NOT_WORDS.match(said.plain(after, whole)):
            return ((place.name, start, end, after, whole),)
    return ()


def _joins(verb: str, prep: str) -> bool:
    """«corrige le motif en …», «remplis le motif avec …»; «mets le médecin traitant en copie» is no such thing."""
    return prep.strip() != "en" or re.search(r"\b(?:corrig|chang|modifi|remplac|pass)", verb) is not None


def _short(said: Said, start: int, end: int) -> bool:
    """«ta», «fc»: too short to be told from other words by itself; a value has to follow."""
    return len(said.text(start, end)) < 3


def _meant(said: Said, found: tuple[Filled, ...], confidence: float) -> Interpretation:
    entities = []
    for name, first, end, begin, stop in found:
        entities.append(Entity("field", said.text(first, end), name, said.spans[first][0], said.spans[end - 1][1]))
        content = said.text(begin, stop)
        entities.append(Entity("content", content, content, said.spans[begin][0], said.spans[stop - 1][1]))
    return Interpretation(said.words, "fill_field", confidence, tuple(entities), order=is_order(said.words))
