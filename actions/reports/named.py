"""A field of the open document filled in so many words: its name, and what it can hold; pure.

«tension douze huit pouls soixante», «mets crépitants dans l'auscultation», «pour la conclusion …». The names are those
of this very document, as they are called and as the page labels them; the longest one that is said counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from actions.reports import spoken
from assistant.record import Opened, Place
from assistant.types import Entity, Interpretation
from nlu.normalise.amounts import number
from nlu.normalise.measures import is_duration
from nlu.text import fold

SURE, LIKELY = 1.0, 0.9
LONGEST = 8
"""Words of a name."""
_TOKEN = re.compile(r"[^\s'’]+['’]?")
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


@dataclass(frozen=True, slots=True)
class _Said:
    """The utterance, word by word."""

    words: str
    spans: tuple[tuple[int, int], ...]
    folded: tuple[str, ...]

    def text(self, start: int, end: int) -> str:
        return self.words[self.spans[start][0] : self.spans[end - 1][1]] if start < end else ""

    def plain(self, start: int, end: int) -> str:
        """Folded words, a space behind each but an elision."""
        return "".join(w if w.endswith("'") else f"{w} " for w in self.folded[start:end])


Filled = tuple[str, int, int, int, int]
"""(name of the field, first word and end of its name, first word and end of what it is to hold)."""


def answer(opened: Opened, words: str) -> Interpretation | None:
    """One of the current field's choices; else as `ordered`."""
    place = opened.place
    if place and place.choices and (found := spoken.choice(place.choices, words)):
        said = (Entity("field", "", place.name, 0, 0), Entity("content", found, found, 0, len(words)))
        return Interpretation(words, "fill_field", SURE, said)
    return ordered(opened, words)


def ordered(opened: Opened, words: str) -> Interpretation | None:
    """A value that fits the field named, or any words under an order («mets … dans …»); certain."""
    said, names = _said(words), _names(opened)
    for found in (_values(said, names, 0), _put(said, names), _told(said, names)):
        if found:
            return _meant(said, found, SURE)
    return None


def likely(opened: Opened, words: str, *, told: bool) -> Interpretation | None:
    """A field of free text named first, its words behind it: not what one says to a patient.

    `told`: something else says that a field is filled, and «le motif c'est …» is enough.
    """
    said, names = _said(words), _names(opened)
    for start, end, place in _named(said, names):
        lead = _LEAD.fullmatch(said.plain(0, start))
        if lead is None or place.choices or end == len(said.folded) or _short(said, start, end):
            continue
        glue = _GLUE.match(said.plain(end, len(said.folded)))
        pure = lead["prep"] or lead["head"] or not lead["article"] or (glue and glue["colon"])
        copula = bool(glue and glue["copula"])
        if not told and (not pure or (copula and lead["article"]) or _TALK.search(said.plain(0, len(said.folded)))):
            continue
        at = (glue.end() if copula else max(glue.end("colon"), 0)) if glue else 0
        after = end + _words_in(said, end, at)
        if after < len(said.folded):
            return _meant(said, ((place.name, start, end, after, len(said.folded)),), LIKELY)
    return None


def _values(said: _Said, names: Mapping[tuple[str, ...], Place], start: int) -> tuple[Filled, ...]:
    """Names each with a value that fits, one after another to the end; () when anything else is said."""
    whole = len(said.folded)
    for first, end, place in _named(said, names, start):
        if not _LEAD.fullmatch(said.plain(start, first)):
            continue
        stops = [whole, *sorted({n for n, _, _ in _named(said, names, end + 1)})]
        for stop in stops:
            rest = _values(said, names, stop) if stop < whole else ()
            if stop < whole and not rest:
                continue
            last = stop
            while last > end and stop < whole and said.folded[last - 1] in ("et", "puis", "le", "la", "les", "l'"):
                last -= 1
            if held := _held(said, place, end, last):
                return ((place.name, first, end, *held), *rest)
    return ()


def _held(said: _Said, place: Place, start: int, end: int) -> tuple[int, int] | None:
    """The words among these that the field can hold, without «est à», «c'est le»."""
    glue = _GLUE.match(said.plain(start, end))
    cuts = [0, *([_words_in(said, start, at) for at in sorted({glue.start("article"), glue.end()})] if glue else ())]
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


def _put(said: _Said, names: Mapping[tuple[str, ...], Place]) -> tuple[Filled, ...]:
    """«mets … dans …»: the name is at the end."""
    whole = len(said.folded)
    for start, end, place in _named(said, names):
        match = _PUT.match(said.plain(0, start)) if end == whole and not _short(said, start, end) else None
        if match and not _NOT_WORDS.match(match["content"]):
            begin = _words_in(said, 0, match.start("content"))
            stop = begin + _words_in(said, begin, len(match["content"]) + 1)
            # «mets le patient sur le côté» is no answer of the field «côté»
            if match["prep"] in ("dans", "pour", "en") or not place.choices or fits(place, said.text(begin, stop)):
                return ((place.name, start, end, begin, stop),)
    return ()


def _told(said: _Said, names: Mapping[tuple[str, ...], Place]) -> tuple[Filled, ...]:
    """«pour la conclusion mets …», «corrige le motif en …»: the name is first, and an order stands beside it."""
    whole = len(said.folded)
    for start, end, place in _named(said, names):
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
        after = end + _words_in(said, end, at)
        if after < whole and not _NOT_WORDS.match(said.plain(after, whole)):
            return ((place.name, start, end, after, whole),)
    return ()


def _joins(verb: str, prep: str) -> bool:
    """«corrige le motif en …», «remplis le motif avec …»; «mets le médecin traitant en copie» is no such thing."""
    return prep.strip() != "en" or re.search(r"\b(?:corrig|chang|modifi|remplac|pass)", verb) is not None


def _short(said: _Said, start: int, end: int) -> bool:
    """«ta», «fc»: too short to be told from other words by itself; a value has to follow."""
    return len(said.text(start, end)) < 3


# --- names ---------------------------------------------------------------------------------------------------------


def _names(opened: Opened) -> Mapping[tuple[str, ...], Place]:
    """Everything a field may be called by: its name, then short names and labels that mean no other field."""
    found: dict[tuple[str, ...], Place | None] = {}
    own = {spoken.words_of(p.name): p for p in opened.places}
    for place in opened.places:
        for other in (*spoken.shorts(place.name), *map(spoken.words_of, place.labels)):
            if other and other not in own:
                found[other] = place if found.get(other, place) is place else None
    return {key: place for key, place in found.items() if place} | own


def _named(said: _Said, names: Mapping[tuple[str, ...], Place], least: int = 0) -> Iterator[tuple[int, int, Place]]:
    """(first word, end, field) of every name said from word `least` on; the longest first, then the earliest."""
    whole = len(said.folded)
    for size in range(min(LONGEST, whole), 0, -1):
        for start in range(least, whole - size + 1):
            end = start + size
            if spoken.small(said.folded[start]) or spoken.small(said.folded[end - 1]):
                continue
            if place := names.get(spoken.words_of(said.text(start, end))):
                yield start, end, place


def _said(words: str) -> _Said:
    spans = tuple(m.span() for m in _TOKEN.finditer(words) if fold(m[0]).strip(".,;!?"))
    return _Said(words, spans, tuple(fold(words[a:b]).strip(".,;!?").replace("’", "'") for a, b in spans))


def _words_in(said: _Said, start: int, length: int) -> int:
    """How many words from `start` on those first characters of the plain text are."""
    count = 0
    while length > 0 and start + count < len(said.folded):
        length -= len(said.plain(start + count, start + count + 1))
        count += 1
    return count


def _meant(said: _Said, found: tuple[Filled, ...], confidence: float) -> Interpretation:
    entities = []
    for name, first, end, begin, stop in found:
        entities.append(Entity("field", said.text(first, end), name, said.spans[first][0], said.spans[end - 1][1]))
        content = said.text(begin, stop)
        entities.append(Entity("content", content, content, said.spans[begin][0], said.spans[stop - 1][1]))
    return Interpretation(said.words, "fill_field", confidence, tuple(entities))
