"""serve: the assistant and its console on the configured record, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import signal

from assistant import app
from assistant.cli import printing
from assistant.settings import Settings


async def serve(args: argparse.Namespace, settings: Settings) -> int:
    """Run until a signal says stop."""
    async with app.running(settings) as assistant, app.console(assistant) as address:
        printing.line({"address": address}, f"console: {address}  (Ctrl-C to stop)", as_json=args.json)
        await until_stopped()
    return 0


async def until_stopped() -> None:
    """Wait for Ctrl-C or a polite kill."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
