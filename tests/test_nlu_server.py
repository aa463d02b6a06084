"""Rasa as a child: it comes back after a crash, leaves nothing behind, and what is missing is said clearly."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from aiohttp import web

from assistant import catalogue
from assistant.errors import UnderstandingError
from assistant.situation import Situation
from nlu import build, process, server
from nlu.client import RasaInterpreter

WORDS = catalogue.load()


async def test_rasa_comes_back_after_a_crash(rasa):
    before = rasa.server.pid
    os.kill(before, signal.SIGKILL)
    codes: set[str] = set()
    async with asyncio.timeout(240):
        while True:
            try:
                (found,) = await rasa.interpret("affiche les allergies", Situation())
                if rasa.server.pid not in (None, before):
                    break
            except UnderstandingError as fault:
                codes.add(fault.code)
            await asyncio.sleep(0.2)
    assert found.intent == "show_section"
    assert codes
    assert codes <= {"interpreter-down", "interpreter-slow"}
    assert not _alive(before)


async def test_the_token_is_not_on_the_command_line(rasa):
    line = Path(f"/proc/{rasa.server.pid}/cmdline").read_bytes().decode()
    assert rasa.server.token not in line


async def test_a_child_dies_with_its_whole_group(tmp_path):
    code = "import subprocess, sys; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); p.wait()"
    with (tmp_path / "log").open("wb") as log:
        child = await process.spawn([sys.executable, "-c", code], dict(os.environ), log, tmp_path)
    while not (grandchild := (tmp_path / "log").read_text().strip()):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await process.end(child)
    assert child.returncode is not None
    async with asyncio.timeout(5):
        while _alive(int(grandchild)):  # noqa: ASYNC110 - a process outside of this loop
            await asyncio.sleep(0.05)


def _alive(pid: int) -> bool:
    """Running, not merely waiting for its parent to look."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def test_no_environment_is_a_clear_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "PYTHON", tmp_path / "nowhere")
    with pytest.raises(UnderstandingError) as failure:
        await server.train(WORDS, tmp_path)
    assert failure.value.code == "interpreter-untrained"
    assert "make" in failure.value.detail


def test_the_hash_follows_the_inputs(tmp_path):
    first = build.assemble(WORDS, tmp_path)
    assert build.assemble(WORDS, tmp_path).model == first.model
    fewer = build.assemble(WORDS, tmp_path, list(build.sentences.read())[1:])
    assert fewer.model != first.model


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [(200, "{}", "interpreter-down"), (200, "no json", "interpreter-down"), (500, "{}", "interpreter-down"),
     (409, "{}", "interpreter-untrained"), (401, "{}", "interpreter-down")],
)  # fmt: skip
async def test_answers_that_are_none(unused_tcp_port_factory, status, body, code):
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="application/json")

    async with _site(answer, unused_tcp_port_factory()) as url:
        with pytest.raises(UnderstandingError) as failure:
            await RasaInterpreter(WORDS, url, timeout=2.0).start()
    assert failure.value.code == code


async def test_a_slow_answer_is_given_up(unused_tcp_port_factory):
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async with _site(answer, unused_tcp_port_factory()) as url:
        with pytest.raises(UnderstandingError) as failure:
            await RasaInterpreter(WORDS, url, timeout=0.2).start()
    assert failure.value.code == "interpreter-slow"


async def test_a_connection_closed_meanwhile_is_asked_again(unused_tcp_port_factory):
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((await request.json())["text"])
        if len(asked) % 2:  # every first time: gone without an answer, as a server that drops a kept connection
            request.transport.abort()
        return web.json_response({"intent": {"name": "help", "confidence": 0.99}})

    async with _site(answer, unused_tcp_port_factory()) as url:
        interpreter = RasaInterpreter(WORDS, url, timeout=5.0)
        await interpreter.start()
        (found,) = await interpreter.interpret("aide", Situation())
        await interpreter.stop()
    assert found.intent == "help"
    assert asked.count("aide") == 2


async def test_nobody_there(unused_tcp_port):
    with pytest.raises(UnderstandingError) as failure:
        await RasaInterpreter(WORDS, f"http://127.0.0.1:{unused_tcp_port}").start()
    assert failure.value.code == "interpreter-down"


class _site:  # noqa: N801 - reads as a statement
    """A tiny HTTP server that answers /model/parse."""

    def __init__(self, answer, port: int) -> None:
        app = web.Application()
        app.router.add_post("/model/parse", answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self._port = port

    async def __aenter__(self) -> str:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        return f"http://127.0.0.1:{self._port}"

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
