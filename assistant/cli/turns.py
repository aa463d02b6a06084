"""say, chat, parse: the assistant from the keyboard."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator

from assistant import app, catalogue
from assistant.cli import printing
from assistant.settings import Settings
from assistant.situation import Situation
from assistant.types import Entity, Failed


async def say(args: argparse.Namespace, settings: Settings) -> int:
    """One turn; exit 1 when it failed."""
    async with app.running(settings, hearing=False) as assistant:
        turn = await assistant.session.say(args.text)
        facts = printing.turn_facts(turn, assistant.session, assistant.catalogue)
        printing.line(facts, printing.turn_text(turn, assistant.catalogue), as_json=args.json)
        return 1 if isinstance(turn.outcome, Failed) else 0


async def chat(args: argparse.Namespace, settings: Settings) -> int:
    """A conversation, a line a turn."""
    async with app.running(settings, hearing=False) as assistant:
        async for text in _lines():
            turn = await assistant.session.say(text)
            facts = printing.turn_facts(turn, assistant.session, assistant.catalogue)
            printing.line(facts, printing.turn_text(turn, assistant.catalogue), as_json=args.json)
    return 0


async def parse(args: argparse.Namespace, settings: Settings) -> int:
    """Meaning alone, a line an utterance."""
    words = catalogue.load()
    interpreter = app.interpreter_of(settings.interpreter, words)
    try:
        await interpreter.start()
        async for text in _lines():
            meant = await interpreter.interpret(text, Situation())
            facts = {"text": text, "commands": printing.commands(meant)}
            named = "; ".join(f"{m.intent} {m.confidence:.2f} {_slots(m.entities)}" for m in meant)
            printing.line(facts, f"«{text}» → {named}", as_json=args.json)
    finally:
        await interpreter.stop()
    return 0


def _slots(entities: tuple[Entity, ...]) -> str:
    return " ".join(f"{e.name}={e.value}" for e in entities)


async def _lines() -> AsyncIterator[str]:
    """Lines of standard input, without holding the event loop; empty ones are skipped."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip():
            yield line.strip()
