"""When is a command over? How long after the voice its end is told, and how many are cut in two at a hesitation.

Time is the sound's own: frames are fed as fast as they are read; what a look costs is measured, and its verdict
comes that much later in the sound, as it would in a conversation.
"""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile

from assistant import catalogue as catalogues
from assistant.bench.hearing.rows import Row
from assistant.bench.hearing.words import median, p95
from assistant.catalogue import Catalogue
from assistant.console.sound import limits, patience
from assistant.hearing.endpointing import Verdict, judge
from assistant.hearing.listener import BYTES_A_SECOND, NOBODY
from assistant.hearing.segmenter import Ended, GoesOn, Segmenter, Signal
from assistant.ports import Interpreter, Recognizer, Voice, VoiceDetector
from assistant.settings import Settings
from assistant.situation import Situation
from assistant.types import Utterance

HESITATIONS = Path(__file__).with_name("hesitations.txt")
PAUSES = (0.5, 0.75, 1.0)
"""Seconds of silence of a hesitation."""
LEAD, TAIL = 0.5, 2.0
"""Silence before and after each clip."""
LOUD = 0.02
"""Part of the loudest sample from which a part of a sentence begins and ends."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A sentence: in one part, or in two with a hesitation between."""

    name: str
    parts: tuple[bytes, ...]
    """16 kHz mono 16-bit PCM."""
    situation: Situation = field(default_factory=Situation)


@dataclass(slots=True)
class Heard:
    """What became of one clip."""

    name: str
    pause: float = 0.0
    """Seconds of the hesitation; 0 for a sentence in one part."""
    delays: list[float] = field(default_factory=list)
    """For each utterance told: seconds from its last voice to its end."""
    verdict: str = "-"
    """The last one that came in time."""
    looks: list[float] = field(default_factory=list)
    """What each look cost, in seconds."""


@dataclass(frozen=True, slots=True)
class Report:
    """All clips, with the looks and without (the fixed silence alone)."""

    adaptive: Sequence[Heard]
    fixed: Sequence[Heard]

    def figures(self) -> list[Row]:
        """One row a kind of end: its delay, and how many sentences were cut in two."""
        whole = [h for h in self.adaptive if not h.pause and h.delays]
        rows: list[Row] = [_delays("whole sentences, fixed silence", [h for h in self.fixed if not h.pause])]
        rows += [_delays("whole sentences, adaptive", whole)]
        rows += [_delays(f"of these, judged {v}", [h for h in whole if h.verdict == v]) for v in ("-", *Verdict)]
        for pause in sorted({h.pause for h in self.adaptive if h.pause}):
            rows += [_delays(f"hesitation of {pause:g} s, fixed silence", [h for h in self.fixed if h.pause == pause])]
            rows += [_delays(f"hesitation of {pause:g} s, adaptive", [h for h in self.adaptive if h.pause == pause])]
        costs = [cost for h in self.adaptive for cost in h.looks]
        rows.append({"kind": "a look", "median_s": round(median(costs), 3), "p95_s": round(p95(costs), 3)})
        return [{"table": "ends", **row} for row in rows]


async def endpointing(
    recognizer: Recognizer, interpreter: Interpreter, settings: Settings, clips: Iterable[Clip],
    detector: VoiceDetector | None = None, words: Catalogue | None = None,
) -> Report:  # fmt: skip
    """Listen to every clip, with a pause of each length where it has two parts. Both must have been started."""
    if detector is None:
        from assistant.hearing.vad import SileroDetector

        detector = await asyncio.to_thread(SileroDetector)
    words = words or catalogues.load()
    adaptive, fixed = [], []
    for clip in clips:
        for pause in PAUSES if len(clip.parts) > 1 else (0.0,):
            sound = _silence(LEAD) + _silence(pause).join(clip.parts) + _silence(TAIL)
            fixed.append(await _Run(settings, detector, Heard(clip.name, pause)).play(sound))
            look = _looker(recognizer, interpreter, clip.situation, words)
            adaptive.append(await _Run(settings, detector, Heard(clip.name, pause), look).play(sound))
    return Report(adaptive, fixed)


Look = Callable[[bytes, bool], Awaitable[Verdict | None]]


def _looker(recognizer: Recognizer, interpreter: Interpreter, situation: Situation, words: Catalogue) -> Look:
    """As the console looks: words at every step, their meaning in a silence; None when nothing is believed."""

    async def look(pcm: bytes, quiet: bool) -> Verdict | None:
        utterance = Utterance("bench", NOBODY, datetime.now(UTC), pcm)
        text = await recognizer.partial(utterance, situation, quiet=quiet)
        if not text or not quiet:
            return None
        return judge(text, await interpreter.interpret(text, situation), situation, words)

    return look


class _Run:
    """One clip through one segmenter. One look at a time; while it lasts, only the newest sound waits."""

    def __init__(self, settings: Settings, detector: VoiceDetector, heard: Heard, look: Look | None = None) -> None:
        self._segmenter = Segmenter(limits(settings.listening))
        self._patience = patience(settings.listening)
        self._detector = detector
        self._heard = heard
        self._look = look
        self._waiting: GoesOn | None = None
        self._free = 0.0
        """Second of the sound at which the recogniser has time again."""
        self._verdict: tuple[float, float, Verdict] | None = None
        """When it comes, the sound it is about, and what it is."""

    async def play(self, sound: bytes) -> Heard:
        """Every frame, in order."""
        self._detector.reset()
        segmenter, size, last = self._segmenter, self._detector.frame_bytes, 0.0
        for at in range(0, len(sound), size):
            frame = sound[at : at + size]
            self._settle()
            voice = self._detector.probability(frame)
            signals = segmenter.feed(len(frame) / BYTES_A_SECOND, voice)
            if voice >= segmenter.limits.stop:
                last = segmenter.now
            self._note(signals, last)
            await self._glimpse(sound)
        self._note(segmenter.flush(), last)
        return self._heard

    def _note(self, signals: Iterable[Signal], last: float) -> None:
        for signal in signals:
            self._waiting = signal if isinstance(signal, GoesOn) else None
            if isinstance(signal, Ended):
                self._heard.delays.append(self._segmenter.now - last)
                self._verdict = None

    def _settle(self) -> None:
        if self._verdict and self._verdict[0] <= self._segmenter.now:
            _, heard, verdict = self._verdict
            silences = {Verdict.COMPLETE: self._patience.complete, Verdict.UNFINISHED: self._patience.unfinished}
            self._segmenter.settle(heard, silences.get(verdict, self._patience.unknown))
            self._heard.verdict = verdict
            self._verdict = None

    async def _glimpse(self, sound: bytes) -> None:
        if self._look is None or self._waiting is None or self._segmenter.now < self._free:
            return
        seen, self._waiting = self._waiting, None
        began = time.perf_counter()
        verdict = await self._look(sound[_offset(seen.start) : _offset(seen.at)], seen.quiet)
        cost = time.perf_counter() - began
        self._heard.looks.append(cost)
        self._free = self._segmenter.now + cost
        if verdict is not None:
            self._verdict = (self._free, seen.at, verdict)


# --- clips ------------------------------------------------------------------------------------------------


async def made(voice: Voice, situation: Situation | None = None) -> list[Clip]:
    """The sentences of hesitations.txt, spoken in two parts."""
    lines = (line.split("#")[0].strip() for line in HESITATIONS.read_text(encoding="utf-8").splitlines())
    clips = []
    for line in filter(None, lines):
        parts = [trimmed(await voice.speak(part.strip())) for part in line.split("…")]
        clips.append(Clip(line, tuple(parts), situation or Situation()))
    return clips


def trimmed(wav: bytes) -> bytes:
    """The PCM of a WAV file (16 kHz mono) without the silence at its edges."""
    sound, _ = soundfile.read(io.BytesIO(wav), dtype="int16")
    loud = np.flatnonzero(np.abs(sound.astype(int)) > LOUD * np.max(np.abs(sound.astype(int)), initial=1))
    return bytes(sound[loud[0] : loud[-1] + 1].tobytes()) if len(loud) else b""


def _silence(seconds: float) -> bytes:
    return bytes(_offset(seconds))


def _offset(seconds: float) -> int:
    return round(seconds * BYTES_A_SECOND / 2) * 2


def _delays(kind: str, heard: Sequence[Heard]) -> Row:
    """Seconds from the last voice to the end told, and sentences cut in two."""
    delays = [h.delays[-1] for h in heard if h.delays]
    row: Row = {"kind": kind, "clips": len(heard), "cut": sum(len(h.delays) > 1 for h in heard)}
    return {**row, "median_s": round(median(delays), 3), "p95_s": round(p95(delays), 3)} if delays else row
