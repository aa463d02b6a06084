"""A thread for one model: PyTorch prepares its products anew in every thread that it is called from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Found = TypeVar("Found")


class OwnThread:
    """Runs blocking work, one piece after the other, always in the same thread, which ends with this object."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="hearing")

    async def run(self, work: Callable[[*Given], Found], *given: *Given) -> Found:
        """Its result, or what it raised."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *given)
