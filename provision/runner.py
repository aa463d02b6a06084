"""Runs the steps that are not done: in order of need, two at a time, with lines of progress."""

from __future__ import annotations

import concurrent.futures
import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from provision import checks, shell
from provision.step import ROOT, VAR, Step, StepError

LANES = 2
"""One waits for the network while the other computes; more would fight for two cores."""


def wanted(steps: Sequence[Step], names: Sequence[str]) -> list[Step]:
    """The steps named, with those they come after; all of them when none is named. Raises StepError(no-step)."""
    known = {step.name: step for step in steps}
    if unknown := [name for name in names if name not in known]:
        raise StepError("no-step", f"{unknown[0]!r} is not a step; the steps are {', '.join(known)}")
    kept: set[str] = set()
    queue = list(names) or list(known)
    while queue:
        name = queue.pop()
        if name not in kept:
            kept.add(name)
            queue.extend(known[name].after)
    return [step for step in steps if step.name in kept]


def provide(steps: Sequence[Step], say: Callable[[str], None] = print) -> None:
    """Do what is not done. Raises StepError at the first thing that fails, after ending what ran beside it."""
    if all(step.done() for step in steps):
        return
    with alone(say):
        _provide([step for step in steps if not step.done()], say)


@contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """One at a time in a clone: another one waits until the first is through."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "provision.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is running in this clone; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _provide(missing: Sequence[Step], say: Callable[[str], None]) -> None:
    checks.machine(missing)
    if not missing:
        return
    fetched = sum(step.fetches for step in missing)
    say(f"to do: {', '.join(step.name for step in missing)} · to fetch: about {fetched} MB · free: "
        f"{shutil.disk_usage(ROOT).free / 1e9:.0f} GB")  # fmt: skip
    start = monotonic()
    try:
        _together(missing, say)
    finally:
        shell.begin()
        shell.sweep()
    say(f"everything is in place, {monotonic() - start:.0f} s")


def _together(missing: Sequence[Step], say: Callable[[str], None]) -> None:
    waiting, names = list(missing), {step.name for step in missing}
    done: set[str] = set()
    running: dict[concurrent.futures.Future[None], Step] = {}
    with concurrent.futures.ThreadPoolExecutor(LANES) as lanes:
        try:
            while waiting or running:
                for step in ready(waiting, names - done)[: LANES - len(running)]:
                    waiting.remove(step)
                    running[lanes.submit(_one, step, say)] = step
                finished, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in finished:
                    future.result()
                    done.add(running.pop(future).name)
        except BaseException:
            shell.end_children()  # before the lanes are waited for
            raise


def ready(waiting: Sequence[Step], undone: set[str]) -> list[Step]:
    """Those of `waiting` that come after nothing undone."""
    return [step for step in waiting if not undone.intersection(step.after)]


def _one(step: Step, say: Callable[[str], None]) -> None:
    own = shell.Shell(step.name, say)
    size = f", {step.fetches} MB to fetch" if step.fetches else ""
    own.say(f"{step.says}{size}, about {step.seconds} s")
    step.run(own)
    step.mark()
    own.say("done")
