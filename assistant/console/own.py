"""What the page of one's own words asks for, in JSON: the words, their history, what was not understood."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from actions.own_words import OwnWords, scope_of
from assistant.console.asking import body
from assistant.console.desk import Desk
from assistant.console.encode import Json
from assistant.console.security import refuse
from assistant.errors import DpiVocalError
from assistant.types import Alias
from nlu.own_words import Order

ACTS = ("add", "remove", "restore", "accept")
LONGEST = 200
"""Characters of words and of what they mean."""


class OwnApi:
    """Every change goes the way of a spoken one: the same checks, the same journal."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def words(self, _request: web.Request) -> web.Response:
        """GET /api/words."""
        return await self._answer(self._state)

    async def change(self, request: web.Request) -> web.Response:
        """POST /api/words {act, words, meaning?, scope?}: done or refused, with the sentence that says so."""
        asked = await body(request)
        act, words, meaning = asked.get("act"), asked.get("words"), asked.get("meaning", "")
        if act not in ACTS:
            return refuse(400, "act-unknown")
        if not isinstance(words, str) or not isinstance(meaning, str) or not words.strip():
            return refuse(400, "text-missing")
        if len(words) > LONGEST or len(meaning) > LONGEST:
            return refuse(413, "text-too-long")
        order = Order(act, words, meaning, scope_of(asked.get("scope")))

        async def changed(_own: OwnWords) -> Json:
            told = await self._desk.session.teach(order)
            say = self._desk.session.catalogue.sentence(told.reply)
            return {"done": not told.code, "code": told.code, "say": say}

        return await self._answer(changed)

    async def count(self, request: web.Request) -> web.Response:
        """POST /api/words/count {yes}: may refused phrases be counted, in memory, while the assistant runs?"""
        yes = (await body(request)).get("yes")
        if not isinstance(yes, bool):
            return refuse(400, "json-wanted")

        async def counted(own: OwnWords) -> Json:
            own.let_count(self._desk.session.origin, yes=yes)
            return await self._state(own)

        return await self._answer(counted)

    async def _state(self, own: OwnWords) -> Json:
        origin = self._desk.session.origin
        words: list[Json] = [
            {**_told(a), "history": [_told(h) for h in own.history(origin, a.scope, a.said)]} for a in own.of(origin)
        ]
        phrases: list[Json] = [{"phrase": phrase, "times": times} for phrase, times in own.suggestions(origin)]
        return {"words": words, "phrases": phrases, "counts": own.counts(origin)}

    async def _answer(self, work: Callable[[OwnWords], Awaitable[Json]]) -> web.Response:
        if self._desk.session.own is None:
            return refuse(404, "words-unavailable")
        try:
            return web.json_response(await work(self._desk.session.own))
        except DpiVocalError as fault:
            return refuse(503, fault.code)


def _told(alias: Alias) -> dict[str, Json]:
    names = ("said", "meaning", "kind", "scope", "status", "version", "by", "at")
    return {name: getattr(alias, name) for name in names}
