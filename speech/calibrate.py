"""How often is a text of a given confidence right? Fitted on clips kept out of training, in quiet and in noise.

python -m speech.calibrate: writes «calibration» into the card of the adapters; run `python3 -m provision french` after.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import numpy as np

from assistant import catalogue
from assistant.bench.hearing.noise import mixed
from assistant.bench.hearing.noise import pcm as as_pcm
from assistant.bench.hearing.words import comparable
from assistant.hearing.biasing import likely
from assistant.hearing.doubt import Hypothesis
from assistant.hearing.spoken import spoken
from assistant.hearing.weights import CARD, load
from speech.develop import BEAM, Heard, noises, of_clips
from speech.places import FRENCH, MODEL
from speech.train import kept
from speech.voices import RECORDED

SNRS = (None, 15.0, 5.0)
RIDGE = 1.0
"""Pull to zero, in clips: there are few."""
STEPS = 25

Matrix = np.ndarray[Any, np.dtype[np.float64]]


def observed(folder: str) -> tuple[Matrix, Matrix]:
    """[texts, 3]: one, mean log-probability, that of the least sure word; and whether every word was right."""
    model, words = load(folder, threads=2), catalogue.load()
    # what people read aloud there is no command, and seldom right to the letter
    clips, under = of_clips([clip for clip in kept() if clip.kind != RECORDED]), noises()
    rows, right = [], []
    for place, one in enumerate(clips):
        for snr in SNRS:
            sound = one.sound if snr is None else mixed(one.sound, np.roll(under, 7919 * place), snr)
            said = model.hear([as_pcm(sound)], [model.phrases(_phrases(one, words))], BEAM)[0]
            if said.text:
                rows.append(features(said))
                right.append(float(comparable(spoken(said.text)) == comparable(one.words)))
    return np.array(rows), np.array(right)


def features(said: Hypothesis) -> list[float]:
    """As assistant.hearing.doubt.confidence weighs them."""
    least = min((word.confidence for word in said.words), default=1.0)
    return [1.0, said.log_probability, math.log(max(least, 1e-6))]


def fitted(seen: Matrix, right: Matrix) -> list[float]:
    """Weights of a logistic regression, by Newton's method."""
    weights = np.zeros(seen.shape[1])
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-seen @ weights))
        slope = seen.T @ (right - sure) - RIDGE * weights
        curve = (seen.T * (sure * (1 - sure))) @ seen + RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return [round(float(weight), 4) for weight in weights]


def _phrases(one: Heard, words: catalogue.Catalogue) -> list[tuple[str, float]]:
    return list(likely(one.situation, words)) if one.situation else []


def main() -> None:
    seen, right = observed(str(FRENCH))
    card = MODEL / CARD
    known = json.loads(card.read_text(encoding="utf-8")) | {"calibration": fitted(seen, right)}
    card.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(right)} texts, {right.mean():.0%} right: {known['calibration']}\n")


if __name__ == "__main__":
    main()
