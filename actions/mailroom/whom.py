"""Words for an addressee -> one correspondent, several to choose from, or why nobody: never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from actions.dispatch.directory import Directory
from actions.dispatch.directory_values import Correspondent
from actions.mailroom.values import PATIENT
from assistant.record import Line
from assistant.sounds import fold
from assistant.types import Reply

TREATING, REFERRING = "treating_doctor", "referring_doctor"
ROLES = {TREATING: "médecin traitant", REFERRING: "médecin adresseur"}
MOST = 9
"""People offered for a choice; more are too many to tell apart by voice."""
SURE = 0.95
"""From here the name was said as it is written, or sounds exactly like it; below, the only one found is still asked."""
_LINE = re.compile(r"\s*(?P<role>[^:]+?)\s*:\s*(?P<name>.+)")
_NOT_A_DOCTOR = frozenset({"dmp", "dossier medical partage"})


@dataclass(frozen=True, slots=True)
class Several:
    """Who may be meant; one alone when only the likeness of the name speaks for them."""

    people: tuple[Correspondent, ...]


Whom = str | Several | Reply
"""An id of the directory (or PATIENT); a choice; a refusal."""


def whom(said: str, patient: str, name: str, lines: Iterable[Line], directory: Directory) -> Whom:
    """Whom these words mean for that patient; `lines`: correspondents as the record names them."""
    if said == PATIENT:
        return PATIENT
    if fold(said) in _NOT_A_DOCTOR:
        return Reply("no_dmp")
    if said in ROLES:
        return _of_role(ROLES[said], patient, name, lines, directory)
    theirs = _specialists(said, patient, lines, directory)
    named = list(directory.search(said, patient=patient, limit=MOST + 1))
    if theirs and not any(f.score >= SURE for f in named):
        return _one(theirs)
    best = named[0].score if named else 0.0
    close = [f for f in named if f.score >= best - 0.1]
    if close and (best >= SURE or not theirs):
        people = {c.id: c for c in (*(f.who for f in close), *theirs)}
        # «madame Durand» in front of her own record may be the patient as well as a doctor of that name
        patients = set(fold(said).split()) <= set(fold(name).split())
        return _one(tuple(people.values()), sure=best >= SURE and not patients)
    everyone = directory.search("", specialty=said, limit=MOST + 1)
    if not everyone:
        return Reply("no_recipient_found", {"words": said})
    return _offer(tuple(f.who for f in everyone), said)


def _of_role(role: str, patient: str, name: str, lines: Iterable[Line], directory: Directory) -> Whom:
    """From the patient's own list, else the doctor whom the record names, found in the directory."""
    own = tuple(who for who, held in directory.own(patient) if fold(held) == fold(role))
    written = tuple(n for r, n in _roles(lines) if fold(r) == fold(role))
    found = {f.who.id: f for n in written for f in directory.search(n, limit=MOST) if f.score >= SURE}
    if own:
        agreed = not found or any(who.id in found for who in own)
        return _one(own if agreed else (*own, *(f.who for f in found.values())))  # the record names another one since
    if not written:
        return Reply("role_unknown", {"role": role, "patient": name})
    if not found:
        return Reply("not_in_directory", {"name": ", ".join(written)})
    return _one(tuple(f.who for f in found.values()))


def _specialists(said: str, patient: str, lines: Iterable[Line], directory: Directory) -> tuple[Correspondent, ...]:
    """The patient's own of that specialty: on their list, or named by the record."""
    own = {who.id: who for who, role in directory.own(patient) if is_a(said, f"{who.specialty} {role}")}
    for role, name in _roles(lines):
        if is_a(said, role):
            own |= {f.who.id: f.who for f in directory.search(name, limit=MOST) if f.score >= SURE}
    return tuple(own.values())


def is_a(said: str, specialty: str) -> bool:
    """«cardiologue» is said of «Cardiologie et maladies vasculaires»."""
    words = fold(specialty).split()
    roots = [w[:5] if len(w) > 6 else w for w in fold(said).split()]
    return bool(roots) and all(any(word.startswith(root) for word in words) for root in roots)


def _roles(lines: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    """«Médecin traitant : Dr Hélène Abgrall» -> its two parts."""
    parts = (_LINE.fullmatch(line.text) for line in lines)
    return tuple((part["role"], part["name"].split(",")[0]) for part in parts if part)


def _one(people: tuple[Correspondent, ...], *, sure: bool = True) -> Whom:
    return people[0].id if len(people) == 1 and sure else _offer(people, "")


def _offer(people: tuple[Correspondent, ...], said: str) -> Whom:
    if len(people) > MOST:
        return Reply("too_many_recipients", {"words": said or people[0].family})
    return Several(people)


def label(who: Correspondent) -> str:
    """«Dr Claire MARTIN, Cardiologie, à QUIMPER»: what two people of one name are told apart by."""
    town = f"à {who.town}" if who.town else ""
    return ", ".join(part for part in (called(who.name), who.specialty, town) if part)


def called(name: str) -> str:
    """The directory's «DR» and «PR» as they are written in a sentence."""
    return re.sub(r"^(DR|PR|MME|MLLE|M)(?= )", lambda title: title[0].capitalize(), name)
