"""The demo DPI as a running child: fresh data, dates moved to today, started, awaited, stopped for sure."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import aiohttp

from assistant.errors import SetupError

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "var" / "dpi"
DATABASE, USER = "demo", "durand"
READY = 40.0
"""Seconds a server may take to answer (about 3 on two idle cores)."""
IDLE = 28800
"""Seconds without a call after which a session ends: a working day."""

OF_THE_DAY = (
    ("gnuhealth_appointment", "appointment_date", "1 = 1"),
    ("gnuhealth_inpatient_registration", "hospitalization_date", "state = 'hospitalized'"),
    ("gnuhealth_inpatient_registration", "discharge_date", "state = 'hospitalized'"),
)
"""What must stay around today: (table, column kept in UTC, which rows)."""

CONFIG = """[database]
uri = sqlite://
path = {data}
language = fr
[attachment]
filestore = False
[web]
listen = 127.0.0.1:{port}
root = {client}
[session]
timeout = {idle}
max_age = 86400
"""


class DemoDpi:
    """GNU Health on loopback with invented patients. `folder` is what `provision` built (var/dpi).

    Each start works on a fresh copy of the seeded database, in a folder of its own that stop() removes, so several
    may run side by side. `user` is Dr Durand; Dr Lefèvre (`lefevre`) and `admin` have the same password.
    """

    def __init__(self, folder: Path = FOLDER, port: int = 8069) -> None:
        self.folder, self.port = folder, port
        self.database, self.user = DATABASE, USER
        self.day = date.today()
        """The day its appointments are laid around: that of the last start."""
        self._run: Path | None = None
        self._child: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        """Raises SetupError(dpi-missing) before `provision` made one."""
        return _read(self.folder / "password").strip()

    @property
    def file(self) -> Path:
        """The running database. Raises SetupError(dpi-stopped) when nothing runs."""
        if self._run is None:
            raise SetupError("dpi-stopped", "the demo DPI is not running")
        return self._run / f"{DATABASE}.sqlite"

    async def start(self) -> None:
        """Fresh data, then the server. Raises SetupError: dpi-missing, port-taken, dpi-failed."""
        if self._child is not None:
            return
        self.port = await asyncio.to_thread(free_port, self.port)
        self.day = date.today()
        self._run = await asyncio.to_thread(fresh, self.folder, self.port, self.day)
        try:
            await self.resume()
        except BaseException:
            await self.stop()
            raise

    async def resume(self) -> None:
        """Start the server on the data it had (after `pause`)."""
        run = self.file.parent
        with (run / "server.log").open("ab") as log:
            self._child = await asyncio.create_subprocess_exec(
                str(self.folder / "venv" / "bin" / "python"), "-W", "ignore", str(self.folder / "venv/bin/trytond"),
                "-c", str(run / "trytond.conf"), "-d", DATABASE,
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, cwd=run, env=_surroundings(run),
                start_new_session=True, preexec_fn=_die_with_parent,
            )  # fmt: skip
        await self._answering()

    async def pause(self) -> None:
        """Stop the server and keep its data: what a record that is down looks like."""
        child, self._child = self._child, None
        if child is None or child.returncode is not None:
            return
        for sign, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, sign)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), patience)
                return

    async def stop(self) -> None:
        """Stop the server and forget its data. Never raises."""
        await self.pause()
        run, self._run = self._run, None
        if run is not None:
            await asyncio.to_thread(shutil.rmtree, run, ignore_errors=True)

    async def end_sessions(self) -> None:
        """Log everybody out at once, as an expiry in mid-sentence does."""
        await asyncio.to_thread(_execute, self.file, "DELETE FROM ir_session")

    async def _answering(self) -> None:
        """Log in until the server lets us; raises SetupError(dpi-failed) with the end of its log."""
        question = {"id": 0, "method": "common.db.login", "params": [self.user, {"password": self.password}, "fr"]}
        end = asyncio.get_running_loop().time() + READY
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=READY)) as http:
            while asyncio.get_running_loop().time() < end:
                if self._child is None or self._child.returncode is not None:
                    break
                try:
                    async with http.post(f"{self.url}/{DATABASE}/", json=question) as answer:
                        if answer.status == 200 and (await answer.json(content_type=None)).get("result"):
                            return
                except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError):
                    pass  # not up yet
                await asyncio.sleep(0.1)
        log = _read(self.file.parent / "server.log").strip().splitlines()[-3:]
        await self.pause()
        raise SetupError("dpi-failed", f"the demo DPI did not answer at {self.url}: {' | '.join(log) or 'no log'}")


@asynccontextmanager
async def running(folder: Path = FOLDER, port: int = 8069) -> AsyncIterator[DemoDpi]:
    """A demo DPI for the time of a block."""
    dpi = DemoDpi(folder, port)
    await dpi.start()
    try:
        yield dpi
    finally:
        await dpi.stop()


def free_port(port: int) -> int:
    """`port` if nobody listens there (0: any free one). Raises SetupError(port-taken)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as fault:
            how = "stop the program that uses it, or choose another with --port"
            raise SetupError("port-taken", f"port {port} of 127.0.0.1 is in use ({fault.strerror}); {how}") from fault
        return int(probe.getsockname()[1])


def fresh(folder: Path, port: int, today: date) -> Path:
    """A new run folder: copy of the seeded database moved to `today`, and its configuration.

    Raises SetupError(dpi-missing).
    """
    seeded = folder / "seeded.sqlite"
    made_on = date.fromisoformat(json.loads(_read(folder / "seeded.json"))["day"])
    _read(folder / "password")
    if not seeded.exists():
        raise SetupError("dpi-missing", f"{seeded.name} is not built; run: make demo")
    forget_orphans(folder)
    run = Path(tempfile.mkdtemp(prefix="run-", dir=folder))
    (run / "owner").write_text(str(os.getpid()), encoding="utf-8")
    copy = run / f"{DATABASE}.sqlite"
    shutil.copyfile(seeded, copy)
    move(copy, (today - made_on).days)
    text = CONFIG.format(data=run, port=port, client=folder / "sao", idle=IDLE)
    (run / "trytond.conf").write_text(text, encoding="utf-8")
    return run


def forget_orphans(folder: Path) -> None:
    """Remove the data of demo DPIs whose program was killed before it could."""
    for owner in folder.glob("run-*/owner"):
        if not Path(f"/proc/{owner.read_text(encoding='utf-8')}").exists():
            shutil.rmtree(owner.parent, ignore_errors=True)


def move(database: Path, days: int) -> None:
    """Move what is of the day by `days`, keeping the local hour across a change of clock."""
    if days:
        for table, column, where in OF_THE_DAY:
            moved = f"datetime({column}, 'localtime', '{days:+} days', 'utc')"
            _execute(database, f"UPDATE {table} SET {column} = {moved} WHERE {where}")  # noqa: S608 - names are ours


def _execute(database: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as db, db:
        db.execute(statement)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise SetupError("dpi-missing", f"{path.name} of the demo DPI is not built; run: make demo") from fault


def _surroundings(run: Path) -> dict[str, str]:
    """The environment of the child: nothing of ours leaks in, nothing is written outside its folder."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    return kept | {"HOME": str(run), "TMPDIR": str(run), "MPLCONFIGDIR": str(run), "PYTHONDONTWRITEBYTECODE": "1"}


def _die_with_parent() -> None:
    """Between fork and exec: Linux ends the child when we die, however we die (prctl 1, PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
