"""The Recognizer on Whisper weights: helped by what may be said now, guarded against inventions, shared by stations."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.catalogue import Catalogue
from assistant.errors import HearingError
from assistant.hearing.ahead import Ahead
from assistant.hearing.biasing import likely
from assistant.hearing.doubt import LEAST, Hypothesis, confidence, doubt
from assistant.hearing.own_thread import OwnThread
from assistant.hearing.sharing import Sharing
from assistant.hearing.spoken import spoken
from assistant.hearing.vad import SileroDetector
from assistant.situation import Situation
from assistant.types import Mode, Transcript, Utterance

if TYPE_CHECKING:
    from assistant.hearing.whisper_model import WhisperModel

log = logging.getLogger(__name__)
LONGEST = 30.0
"""Seconds one call can hear: Whisper's window."""
VOICED = 0.09
"""Seconds of voice under which nothing was said: three frames of the detector."""
TOGETHER = 2
"""Utterances heard in one go: two take a little less than one after the other; with more, all wait for the last."""
NOTHING = Transcript("", (), 0.0)


@dataclass(frozen=True, slots=True)
class _Job:
    utterance: Utterance
    situation: Situation
    careful: bool
    """With beams and a second look; else given up as soon as others wait for words that may be complete."""

    @property
    def dictated(self) -> bool:
        """Heard freely, which takes longer."""
        return self.situation.mode is Mode.DICTATION


class WhisperRecognizer:
    """Hears in a thread of its own, one batch at a time."""

    def __init__(
        self, name: str, load: Callable[[], WhisperModel], beam: int, catalogue: Callable[[], Catalogue], *,
        biased: bool = True,
    ) -> None:  # fmt: skip
        self.name = name
        self._weights = load
        self._beam = beam
        self._catalogue = catalogue
        self._biased = biased
        self._model: WhisperModel | None = None
        self._detector: SileroDetector | None = None
        self._thread = OwnThread()
        self._sharing: Sharing[_Job, Transcript] = Sharing(self._work, TOGETHER, lambda job: job.dictated)
        self._ahead = Ahead()

    async def start(self) -> None:
        """Load the weights, and hear one second of silence so that the first person does not wait for it."""
        await self._thread.run(self._load)

    async def stop(self) -> None:
        """Forget the weights."""
        await self._thread.run(self._forget)
        self._ahead.clear()

    async def transcribe(self, utterance: Utterance, situation: Situation) -> Transcript:
        """An empty text when nobody spoke, or when what was heard is not to be believed."""
        if utterance.seconds > LONGEST:
            raise HearingError("audio-too-long", f"{utterance.seconds:.0f} s; an utterance is at most {LONGEST:.0f} s")
        station = _station(utterance)
        self._sharing.drop(station)  # a look that has not begun: what is complete does not wait in its place
        if known := await self._ahead.taken(station, utterance.pcm, situation):
            return known
        return await self._sharing.complete(station, _Job(utterance, situation, careful=True))

    async def partial(self, utterance: Utterance, situation: Situation, *, quiet: bool = False) -> str:
        """The words so far; empty when complete utterances leave no time for it."""
        if utterance.seconds > LONGEST or self._model is None:
            return ""
        station, job = _station(utterance), _Job(utterance, situation, careful=quiet)
        self._ahead.forget(station)
        hearing = asyncio.create_task(self._sharing.partial(station, job, soon=quiet))
        if quiet:
            self._ahead.keep(station, utterance.pcm, situation, hearing)
        heard = await hearing
        return heard.text if heard else ""

    def _load(self) -> None:
        if self._model is None:
            model = self._weights()
            for freely in (False, True):
                model.texts([bytes(32000)], [model.phrases(())], self._beam, freely=freely)
            self._model, self._detector = model, SileroDetector()

    def _forget(self) -> None:
        self._model = self._detector = None

    async def _work(self, jobs: Sequence[_Job]) -> list[Transcript]:
        return await self._thread.run(self._hear, jobs)

    def _hear(self, jobs: Sequence[_Job]) -> list[Transcript]:
        model, detector = self._model, self._detector
        if model is None or detector is None:
            raise HearingError("model-missing", "the recogniser is not started")
        heard = [NOTHING] * len(jobs)
        voiced = [place for place, job in enumerate(jobs) if detector.speaks(job.utterance.pcm, VOICED)]
        found = self._found(model, [jobs[place] for place in voiced]) if voiced else None
        for place, said in zip(voiced, found or (), strict=found is not None):
            seconds, dictated = jobs[place].utterance.seconds, jobs[place].dictated
            heard[place] = transcript(said, seconds, model.calibration, dictated=dictated)
        return heard

    def _found(self, model: WhisperModel, jobs: Sequence[_Job]) -> list[Hypothesis] | None:
        """With all care, or a quick look; None where that gave way to words that may be complete."""
        from assistant.hearing.whisper_model import GaveWay

        phrases = [model.phrases(self._likely(job.situation)) for job in jobs]
        sounds = [job.utterance.pcm for job in jobs]
        if any(job.careful for job in jobs):
            return model.hear(sounds, phrases, self._beam, freely=jobs[0].dictated)
        try:
            return model.hear(sounds, phrases, 1, twice=False, give_way=self._sharing.pressed)
        except GaveWay:
            return None

    def _likely(self, situation: Situation) -> list[tuple[str, float]]:
        return list(likely(situation, self._catalogue())) if self._biased else []


def transcript(
    said: Hypothesis, seconds: float, weights: Sequence[float] | None = None, *, dictated: bool = False
) -> Transcript:
    """What is believed of a hypothesis: its words, or nothing."""
    sure = confidence(said, weights)
    why = doubt(said, seconds) or ("unsure" if weights and sure < LEAST and not dictated else "")
    if why:
        log.info("heard nothing believable in %.1f s: %s", seconds, why)
        return NOTHING
    others = tuple(dict.fromkeys(spoken(t) for t in said.alternatives))
    return Transcript(spoken(said.text), others, sure, said.words)


def _station(utterance: Utterance) -> str:
    origin = utterance.origin
    return f"{origin.site}/{origin.person}/{origin.station}"
