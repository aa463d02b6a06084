"""demo: start everything, play the spoken commands, check each in the record, then stay for the person."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assistant import app
from assistant.app import Assistant
from assistant.cli import printing
from assistant.cli.serve import until_stopped
from assistant.console.sound import limits
from assistant.errors import SetupError
from assistant.hearing.listener import read_utterances
from assistant.settings import ROOT, Secret, Settings
from demo import post
from demo.dpi.server import DemoDpi
from demo.post import Post
from demo.witness import Witness

HERE = Path(__file__).parent
SHOTS = ROOT / "var" / "demo"


@dataclass(slots=True)
class Played:
    """One command of the scenario and what became of it."""

    say: str
    heard: str
    meant: list[str]
    said: str
    seconds: dict[str, float]
    faults: list[str] = field(default_factory=list)


async def play(args: argparse.Namespace, settings: Settings) -> int:
    """Exit 0 only when every command did, in the record, what the scenario says."""
    start = time.perf_counter()
    scenario = yaml.safe_load((HERE / "scenario.yml").read_text(encoding="utf-8"))
    SHOTS.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        with stage("mail (Postfix, Dovecot)"):
            held = stack.enter_context(post.running())
        return await _play(args, settings, held, start, [s for s in scenario if held or not s.get("mail")])


async def _play(
    args: argparse.Namespace, settings: Settings, held: Post | None, start: float, scenario: list[dict[str, Any]]
) -> int:
    with stage("hospital record (GNU Health)"):
        dpi = DemoDpi(ROOT / "var" / "dpi", args.port)
        await dpi.start()
    try:
        visible = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        settings = settings.with_(
            "chart", kind="gnuhealth+browser", url=dpi.url, database=dpi.database, user=dpi.user,
            password=Secret(dpi.password), headless=not visible,
        )  # fmt: skip
        settings = held.settings(settings) if held else settings
        with stage("understanding (Rasa), hearing (SpeechBrain), browser (Chromium)"):
            running = app.running(settings)
            assistant = await running.__aenter__()
        try:
            async with app.console(assistant) as address:
                print(f"\nready in {time.perf_counter() - start:.0f} s · console: {address}\n", flush=True)
                if visible:
                    webbrowser.open(address)
                witness = Witness(app.screen_of(assistant.chart), dpi.file, held)
                played = await run(scenario, assistant, witness, settings)
                well = report(played, time.perf_counter() - start, as_json=args.json)
                if not args.once:
                    print(f"\nYour turn: speak or type in the console: {address}  (Ctrl-C to stop)", flush=True)
                    await until_stopped()
        finally:
            await running.__aexit__(None, None, None)
    finally:
        await dpi.stop()
    return 0 if well else 1


async def run(
    scenario: list[dict[str, Any]], assistant: Assistant, witness: Witness, settings: Settings
) -> list[Played]:
    """Say each command, one after the other, to the same conversation."""
    played = []
    for number, step in enumerate(scenario, 1):
        one = await command(step, assistant, witness, settings)
        shot = await assistant.chart.screenshot()
        path = SHOTS / f"{number:02}-{Path(step['audio']).stem}.png"
        if shot:
            await asyncio.to_thread(path.write_bytes, shot)
        played.append(one)
        tell(number, one, path)
    return played


async def command(step: dict[str, Any], assistant: Assistant, witness: Witness, settings: Settings) -> Played:
    """Sound -> voice activity -> words -> meaning -> record, timed by stage."""
    file = HERE / "audio" / step["audio"]
    if not file.exists():
        raise SetupError("audio-missing", f"{file.relative_to(ROOT)} is not there; restore it with git checkout")
    started = time.perf_counter()
    spoken = await read_utterances(file, limits=limits(settings.listening), origin=assistant.session.origin)
    seconds = {"voice": time.perf_counter() - started}
    if not spoken:
        return Played(step["say"], "", [], "", seconds, ["no speech was found in the recording"])
    for utterance in spoken:
        turn = await assistant.session.hear(utterance)
    seconds |= turn.seconds
    meant = [m.intent for m in turn.meant]
    said = printing.replies(turn, assistant.catalogue)
    return Played(step["say"], turn.heard.text, meant, said, seconds, await witness.faults(step, turn))


def tell(number: int, one: Played, shot: Path) -> None:
    """Show one command as it happens."""
    times = " · ".join(f"{name} {value:.2f} s" for name, value in one.seconds.items())
    verdict = "✓ checked in the record" if not one.faults else "✗ " + "; ".join(one.faults)
    print(
        f"{number:2}. spoken     «{one.say}»\n"
        f"    heard      «{one.heard}»\n"
        f"    understood {', '.join(one.meant) or '-'}\n"
        f"    said       {one.said or '(nothing, as it should)'}\n"
        f"    {verdict}\n"
        f"    {times} · {shot.relative_to(ROOT)}\n",
        flush=True,
    )


def report(played: list[Played], seconds: float, *, as_json: bool) -> bool:
    """The figures, also kept in var/demo/figures.json; True when everything went well."""
    well = [p for p in played if not p.faults]
    stages = {
        name: [p.seconds[name] for p in played if name in p.seconds] for name in ("voice", "hear", "understand", "act")
    }
    totals = [sum(p.seconds.values()) for p in played]
    figures = {
        "succeeded": len(well),
        "played": len(played),
        "seconds": round(seconds, 1),
        "stages": {n: {"median": median(v), "p95": p95(v)} for n, v in {**stages, "total": totals}.items() if v},
        "commands": [asdict(p) for p in played],
    }
    (SHOTS / "figures.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    if as_json:
        printing.line(figures, "", as_json=True)
    print(f"{len(well)} of {len(played)} commands did what they should, {seconds:.0f} s in all", flush=True)
    for name, figure in figures["stages"].items():  # type: ignore[attr-defined]
        print(f"  {name:10} median {figure['median']:.2f} s · p95 {figure['p95']:.2f} s", flush=True)
    return len(well) == len(played)


def median(values: list[float]) -> float:
    return round(statistics.median(values), 3)


def p95(values: list[float]) -> float:
    ranked = sorted(values)
    return round(ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))], 3)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Say what is being started and how long it took."""
    started = time.perf_counter()
    print(f"starting {name} …", end=" ", flush=True)
    try:
        yield
    except BaseException:
        print("failed", file=sys.stdout, flush=True)
        raise
    print(f"{time.perf_counter() - started:.1f} s", flush=True)
