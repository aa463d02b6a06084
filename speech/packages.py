"""Debian packages unpacked for what they hold, without root."""

from __future__ import annotations

import gzip
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from speech.places import WORK

_ASIDE = re.compile(r"\[[^\]]*\]|\([^)]*\)|[“”\"]")


@contextmanager
def unpacked(names: Sequence[str]) -> Iterator[Path]:
    """The folder that holds `usr/share/…` of them all, while it is needed. Raises SystemExit when apt has none."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        folder = Path(name)
        if subprocess.run(["apt-get", "-q", "download", *names], cwd=folder, check=False).returncode:
            raise SystemExit("speech: apt-get could not fetch the Debian packages " + " ".join(names))
        for package in folder.glob("*.deb"):
            subprocess.run(["dpkg", "-x", package, folder], check=True)
            package.unlink()
        yield folder


def prompts(path: Path) -> Iterator[tuple[str, str]]:
    """Name of a telephone prompt, words said in it: core-sounds-*.txt.gz of Asterisk."""
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        for line in file:
            name, found, said = line.partition(":")
            if found and not line.startswith(";"):
                yield name, " ".join(_ASIDE.sub(" ", said).split())
