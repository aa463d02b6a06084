"""Trains the adapters on the clips that are there; goes on where it stopped; a GPU is used when there is one."""

from __future__ import annotations

import time
from pathlib import Path

import speechbrain
import torch
from speechbrain.nnet.adapters import AdaptedModel
from speechbrain.utils.checkpoints import Checkpointer

from speech.batches import Batches
from speech.brain import FrenchBrain, build, unpack
from speech.places import RUNS
from speech.sentences import DEVELOPMENT, kept_aside
from speech.voices import RECORDED, Clip, clips

SECONDS = 40.0
"""Of sound in a batch: 2 cores; more on a GPU."""
RECORDED_ASIDE = 8
"""One French recording in so many: the only real voices to choose by."""


def train(epochs: int, name: str, rate: float, shipped: Path | None = None, *, words_alone: bool = False) -> Path:
    """The folder of the run, whose newest checkpoint holds the adapters; `shipped`: those to go on from.

    `words_alone`: the encoder stays as it is, only the decoder learns.
    """
    torch.manual_seed(0)
    learnt, aside = _parts()
    whisper, model = build()
    if shipped:
        unpack(model, shipped)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    seconds = SECONDS if device == "cpu" else 8 * SECONDS
    batches = Batches(learnt, seconds, seed=time.time_ns() % 1000)
    folder = RUNS / name
    checkpoints = Checkpointer(str(folder), recoverables={"model": model})
    brain = FrenchBrain(
        whisper, model, epochs * len(batches), rate, words_alone=words_alone,
        run_opts={"device": device, "precision": "bf16"}, checkpointer=checkpoints,
    )  # fmt: skip
    hours = sum(clip.seconds for clip in learnt) / 3600
    print(f"{len(learnt)} clips, {hours:.1f} h, about {len(batches)} batches an epoch, on {device}", flush=True)
    counter = speechbrain.utils.epoch_loop.EpochCounter(epochs)
    checkpoints.add_recoverable("counter", counter)
    brain.on_fit_start()
    brain.done = counter.current * len(batches)
    for epoch in counter:
        model.train()
        for batch in batches:
            brain.step += 1
            brain.fit_batch(batch)
        loss = _loss(brain, Batches(aside, seconds, seed=1))
        print(f"epoch {epoch}: loss on clips not learnt {loss:.3f}", flush=True)
        checkpoints.save_and_keep_only(meta={"loss": loss}, num_to_keep=2)
    return folder


def newest(folder: Path, model: AdaptedModel) -> None:
    """Load the adapters of the newest checkpoint. Raises FileNotFoundError when nothing was trained."""
    found = Checkpointer(str(folder), recoverables={"model": model}).recover_if_possible()
    if found is None:
        raise FileNotFoundError(f"{folder}: nothing trained; run: make speech-model")


def kept() -> list[Clip]:
    """Clips that are not learnt: to choose by, never to report."""
    return _parts()[1]


def _parts() -> tuple[list[Clip], list[Clip]]:
    """Clips to learn, and clips kept aside by the hash of their words (foreign ones are all learnt)."""
    learnt: list[Clip] = []
    aside: list[Clip] = []
    for clip in clips():
        share = RECORDED_ASIDE if clip.kind == RECORDED else DEVELOPMENT
        (aside if clip.language == "fr" and kept_aside(clip.words, share) else learnt).append(clip)
    return learnt, aside


def _loss(brain: FrenchBrain, batches: Batches) -> float:
    brain.modules.eval()
    losses = [float(brain.evaluate_batch(batch, speechbrain.Stage.VALID)) for batch in batches.plain()]
    return sum(losses) / max(1, len(losses))
