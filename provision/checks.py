"""Is this machine fit? Every fault is one sentence that says what to do."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Collection, Iterable
from itertools import accumulate

from provision.step import ROOT, Step, StepError

SPARE = 1500
"""Megabytes beside what the steps leave: archives of two steps at a time, logs, the journal (measured: 900)."""


def machine(missing: Iterable[Step]) -> None:
    """Raises StepError: machine, python, venv, npm, disk, browser."""
    steps = {step.name: step for step in missing}
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise StepError("machine", f"this runs on Linux x86_64, not on {sys.platform} {platform.machine()}")
    if sys.version_info[:2] != (3, 11):
        have = ".".join(map(str, sys.version_info[:3]))
        raise StepError("python", f"Python 3.11 is needed, not {have}; install it, or: make PYTHON=/path/to/python3.11")
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise StepError("venv", "Python cannot make virtual environments here; apt install python3-venv")
    if "dpi-client" in steps and not shutil.which("npm"):
        raise StepError("npm", "npm is needed for the record's web client; apt install npm")
    if "browser" in steps and not programs() and not may_install():
        how = "run: sudo apt install chromium chromium-driver"
        raise StepError("browser", f"Chromium is absent and only root may install it; {how}")
    space(steps.values())


def space(steps: Collection[Step]) -> None:
    """What is fetched goes when its step is done: it counts on top of what stands by then. Raises StepError(disk)."""
    stands = accumulate(step.disk for step in steps)
    megabytes = max((left + step.fetches for left, step in zip(stands, steps, strict=True)), default=0)
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if megabytes and free < megabytes + SPARE:
        need = f"{(megabytes + SPARE) / 1000:.0f} GB free are needed"
        raise StepError("disk", f"{need} in {ROOT}, there are {free / 1000:.1f}; make room")


def programs() -> bool:
    """Chromium and its driver are on PATH."""
    return all(shutil.which(name) for name in ("chromium", "chromedriver"))


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None
