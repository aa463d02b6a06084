"""Environments from lock files: pins with hashes, no address, no build isolation (what builds is pinned too)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from provision.shell import Shell, surroundings
from provision.step import ROOT, VAR, StepError

BUILDERS = ("setuptools", "wheel")
"""What source distributions are built with; the same lock pins them."""
FAILED = "check the network, then run the same command again"


def locked(lock: Path) -> dict[str, str]:
    """Normalised package name -> its lines of the lock file."""
    blocks = re.findall(r"(?ms)^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", lock.read_text(encoding="utf-8"))
    return {normal(re.split(r"[=\s\[]", block, maxsplit=1)[0]): block for block in blocks}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def environment(shell: Shell, folder: Path, lock: Path, *options: str, more: Mapping[str, str] | None = None) -> None:
    """Make `folder` hold exactly what `lock` pins. Raises StepError(env-failed)."""
    python = folder / "bin" / "python"
    if not python.exists():
        hint = "the virtual environment cannot be made"
        shell.run(sys.executable, "-m", "venv", folder, code="venv-failed", hint=hint)
    pins = locked(lock)
    VAR.joinpath("tmp").mkdir(parents=True, exist_ok=True)
    builders = VAR / "tmp" / f"{shell.name}-builders.txt"
    builders.write_text("".join(pins[name] for name in BUILDERS), encoding="utf-8")
    install(shell, python, "-r", str(builders))
    install(shell, python, "--no-build-isolation", *options, "-r", str(lock), more=more)
    remove_strangers(shell, python, set(pins))


def install(shell: Shell, python: Path, *what: str, more: Mapping[str, str] | None = None) -> None:
    shell.run(
        python, "-m", "pip", "install", "--require-hashes", "--no-deps", *what,
        code="env-failed", hint=f"packages could not be installed: {FAILED}", more=more,
    )  # fmt: skip


def remove_strangers(shell: Shell, python: Path, wanted: set[str]) -> None:
    """Uninstall what an earlier lock, or a person, left there. Raises StepError(env-failed)."""
    listed = subprocess.run(
        [str(python), "-m", "pip", "list", "--format=json", "--exclude-editable"],
        env=surroundings(), capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if listed.returncode:
        raise StepError("env-failed", f"{python.relative_to(ROOT)} does not work; run: make clean")
    names = {normal(package["name"]) for package in json.loads(listed.stdout)}
    if strangers := sorted(names - wanted - {"pip", "dpi-vocal"}):
        hint = "packages that are not in the lock cannot be removed; run: make clean"
        shell.run(python, "-m", "pip", "uninstall", "-y", *strangers, code="env-failed", hint=hint)
