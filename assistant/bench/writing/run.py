"""The measures of writing, by name: a part is a module with `measure(settings)` that yields rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from importlib import import_module

from assistant.bench.writing.rows import Row
from assistant.errors import SettingsError
from assistant.settings import Settings

PARTS = ("formatting", "filling", "finished", "insertion", "editing", "killing")
"""Modules of this package."""
Part = Callable[[Settings], AsyncIterator[Row]]


async def measure(settings: Settings, parts: tuple[str, ...] = PARTS) -> AsyncIterator[Row]:
    """Rows of the parts, in order. Raises SettingsError on a part that does not exist."""
    if unknown := [part for part in parts if part not in PARTS]:
        raise SettingsError("usage", f"no such part: {unknown[0]}; there are: {', '.join(PARTS)}")
    for part in parts:
        one: Part = import_module(f"assistant.bench.writing.{part}").measure
        async for row in one(settings):
            yield row
