"""A thread for one model: PyTorch prepares its products anew in every thread that it is called from.

And only one of them may be several threads wide: beside others that are, each is slower (speech/choices.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
Found = TypeVar("Found")


class OwnThread:
    """Runs blocking work, one piece after the other, always in the same thread, which ends with this object."""

    def __init__(self, wide: int | None = None) -> None:
        """`wide`: threads that share a product of PyTorch, where the work does not say so itself."""
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="hearing", initializer=widen, initargs=(wide,))

    async def run(self, work: Callable[[*Given], Found], *given: *Given) -> Found:
        """Its result, or what it raised."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *given)


def widen(wide: int | None) -> None:
    """How many threads share a product of PyTorch that this one asks for; None leaves it."""
    if wide is not None:
        import torch

        torch.get_num_threads()  # else its first product would take what any thread was told last
        torch.set_num_threads(max(wide, 1))
