"""HL7 v2 over TCP (MLLP, HL7 transport specification release 1): a client, a listener."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from assistant.errors import DispatchError

START, END = b"\x0b", b"\x1c\r"
LARGEST = 64 * 2**20
"""Bytes of a message that is still read."""


async def exchange(host: str, port: int, message: bytes, patience: float, tls: ssl.SSLContext | None = None) -> bytes:
    """Send one message and return the answer, without frames. Raises DispatchError.

    platform-down before a byte of it left (may be tried again), platform-silent when all of it left and no whole
    answer came within `patience` seconds (in doubt: the platform may have it).
    """
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(
                host, port, ssl=tls, limit=LARGEST, server_hostname=host if tls else None
            )
    except (OSError, TimeoutError, ssl.SSLError) as fault:
        raise DispatchError("platform-down", type(fault).__name__) from fault
    try:
        async with asyncio.timeout(patience):
            writer.write(START + message + END)
            await writer.drain()
            return unframed(await reader.readuntil(END))
    except (OSError, TimeoutError, EOFError, ValueError, asyncio.LimitOverrunError) as fault:
        raise DispatchError("platform-silent", type(fault).__name__) from fault
    finally:
        writer.transport.abort()


def unframed(block: bytes) -> bytes:
    """Raises ValueError for what is not in a frame."""
    start = block.rfind(START)
    if start < 0 or not block.endswith(END):
        raise ValueError("no MLLP frame")
    return block[start + 1 : -len(END)]


@asynccontextmanager
async def listening(
    answer: Callable[[bytes], Awaitable[bytes]],
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[int]:
    """Answers each message that comes, in turn, on the port yielded; a frame that is none ends its connection."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while block := await reader.readuntil(END):
                writer.write(START + await answer(unframed(block)) + END)
                await writer.drain()
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass  # the peer left, or speaks something else: nothing was taken, nothing is answered
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(served, host, port, limit=LARGEST, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]
