"""Voice probabilities over time -> stretches of speech; pure: it is fed with seconds, and counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """When speech begins and ends; all lengths in seconds."""

    start: float = 0.5
    """Probability from which a frame is voice."""
    stop: float = 0.35
    """Once voice was heard, frames stay voice down to this probability (hysteresis)."""
    shortest: float = 0.12
    """Voice needed before it counts as speech: a click or a breath is shorter, «oui» is longer."""
    silence: float = 0.7
    """Silence that ends an utterance, while nothing better is known (`Segmenter.settle`)."""
    gap: float = 0.25
    """Silence after which voice too short to be speech is forgotten: clicks do not add up."""
    pre_roll: float = 0.3
    """Kept from before the first voiced frame: a soft onset («s», «f») is not voice yet."""
    post_roll: float = 0.3
    """Kept from after the last voiced frame, at most `silence`."""
    longest: float = 20.0
    """An utterance is cut there."""
    first: float = 0.25
    """Sound from which what was said so far is looked at: the first words are what a person waits to see."""
    step: float = 0.3
    """New sound between two looks."""
    hush: float = 0.09
    """Silence after which it is looked at again: these may be all the words (three frames)."""

    def __post_init__(self) -> None:
        if not 0 <= self.stop <= self.start <= 1:
            raise ValueError("0 <= stop <= start <= 1 is wanted")
        lengths = (self.shortest, self.gap, self.pre_roll, self.post_roll, self.hush)
        if min(lengths) < 0 or min(self.silence, self.first, self.step) <= 0:
            raise ValueError("lengths are positive")
        if self.longest <= self.shortest + self.pre_roll:
            raise ValueError("longest must leave room for speech")


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody began to speak."""

    at: float
    """Seconds since the stream began, pre-roll included."""


@dataclass(frozen=True, slots=True)
class GoesOn:
    """Speech goes on: what was said so far can be looked at."""

    start: float
    at: float
    """End of the sound so far."""
    quiet: bool = False
    """Silence has begun: these may be all the words."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A stretch of speech is complete."""

    start: float
    end: float
    cut: bool = False
    """It reached the longest length; what follows is another utterance."""


Signal = Started | GoesOn | Ended


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of the words up to `heard`: how much silence ends them."""

    heard: float
    patience: float


class Segmenter:
    """Counts voiced and silent time. Feed every frame in order; `flush` when the stream ends.

    `horizon` is the earliest second that may still be part of an utterance: sound before it can be forgotten.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.now = 0.0
        self.silence = self.limits.silence
        """Seconds that end an utterance of which nothing is known; may be changed at any time."""
        self._begin: float | None = None
        """Start of the possible utterance (pre-roll included), None when all is silent."""
        self._voiced = 0.0
        self._last_voice = 0.0
        self._told = False
        self._floor = 0.0
        """End of the previous utterance: pre-roll never goes back before it."""
        self._looked = 0.0
        """When what was said was last offered to be looked at."""
        self._hushed = False
        """It was, since the last voice."""
        self._settled: Settled | None = None
        self._offered = 0.0
        """Second up to which the sound of a silence is being looked at."""

    @property
    def horizon(self) -> float:
        """Seconds."""
        return self._begin if self._begin is not None else max(self._floor, self.now - self.limits.pre_roll)

    @property
    def speaking(self) -> bool:
        """Has speech been announced and not ended?"""
        return self._told

    @property
    def patience(self) -> float:
        """Silence that would end now what is being said, in seconds."""
        if not self._told:
            return min(self.limits.gap, self.silence)
        known = self._known
        return known.patience if known else self.silence

    @property
    def _known(self) -> Settled | None:
        """What was settled holds only while nothing was said after it."""
        return self._settled if self._settled and self._last_voice <= self._settled.heard else None

    def settle(self, heard: float, patience: float) -> None:
        """The words up to the second `heard` need that much silence to be over; more voice makes it void.

        The utterance then ends at `heard`: what was looked at is what is told.
        """
        if patience <= 0:
            raise ValueError("patience is positive")
        self._settled = Settled(min(heard, self.now), patience)

    def offer(self, heard: float) -> None:
        """The words up to the second `heard` are being looked at: unless more is said, the utterance ends there."""
        self._offered = heard

    def feed(self, seconds: float, probability: float) -> tuple[Signal, ...]:
        """One frame: its length and its probability of voice."""
        began, self.now = self.now, self.now + seconds
        voice = probability >= (self.limits.start if self._begin is None else self.limits.stop)
        if self._begin is None and not voice:
            return ()
        if self._begin is None:
            self._begin = max(self._floor, began - self.limits.pre_roll)
            self._looked, self._settled = began + self.limits.first - self.limits.step, None
        signals: list[Signal] = []
        if voice:
            self._voiced += seconds
            self._last_voice = self.now
            self._hushed = False
            if not self._told and self._voiced >= self.limits.shortest:
                self._told = True
                signals.append(Started(self._begin))
        if self._told and self.now - self._begin >= self.limits.longest:
            signals.append(self._cut(self._begin, voice=voice))
        elif not voice and self.now - self._last_voice >= self.patience:
            signals.extend(self._close(self._begin))
        elif self._told:
            signals.extend(self._look(self._begin, voice=voice))
        return tuple(signals)

    def flush(self) -> tuple[Signal, ...]:
        """The stream ended: what was being said is complete."""
        return self._close(self._begin) if self._begin is not None else ()

    def _look(self, begin: float, *, voice: bool) -> tuple[GoesOn, ...]:
        """At every step of voice, and once in each silence."""
        if voice and self.now - self._looked < self.limits.step:
            return ()
        if not voice and (self._hushed or self.now - self._last_voice < self.limits.hush):
            return ()
        self._looked, self._hushed = self.now, not voice
        return (GoesOn(begin, self.now, quiet=not voice),)

    def _cut(self, begin: float, *, voice: bool) -> Ended:
        self._floor = self._last_voice = self._looked = self.now
        # What goes on being said needs no new proof that it is speech.
        self._begin, self._voiced = (self.now, self.limits.shortest) if voice else (None, 0.0)
        self._told, self._settled = False, None
        return Ended(begin, self.now, cut=True)

    def _close(self, begin: float) -> tuple[Ended, ...]:
        known = self._known
        offered = self._offered if self._offered >= self._last_voice else None
        end = known.heard if known else offered or min(self.now, self._last_voice + self.limits.post_roll)
        told, self._begin, self._voiced, self._told, self._settled = self._told, None, 0.0, False, None
        if not told:
            return ()
        self._floor = end
        return (Ended(begin, end),)
