"""What somebody who is named is to a command: its patient, who wrote or receives it, or whom it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from nlu import called, lexicon, name_words
from nlu.called import Named
from nlu.hesitation import fluent
from nlu.name_words import PEOPLE
from nlu.spans import Mark
from nlu.text import fold

OPEN = 0.9
"""Confidence of a sentence that is nothing but the order to open the record of somebody titled or near at hand."""
UNTITLED = 0.6
"""The same, where the words alone say that it is a name."""
_ORDER = re.compile(
    r"(?:(?:euh|alors|bon|et|maintenant) )*(?:(?:tu peux|vous pouvez|peux-tu|pouvez-vous) )?(?:(?:me|nous) |m')?(?:"
    r"(?:ouvre|ouvrez|ouvrir|montre|montrez|montrer|affiche|affichez|afficher|donne|donnez|donner|sors|sortez|sortir"
    r"|mets|mettez|mettre|prends|prenez)(?:-moi|-nous)?(?: (?:le dossier|la fiche|dossier)(?: de la| de| du| d')?)?"
    r"|(?:on )?(?:passe|passez|passons)(?: (?:à|au|sur|chez)(?: (?:dossier|la fiche)(?: de| du| d')?)?)?"
    r"|(?:le )?dossier(?: de| du| d')?) ?@(?: (?:dossier|à l'écran))?"
)
"""«@» is who is named."""
_VALUES = frozenset({"section", "doc_type", "analyte", "status", "service"})
_VERBATIM = frozenset({"content", "template"})
_TO = frozenset({"a", "au", "chez"})
_WHOSE_IT_IS = frozenset({"de", "d", "pour"})
_BY = frozenset({"par", "chez", "que", "qu"})
_OF = frozenset({"", "de", "d", "pour", "chez"})
_ALONE = ("recipient",)
"""Slots of the commands that are about who receives and nothing else."""
_SIGNS = ("practitioner",)
_OF_PEOPLE, _OF_DOCTORS = lexicon.either("title", "person", "patient"), lexicon.either("title", "doctor")
_TITLE = re.compile(rf"(?<![\w'-])(?:{_OF_PEOPLE})\s+")
_WHOSE = re.compile(rf"(?:\bde |\bd')(?:la )?(?:(?:{_OF_PEOPLE}) )?$")
_AUTHOR = re.compile(
    r"\b(?:comptes?[- ]rendus?|courriers?|lettres?|documents?|rapports?|ordonnances?|certificats?) (?:du|de la) "
    rf"(?:(?:{_OF_DOCTORS}) )?$"
)
_TITLED = re.compile(rf"(?:^|.* )(?:{_OF_DOCTORS}) $")
_FIRST = re.compile(rf"(?:{_OF_DOCTORS}) ")
_OF_NAME = re.compile(r" (?:de |d')([\w-]{3,}(?: [\w-]+)?)$")
_LED = re.compile(r"(?: (?:(?:fait|signé|rédigé|écrit|dicté|établi)e?s?|de|du|des|par|pour|chez|la|le)| d'| l')+ ?$")
"""Before a name, and no part of the value that stands before it."""
_JOINED = re.compile(rf" (?:et|ou|puis) (?:(?:de|du|à|pour) |d')?(?:(?:{_OF_PEOPLE}) )?")
"""Between two marks of patients whose words are no names by themselves."""


def placed(
    text: str, marks: Sequence[Mark], slots: Sequence[str], here: Collection[str] = (), seen: Sequence[Mark] = ()
) -> tuple[tuple[Mark, ...], str]:
    """The marks with every name whole and in its place, and whom the command is about («» when nobody is named).

    Words of a dictated value or of a template are never names. `here`: see called.people. `seen`: people whom the model
    saw where the command has no place for them.
    """
    if any(m.name in _VERBATIM for m in marks):
        return tuple(marks), ""
    values = _without_names(text, [m for m in marks if m.name not in PEOPLE], here)
    people = [m for m in marks if m.name in PEOPLE]
    person = ""
    for named in called.people(text, [(m.start, m.end) for m in values], here):
        if named.lead == "pas":
            continue  # «non pas Dupont Martin»: two people, and the model tells them apart
        mine = [m for m in people if m.start < named.end and named.start < m.end]
        role = _role(text, named, slots, here)
        if mine and not _others(named, role, mine):
            people = [m for m in people if m not in mine]
            people.append(_whole(text, named, mine, role))
            continue
        people = [m for m in people if m not in mine]
        if role in slots and (role == "recipient" or all(m.name != role for m in people)):
            people.append(Mark(role, named.start, named.end))
        elif role == "about" and not person:
            whole = _whole(text, named, [m for m in seen if m.start < named.end and named.start < m.end], role)
            person = text[whole.start : whole.end]
    if not person and not people:
        person = _known(text, values)
    kept = [m for m in people if _names(text, m, people)]
    return tuple(sorted((*values, *kept), key=lambda m: m.start)), person


def together(text: str, marks: Sequence[Mark], person: str, here: Collection[str] = ()) -> tuple[str, ...]:
    """Everybody named for what is one person's, the patient (a mark) or the `person` it is about, with their titles:
    «rachidi», «madame benali»; nobody where one alone is."""
    values = [(m.start, m.end) for m in marks if m.name not in PEOPLE]
    meant = [(m.start, m.end) for m in marks if m.name == "patient"]
    if person and (at := text.find(person)) >= 0:
        meant.append((at, at + len(person)))
    for group in _groups(called.people(text, values, here)):
        if len(group) > 1 and any(low < n.end and n.begun < high for n in group for low, high in meant):
            return tuple(text[n.begun : n.end] for n in group)
    for one, other in pairwise(sorted(meant)):
        if _JOINED.fullmatch(text, one[1], other[0]):
            return tuple(text[low:high] for low, high in (one, other))
    return ()


def between(text: str) -> tuple[tuple[int, int], ...]:
    """Where two people named for the same thing are joined: no place to cut."""
    return tuple((one.end, other.begun) for one, other in pairwise(called.people(text)) if other.joined)


def _groups(people: Sequence[Named]) -> list[list[Named]]:
    found: list[list[Named]] = []
    for named in people:
        if named.joined and found:
            found[-1].append(named)
        else:
            found.append([named])
    return found


def order(text: str, here: Collection[str] = ()) -> float:
    """How surely the whole text is an order to open a record: «montre-moi Garcia», «… et Martinez»; 0 when none."""
    found = called.people(text, here=here)
    if not found or found[0].title == "doctor" or not all(n.joined for n in found[1:]):
        return 0.0
    named = found[0]
    if not _ORDER.fullmatch(fluent(f"{text[: named.begun]}@{text[found[-1].end :]}")[0]):
        return 0.0
    if named.title or _expected(text, named, here):
        return OPEN
    return UNTITLED if named.lead not in lexicon.words("called", "article") else 0.0


def of_document(text: str, start: int) -> bool:
    """Is somebody named there whose the document is («de madame»), or who wrote it: nobody to send it to?"""
    whose = _WHOSE.search(text[:start])
    if whose and (_TITLE.search(whose[0]) or _TITLE.match(text[start:])):
        return True
    return bool(_AUTHOR.search(text[:start])) and bool(_TITLED.match(text[:start]) or _FIRST.match(text[start:]))


def _role(text: str, named: Named, slots: Sequence[str], here: Collection[str]) -> str:
    """A slot, «about», or «» where that is nobody for this command."""
    slots = tuple(slots)
    if named.title == "doctor":
        if "practitioner" in slots:
            return "practitioner"
        return "recipient" if "recipient" in slots and not of_document(text, named.begun) else ""
    if not named.title and named.lead in lexicon.words("called", "article") and not _expected(text, named, here):
        return "patient" if "patient" in slots else ""
    if "recipient" in slots and (named.lead in _TO or (slots == _ALONE and named.lead not in ("de", "d", "du"))):
        return "recipient"
    if "patient" in slots:
        return "patient"
    if "practitioner" in slots and named.lead in ((*_BY, *_TO) if slots == _SIGNS else () if named.title else _BY):
        return "practitioner"
    if not named.lead and not named.title and not name_words.listed(text[named.start : named.end]):
        return ""  # «trasse la courbe»: rather a word misheard
    return "about" if named.title or named.lead in _OF or _expected(text, named, here) else ""


def _others(named: Named, role: str, mine: Sequence[Mark]) -> bool:
    """Did the model take the patient for who wrote, or receives («le courrier de madame Le Goff»)?"""
    kinds = {m.name for m in mine}
    if role != "about" or named.lead not in _WHOSE_IT_IS or any(m.start < named.begun for m in mine):
        return False
    return kinds == {"recipient"} or (kinds == {"practitioner"} and named.title != "")


def _known(text: str, values: Sequence[Mark]) -> str:
    """«les allergies de Dubois»: behind a value a listed name is a name, though it is a word as well."""
    for mark in values:
        found = _OF_NAME.match(text, mark.end)
        if found and mark.name in _VALUES and name_words.listed(found[1]):
            return found[1]
    return ""


def _whole(text: str, named: Named, mine: Sequence[Mark], role: str) -> Mark:
    """One mark for the whole name, without words that no name has: of the kind the model saw, else of the role's."""
    if not mine:
        return Mark(role, named.start, named.end)
    kinds = {m.name for m in mine}
    kind = mine[0].name if len(kinds) == 1 or role not in kinds else role
    start = named.start if named.title else min(named.start, *(m.start for m in mine))
    end = max(m.end for m in mine)
    if end > named.end and not called.particle(text, named.end) and not name_words.possible(text[named.end : end]):
        end = named.end
    return replace(mine[0], name=kind, start=start, end=max(end, named.end))


def _without_names(text: str, marks: Sequence[Mark], here: Collection[str]) -> list[Mark]:
    """«traitement de Garcia» is the treatment, of Garcia; «crp de Garcia» is one quantity, not two."""
    people = called.people(text, here=here)
    kept: list[Mark] = []
    for mark in marks:
        inside = [n for n in people if mark.start <= n.start < mark.end]
        cut = next((n for n in inside if n.title or _apart(text, n)), None)
        if mark.name not in _VALUES or cut is None:
            kept.append(mark)
        elif cut.begun > mark.start:
            led = _LED.search(f"{text[mark.start : cut.begun].rstrip()} ")
            kept.append(replace(mark, end=mark.start + led.start()) if led else mark)
        elif not (cut.title or (cut.lead in ("de", "d") and any(k.name == mark.name for k in kept))):
            kept.append(mark)
    return kept


def _apart(text: str, named: Named) -> bool:
    """Is it no part of the value: «traitement de Garcia», not «taux de fer», though somebody is called Le Fer?"""
    articled = named.lead in lexicon.words("called", "article")
    return not articled and not name_words.valued(text[named.start : named.end])


def _names(text: str, mark: Mark, others: Sequence[Mark]) -> bool:
    """Is somebody named there, for all we know: not «vas-y», and of two patients the one whose words may be a name?"""
    said = text[mark.start : mark.end]
    if mark.name != "patient" or name_words.possible(said):
        return True
    return all(o is mark or o.name != "patient" for o in others) and fold(said) not in lexicon.words("called", "stop")


def _expected(text: str, named: Named, here: Collection[str]) -> bool:
    return any(fold(word) in here for word in re.split(r"[\s']+", text[named.start : named.end]))
