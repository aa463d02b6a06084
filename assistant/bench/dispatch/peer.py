"""An SMTP server that misbehaves on demand: the other end of the soak and of the tests, never a part of the product."""

from __future__ import annotations

import asyncio
import base64
import random
import ssl
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class Trick(StrEnum):
    """What it does with one message."""

    NONE = "none"
    DROP_BANNER = "drop-banner"
    BROKEN_TLS = "broken-tls"
    LATER_MAIL = "451-mail"
    LATER_RCPT = "450-rcpt"
    NEVER_RCPT = "550-rcpt"
    LATER_END = "452-end"
    NEVER_END = "554-end"
    CLOSING = "421-end"
    SLOW_BODY = "silent-before"
    """Takes DATA, then neither reads nor answers: surely not accepted."""
    CUT_BODY = "cut-before"
    SLOW_TAKEN = "silent-after"
    """Accepts, and never says so."""
    CUT_TAKEN = "cut-after"
    CUT_LOST = "cut-lost"
    """Cuts after the dot without having accepted."""
    GARBAGE = "garbage-after"
    TWICE = "answer-twice"
    """Accepts, and says so twice: the next conversation is out of step."""


BEFORE = (Trick.DROP_BANNER, Trick.BROKEN_TLS)
REFUSALS = {
    ("MAIL", Trick.LATER_MAIL): "451 try later", ("RCPT", Trick.LATER_RCPT): "450 busy",
    ("RCPT", Trick.NEVER_RCPT): "550 no such box",
}  # fmt: skip
TAKEN = frozenset({Trick.NONE, Trick.SLOW_TAKEN, Trick.CUT_TAKEN, Trick.GARBAGE, Trick.TWICE})
Choose = Callable[[bool], Trick]
"""True at a connection, False at a message -> what goes wrong."""


def at_random(rates: Mapping[Trick, float], seed: int) -> Choose:
    """Each trick with its probability; those before a conversation apart from the others."""
    draw = random.Random(seed)  # noqa: S311 - a soak is drawn again the same

    def choose(connecting: bool) -> Trick:
        named = [t for t in rates if (t in BEFORE) is connecting]
        found = draw.random()
        for trick in named:
            found -= rates[trick]
            if found < 0:
                return trick
        return Trick.NONE

    return choose


@dataclass(slots=True)
class Mailroom:
    """What was accepted: (recipient, Message-ID) -> how often, whatever was answered."""

    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    tricks: Counter[Trick] = field(default_factory=Counter)
    commands: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    keep: bool = False
    """Keep commands and bodies (tests), not only counts (soak)."""


class Peer:
    """One server on a free loopback port."""

    def __init__(
        self, choose: Choose = lambda _: Trick.NONE, tls: ssl.SSLContext | None = None, silence: float = 1.0,
        *, keep: bool = False, token: str = "",
    ) -> None:  # fmt: skip
        """`silence` is how long (seconds) it says nothing when it should; `token` is the one XOAUTH2 must bring."""
        self.room = Mailroom(keep=keep)
        self.port = 0
        self._choose, self._tls, self._silence, self._token = choose, tls, silence, token
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._served, "127.0.0.1", 0, limit=2**22)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            await self._conversation(reader, writer)
        except (OSError, EOFError, ValueError, asyncio.CancelledError, ssl.SSLError):
            pass  # the client left, or was cut off on purpose
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _conversation(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = self._drawn(connecting=True)
        if first is Trick.DROP_BANNER:
            return
        await _say(writer, "220 peer ESMTP")
        secure, trick, to = False, Trick.NONE, ""
        while line := (await reader.readline()).decode("ascii", "replace").strip():
            if self.room.keep:
                self.room.commands.append(line)
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb == "EHLO":
                extra = ["250-STARTTLS"] if self._tls and not secure else ["250-AUTH XOAUTH2"] if self._token else []
                await _say(writer, "250-peer", *extra, "250-DSN", "250-8BITMIME", "250 SIZE 33554432")
            elif verb == "STARTTLS" and self._tls:
                await _say(writer, "220 go")
                if first is Trick.BROKEN_TLS:
                    writer.write(b"this is no TLS at all\r\n" * 20)
                    await writer.drain()
                    return
                await writer.start_tls(self._tls)
                secure = True
            elif verb == "AUTH":
                await self._login(reader, writer, line)
            elif verb in {"MAIL", "RCPT"}:
                trick = self._drawn(connecting=False) if verb == "MAIL" else trick
                to = line.partition("<")[2].partition(">")[0]
                await _say(writer, REFUSALS.get((verb, trick), "250 ok"))
            elif verb == "DATA":
                await _say(writer, "354 go on")
                if not await self._body(reader, writer, trick, to):
                    return
            elif verb == "QUIT":
                await _say(writer, "221 bye")
                return
            else:
                await _say(writer, "250 ok" if verb in {"RSET", "NOOP"} else "502 no")

    async def _login(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: str) -> None:
        """XOAUTH2: a wrong token gets a challenge that says so, then, once it is acknowledged, the refusal."""
        if base64.b64decode(line.rsplit(maxsplit=1)[-1]).endswith(f"auth=Bearer {self._token}\x01\x01".encode()):
            await _say(writer, "235 welcome")
            return
        await _say(writer, "334 " + base64.b64encode(b'{"status":"401"}').decode("ascii"))
        await reader.readline()
        await _say(writer, "535 token refused")

    async def _body(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, trick: Trick, to: str) -> bool:
        """False ends the connection."""
        if trick is Trick.SLOW_BODY:
            await asyncio.sleep(self._silence)
            return False
        if trick is Trick.CUT_BODY:
            await reader.read(200)
            return False
        data = await reader.readuntil(b"\r\n.\r\n")
        if trick in TAKEN:
            self._take(to, data)
        if trick is Trick.SLOW_TAKEN:
            await asyncio.sleep(self._silence)
        if trick in {Trick.SLOW_TAKEN, Trick.CUT_TAKEN, Trick.CUT_LOST}:
            return False
        words = {
            Trick.LATER_END: "452 full", Trick.NEVER_END: "554 refused", Trick.CLOSING: "421 closing",
            Trick.GARBAGE: "hello there",
        }.get(trick, "250 accepted")  # fmt: skip
        await _say(writer, *([words, words] if trick is Trick.TWICE else [words]))
        return trick is not Trick.CLOSING

    def _take(self, to: str, data: bytes) -> None:
        head = data[:4000].replace(b"\r\n ", b" ")
        name = next((x[11:].strip() for x in head.split(b"\r\n") if x.lower().startswith(b"message-id:")), b"")
        self.room.accepted[to, name.decode("ascii")] += 1
        if self.room.keep:
            self.room.bodies.append(data[:-3].replace(b"\r\n..", b"\r\n."))

    def _drawn(self, *, connecting: bool) -> Trick:
        trick = self._choose(connecting)
        self.room.tricks[trick] += 1
        return trick


async def _say(writer: asyncio.StreamWriter, *lines: str) -> None:
    writer.write("".join(f"{line}\r\n" for line in lines).encode("ascii"))
    await writer.drain()
