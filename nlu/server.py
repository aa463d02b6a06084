"""Our own Rasa: trained when its inputs changed, started, watched, restarted a few times, stopped for sure."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import shutil
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from assistant import catalogue
from assistant.catalogue import Catalogue
from assistant.errors import UnderstandingError
from nlu import build, process
from nlu.client import wait_ready

HERE = Path(__file__).resolve().parent
PYTHON = HERE / ".venv" / "bin" / "python"
RASA_SIDE = HERE / "rasa_side"
"""Code that runs inside Rasa, in its environment: never imported here."""
LOG = HERE.parent / "var" / "log" / "rasa.log"
HOME = HERE.parent / "var" / "cache" / "home"
"""Rasa and Keras write settings in the home folder: theirs is in the clone."""
START_SECONDS = 300.0
"""TensorFlow and spaCy from a cold disk on a busy machine."""
TRAIN_SECONDS = 3600.0
TRAININGS, IDLE_SECONDS = 2, 120.0
"""Times a training is tried, and how long it may use no processor: TensorFlow was seen to stand still at its end."""
RESTARTS, WITHIN_SECONDS = 3, 600.0
THREADS = 2
TRAINING = {
    "TF_INTER_OP_PARALLELISM_THREADS": "4",
    # memory of one step is kept for the next: else each gives back and fetches it, a third of the time
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 34), "MALLOC_TOP_PAD_": str(64 << 20),
}  # fmt: skip
"""What the training alone is told, in its environment."""

_log = logging.getLogger(__name__)


def _quiet(_: str) -> None:
    """Nobody watches."""


class RasaServer:
    """One supervised child on loopback. `url` and `token` hold once started."""

    def __init__(
        self,
        words: Catalogue,
        port: int = 0,
        *,
        folder: Path = build.MODELS,
        say: Callable[[str], None] = _quiet,
        assembled: Callable[[Catalogue, Path], build.Build] = build.assemble,
    ) -> None:
        """`assembled` says what is trained: measures train other pipelines and parts of the sentences."""
        self._words = words
        self._wanted = port
        self._folder = folder
        self._assembled = assembled
        self._say = say
        self._child: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._model = Path()
        self._starts: deque[float] = deque()
        self.url = ""
        self.token = ""

    @property
    def pid(self) -> int | None:
        """Process id of the running Rasa."""
        return self._child.pid if self._child is not None and self._child.returncode is None else None

    async def start(self) -> None:
        """Train where needed, start, wait until it answers. Raises UnderstandingError."""
        self._model = await train(self._words, self._folder, self._say, self._assembled)
        await self._launch()
        self._watch = asyncio.create_task(self._supervise())

    async def stop(self) -> None:
        """Returns when the child and its children are gone."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        await self._end()

    async def _end(self) -> None:
        if self._child is not None:
            await process.end(self._child)
            self._child = None

    async def _launch(self) -> None:
        port = process.free_port(self._wanted)
        self.url, self.token = f"http://127.0.0.1:{port}", secrets.token_urlsafe(24)
        self._starts.append(time.monotonic())
        command = [str(PYTHON), str(RASA_SIDE / "child.py"), str(self._model), str(port)]
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with LOG.open("ab") as log:
            self._child = await process.spawn(command, _environment(RASA_TOKEN=self.token), log, self._folder)
        child = self._child
        if not await wait_ready(self, START_SECONDS, lambda: child.returncode is None):
            code = child.returncode
            await self._end()
            how = f"ended with {code}" if code is not None else f"not ready after {START_SECONDS:.0f} s"
            raise UnderstandingError("interpreter-down", f"Rasa {how}; see {LOG.name} in var/log")

    async def _supervise(self) -> None:
        """Start it again when it ends: three times in ten minutes, each later than the one before."""
        while self._child is not None:
            code = await self._child.wait()
            now = time.monotonic()
            while self._starts and now - self._starts[0] > WITHIN_SECONDS:
                self._starts.popleft()
            tried = len(self._starts)
            if tried > RESTARTS:
                _log.error("Rasa ended with %s and is not started again; see var/log/%s", code, LOG.name)
                return
            _log.warning("Rasa ended with %s; starting it again", code)
            await asyncio.sleep(2.0 ** (tried - 1) - 1)
            try:
                await self._launch()
            except UnderstandingError as fault:
                _log.error("Rasa does not start again: %s", fault)
                return


async def train(
    words: Catalogue,
    folder: Path = build.MODELS,
    say: Callable[[str], None] = _quiet,
    assembled_by: Callable[[Catalogue, Path], build.Build] = build.assemble,
) -> Path:
    """The model of the present inputs, trained only when it is not there. Raises UnderstandingError."""
    assembled = await asyncio.to_thread(assembled_by, words, folder)
    if assembled.model.exists():
        return assembled.model
    if not PYTHON.exists():
        raise UnderstandingError("interpreter-untrained", "nlu/.venv is missing: run make")
    start = time.monotonic()
    say(f"training Rasa on {assembled.examples} sentences (a few minutes, once)")
    LOG.parent.mkdir(parents=True, exist_ok=True)
    work = assembled.folder
    await asyncio.to_thread(build.write, assembled)
    command = [str(PYTHON), str(RASA_SIDE / "training.py")]
    ended = ""
    for _ in range(TRAININGS):
        with LOG.open("ab") as log:
            child = await process.spawn(command, _environment(**TRAINING), log, work)
        try:
            ended = await asyncio.wait_for(process.ended(child, IDLE_SECONDS), TRAIN_SECONDS)
        except TimeoutError as fault:
            raise UnderstandingError("interpreter-untrained", f"no model after {TRAIN_SECONDS:.0f} s") from fault
        finally:
            await process.end(child)
        if ended != process.STUCK:
            break
        say("the training stood still; once more")
    trained = work / "model.tar.gz"
    if ended != "0" or not trained.exists():
        raise UnderstandingError("interpreter-untrained", f"training ended with {ended}; see var/log/{LOG.name}")
    trained.replace(assembled.model)  # complete or absent, never half written
    await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)
    say(f"trained in {time.monotonic() - start:.0f} s: {assembled.model.name}")
    return assembled.model


def _environment(**more: str) -> dict[str, str]:
    """What Rasa may see: no telemetry, two threads, no chatter."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "TMPDIR")}
    HOME.mkdir(parents=True, exist_ok=True)
    return kept | {
        "HOME": str(HOME),
        "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": str(THREADS),
        "TF_INTRA_OP_PARALLELISM_THREADS": str(THREADS), "TF_INTER_OP_PARALLELISM_THREADS": "1",
        "PYTHONWARNINGS": "ignore", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "MPLBACKEND": "agg",
        "PYTHONPATH": str(RASA_SIDE),
    } | more  # fmt: skip


async def _run(words: Catalogue) -> None:
    server = RasaServer(words, 5005, say=lambda line: print(line, flush=True))
    try:
        await server.start()
        print(f"ready: {server.url}", flush=True)
        await asyncio.Event().wait()
    finally:
        await server.stop()


def main(arguments: list[str]) -> int:
    """`train` builds the model and ends; `run` keeps Rasa up until Ctrl-C."""
    if arguments not in (["train"], ["run"]):
        print("usage: python -m nlu.server train|run", file=sys.stderr)
        return 2
    words = catalogue.load()
    try:
        if arguments == ["train"]:
            asyncio.run(train(words, say=lambda line: print(line, flush=True)))
        else:
            asyncio.run(_run(words))
    except UnderstandingError as fault:
        print(f"{fault.code}: {fault.detail}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
