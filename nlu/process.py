"""A child process that never outlives us: its own group, killed with us, stopped for sure."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

STUCK = "stuck"
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


async def spawn(
    command: Sequence[str], env: Mapping[str, str], log: IO[bytes], cwd: Path
) -> asyncio.subprocess.Process:
    """Start it in its own process group; the kernel kills it when our process dies (Linux)."""
    return await asyncio.create_subprocess_exec(
        *command, env=dict(env), cwd=cwd, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True, preexec_fn=_die_with_parent,
    )  # fmt: skip


async def ended(child: asyncio.subprocess.Process, idle: float) -> str:
    """Its exit code, or STUCK when it and its children used less than a hundredth of a processor for `idle` seconds;
    it goes on then."""
    wait = asyncio.ensure_future(child.wait())
    used: int | None = None
    while not (await asyncio.wait((wait,), timeout=idle))[0]:
        before, used = used, _processor(child.pid)
        # threads that only watch wake up now and then: a hundredth of the time is standing still
        if before is not None and used - before < idle:
            wait.cancel()
            return STUCK
    return str(wait.result())


def _processor(session: int) -> int:
    """Clock ticks that the processes of a session have used, those included that ended and were waited for."""
    used = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                used += sum(map(int, fields[11:15]))  # of itself, of its children (proc(5)); a hundredth of a second
    return used


async def end(child: asyncio.subprocess.Process, patience: float = 5.0) -> None:
    """Ask its group to stop, then kill the group; returns when it is gone."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, sign)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(child.wait()), patience)
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # whatever it left behind in its group


def free_port(wanted: int) -> int:
    """`wanted` when it can be listened on, else any free loopback port."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    return wanted
