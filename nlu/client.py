"""Rasa behind the Interpreter port: words in, our Interpretations out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

import aiohttp

from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.errors import UnderstandingError
from assistant.situation import Situation
from assistant.types import Interpretation
from nlu import split
from nlu.hesitation import fluent
from nlu.reading import Piece, Raw, finish
from nlu.spans import Mark
from nlu.text import clean

LONGEST = 400
"""Characters of one utterance (20 s of speech have about 300): longer talk is not a command."""


class Server(Protocol):
    """Where Rasa answers: ours (nlu.server.RasaServer) or the site's."""

    @property
    def url(self) -> str: ...

    @property
    def token(self) -> str: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class SiteServer:
    """A Rasa server that the site runs: nothing to start, nothing to stop."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url.rstrip("/")
        self.token = token

    async def start(self) -> None:
        """It runs already."""

    async def stop(self) -> None:
        """It is not ours."""


class RasaInterpreter:
    """Interpreter port on Rasa's HTTP API (POST /model/parse)."""

    name = "rasa"

    def __init__(
        self,
        words: Catalogue,
        source: str | Server,
        token: str = "",
        *,
        timeout: float = 5.0,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._words = words
        self.server: Server = SiteServer(source, token) if isinstance(source, str) else source
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._today = today
        self._http: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Start Rasa where it is ours, then ask once. Raises UnderstandingError."""
        await self.server.start()
        self._http = aiohttp.ClientSession(timeout=self._timeout)
        try:
            # the first one is slow, for lists are read: not the person's
            await self.interpret("affiche les allergies de kowalski", Situation())
        except UnderstandingError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop asking, then stop Rasa where it is ours."""
        if self._http is not None:
            await self._http.close()
            self._http = None
        await self.server.stop()

    async def interpret(self, text: str, situation: Situation) -> tuple[Interpretation, ...]:
        """One Interpretation for each command of the text."""
        whole = clean(text)
        if not whole.text or len(whole.text) > LONGEST:
            return (Interpretation(text, OUT_OF_SCOPE, 1.0),)
        known: dict[tuple[int, int], Interpretation] = {}

        async def read(piece: Piece) -> Interpretation:
            place = (piece.start, piece.end)
            if place not in known:
                bare, at = fluent(piece.text)
                raw = placed(raw_of(await self._ask(bare)), at)
                known[place] = finish(piece, raw, self._words, self._today(), situation)
            return known[place]

        return await split.commands(whole, read, self._words)

    async def _ask(self, text: str) -> Mapping[str, Any]:
        """Rasa's answer. A kept connection that the server closed meanwhile is no failure: reading changes nothing."""
        try:
            return await self._post(text)
        except aiohttp.ServerDisconnectedError:
            try:
                return await self._post(text)
            except aiohttp.ServerDisconnectedError as fault:
                raise UnderstandingError("interpreter-down", f"{self.server.url}: disconnected twice") from fault

    async def _post(self, text: str) -> Mapping[str, Any]:
        """Raises UnderstandingError; aiohttp.ServerDisconnectedError when there was no answer at all."""
        if self._http is None:
            raise UnderstandingError("interpreter-down", "the interpreter was not started")
        params = {"token": self.server.token} if self.server.token else {}
        try:
            url = f"{self.server.url}/model/parse"
            async with self._http.post(url, params=params, json={"text": text}) as answer:
                if answer.status in (401, 403):
                    raise UnderstandingError("interpreter-down", f"Rasa at {self.server.url} refuses the token")
                if answer.status != 200:
                    raise UnderstandingError(
                        "interpreter-untrained" if answer.status == 409 else "interpreter-down",
                        f"Rasa at {self.server.url} answered {answer.status}",
                    )
                found: Mapping[str, Any] = await answer.json()
                return found
        except TimeoutError as fault:
            raise UnderstandingError(
                "interpreter-slow", f"no answer within {self._timeout.total} s from {self.server.url}"
            ) from fault
        except aiohttp.ServerDisconnectedError:
            raise
        except (aiohttp.ClientError, ValueError) as fault:
            raise UnderstandingError("interpreter-down", f"{self.server.url}: {type(fault).__name__}") from fault


def raw_of(answer: Mapping[str, Any]) -> Raw:
    """Rasa's answer in our words. Raises UnderstandingError when it is not one."""
    try:
        best = answer["intent"]
        ranking = tuple(
            (str(r["name"]), float(r["confidence"]))
            for r in answer.get("intent_ranking", ())
            if r["name"] != best["name"]
        )
        marks = tuple(
            Mark(str(e["entity"]), int(e["start"]), int(e["end"]), float(e.get("confidence_entity", 1.0)))
            for e in answer.get("entities", ())
        )
        return Raw(str(best["name"] or OUT_OF_SCOPE), float(best["confidence"]), ranking, marks)
    except (KeyError, TypeError, ValueError) as fault:
        raise UnderstandingError("interpreter-down", f"not an answer of Rasa: {type(fault).__name__}") from fault


def placed(raw: Raw, at: Sequence[int]) -> Raw:
    """Marks moved to where their characters were (hesitation.fluent)."""
    marks = tuple(replace(m, start=at[m.start], end=at[m.end - 1] + 1) for m in raw.marks if m.start < m.end <= len(at))
    return replace(raw, marks=marks)


async def wait_ready(server: Server, seconds: float, alive: Callable[[], bool]) -> bool:
    """Ask /status until a model is loaded; False when the time is up or the process is gone."""
    limit = asyncio.get_running_loop().time() + seconds
    params = {"token": server.token} if server.token else {}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
        while alive() and asyncio.get_running_loop().time() < limit:
            try:
                async with http.get(f"{server.url}/status", params=params) as answer:
                    if answer.status == 200:
                        return True
            except (aiohttp.ClientError, TimeoutError):
                pass  # not listening yet
            await asyncio.sleep(0.2)
    return False
