"""Runs the programs the steps need: output to var/log, a line of progress now and then, children that can be ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import IO, cast

from provision.step import ROOT, VAR, StepError

EVERY = 10.0
"""Seconds between two lines of progress."""
_children: set[subprocess.Popen[str]] = set()
_printing = threading.Lock()
_over = threading.Event()


class Shell:
    """What a step works with; one a step."""

    def __init__(self, name: str, say: Callable[[str], None] = print) -> None:
        self.name, self._say = name, say
        self.log = VAR / "log" / f"{name}.log"
        self._start = self._last = monotonic()
        self._doing = "no output"

    def say(self, words: str) -> None:
        """A line of progress: «[env] 12 s · Downloading torch»."""
        self._last, self._doing = monotonic(), words
        with _printing:
            self._say(f"[{self.name}] {self.seconds:.0f} s · {words}")

    @property
    def seconds(self) -> float:
        return monotonic() - self._start

    def run(
        self, *command: str | Path, code: str, hint: str, cwd: Path = ROOT, say_in: str = "",
        more: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Run to the end. `say_in` goes to standard input. Raises StepError(code, hint) when it fails."""
        if _over.is_set():
            raise StepError("stopped", "the set-up is being stopped")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", buffering=1, encoding="utf-8") as log:
            print(f"$ {' '.join(map(str, command))}", file=log, flush=True)
            try:
                child = subprocess.Popen(
                    [str(part) for part in command], cwd=cwd, env=surroundings(more), text=True, errors="replace",
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
                )  # fmt: skip
            except FileNotFoundError as fault:
                raise StepError("program-missing", f"{command[0]} is not on this machine ({hint})") from fault
            last = self._follow(child, log.write, say_in)
        if child.returncode:
            raise StepError(code, f"{hint}; the whole story is in {self.log.relative_to(ROOT)}; it ended with: {last}")

    def _follow(self, child: subprocess.Popen[str], keep: Callable[[str], object], say_in: str) -> str:
        """Feed it, read it to the end, tell its last line every ten seconds; that line."""
        _children.add(child)
        over = threading.Event()
        teller = threading.Thread(target=self._tell, args=(over,), daemon=True)
        teller.start()
        try:
            given, told = cast("IO[str]", child.stdin), cast("IO[str]", child.stdout)
            with contextlib.suppress(BrokenPipeError), given:
                given.write(say_in)
            for line in told:
                keep(line)
                if words := " ".join(line.split()):
                    self._doing = words.split(" (from ")[0][:160]
            child.wait()
        finally:
            over.set()
            teller.join()
            _children.discard(child)
        return self._doing

    def _tell(self, over: threading.Event) -> None:
        while not over.wait(1.0):
            if monotonic() - self._last > EVERY:
                self.say(self._doing[:100])


def end_children() -> None:
    """End what still runs, and start nothing more (Ctrl-C, or another step failed)."""
    _over.set()
    for sign, patience in ((signal.SIGINT, 4.0), (signal.SIGTERM, 4.0), (signal.SIGKILL, 4.0)):
        for child in tuple(_children):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, sign)
        end = monotonic() + patience
        while _children and monotonic() < end:
            sleep(0.05)


def begin() -> None:
    """Children may be started again."""
    _over.clear()


def surroundings(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of every child: nothing is written outside the clone, nothing is sent to anybody."""
    cache, temporary = VAR / "cache", VAR / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    ours = {
        "TMPDIR": temporary, "XDG_CACHE_HOME": cache, "XDG_CONFIG_HOME": cache / "config", "HF_HOME": cache / "hf",
        "MPLCONFIGDIR": cache / "mpl", "KERAS_HOME": cache / "keras", "npm_config_cache": cache / "npm",
        "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "RASA_TELEMETRY_ENABLED": "false",
        "PIP_NO_CACHE_DIR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off", "npm_config_update_notifier": "false", "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": "", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    return {**os.environ, **{name: str(value) for name, value in ours.items()}, **(more or {})}


def sweep() -> None:
    """Remove what downloads left behind."""
    for name in ("tmp", "cache/npm"):
        shutil.rmtree(VAR / name, ignore_errors=True)
