"""The command line: `dpi-vocal VERB`. Exit codes: 0 done, 1 the work failed, 2 wrong usage."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import logging
import sys
from pathlib import Path

from assistant import settings as configuration
from assistant.cli import arguments
from assistant.errors import DpiVocalError, SettingsError

VERBS = {
    "demo": ("demo.play", "play", "the real thing on one machine: a real record, spoken commands"),
    "serve": ("assistant.cli.serve", "serve", "the assistant and its console, on the configured record"),
    "hear": ("assistant.cli.listen", "hear", "spoken commands from sound files"),
    "say": ("assistant.cli.turns", "say", "one typed command"),
    "chat": ("assistant.cli.turns", "chat", "a typed conversation, a line a turn on standard input"),
    "transcribe": ("assistant.cli.listen", "transcribe", "hearing alone: words of sound files"),
    "parse": ("assistant.cli.turns", "parse", "meaning alone: a line an utterance on standard input"),
    "templates": ("assistant.cli.templates", "templates", "list the templates, show one, check them"),
    "correspondents": ("assistant.cli.correspondents", "correspondents", "the national directory, patients' refusals"),
    "bench": ("assistant.cli.bench", "bench", "measures, written as a table"),
    "doctor": ("assistant.cli.doctor", "doctor", "is everything in place?"),
    "audit": ("assistant.cli.records", "audit", "is the journal whole?"),
    "backup": ("assistant.cli.records", "backup", "a consistent copy of the store"),
}


def parser() -> argparse.ArgumentParser:
    """All verbs and their options."""
    top = argparse.ArgumentParser(prog="dpi-vocal", description="A French voice assistant for hospital records.")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    parts = {}
    for name, (_, _, summary) in VERBS.items():
        parts[name] = verbs.add_parser(name, help=summary, description=summary)
        parts[name].add_argument("--json", action="store_true", help="one JSON object a line")
        parts[name].add_argument("--settings", type=Path, metavar="FILE", help="the site's settings (TOML)")
        parts[name].add_argument("--verbose", action="store_true", help="say more on standard error")
    parts["say"].add_argument("text")
    for name in ("hear", "transcribe"):
        parts[name].add_argument("files", nargs="+", metavar="FILE")
        parts[name].set_defaults(dictation=False)
    parts["transcribe"].add_argument("--dictation", action="store_true", help="told by sentences, doubt _underlined_")
    parts["hear"].add_argument("--stop-after", choices=("transcript", "meaning"))
    parts["audit"].add_argument("what", choices=("verify",))
    parts["backup"].add_argument("to", nargs="?", metavar="FILE")
    arguments.of_bench(parts["bench"])
    arguments.of_templates(parts["templates"])
    arguments.of_correspondents(parts["correspondents"])
    parts["demo"].add_argument("--once", action="store_true", help="stop after the scripted part")
    parts["demo"].add_argument("--port", type=int, default=0, help="port of the demo record (0: any free one)")
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one verb."""
    args = parser().parse_args(argv)
    logging.basicConfig(
        level=logging.INFO if args.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    module, function, _ = VERBS[args.verb]
    try:
        settings = configuration.load(args.settings)
        return int(asyncio.run(getattr(importlib.import_module(module), function)(args, settings)))
    except SettingsError as fault:
        sys.stderr.write(f"dpi-vocal: {fault}\n")
        return 2
    except DpiVocalError as fault:
        sys.stderr.write(f"dpi-vocal: {fault}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
