"""One system after another on the same sentences: ours, its learning curve, the peers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from assistant import app
from assistant.bench.hearing.rows import Row
from assistant.bench.learning import SHARES, assembled, part
from assistant.bench.peers.grammar import Grammar
from assistant.bench.peers.published import PublishedRasa
from assistant.bench.understanding import golden, new_to_the_model, score_of
from assistant.bench.understanding_rows import OURS, figures, rows_of
from assistant.catalogue import Catalogue
from assistant.ports import Interpreter
from assistant.settings import Settings
from nlu import sentences
from nlu.client import RasaInterpreter
from nlu.server import RasaServer


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured beside ours."""

    peers: bool = False
    curve: bool = False
    share: float = 1.0
    """Of the training sentences, for the peers; under 1 ours is measured on that share too, beside them."""


async def systems(
    settings: Settings, words: Catalogue, plan: Plan, tell: Callable[[str], None]
) -> AsyncIterator[list[Row]]:
    """The rows of each system, as soon as it is measured. Raises UnderstandingError."""
    tell("ours")
    ours = await _measured(OURS, app.interpreter_of(settings.interpreter, words))
    yield [*ours, _point(1.0, ours)]
    for share in SHARES if plan.curve else ():
        if share < 1.0:
            yield [await _learnt(share, words, tell)]
    if plan.peers:
        at = "" if plan.share == 1.0 else f" at {100 * plan.share:g} %"
        if at:
            tell(f"ours{at}")
            smaller = RasaServer(words, say=tell, assembled=assembled(plan.share))
            yield await _measured(f"{OURS}{at}", RasaInterpreter(words, smaller))
        tell(f"rasa as published{at}")
        yield await _measured(f"rasa as published{at}", PublishedRasa(words, tell, plan.share))
        tell("hassil")
        yield await _measured("hassil", Grammar(words))


async def _measured(system: str, interpreter: Interpreter) -> list[Row]:
    await interpreter.start()
    try:
        return await rows_of(system, interpreter)
    finally:
        await interpreter.stop()


async def _learnt(share: float, words: Catalogue, tell: Callable[[str], None]) -> Row:
    """A point of the learning curve: ours, trained on that share, on the unseen sentences."""
    tell(f"ours on {100 * share:g} % of the sentences")
    interpreter = RasaInterpreter(words, RasaServer(words, say=tell, assembled=assembled(share)))
    await interpreter.start()
    try:
        found = figures(await score_of(interpreter, new_to_the_model(golden()[0]), []))
    finally:
        await interpreter.stop()
    return {**_about(share), **{k: found[k] for k in ("intent", "exact", "talk_acts")}}


def _point(share: float, found: list[Row]) -> Row:
    unseen = next(row for row in found if row["table"] == "systems" and row["set"] == "unseen")
    return {**_about(share), **{k: unseen[k] for k in ("intent", "exact", "talk_acts")}}


def _about(share: float) -> Row:
    examples = list(sentences.read())
    number = len(examples) if share == 1.0 else len(part(examples, share))
    return {"table": "learning", "system": OURS, "kind": f"{100 * share:g} %", "examples": number}
