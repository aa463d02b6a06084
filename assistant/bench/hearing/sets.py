"""What is heard in the measurement: clips with their words, who speaks, and what is known at that moment."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.errors import SetupError
from assistant.hearing.carriers import TITLES
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Item, Mode, Patient, Question, Reply, Sex

SHIPPED = ROOT / "tests" / "audio" / "heldout"
BENCH = ROOT / "var" / "speech" / "bench"
"""Made by speech/clips_for_bench.py and speech/human.py."""
SETS = (
    "shipped",
    "commands",
    "initials",
    "names",
    "strangers",
    "foreign",
    "dictation",
    "human",
    "human-dictated",
    "human-talk",
)
FOREIGN = "foreign"
STRANGERS = "strangers"
"""The set of names, whoever is named on no list: nobody's record may open."""
DICTATED = "human-dictated"
"""The set of people, as words of a dictation."""
AGAIN = {STRANGERS: "names", DICTATED: "human"}
"""Sets that are the clips of another, in another situation."""
FREE = ("dictation", "human", DICTATED, "human-talk", "site")
"""Heard with nobody near at hand and no list; as dictation where the name says so, else while commands are expected."""
BUILD = {
    **dict.fromkeys(("human", DICTATED, "human-talk"), "python -m speech.human"),
    **dict.fromkeys(
        ("commands", "initials", "names", "foreign", "dictation", "talk"), "python -m speech.clips_for_bench"
    ),
}  # fmt: skip
_DOCTOR = re.compile(rf"\b(?:{'|'.join(TITLES)}) \[([^]]+)\]")
WORKLIST = 40
"""People of the day, in the set of names."""
NAMES = (
    "Anne Durand", "Marie Durand", "Paul Carpentier", "Jean Martin", "Claire Lefebvre", "Luis Gonçalves",
    "Odette de La Tour", "Karim Benali", "Yvonne Kerguelen", "Denise Petit", "Ahmed Mansouri", "Lucie Nguyen",
)  # fmt: skip
PEOPLE = tuple(Patient(name, name.split(" ", 1)[1], name.split(" ", 1)[0]) for name in NAMES)
"""The day's list of the other sets."""
OTHERS = (
    "Abgrall", "Aubert", "Barbier", "Benoit", "Blanc", "Bonnet", "Boulanger", "Bourdon", "Brunet", "Caron", "Chevalier",
    "Colin", "Da Silva", "Dubois", "Faure", "Fontaine", "Gautier", "Gérard", "Girard", "Guérin", "Hervé", "Jacob",
    "Kermarrec", "Lacroix", "Le Goff", "Le Gall", "Leclerc", "Legrand", "Lemoine", "Lucas", "Mallet", "Marchal",
    "Masson", "Mercier", "Meunier", "Morel", "Moulin", "Noël", "Olivier", "Oury", "Perrin", "Picard", "Pons", "Renard",
    "Rey", "Rivoal", "Robin", "Rolland", "Roussel", "Schmitt", "Tanguy", "Vasseur", "Vidal", "Weber", "Zimmermann",
)  # fmt: skip
"""Doctors whom nobody names: a directory is never made of those alone who are."""
IDLE = Situation(worklist=PEOPLE)
"""No record is open."""
BUSY = Situation(
    patient=PEOPLE[0], worklist=PEOPLE, listing=tuple(Item("patient", p.name, p) for p in PEOPLE[:4]), place="record"
)
"""A record is open and a list is on screen: the moment when the most can go wrong."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording."""

    set: str
    path: Path
    text: str
    """The words said; «» when they are not known."""
    voice: str
    situation: Situation = field(default_factory=Situation)
    intent: str = ""
    """What it means; «» when that is not known."""
    marked: str = ""
    """The golden sentence, with the values it should get."""
    who: Patient | None = None
    """Whom it names, in the set of names."""


def load(name: str, words: Catalogue, limit: int = 0) -> list[Clip]:
    """A set by its name; `limit` keeps some of every voice. Raises SetupError(bench-missing): how to make it."""
    folder = SHIPPED if name == "shipped" else BENCH / AGAIN.get(name, name)
    if not (folder / "transcripts.tsv").is_file():
        raise SetupError("bench-missing", f"the set «{name}» is not there; make it with: {BUILD.get(name, '-')}")
    rows = [row for row in read_table(folder / "transcripts.tsv") if (folder / row["file"]).is_file()]
    people = _people(rows)
    doctors = _doctors(rows)
    clips = []
    for row in rows:
        who = people.get((row.get("family", ""), row.get("given", "")))
        intent = "" if name == DICTATED else row.get("intent", "")
        situation = _situation(name, intent, who, list(people.values()), words)
        situation = replace(situation, doctors=doctors if situation.worklist else ())
        said = row.get("text", "")
        clips.append(
            Clip(name, folder / row["file"], said, row["voice"], situation, intent, row.get("marked", ""), who)
        )
    return limited(clips, limit)


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a TSV file with a header. Raises SetupError(bench-unreadable)."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            return [{key: value or "" for key, value in row.items() if key} for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise SetupError("bench-unreadable", f"{path.name}: {fault}") from fault


def limited(clips: Iterable[Clip], limit: int) -> list[Clip]:
    """About so many clips, the same number of every voice, in order; all when 0."""
    every = list(clips)
    if not limit:
        return every
    voices = {clip.voice for clip in every}
    left = dict.fromkeys(voices, -(-limit // max(1, len(voices))))
    kept = []
    for clip in every:
        if left[clip.voice]:
            left[clip.voice] -= 1
            kept.append(clip)
    return kept[:limit]


def _people(rows: list[dict[str, str]]) -> dict[tuple[str, str], Patient]:
    found: dict[tuple[str, str], Patient] = {}
    for row in rows:
        if family := row.get("family"):
            name = (family, row["given"])
            found.setdefault(name, Patient(f"{name[1]} {name[0]}", *name, sex=Sex(row["sex"])))
    return found


def _doctors(rows: Iterable[dict[str, str]]) -> tuple[str, ...]:
    """A directory: the doctors that any sentence of the set names, among others."""
    said = (found[1] for row in rows for found in _DOCTOR.finditer(row.get("marked", "")))
    return tuple(dict.fromkeys((*said, *OTHERS)))


def _situation(name: str, intent: str, who: Patient | None, people: list[Patient], words: Catalogue) -> Situation:
    """What the assistant would know when that is said."""
    if name in FREE:
        return Situation(mode=Mode.DICTATION) if name in ("dictation", DICTATED) else Situation()
    if who is not None:
        first = people.index(who)
        # the one meant stands anywhere in the list, not always on top
        begun = int(name == STRANGERS)
        around = [people[(first + place) % len(people)] for place in range(begun, min(WORKLIST + begun, len(people)))]
        return Situation(worklist=tuple(sorted(around, key=lambda p: (p.family, p.given))))
    spec = words.commands.get(intent)
    if intent == "wake":
        return Situation(mode=Mode.ASLEEP, worklist=PEOPLE)
    if spec is not None and spec.only_answer and intent != OUT_OF_SCOPE:
        question = Question("confirming", Reply("say_confirm"))
        return Situation(patient=PEOPLE[0], worklist=PEOPLE, listing=BUSY.listing, question=question)
    return BUSY
