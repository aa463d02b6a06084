"""How well the interpreter understands the golden sentences: intent, exact match, talk that must do nothing, speed."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from assistant.bench.misheard import misheard
from assistant.catalogue import OUT_OF_SCOPE, Catalogue, load
from assistant.dialogue import addressed, believed
from assistant.ports import Interpreter
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Interpretation, Item
from nlu import sentences
from nlu.text import fold

GOLDEN = ROOT / "tests" / "golden"
OTHERS = {"other words": ROOT / "tests" / "other_words", "rare words": ROOT / "tests" / "rare_words"}
"""Written by a language model in roles that no training sentence is in: ordinary turns, and rare ones."""
TALK = ROOT / "tests" / "talk"
SEVERAL = "several.yml"
WORDS = load()
MISHEARD = ("intent accuracy", "exact match", "another command would run")
BUSY = Situation(listing=(Item("patient", ""),))
"""The moment when the most can go wrong: a list is on screen, and the assistant listens."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence that was not understood exactly."""

    text: str
    wanted: str
    got: str
    acts: bool
    """Talk that would have done something, or a command taken for another one with confidence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one sentence of one command, or of talk."""

    wanted: str
    got: str
    """The intents found, joined by «+»."""
    right: bool
    exact: bool
    confidence: float
    """Of the first intent found, 0 to 1."""
    kinds: frozenset[str]
    """Kinds of values in the sentence; «no value» where it has none."""


@dataclass(slots=True)
class Score:
    """Counts over one set of sentences."""

    commands: int = 0
    intents: int = 0
    exact: int = 0
    talk: int = 0
    taken: int = 0
    """Talk surely taken for some command, be it one that means nothing now («oui» without a question)."""
    acting: int = 0
    """Talk that would do something, with a record and a list open and no question asked."""
    acting_amid: int = 0
    """The same of it, were it said amid talk: orders alone."""
    several: int = 0
    several_intents: int = 0
    several_exact: int = 0
    wrong_acting: int = 0
    """Commands taken for another command that would run."""
    refused: int = 0
    """Commands understood, but below the confidence that acts."""
    asked: int = 0
    """Commands that are more than an answer to a question."""
    done_amid: int = 0
    """Those that would be done though they were said amid talk: understood, and orders."""
    seconds: list[float] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    answers: list[Answer] = field(default_factory=list)

    def summary(self) -> Mapping[str, str]:
        """Figures as text, in the order of a report."""
        ordered = sorted(self.seconds) or [0.0]
        return {
            "intent accuracy": _share(self.intents, self.commands),
            "exact match": _share(self.exact, self.commands),
            "sure of the right command": _share(self.intents - self.refused, self.commands),
            "another command would run": _share(self.wrong_acting, self.commands),
            "done amid talk": _share(self.done_amid, self.asked),
            "talk taken for a command": _share(self.taken, self.talk),
            "talk that would act": _share(self.acting, self.talk),
            "talk that would act amid talk": _share(self.acting_amid, self.talk),
            "several commands: intents": _share(self.several_intents, self.several),
            "several commands: exact": _share(self.several_exact, self.several),
            "median": f"{1000 * statistics.median(ordered):.0f} ms",
            "p95": f"{1000 * ordered[int(0.95 * (len(ordered) - 1))]:.0f} ms",
        }


def golden(folder: Path = GOLDEN) -> tuple[list[sentences.Example], list[tuple[sentences.Example, list[str]]]]:
    """Sentences of one command, and those of several with their intents in order."""
    single = [
        sentences.parse(line, path.stem)
        for path in sorted(folder.glob("*.yml"))
        if path.name != SEVERAL
        for line in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    path = folder / SEVERAL
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return single, [(sentences.parse(row["say"], row["intents"][0]), row["intents"]) for row in rows]


def talk(folder: Path = TALK) -> list[sentences.Example]:
    """What people say to each other where the assistant listens, in the order they say it."""
    lines = (line for path in sorted(folder.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines())
    return [sentences.Example(line, OUT_OF_SCOPE) for line in lines]


async def measure(interpreter: Interpreter, words: Catalogue) -> Mapping[str, str]:  # noqa: ARG001
    """Figures on the golden sentences: all, those that no training file has, and all with a recogniser's errors."""
    single, several = golden()
    everything = await score_of(interpreter, single, several)
    unseen = await score_of(interpreter, new_to_the_model(single), [])
    noisy = await score_of(interpreter, all_misheard(single), [])
    told = {f"unseen, {k}": v for k, v in unseen.summary().items() if not k.startswith("several")}
    worst = {f"worst {n}": f"{a} -> {b} ({c})" for n, ((a, b), c) in enumerate(everything.confused.most_common(5), 1)}
    errors = {
        f"misheard, {k}": noisy.summary()[k] for k in ("intent accuracy", "exact match", "another command would run")
    }
    return {**everything.summary(), **told, **errors, **worst}


def new_to_the_model(single: list[sentences.Example]) -> list[sentences.Example]:
    """Those that no training file has."""
    known = {fold(e.text) for e in sentences.read()}
    return [e for e in single if fold(e.text) not in known]


def all_misheard(single: list[sentences.Example]) -> list[sentences.Example]:
    """Commands as a recogniser may write them; those that it would write right are left out."""
    return [wrong for e in _commands(single) if (wrong := misheard(e)) != e]


def _commands(single: list[sentences.Example]) -> list[sentences.Example]:
    return [e for e in single if e.intent != OUT_OF_SCOPE]


async def score_of(
    interpreter: Interpreter,
    single: list[sentences.Example],
    several: list[tuple[sentences.Example, list[str]]],
) -> Score:
    """Ask each sentence once. The interpreter must have been started."""
    score = Score()
    for example in single:
        start = time.perf_counter()
        found = await interpreter.interpret(example.text, Situation())
        score.seconds.append(time.perf_counter() - start)
        _count(score, example, found)
    for example, intents in several:
        found = await interpreter.interpret(example.text, Situation())
        right = [i.intent for i in found] == intents
        exact = right and _same(example, found)
        score.several += 1
        score.several_intents += right
        score.several_exact += exact
        if not exact:
            score.misses.append(Miss(example.marked, "+".join(intents), _told(found), acts=False))
    return score


def _count(score: Score, example: sentences.Example, found: tuple[Interpretation, ...]) -> None:
    first = found[0]
    sure = [i for i in found if i.intent != OUT_OF_SCOPE and believed(i)]
    acts = any(BUSY.allows(WORDS.spec(i.intent)) for i in sure)
    right = len(found) == 1 and first.intent == example.intent
    exact = right and _same(example, found)
    kinds = frozenset(s.name for s in example.spans) or frozenset({"no value"})
    got = "+".join(i.intent for i in found)
    score.answers.append(Answer(example.intent, got, right, exact, first.confidence, kinds))
    if example.intent == OUT_OF_SCOPE:
        score.talk += 1
        score.taken += bool(sure)
        score.acting += acts
        score.acting_amid += acts and addressed(first)
        if sure:
            score.misses.append(Miss(example.text, OUT_OF_SCOPE, _told(found), acts=acts))
        return
    score.commands += 1
    score.intents += right
    score.exact += exact
    score.refused += right and not believed(first)
    if not WORDS.spec(example.intent).only_answer:
        score.asked += 1
        score.done_amid += right and believed(first) and addressed(first)
    score.wrong_acting += acts and not right
    if not right:
        score.confused[example.intent, got] += 1
    if not exact:
        score.misses.append(Miss(example.marked, example.intent, _told(found), acts=acts and not right))


def _same(example: sentences.Example, found: tuple[Interpretation, ...]) -> bool:
    """The same entities at the same places; the same values where the sentence gives one."""
    got = {(e.name, e.start, e.end): str(e.value) for i in found for e in i.entities}
    wanted = {(s.name, s.start, s.end): s.value for s in example.spans}
    return got.keys() == wanted.keys() and all(v is None or got[k] == v for k, v in wanted.items())


def _told(found: tuple[Interpretation, ...]) -> str:
    return " + ".join(
        f"{i.intent} {i.confidence:.2f} " + " ".join(f"{e.name}[{e.text}]={e.value}" for e in i.entities) for i in found
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part}/{whole})" if whole else "none"
