"""Marks a model missed or cut short, read off the words: known phrases and periods need no guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from nlu import lexicon
from nlu.hesitation import fluent, gaps
from nlu.normalise import AHEAD, numbers, periods
from nlu.spans import Mark
from nlu.text import fold

_PHRASES = frozenset({"section", "doc_type", "status", "analyte"})
"""Slots whose words are listed: a mark grows to the whole phrase («compte-rendu» of «compte-rendu opératoire»)."""
_FOUND = _PHRASES | {"direction", "channel"}
"""Slots whose words are looked for where no mark is."""
_BY = re.compile(r"\b(?:par|en|sur|via|dans|au|à la|version|format) (?:le |la |l')?$")
"""Before a channel: «en papier»; «le courrier» alone is what is sent."""
_OPTIONAL = frozenset({"read_aloud"})
"""Commands that say these words of something else: «lis-moi le courrier» is the one on screen."""
_LED = re.compile(r"(?:taux|liste|listes|prochains?) (?:de |des |du |d')?")
"""Words of a listed phrase that stay outside of a mark."""
_LONGEST = 9
"""Words of a period: «entre le trois mars et le dix avril dernier»."""
_REFUSED = re.compile(
    r"(?:^|\bnon |\bet |\balors )pas (?:à |au |aux |par |du |de |en )?(?:le |la |les |l')?(?:docteur )?$"
)
_AND = re.compile(r"\b(?:et|ni)\b")
_INSTEAD = re.compile(
    r" (?:euh )?(?:non|pardon|enfin|plutôt|je veux dire)(?: (?:non|pardon|pas|plutôt|euh|je veux dire|à|au|aux|par|du"
    r"|de|le|la|les|un|une|docteur|madame|monsieur|nouveau|nouvelle|courbe|dossier|champ|modèle|trame)"
    r"| (?:l'|d'))* ?(?:l'|d')?"
)
_AFTER = re.compile(
    r" ?(?:(?:est à|est de|est|à|c'est|deux points|tu mets|tu notes|tu écris|mets|note|écris|avec|par|en|de) )*"
    r"((?!s'il |du |maintenant|svp|stp|merci)\S.*?)??(?: s'il (?:te|vous) plaît| svp| stp| merci| maintenant)?$"
)
_MEASURED = re.compile(r"(?:prise|pris|mesurée?|relevée?|estimée?|notée?) (?:ce matin |ce jour )?à (?=\S)")
"""Before a dictated value, and no part of it."""
_RETAKEN = re.compile(r"(?P<first>.+?) (?:euh )?(?:non|pardon|je veux dire)(?: euh| non| pardon| c'est)* (?P<then>.+)")
_SPELLED = re.compile(r"(?<![\w'-])[a-zà-ÿ](?: comme [\w-]+)?(?: [a-zà-ÿ](?: comme [\w-]+)?(?![\w'-])){2,}")
"""A name spelled letter by letter: three letters or more, «d comme denise u …»."""
_PUT = re.compile(
    r"(?:.*\b)?(?:mets|met|mettez|mettre|note|notez|noter|écris|écrivez|écrire|marque|marquez|inscris|inscrire|saisis"
    r"|saisir|ajoute|ajouter|rajoute|rentre|rentrer|tape|indique|indiquez|mais)"
    r" (?!le curseur|toi )(.+?) (?:dans|en|au|aux|à|pour|sur|comme)"
    r"(?: (?:le|la|les|l'|champ|rubrique|case))* ?(?:l')?"
)
_ORDINAL = re.compile(
    r"\b(?:le |la |l'|les |)((?:avant-)?derni(?:er|ère)|premi(?:er|ère)|seconde?|\w+ième|\d+(?:e|ème|er|re)"
    r"|(?<=numéro )\w+|(?<=ligne )\w+|(?<=choix )\w+|(?<=option )\w+)\b"
)
_UNFINISHED = re.compile(r"(?!(?:au|à la|à|pour|par|madame|monsieur|docteur|et|merci|euh|s'|svp|stp|vite|si)\b)\S")
"""What follows a remark that is none: neither nothing nor whom it goes to."""
_POLITE = re.compile(
    r"(?:s'il (?:te|vous) pla[iî]t|s'te pla[iî]t|svp|stp|merci(?: bien| beaucoup| d'avance)?|euh+|heu+|hum+)"
)
_NUMBERED = re.compile(r"\b(?:le|la|numéro|ligne|choix) ([\w-]+)$")
_PART = re.compile(r"[^\s'-]+")
_WORD = re.compile(r"\S+")
_TIME = re.compile(
    r"\b(?:hier|demain|aujourd'hui|depuis|semaines?|mois|an|ans|annees?|jour|jours|journee|matin|matinee|soir|soiree|nuit"
    r"|apres-midi|midi|heures?|tout a l'heure|week-end|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|trimestre|semestre|rentree|printemps"
    r"|(?:l'|d'|cet |en )ete|automne|hiver"
    r"|(?:19|20)\d\d|\d+/\d+|deux mille|naissance)\b"
)
"""A period has one of these words."""
_NO_PERIOD = re.compile(r"\b(?:ma journée|à jour)$")
"""«affiche ma journée» is the worklist itself; «à jour» is no day."""


def complete(text: str, marks: Sequence[Mark], slots: Sequence[str], today: date, intent: str) -> list[Mark]:
    """The marks of these slots, widened and completed; `text` is cleaned."""
    kept = [_whole_phrase(text, m) if m.name in _PHRASES else m for m in corrected(text, marks)]
    for name in slots:
        if name in _FOUND and intent not in _OPTIONAL and all(m.name != name for m in kept):
            kept += [m for m in known(text, name) if _free(m, kept) and _led(text, m)][:1]
    if "period" in slots and _TIME.search(fold(text)):
        kept = _with_period(text, kept, today, ahead=intent in AHEAD)
    if intent == "select_item" and all(m.name != "ordinal" for m in kept):
        kept += ([Mark("ordinal", *m.span(1)) for m in _ORDINAL.finditer(text)] or _numbered(text))[:1]
    if intent == "fill_field":
        kept = [_said_last(text, _verbatim(text, m)) if m.name == "content" else m for m in with_content(text, kept)]
    if intent == "return_document":
        kept = _one_remark(text, kept)
    if intent == "insert_template":
        kept = _one_template(kept)
    if "service" in slots:
        kept = [replace(m, name="service") if _service(text, m) else m for m in kept]
    if "patient" in slots and (spelled := _SPELLED.search(text)):
        kept = [m for m in kept if m.end <= spelled.start() or spelled.end() <= m.start]
        kept.append(Mark("patient", *spelled.span()))
    return sorted(kept, key=lambda m: (m.start, -m.end))


def _one_remark(text: str, marks: list[Mark]) -> list[Mark]:
    """What goes back with a document is one remark, said last but for whom it goes back to."""
    remarks = [m for m in marks if m.name == "content"]
    last = max(remarks, key=lambda m: m.end, default=None)
    if last is not None and _UNFINISHED.match(fluent(text[last.end :])[0].strip()):
        last = None  # «le cro à» of «renvoie le cro à l'interne»
    return [m for m in marks if m.name != "content" or m is last]


def _verbatim(text: str, mark: Mark) -> Mark:
    """Dictated words that courtesy was taken for are dictated: «si possible», «cinq mm»."""
    for start, end in gaps(text):
        polite = _POLITE.fullmatch(text[start:end].strip())
        if mark.name == "content" and not polite and mark.end <= end and not text[mark.end : start].strip():
            mark = replace(mark, end=end)
        elif mark.name == "content" and not polite and start > 0 and start < mark.start <= end:
            mark = replace(mark, start=start + (text[start] == " "))
    return mark


def _one_template(marks: list[Mark]) -> list[Mark]:
    """One is inserted at a time: «la trame décompensation cardiaque pour ce courrier»."""
    best = max((m for m in marks if m.name == "template"), key=lambda m: m.end - m.start, default=None)
    return [m for m in marks if m.name != "template" or m is best]


def _service(text: str, mark: Mark) -> bool:
    """«les comptes-rendus de traumato» are a service's, no doctor's."""
    return mark.name == "practitioner" and lexicon.is_known("service", text[mark.start : mark.end])


def _led(text: str, mark: Mark) -> bool:
    """Is it said as such a value is?"""
    return mark.name != "channel" or bool(_BY.search(text[: mark.start]))


def _numbered(text: str) -> list[Mark]:
    """«prends le huit»: a number where one of a list is chosen."""
    found = _NUMBERED.search(text)
    return [Mark("ordinal", *found.span(1))] if found and numbers.cardinal(found[1]) is not None else []


def dated(words: str) -> bool:
    """Has it one of the words that a period has? A bare number is none."""
    return bool(_TIME.search(fold(words)))


def corrected(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Without what the person took back: «non pas les allergies les antécédents», «le courrier non l'ordonnance»."""
    return [m for i, m in enumerate(marks) if not any(_taken_back(text, m, later) for later in marks[i + 1 :])]


def _taken_back(text: str, mark: Mark, later: Mark) -> bool:
    if mark.name != later.name:
        return False
    gap = text[mark.end : later.start]
    return bool(_REFUSED.search(text[: mark.start]) and not _AND.search(gap)) or bool(_INSTEAD.fullmatch(gap))


def with_content(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """What is put in the one field named, where no model marked it: the words after it, else those before it."""
    fields = [m for m in marks if m.name == "field"]
    if len(fields) != 1 or any(m.name == "content" for m in marks):
        return list(marks)
    field = fields[0]
    after = _AFTER.match(text, field.end)
    if after and after[1]:
        return [*marks, Mark("content", *after.span(1))]
    before = _PUT.fullmatch(text[: field.start])
    return [*marks, Mark("content", *before.span(1))] if before else list(marks)


def _said_last(text: str, mark: Mark) -> Mark:
    """A value without «prise à»; of two numbers the one that was put right («douze huit non treize huit»)."""
    said = text[mark.start : mark.end]
    start = mark.start + (lead.end() if (lead := _MEASURED.match(said)) else 0)
    again = _RETAKEN.fullmatch(text[start : mark.end])
    if again and _is_number(again["first"]) and _is_number(again["then"]):
        start += again.start("then")
    return replace(mark, start=start)


def _is_number(words: str) -> bool:
    first = words.split(maxsplit=1)[0]
    return first[0].isdigit() or numbers.cardinal(first) is not None


def known(text: str, name: str) -> list[Mark]:
    """Listed phrases of that slot in the text, the longest at each place."""
    words = [(m.start(), m.end(), lexicon.plain(m[0])) for m in _PART.finditer(text)]
    table, most = _sequences(name)
    found: list[Mark] = []
    at = 0
    while at < len(words):
        for size in range(min(most, len(words) - at), 0, -1):
            if tuple(w for _, _, w in words[at : at + size]) in table:
                found.append(Mark(name, words[at][0], words[at + size - 1][1]))
                at += size
                break
        else:
            at += 1
    return found


@cache
def _sequences(name: str) -> tuple[frozenset[tuple[str, ...]], int]:
    table = frozenset(tuple(lexicon.plain(phrase).split()) for phrase in lexicon.phrases(name))
    return table, max(map(len, table), default=0)


def _whole_phrase(text: str, mark: Mark) -> Mark:
    for phrase in known(text, mark.name):
        if phrase.start <= mark.start and mark.end <= phrase.end and not _LED.match(text[phrase.start : phrase.end]):
            return replace(mark, start=phrase.start, end=phrase.end)
    return mark


def _free(mark: Mark, others: Sequence[Mark]) -> bool:
    return not any(o.start < mark.end and mark.start < o.end for o in others)


def _with_period(text: str, marks: list[Mark], today: date, *, ahead: bool) -> list[Mark]:
    """The longest words that are a period, where one was marked or where none was."""
    marks = [m for m in marks if m.name != "period" or not _NO_PERIOD.search(text[: m.end])]
    marked = [m for m in marks if m.name == "period"]
    others = [m for m in marks if m.name != "period"]
    for start, end in _windows(text):
        overlaps = [m for m in marked if m.start < end and start < m.end]
        if marked and not overlaps:
            continue
        firm = [m for m in others if m.name != "ordinal" or not (start <= m.start and m.end <= end)]
        if not _TIME.search(fold(text[start:end])) or not _free(Mark("period", start, end), firm):
            continue
        if _NO_PERIOD.search(text[:end]):
            continue
        if text.startswith("là ", start):
            continue
        if periods.period(text[start:end], today, ahead=ahead) is not None:
            rest = [m for m in marked if m not in overlaps]
            return [*firm, *rest, Mark("period", start, end, min((m.confidence for m in overlaps), default=1.0))]
    return marks


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of whole words, longest first."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            yield words[at][0], words[at + size - 1][1]
