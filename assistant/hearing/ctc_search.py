"""Prefix beam search over the labels of a CTC encoder, helped along phrases that are likely now.

Source: Hannun et al. 2014, «First-pass large vocabulary continuous speech recognition», with the help of phrases in
place of a language model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.hearing.phrases import Phrases, Place

LEAST = -8.0
"""Labels less probable than this in a frame (natural logarithm) are not followed."""
NEVER = -math.inf
Logs = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(slots=True)
class _Prefix:
    """A text so far: probability that it stands with a blank last, and with its last label last."""

    place: Place
    help: float = 0.0
    blank: float = NEVER
    label: float = NEVER

    @property
    def said(self) -> float:
        return _sum(self.blank, self.label)

    @property
    def score(self) -> float:
        return self.said + self.help


def search(logs: Logs, blank: int, begins: Sequence[bool], phrases: Phrases, beam: int) -> tuple[list[int], float]:
    """Labels of the best text, its log-probability. `logs` [frames, labels]; `begins`: does a label begin a word?"""
    live: dict[tuple[int, ...], _Prefix] = {(): _Prefix(phrases.start, blank=0.0)}
    for frame in logs:
        likely = [int(label) for label in np.flatnonzero(frame > max(LEAST, float(frame.max()) - 12.0))]
        grown: dict[tuple[int, ...], _Prefix] = {}
        for text, prefix in live.items():
            same = grown.setdefault(text, _Prefix(prefix.place, prefix.help))
            for label in likely:
                log = float(frame[label])
                if label == blank:
                    same.blank = _sum(same.blank, prefix.said + log)
                    continue
                repeated = bool(text) and text[-1] == label
                if repeated:
                    same.label = _sum(same.label, prefix.label + log)
                longer = (*text, label)
                if (after := grown.get(longer)) is None:
                    place, help_ = phrases.step(prefix.place, label, begins=begins[label])
                    after = grown[longer] = _Prefix(place, prefix.help + help_)
                # the same label twice needs a blank between
                after.label = _sum(after.label, (prefix.blank if repeated else prefix.said) + log)
        best = sorted(grown.items(), key=lambda item: -item[1].score)[:beam]
        live = dict(best)
    text, prefix = max(live.items(), key=lambda item: item[1].score + phrases.finish(item[1].place))
    return list(text), prefix.said


def _sum(one: float, other: float) -> float:
    """log(exp(one) + exp(other))."""
    high, low = (one, other) if one >= other else (other, one)
    return high if low == NEVER else high + math.log1p(math.exp(low - high))
