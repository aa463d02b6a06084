"""bench: measures, each with its worst slice; nothing here decides whether they are good."""

from __future__ import annotations

import argparse

from assistant import app, catalogue
from assistant.cli import printing
from assistant.settings import Settings


async def bench(args: argparse.Namespace, settings: Settings) -> int:
    """Run the measures named, or all."""
    wanted = args.what or ["understanding", "hearing"]
    for what in wanted:
        figures = await MEASURES[what](settings)
        text = "\n".join(f"{what:14} {name:34} {value}" for name, value in figures.items())
        printing.line({"bench": what, **figures}, text, as_json=args.json)
    return 0


async def _understanding(settings: Settings) -> dict[str, object]:
    from assistant.bench.understanding import measure

    words = catalogue.load()
    interpreter = app.interpreter_of(settings.interpreter, words)
    await interpreter.start()
    try:
        return dict(await measure(interpreter, words))
    finally:
        await interpreter.stop()


async def _hearing(settings: Settings) -> dict[str, object]:
    from assistant.bench.hearing import measure

    recognizer = app.recognizer_of(settings.recognizer)
    await recognizer.start()
    try:
        return dict(await measure(recognizer, settings))
    finally:
        await recognizer.stop()


MEASURES = {"understanding": _understanding, "hearing": _hearing}
