"""The whole measurement, or the parts asked for: ours and the peer on the same sound, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from assistant import catalogue
from assistant.bench import calibration
from assistant.bench.hearing import endpointing, live, memory, quiet, rows, sets, site, start
from assistant.bench.hearing.deeds import Judge, Verdict
from assistant.bench.hearing.listening import Heard, cut, hear, prepared
from assistant.bench.hearing.noise import pcm, read, under_speech
from assistant.bench.hearing.peer import called
from assistant.bench.hearing.rows import Row
from assistant.bench.hearing.sets import Clip
from assistant.bench.hearing.words import comparable
from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.console.sound import limits
from assistant.errors import SettingsError, SetupError
from assistant.hearing.vad import SileroDetector
from assistant.hearing.voice import PicoVoice
from assistant.ports import Recognizer
from assistant.settings import Settings
from assistant.types import SAMPLE_RATE, Transcript, Utterance

PARTS = (*sets.SETS, "noise", "silence", "background", "ends", "live", "memory")
"""What may be asked for; «site» comes with a folder."""
SNRS = (20, 10, 5)
CALIBRATED = ("commands", "shipped")
TYPED = "the words, typed"

Found = Callable[[Row], None]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure."""

    parts: tuple[str, ...] = PARTS
    limit: int = 0
    """Clips of a set; 0: all."""
    peer: bool = True
    data: Path | None = None
    """A site's own recordings."""
    minutes: float = 60.0
    """Of ordinary talk."""
    seconds: float = 60.0
    """Of each number of speakers at once."""

    def __post_init__(self) -> None:
        if unknown := set(self.parts) - set(PARTS):
            raise SettingsError("usage", f"no such set: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")


@dataclass(frozen=True, slots=True)
class Bench:
    """What the parts of a run share."""

    settings: Settings
    plan: Plan
    words: Catalogue
    systems: Sequence[Recognizer]
    judge: Judge | None
    found: Found
    tell: Tell
    detector: SileroDetector = field(default_factory=SileroDetector)


async def measure(settings: Settings, plan: Plan, found: Found, tell: Tell) -> None:
    """Every row is given to `found` as soon as it is known; progress to `tell`."""
    words = catalogue.load()
    found(start.machine(settings))
    systems = start.systems(settings, tell, peer=plan.peer)
    async with systems as built, start.understanding(settings, words, tell) as judge:
        bench = Bench(settings, plan, words, built, judge, found, tell)
        for name in (*plan.parts, *(("site",) if plan.data else ())):
            began = time.monotonic()
            try:
                await _part(bench, name)
            except SetupError as fault:
                if fault.code != "bench-missing":
                    raise
                tell(f"{name}: left out: {fault.detail}")
            else:
                tell(f"{name}: done in {time.monotonic() - began:.0f} s")


async def _part(bench: Bench, name: str) -> None:
    limit, words = bench.plan.limit, bench.words
    if name == "site" and bench.plan.data:
        await _clips(bench, site.read(bench.plan.data, limit))
    elif name == "noise":
        await _in_noise(bench)
    elif name == "silence":
        made = quiet.noises(short=bool(limit))
        for system in bench.systems:
            tell = partial(_told, bench.tell, f"silence, {called(system)}")
            ear = (bench.detector, limits(bench.settings.listening))
            _all(bench.found, await quiet.of_noises(system, made, ear, bench.judge, words, tell))
    elif name == "background":
        await _background(bench)
    elif name == "ends":
        await _ends(bench, _commands(bench))
    elif name == "live":
        await _live(bench, _commands(bench))
    elif name == "memory":
        _all(bench.found, await memory.measured(bench.settings, peer=len(bench.systems) > 1))
    else:
        await _clips(bench, sets.load(name, words, limit))


def _commands(bench: Bench) -> list[Clip]:
    """The set of commands, else what is shipped."""
    try:
        return sets.load("commands", bench.words, bench.plan.limit)
    except SetupError:
        return sets.load("shipped", bench.words, bench.plan.limit)


async def _clips(bench: Bench, clips: list[Clip]) -> None:
    """A set as it is."""
    name = clips[0].set
    bench.tell(f"{name}: {len(clips)} clips")
    ready = await prepared(clips, bench.detector, limits(bench.settings.listening))
    if bench.judge and any(c.intent or c.set == "shipped" for c in clips):
        typed = [Heard(clip, (Transcript(clip.text),), 0.0, 0.0, 0.0) for clip in clips if clip.text]
        if typed:
            found = rows.of_set(typed, await _verdicts(bench, typed), {"table": "words", "set": name, "system": TYPED})
            bench.found({key: value for key, value in found[-1].items() if key not in rows.HEARING})
    await _systems_on(bench, ready, name, "")


async def _in_noise(bench: Bench) -> None:
    """Commands, and names: of whom is on the day's list, and of whom is on none."""
    if not quiet.made_for_it():
        bench.tell("noise: of other voices than the figures' (make them with: python -m speech.clips_for_bench babble)")
    under = under_speech(quiet.SEED, quiet.voices())
    for clips in (_commands(bench), *_names(bench)):
        for snr in SNRS:
            bench.tell(f"noise: {clips[0].set}, {len(clips)} clips at {snr} dB")
            ready = await prepared(clips, bench.detector, limits(bench.settings.listening), under, snr)
            await _systems_on(bench, ready, clips[0].set, f"{snr} dB")


def _names(bench: Bench) -> list[list[Clip]]:
    """The sets of names; none where they were not made."""
    try:
        return [sets.load(name, bench.words, bench.plan.limit) for name in ("names", sets.STRANGERS)]
    except SetupError as fault:
        bench.tell(f"noise: names are left out: {fault.detail}")
        return []


async def _systems_on(bench: Bench, ready: list[tuple[Clip, list[Utterance]]], name: str, noise: str) -> None:
    for system in bench.systems:
        title = f"{name} {noise} {called(system)}".replace("  ", " ")

        def tell(place: int, title: str = title) -> None:
            if place % 20 == 0:
                bench.tell(f"{title}: {place} of {len(ready)}")

        heard = await hear(system, ready, tell)
        verdicts = await _verdicts(bench, heard)
        about: Row = {"table": "words", "set": name, "system": called(system), **({"noise": noise} if noise else {})}
        _all(bench.found, rows.of_set(heard, verdicts, about))
        _all(bench.found, [{**about, **row} for row in rows.details(heard, verdicts)])
        if name in CALIBRATED and not noise:
            _calibrated(bench, called(system), name, heard, verdicts)


async def _verdicts(bench: Bench, heard: Sequence[Heard]) -> list[Verdict | None]:
    """None where nothing is understood, or where a clip is no command of ours."""
    if bench.judge is None:
        return [None] * len(heard)
    known = [h.clip.intent or h.clip.set == "shipped" for h in heard]
    return [await bench.judge.verdict(h.clip, h.said) if k else None for h, k in zip(heard, known, strict=True)]


def _calibrated(bench: Bench, system: str, name: str, heard: Sequence[Heard], verdicts: list[Verdict | None]) -> None:
    """Is a confidence of 0.9 right nine times in ten, word for word? Of commands that were heard at all."""
    told = [h for h, v in zip(heard, verdicts, strict=True) if v and h.text]
    points = [(h.confidence, comparable(h.clip.text) == comparable(h.text)) for h in told]
    if not points:
        return
    about: Row = {"table": "calibration", "set": name, "system": system}
    bench.found({**about, "bin": rows.ALL, "clips": len(points), "ece": round(calibration.error(points), 4)})
    for part in calibration.bins(points):
        figures: Row = {"clips": part.count, "confidence": round(part.confidence, 3), "exact": round(part.right, 3)}
        bench.found({**about, "bin": f"{part.low:.1f}-{part.high:.1f}", **figures})


async def _background(bench: Bench) -> None:
    found: dict[str, list[Row]] = {}
    for place, sound in quiet.talks(1.0 if bench.plan.limit else bench.plan.minutes).items():
        minutes = len(sound) / SAMPLE_RATE / 60
        utterances = await cut(sound, bench.detector, limits(bench.settings.listening))
        for system in bench.systems:
            tell = partial(_told, bench.tell, f"background, {place}, {minutes:.1f} minutes, {called(system)}")
            told = await quiet.of_talk(system, place, utterances, minutes, bench.judge, bench.words, tell)
            found.setdefault(called(system), []).extend(told)
    for told in found.values():
        _all(bench.found, [*quiet.of_all(told), *told])


async def _ends(bench: Bench, clips: list[Clip]) -> None:
    """Ours alone: the peer has no live ear to compare with."""
    if bench.judge is None:
        raise SetupError("bench-missing", "without understanding no end is sooner than another")
    whole = [
        endpointing.Clip(c.path.name, (pcm(read(c.path)),), c.situation) for c in clips if c.intent != OUT_OF_SCOPE
    ]
    broken = await endpointing.made(PicoVoice(), sets.BUSY)
    bench.tell(f"ends: {len(whole)} sentences, {len(broken)} with a hesitation")
    ours, rasa = bench.systems[0], bench.judge.interpreter
    report = await endpointing.endpointing(ours, rasa, bench.settings, [*whole, *broken], bench.detector, bench.words)
    _all(bench.found, [{**row, "system": called(ours)} for row in report.figures()])


async def _live(bench: Bench, clips: list[Clip]) -> None:
    for system in bench.systems:
        room = partial(live.Room, system, bench.judge, bench.words, bench.settings, clips)
        tell = partial(_told, bench.tell, f"live, {called(system)}")
        _all(bench.found, await live.levels(room, SileroDetector, live.SPEAKERS, bench.plan.seconds, tell))


def _told(tell: Tell, title: str, words: str) -> None:
    tell(f"{title}: {words}")


def _all(found: Found, every: Sequence[Row]) -> None:
    for row in every:
        found(row)
