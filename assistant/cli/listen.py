"""hear, transcribe: the assistant from sound files."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from assistant import app, catalogue
from assistant.cli import printing
from assistant.console.sound import limits, patience
from assistant.errors import HearingError
from assistant.hearing.listener import read_utterances
from assistant.ports import Recognizer
from assistant.settings import Settings
from assistant.situation import Situation
from assistant.types import Failed, Mode, Origin, Transcript, Utterance


async def transcribe(args: argparse.Namespace, settings: Settings) -> int:
    """Hearing alone: the words of each file. Exit 1 when one could not be read."""
    recognizer = app.recognizer_of(settings.recognizer)
    failed = False
    try:
        await recognizer.start()
        for file in args.files:
            try:
                await _transcribed(file, recognizer, args, settings)
            except HearingError as fault:
                failed = True
                printing.line({"file": file, "error": fault.code, "detail": fault.detail},
                              f"{file}: {fault}", as_json=args.json)  # fmt: skip
    finally:
        await recognizer.stop()
    return 1 if failed else 0


async def _transcribed(file: str, recognizer: Recognizer, args: argparse.Namespace, settings: Settings) -> None:
    """One line a file; a dictation's sentences are told one by one, as soon as each is heard."""
    started = time.perf_counter()
    mode = Mode.DICTATION if args.dictation else Mode.COMMANDS
    situation = Situation(words=settings.site.words, mode=mode)
    spoken = await _utterances(file, settings, patience(settings.listening).usual(mode))
    heard: list[Transcript] = []
    for utterance in spoken:
        heard.append(await recognizer.transcribe(utterance, situation))
        if args.dictation and heard[-1].text:
            sentence = {"file": file, "sentence": heard[-1].text, "doubtful": heard[-1].doubtful}
            printing.line(sentence, _underlined(heard[-1]), as_json=args.json)
    text = " ".join(t.text for t in heard if t.text)
    facts = {
        "file": file,
        "text": text,
        "confidence": round(min((t.confidence for t in heard if t.text), default=0.0), 4),
        "audio_seconds": round(sum(u.seconds for u in spoken), 3),
        "seconds": round(time.perf_counter() - started, 3),
    }
    if args.json or not args.dictation:
        printing.line(facts, f"{file}: {text or '(nothing said)'}", as_json=args.json)


def _underlined(heard: Transcript) -> str:
    """Doubtful words between underscores: «le patient prend du _kardégic_»."""
    doubtful = set(heard.doubtful)
    return " ".join(f"_{word}_" if place in doubtful else word for place, word in enumerate(heard.text.split()))


async def hear(args: argparse.Namespace, settings: Settings) -> int:
    """Spoken commands from files, through the whole journey or up to a stage."""
    if args.stop_after == "transcript":
        return await transcribe(args, settings)
    if args.stop_after == "meaning":
        return await _meaning(args, settings)
    failed = False
    async with app.running(settings) as assistant:
        for file in args.files:
            try:
                spoken = await _utterances(file, settings)
            except HearingError as fault:
                failed = True
                say = assistant.catalogue.sentence(assistant.catalogue.failure(fault.code))
                printing.line({"file": file, "error": fault.code, "detail": fault.detail, "reply": say},
                              f"{file}: {say}", as_json=args.json)  # fmt: skip
                continue
            for utterance in spoken:
                turn = await assistant.session.hear(utterance)
                failed = failed or isinstance(turn.outcome, Failed)
                facts = {"file": file, **printing.turn_facts(turn, assistant.session, assistant.catalogue)}
                printing.line(facts, printing.turn_text(turn, assistant.catalogue), as_json=args.json)
    return 1 if failed else 0


async def _meaning(args: argparse.Namespace, settings: Settings) -> int:
    words = catalogue.load()
    recognizer = app.recognizer_of(settings.recognizer)
    interpreter = app.interpreter_of(settings.interpreter, words)
    situation = Situation(words=settings.site.words)
    try:
        await recognizer.start()
        await interpreter.start()
        for file in args.files:
            for utterance in await _utterances(file, settings):
                text = (await recognizer.transcribe(utterance, situation)).text
                meant = await interpreter.interpret(text, situation) if text else ()
                facts = {"file": file, "text": text, "commands": printing.commands(meant)}
                named = ", ".join(m.intent for m in meant)
                printing.line(facts, f"{file}: {text} → {named}", as_json=args.json)
    finally:
        await interpreter.stop()
        await recognizer.stop()
    return 0


async def _utterances(file: str, settings: Settings, silence: float | None = None) -> list[Utterance]:
    """`silence`: seconds that end an utterance, where it is not the usual."""
    site = settings.site
    origin = Origin(site.name, site.person, site.station)
    usual = limits(settings.listening)
    ends = replace(usual, silence=silence) if silence else usual
    return await read_utterances(Path(file), limits=ends, origin=origin)
