"""A TCP relay in front of a server: a test cuts it, or holds it still, the way a network does."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit


class Relay:
    """Loopback port -> the server of `url`. `cut` closes everything, `mend` listens again on the same port."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._lost = b""
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def mend(self) -> None:
        """Listen, and let everything through."""
        self._flowing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._join, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Refuse connections and close those that are open."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for writer in list(self._open):
            writer.close()
        self._flowing.set()

    def hold(self) -> None:
        """Accept connections, and answer nothing."""
        self._flowing.clear()

    def lose(self, asked: str) -> None:
        """The answer to the next request that holds this is lost on the way: the line is cut instead; "" loses none."""
        self._lost = asked.encode()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        losing = asyncio.Event()
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
            self._open.add(far_writer)
            there = self._pour(reader, far_writer, asked=losing)
            await asyncio.gather(there, self._pour(far_reader, writer, answered=losing))
        finally:
            self._open.discard(writer)
            writer.close()

    async def _pour(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
        asked: asyncio.Event | None = None, answered: asyncio.Event | None = None,
    ) -> None:  # fmt: skip
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                await self._flowing.wait()
                if asked and self._lost and self._lost in data:
                    asked.set()
                if answered and answered.is_set():
                    break  # the server has done it, and nobody is told
                writer.write(data)
                await writer.drain()
        self._open.discard(writer)
        writer.close()
