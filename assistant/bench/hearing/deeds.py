"""What would be done with what was heard: Rasa, the name search and the dialogue, as the assistant has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from actions.charts.terms import meaning
from actions.finding import Found, among
from assistant.bench.hearing.sets import BUSY, IDLE, STRANGERS, Clip
from assistant.bench.hearing.words import comparable
from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.dialogue import Ask, Doubting, Drop, Idle, Run, World, believed, decide, query
from assistant.naming import as_heard
from assistant.pipeline.overheard import ASIDE
from assistant.ports import Interpreter
from assistant.situation import Situation
from assistant.types import Entity, Interpretation, Patient, Transcript
from nlu import sentences
from nlu.names import surely

NAMED = frozenset({"patient", "practitioner"})
"""Entities that hold a person's name: the same when the record's search would find the same person."""
OPEN = "open_record"
FOUND = frozenset({"right", "near"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one clip."""

    success: bool
    """The command that was said, with its values; for talk: nothing is done."""
    same: bool
    """The same as if the words had been typed: what hearing alone costs."""
    harm: bool
    """Another command, or another person's record, or (talk) any command: it would run."""
    person: str = ""
    """In the set of names: «right», «near» (right, after a yes), «asked» (of several), «wrong», «missed»."""
    doubted: bool = False
    """Would a change be asked about first, for it was hardly heard?"""
    sure: bool = True
    """Is it understood surely enough to act on?"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What would follow of some words: intents that run (and whose record opens), and whether something is asked."""

    runs: tuple[tuple[str, str], ...]
    asks: bool
    doubted: bool = False
    reason: str = ""
    """Why nothing followed, as `Overheard.note` wants it; «» where something did."""


class Judge:
    """Understands texts, each once. The interpreter must have been started."""

    def __init__(self, interpreter: Interpreter, words: Catalogue) -> None:
        self.interpreter = interpreter
        self._words = words
        self._known: dict[tuple[str, Situation], tuple[Interpretation, ...]] = {}

    async def meant(self, said: Iterable[Transcript], situation: Situation = IDLE) -> tuple[Interpretation, ...]:
        """The commands of each utterance of a clip, as they were heard, in order; () when nothing was.

        Of the situation the people near at hand are told: which commands may be meant is the dialogue's to judge here.
        """
        found: list[Interpretation] = []
        people = Situation(worklist=situation.people, doctors=situation.doctors)
        for heard in said:
            key = (heard.text, people)
            if heard.text and key not in self._known:
                self._known[key] = await self.interpreter.interpret(heard.text, people)
            found += (as_heard(meant, heard) for meant in self._known.get(key, ()))
        return tuple(found)

    async def verdict(self, clip: Clip, said: Sequence[Transcript]) -> Verdict:
        """What came of a clip whose meaning is known, or whose words are."""
        near = clip.situation
        found, typed = await self.meant(said, near), await self.meant([Transcript(clip.text)], near)
        place = replace(BUSY, worklist=clip.situation.worklist) if clip.who else BUSY
        wishes = self._wishes(found, place)
        verdict = self._compared(clip, found, typed, place, _runs(wishes))
        sure = all(believed(meant) for meant in found)
        return replace(verdict, doubted=any(wished.doubted for wished in wishes), sure=sure)

    def _compared(
        self, clip: Clip, found: tuple[Interpretation, ...], typed: tuple[Interpretation, ...], place: Situation,
        runs: set[tuple[str, str]],
    ) -> Verdict:  # fmt: skip
        """`runs`: what would run of what was found."""
        if clip.intent == OUT_OF_SCOPE:
            return Verdict(not runs, not runs or not clip.text, bool(runs))
        if clip.who is not None:
            person = named(found, clip)
            harm = any(intent != OPEN or who not in ("", clip.who.id) for intent, who in runs)
            if clip.set == STRANGERS:
                return Verdict(not harm, not harm, harm, person)
            same = person == (written := named(typed, clip)) or FOUND.issuperset((person, written))
            return Verdict(person in FOUND, same, harm, person)
        example = sentences.parse(clip.marked, clip.intent) if clip.marked else None
        wanted = _wanted(example, typed)
        intents = [clip.intent] if clip.intent else [i.intent for i in typed]
        meant = {who for _, who in _runs(self._wishes(typed, place))}
        harm = any(intent not in intents or who not in ("", *meant) for intent, who in runs)
        return Verdict(_same(intents, wanted, found), _same([i.intent for i in typed], _values(typed), found), harm)

    def _wishes(self, found: tuple[Interpretation, ...], place: Situation) -> list[Wish]:
        """With a record open, and with none."""
        return [wish(found, situation, self._words) for situation in (place, IDLE)]


def _runs(wishes: Iterable[Wish]) -> set[tuple[str, str]]:
    return {run for wished in wishes for run in wished.runs}


def wish(found: tuple[Interpretation, ...], situation: Situation, words: Catalogue, *, amid: bool = False) -> Wish:
    """The dialogue's decision on each command, with no question open; `amid`: said in a conversation."""
    runs: list[tuple[str, str]] = []
    asks = doubted = False
    reason = ""
    for place, heard in enumerate(found):
        who = _found(situation.worklist, heard)
        first = amid and not place
        world = World(words, situation, datetime.now(UTC), lambda: "bench", who.people, who.near, amid=first)
        if heard.intent == OUT_OF_SCOPE:
            reason = "out-of-scope"
            break
        state, decision = decide(Idle(), heard, world)
        if isinstance(decision, Run):
            # «le deuxième» of a list opens a record: it counts as what was said, with whom it is about
            opened = next((c.patient.id for c in decision.commands if c.intent == OPEN and c.patient), "")
            runs.append((heard.intent, opened))
        asks |= isinstance(decision, Ask)
        if isinstance(decision, Drop) and not decision.refused:
            reason = ASIDE if decision.reply else decision.reason
        doubted |= isinstance(state, Doubting)
        if not isinstance(decision, Run):
            break  # as a session does: what is not done takes the rest of the sentence with it
    return Wish(tuple(runs), asks, doubted, "" if runs else reason)


def named(found: tuple[Interpretation, ...], clip: Clip) -> str:
    """Was the one person meant found among those of the day?"""
    if [i.intent for i in found] != [OPEN] or clip.who is None:
        return "missed"
    who = _found(clip.situation.worklist, found[0])
    ids = [person.id for person in who.people]
    if ids == [clip.who.id]:
        return "near" if who.near else "right"
    if not ids:
        return "missed"
    return "asked" if clip.who.id in ids else "wrong"


def _found(worklist: tuple[Patient, ...], heard: Interpretation) -> Found:
    """Whom the record would find if the people of the day were all it holds."""
    asked = query(Idle(), heard)
    return among(asked, worklist) if asked and asked.words else Found()


def _wanted(example: sentences.Example | None, typed: tuple[Interpretation, ...]) -> list[tuple[str, str]]:
    """Names and values of a golden sentence; where it gives no value, what its written words have."""
    if example is None:
        return _values(typed)
    known = {(e.name, e.start): str(e.value) for i in typed for e in i.entities}
    loose = dict(_values(typed))
    return [
        (s.name, s.value if s.value is not None else known.get((s.name, s.start), loose.get(s.name, "")))
        for s in example.spans
    ]


def _values(found: tuple[Interpretation, ...]) -> list[tuple[str, str]]:
    return [(e.name, str(e.value)) for i in found for e in i.entities]


def _same(intents: list[str], wanted: list[tuple[str, str]], found: tuple[Interpretation, ...]) -> bool:
    """The same commands with the same values, in whatever order the values are."""
    if [i.intent for i in found] != intents:
        return False
    left = [e for i in found for e in i.entities]
    for name, value in wanted:
        match = next((e for e in left if e.name == name and _alike(e, value)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _alike(heard: Entity, value: str) -> bool:
    """The same words, the same person, or the same quantity («transaminase»), as the record finds them."""
    if comparable(str(heard.value)) == comparable(value):
        return True
    if heard.name == "analyte":
        return meaning(str(heard.value)) == meaning(value) is not None
    return heard.name in NAMED and surely(str(heard.value), Patient("", value, ""))
