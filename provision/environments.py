"""The two Python environments of the assistant and the clone itself."""

from __future__ import annotations

from provision import pips
from provision.shell import Shell
from provision.step import ROOT

PYTHON = ROOT / ".venv" / "bin" / "python"


def assistant(shell: Shell) -> None:
    """.venv from requirements.lock."""
    pips.environment(shell, ROOT / ".venv", ROOT / "requirements.lock")


def clone(shell: Shell) -> None:
    """The clone in .venv, editable: the command `dpi-vocal`."""
    shell.run(
        PYTHON, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "-e", ROOT,
        code="clone-failed", hint="the clone cannot be installed in .venv; run: make clean",
    )  # fmt: skip


def nlu(shell: Shell) -> None:
    """nlu/.venv: Rasa 3.6.21, whose metadata refuse Python 3.11 and most of its pins, though it works with these.

    multidict 5.2, which its web server wants, has no wheel for 3.11: its plain Python form needs no compiler.
    """
    folder, lock = ROOT / "nlu" / ".venv", ROOT / "nlu" / "requirements.lock"
    pips.environment(shell, folder, lock, "--ignore-requires-python", more={"MULTIDICT_NO_EXTENSIONS": "1"})


def model(shell: Shell) -> None:
    """The trained understanding; the server keeps models by a hash of what they were trained on."""
    hint = "the understanding model could not be trained"
    shell.run(PYTHON, "-m", "nlu.server", "train", code="training-failed", hint=hint)
