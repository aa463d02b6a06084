"""One recogniser for several people: what is complete first, then what may be; several stations heard together."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(slots=True)
class _Waiting(Generic[Job, Result]):
    job: Job
    answer: asyncio.Future[Result]
    soon: bool = False
    """May be complete."""


class Sharing(Generic[Job, Result]):
    """Jobs wait by station. `work` gets jobs of one urgency and one kind, and answers them in order."""

    def __init__(
        self,
        work: Callable[[Sequence[Job]], Awaitable[Sequence[Result]]],
        together: int,
        kind: Callable[[Job], Hashable],
    ) -> None:
        """At most `together` at once; `kind`: what is quick does not wait for what is slow beside it."""
        self._work = work
        self._together = together
        self._kind = kind
        self._complete: OrderedDict[str, deque[_Waiting[Job, Result]]] = OrderedDict()
        self._partial: OrderedDict[str, _Waiting[Job, Result]] = OrderedDict()
        self._worker: asyncio.Task[None] | None = None

    async def complete(self, station: str, job: Job) -> Result:
        """An utterance that ended: it is always answered."""
        waiting = self._waiting(job)
        self._complete.setdefault(station, deque()).append(waiting)
        self.drop(station)
        self._wake()
        return await waiting.answer

    async def partial(self, station: str, job: Job, *, soon: bool = False) -> Result | None:
        """An utterance that goes on: None when something newer or more urgent takes its place.

        `soon`: it may be complete; heard before those that plainly go on, several together.
        """
        self.drop(station)
        waiting = self._partial[station] = self._waiting(job, soon=soon)
        self._wake()
        await asyncio.wait((waiting.answer,))
        return None if waiting.answer.cancelled() else waiting.answer.result()

    def drop(self, station: str) -> None:
        """Forget the partial that waits for this station."""
        if stale := self._partial.pop(station, None):
            stale.answer.cancel()

    def pressed(self) -> bool:
        """Does somebody wait for words that are complete, or may be? Asked from any thread."""
        return bool(self._complete) or any(waiting.soon for waiting in list(self._partial.values()))

    def _waiting(self, job: Job, *, soon: bool = False) -> _Waiting[Job, Result]:
        return _Waiting(job, asyncio.get_running_loop().create_future(), soon)

    def _wake(self) -> None:
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while batch := self._next():
            try:
                answers = await self._work([waiting.job for waiting in batch])
            except Exception as fault:  # noqa: BLE001  each caller gets it as its own
                for waiting in batch:
                    if not waiting.answer.done():
                        waiting.answer.set_exception(fault)
                continue
            for waiting, answer in zip(batch, answers, strict=True):
                if not waiting.answer.done():
                    waiting.answer.set_result(answer)

    def _next(self) -> list[_Waiting[Job, Result]]:
        """The first utterance of each station in turn; partials only when nobody waits for a complete one."""
        batch = []
        for station in self._alike((station, queue[0]) for station, queue in self._complete.items()):
            queue = self._complete.pop(station)
            batch.append(queue.popleft())
            if queue:
                self._complete[station] = queue
        if not batch:
            soon = self._alike((station, waiting) for station, waiting in self._partial.items() if waiting.soon)
            batch = [self._partial.pop(station) for station in soon or list(self._partial)[:1]]
        return batch

    def _alike(self, waiting: Iterable[tuple[str, _Waiting[Job, Result]]]) -> list[str]:
        """Stations, the first one's kind only, in order, so many as are heard together."""
        kinds = [(station, self._kind(one.job)) for station, one in waiting]
        return [station for station, kind in kinds if kind == kinds[0][1]][: self._together]
