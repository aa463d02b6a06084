"""Addressees of a report on the desk's page: shown, looked for, added and taken off, by the service the voice uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from actions.mailroom.correcting import ADD, DROP, Addressee, Correcting
from assistant.console.asking import text
from assistant.console.desk import Desk
from assistant.console.encode import Json
from assistant.errors import DispatchError, ReportError
from assistant.types import Origin, Reply

RIGHTS = {"recipients": "show_reports", "recipient-find": ADD, "recipient-add": ADD, "recipient-remove": DROP}
"""Route -> the command whose right is asked for."""
READS = ("recipients", "recipient-find")
LONGEST = 80
"""Letters of a name."""


class Recipients:
    """What the page asks for. Names are never in an address."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _origin(self) -> Origin:
        return self._desk.session.origin

    @property
    def _service(self) -> Correcting:
        """Raises DispatchError(dispatch-off), ReportError(writing-off)."""
        session = self._desk.session
        if session.secretariat is None:
            raise ReportError("writing-off", "this session was started without a store for documents")
        if session.mailroom is None or not session.mailroom.house.on:
            raise DispatchError("dispatch-off", "neither a box nor a platform is configured")
        return Correcting(session.mailroom, session.secretariat, session.chart)

    async def look(self, asked: Mapping[str, object]) -> Json:
        """{id}: who it would go to; {off} where nothing may leave."""
        room = self._desk.session.mailroom
        if room is None or not room.house.on:
            return {"off": True}
        now = await self._service.look(self._origin, text(dict(asked), "id"))
        return {
            "off": False, "seen": now.seen, "left": now.left, "people": _people(now.people),
            "between": _people(now.between), "patient": _person(now.patient) if now.patient else None,
            "why": self._say(now.why) if now.why else None,
        }  # fmt: skip

    async def find(self, asked: Mapping[str, object]) -> Json:
        """{id, words}: whom these words may mean; or the sentence that says why nobody. Raises ValueError."""
        words = " ".join(text(dict(asked), "words").split())
        if not words or len(words) > LONGEST:
            raise ValueError("words")
        found = await self._service.find(self._origin, text(dict(asked), "id"), words)
        return {"say": self._say(found), "people": []} if isinstance(found, Reply) else {"people": _people(found)}

    async def add(self, asked: Mapping[str, object]) -> Json:
        """{id, key, seen}: what the voice says of it."""
        return {"say": self._say(await self._service.add(self._origin, *_three(asked)))}

    async def remove(self, asked: Mapping[str, object]) -> Json:
        """{id, key, seen}: the same."""
        return {"say": self._say(await self._service.drop(self._origin, *_three(asked)))}

    def _say(self, reply: Reply) -> str:
        return self._desk.session.catalogue.sentence(reply)


def _three(asked: Mapping[str, object]) -> tuple[str, str, str]:
    given = dict(asked)
    return text(given, "id"), text(given, "key"), text(given, "seen")


def _people(people: Iterable[Addressee]) -> list[Json]:
    return [_person(who) for who in people]


def _person(who: Addressee) -> Json:
    told: dict[str, Json] = asdict(who)
    return told
