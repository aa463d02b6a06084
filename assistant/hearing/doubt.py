"""Was this really said? Guards against the text that a recogniser invents out of noise; pure."""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.types import Heard

SUBTITLES = Path(__file__).with_name("subtitles.txt")
NO_SPEECH = 0.6
"""With improbable words as well, this much probability of «no speech» is silence (Whisper paper, 4.5)."""
UNSURE = -1.0
"""Mean log-probability of a token under which a text with a doubtful voice is dropped (same source)."""
UNLIKELY = -1.6
"""Under this nothing is kept, whatever the voice: a geometric mean of 0.2 a token."""
LEAST = 0.03
"""Confidence under which a command is not believed: of kept commands in noise a third meant the same, others would have
opened or closed a record. Dictated words are kept, and underlined."""
FOREIGN, BRIEF = 0.2, 1.5
"""Probability of French, among all languages, under which a text is another's; half of it for a sound of fewer seconds
than BRIEF, which tells less. Measured in speech/choices.md."""
COMPRESSION = 2.4
"""zlib ratio over which a long text repeats itself (same source)."""
FASTEST = 9.0
"""Words a second nobody speaks; French runs at 3 to 5."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a recogniser believes was said."""

    text: str
    log_probability: float = 0.0
    """Mean over its tokens, natural logarithm."""
    no_speech: float = 0.0
    """Probability that nobody spoke, where the model has one."""
    alternatives: tuple[str, ...] = ()
    words: tuple[Heard, ...] = ()
    french: float = 1.0
    """Probability that this is the language spoken; 1 where the model cannot tell."""


def confidence(said: Hypothesis, weights: Sequence[float] | None = None) -> float:
    """0 to 1. With the card's weights, the probability that every word is right; else a token's geometric mean."""
    if weights is None:
        return min(1.0, math.exp(said.log_probability))
    bias, mean, least = weights
    lowest = math.log(max(min((word.confidence for word in said.words), default=1.0), 1e-6))
    return 1 / (1 + math.exp(-(bias + mean * said.log_probability + least * lowest)))


def doubt(said: Hypothesis, seconds: float) -> str:
    """Why `said`, heard in so many seconds of sound, is not to be believed; empty when it is.

    foreign, silence, unlikely, loop, too-fast, subtitle.
    """
    if is_foreign(said.french, seconds):
        return "foreign"
    words = _fold(said.text).split()
    if not words:
        return "silence"
    if said.no_speech > NO_SPEECH and said.log_probability < UNSURE:
        return "silence"
    if loops(said.text):
        return "loop"
    if said.log_probability < UNLIKELY:
        return "unlikely"
    if len(words) > 3 and len(words) > FASTEST * max(seconds, 0.1):
        return "too-fast"
    return "subtitle" if is_subtitle(said.text) else ""


def is_foreign(french: float, seconds: float) -> bool:
    """Is it another language, with that probability of French in so many seconds of sound?"""
    return french < (FOREIGN if seconds >= BRIEF else FOREIGN / 2)


def loops(text: str) -> bool:
    """The same words three times in a row (four when it is one word), or a text that compresses too well."""
    folded = _fold(text)
    words = folded.split()
    for size in range(1, max(len(words) // 3, 1) + 1):
        times = 4 if size == 1 else 3
        for at in range(len(words) - size * times + 1):
            if words[at : at + size * times] == words[at : at + size] * times:
                return True
    raw = folded.encode()
    return len(raw) > 60 and len(raw) / len(zlib.compress(raw)) > COMPRESSION


def is_subtitle(text: str) -> bool:
    """Words of subtitle makers, which Whisper learned to write over silence (list in subtitles.txt)."""
    return bool(_subtitles().search(_fold(text)))


@lru_cache(maxsize=1)
def _subtitles() -> re.Pattern[str]:
    return _pattern(SUBTITLES.read_text(encoding="utf-8").splitlines())


def _pattern(lines: Iterable[str]) -> re.Pattern[str]:
    """«words …» matches a beginning, «words» the whole text; # is a comment."""
    parts = []
    for line in lines:
        entry = line.split("#")[0].strip()
        if not entry:
            continue
        words = re.escape(_fold(entry.removesuffix("…")))
        parts.append(f"^{words}\\b" if entry.endswith("…") else f"^{words}$")
    return re.compile("|".join(parts) or r"(?!)")


def _fold(text: str) -> str:
    """Lower case, no accent, words separated by one space."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.replace("œ", "oe")))
