"""Several people at once, in real time, on one recogniser: from the end of the words to their text.

The way of the console: the ear cuts, looks at the words so far decide how long a silence has to be.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant.bench.hearing.deeds import Judge
from assistant.bench.hearing.listening import transcript
from assistant.bench.hearing.noise import Sound, pcm, read
from assistant.bench.hearing.peer import called
from assistant.bench.hearing.rows import Row
from assistant.bench.hearing.sets import Clip
from assistant.bench.hearing.words import median, p95
from assistant.catalogue import Catalogue
from assistant.console.sound import limits, patience
from assistant.hearing.ears import StreamEar
from assistant.hearing.endpointing import judge
from assistant.hearing.listener import Listener, SpeechEnded, SpeechGoesOn
from assistant.ports import Recognizer, VoiceDetector
from assistant.settings import Settings
from assistant.types import SAMPLE_RATE, Mode, Origin, Transcript, Utterance

SPEAKERS = (1, 4, 8, 12, 16)
PIECE = 1024
"""Samples that the console sends at once (console/static/worklet.js)."""
EVERY = (6.0, 10.0)
"""Seconds from one command of a person to the next."""
QUIET = 0.02
"""Part of the loudest sample under which the words are over."""
HOPELESS = 8.0
"""A p95 over this many seconds: more speakers are not tried."""
TAIL = 2.5
"""Seconds of silence that are listened to after the words."""
DRAIN = 30.0


@dataclass(frozen=True, slots=True)
class Room:
    """What all speakers share."""

    recognizer: Recognizer
    meaning: Judge | None
    words: Catalogue
    settings: Settings
    clips: Sequence[Clip]
    waits: list[float] = field(default_factory=list)
    """Seconds from the end of the words to the text, the silence that ends them included."""
    late: list[float] = field(default_factory=list)
    """Seconds from the end of that silence to the text."""
    firsts: list[float] = field(default_factory=list)
    """Seconds from the first sound of the words to the first words shown: of a look, else the text."""
    lost: list[str] = field(default_factory=list)
    """Clips without any text, or without one in time."""


async def measured(room: Room, detectors: Sequence[VoiceDetector], seconds: float) -> Row:
    """As many speakers as detectors, for so long; one row."""
    spent = time.process_time()
    began = time.monotonic()
    await asyncio.gather(*(_person(room, d, n, began + seconds) for n, d in enumerate(detectors)))
    lasted = time.monotonic() - began
    return {
        "table": "live", "system": called(room.recognizer), "speakers": len(detectors), "commands": len(room.waits),
        "lost": len(room.lost), "median_s": round(median(room.waits), 2), "p95_s": round(p95(room.waits), 2),
        "after_median_s": round(median(room.late), 2), "after_p95_s": round(p95(room.late), 2),
        "first_s": round(median(room.firsts), 2),
        "cores_busy": round((time.process_time() - spent) / lasted, 2),
    }  # fmt: skip


async def levels(
    room: Callable[[], Room], detector: Callable[[], VoiceDetector], counts: Sequence[int], seconds: float,
    tell: Callable[[str], None],
) -> list[Row]:  # fmt: skip
    """One row a number of speakers, until it is hopeless."""
    rows: list[Row] = []
    detectors: list[VoiceDetector] = []
    for count in counts:
        while len(detectors) < count:
            detectors.append(await asyncio.to_thread(detector))
        tell(f"{count} speakers for {seconds:.0f} s")
        rows.append(await measured(room(), detectors[:count], seconds))
        if float(rows[-1]["p95_s"]) > HOPELESS or not rows[-1]["commands"]:
            break
    return rows


def span_of_words(sound: Sound) -> tuple[float, float]:
    """Seconds at which the first and the last loud sample are."""
    loud = np.flatnonzero(np.abs(sound) > QUIET * np.max(np.abs(sound), initial=0.0))
    return (float(loud[0]) / SAMPLE_RATE, float(loud[-1] + 1) / SAMPLE_RATE) if len(loud) else (0.0, 0.0)


async def _person(room: Room, detector: VoiceDetector, number: int, until: float) -> None:
    rng = random.Random(number)  # noqa: S311 - the same people at every run
    await asyncio.sleep(rng.uniform(0, EVERY[0]))  # they do not begin together
    while time.monotonic() < until:
        due = time.monotonic() + rng.uniform(*EVERY)
        clip = rng.choice(room.clips)
        await _say(room, detector, clip, Origin(site="", person="", station=f"speaker-{number}"))
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def _say(room: Room, detector: VoiceDetector, clip: Clip, origin: Origin) -> None:
    """One clip at the speed of speech, then silence until it was heard."""
    sound = read(clip.path)
    first, last = span_of_words(sound)
    ear = StreamEar()
    times = _Times()
    began = time.monotonic()
    listener = Listener(ear, detector, limits(room.settings.listening), origin, live=True)
    hearing = asyncio.create_task(_listen(room, clip, listener, times))
    samples = pcm(np.pad(sound, (0, round(TAIL * SAMPLE_RATE))))
    for place, at in enumerate(range(0, len(samples), 2 * PIECE), 1):
        await asyncio.sleep(max(0.0, began + place * PIECE / SAMPLE_RATE - time.monotonic()))
        await ear.feed(samples[at : at + 2 * PIECE])
    await ear.close()
    try:
        await asyncio.wait_for(hearing, DRAIN)
    except TimeoutError:
        times.texts.clear()
    if not times.texts:
        room.lost.append(clip.path.name)
        return
    ended, text = times.texts[-1]
    room.waits.append(text - began - last)
    room.late.append(text - ended)
    room.firsts.append(min(times.shown or text, text) - began - first)


@dataclass(slots=True)
class _Times:
    """Of one clip, monotonic seconds."""

    texts: list[tuple[float, float]] = field(default_factory=list)
    """When each utterance that gave a text was told to be over, and when its text was there."""
    shown: float | None = None
    """When the first words were shown while it went on."""


async def _listen(room: Room, clip: Clip, listener: Listener, times: _Times) -> None:
    looks = _Looks(room, clip, listener, times)
    pending: list[asyncio.Task[None]] = []
    async for signal in listener.signals():
        if isinstance(signal, SpeechGoesOn):
            looks.goes_on(signal)
        elif isinstance(signal, SpeechEnded):
            looks.over()
            pending.append(asyncio.create_task(_hear(room, clip, signal.utterance, times)))
        else:
            listener.wait(looks.silences.usual(Mode.COMMANDS))
    await asyncio.gather(*pending, *([looks.looking] if looks.looking else []))


async def _hear(room: Room, clip: Clip, utterance: Utterance, times: _Times) -> None:
    told = time.monotonic()
    if (await transcript(room.recognizer, utterance, clip.situation)).text:
        times.texts.append((told, time.monotonic()))


class _Looks:
    """As assistant.console.glimpses does, without a page: while it looks, only the newest sound waits."""

    def __init__(self, room: Room, clip: Clip, listener: Listener, times: _Times) -> None:
        self._room, self._clip, self._listener, self._times = room, clip, listener, times
        self._speech = ""
        self.silences = patience(room.settings.listening)
        self.next: SpeechGoesOn | None = None
        self.looking: asyncio.Task[None] | None = None

    def goes_on(self, heard: SpeechGoesOn) -> None:
        """More was said."""
        self._speech, self.next = heard.utterance.id, heard
        if self.looking is None or self.looking.done():
            self.looking = asyncio.create_task(self._look())

    def over(self) -> None:
        """The utterance is complete: what a look still finds is not shown."""
        self._speech, self.next = "", None

    async def _look(self) -> None:
        while (heard := self.next) is not None:
            self.next = None
            text = await self._room.recognizer.partial(heard.utterance, self._clip.situation, quiet=heard.quiet)
            if not text or self._speech != heard.utterance.id:
                continue
            self._times.shown = self._times.shown or time.monotonic()
            if heard.quiet and self._room.meaning:
                meant = await self._room.meaning.meant([Transcript(text)])
                verdict = judge(text, meant, self._clip.situation, self._room.words)
                self._listener.settle(heard, self.silences.after(verdict, Mode.COMMANDS))
