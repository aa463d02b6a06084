"""What really sends and listens while the assistant runs: one thread a road, one that looks into the box."""

from __future__ import annotations

import asyncio
import logging
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from sqlite_utils import Database

from actions.dispatch import followup, mailbox, outbox
from actions.dispatch.followup import Followup
from actions.dispatch.mailbox import Box
from actions.dispatch.message import Channel
from actions.dispatch.outbox import Outbox
from actions.dispatch.platform_link import PlatformLink
from actions.dispatch.post_link import PostLink
from actions.dispatch.transport import Link, Server, SmtpLink
from actions.dispatch.worker import Worker
from actions.mailroom import returns, schema
from assistant import store
from assistant.errors import DispatchError
from assistant.settings import ROOT, DispatchSettings

log = logging.getLogger(__name__)
MIGRATIONS = (outbox.migrations, followup.migrations, schema.migrations)
"""Of the outbox's file."""


@asynccontextmanager
async def running(settings: DispatchSettings) -> AsyncIterator[None]:
    """Threads for the roads that are configured, stopped and waited for at the end; none when nothing may leave."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_work, args=(settings, {road: link}, stop), name=f"dispatch-{road}", daemon=True)
        for road, link in links(settings).items()
    ]
    if settings.on:
        threads.append(threading.Thread(target=_listen, args=(settings, stop), name="dispatch-box", daemon=True))
    for thread in threads:
        thread.start()
    try:
        async with AsyncExitStack() as stack:
            if settings.on and settings.pfi_host and settings.returns_port:
                db = stack.enter_context(store.opened(settings.outbox, MIGRATIONS))
                await stack.enter_async_context(returns.taking(db, settings.returns_host, settings.returns_port))
            yield
    finally:
        stop.set()
        for thread in threads:  # one that waits for a server is left: what it held is found again at the next start
            await asyncio.to_thread(thread.join, 5.0)


def links(settings: DispatchSettings) -> Mapping[str, Link]:
    """Road -> what drives it."""
    if not settings.on:
        return {}
    found: dict[str, Link] = {Channel.PAPER.value: PostLink(settings.post)}
    if settings.by_mail:
        found[Channel.MSSANTE.value] = SmtpLink(server(settings))
    if settings.pfi_host:
        found[Channel.PFI.value] = PlatformLink(settings.pfi_host, settings.pfi_port)
    return found


def server(settings: DispatchSettings) -> Server:
    """The one that takes our mails."""
    return Server(
        settings.smtp_host, settings.smtp_port, _file(settings.authority), user=settings.user,
        password=settings.password, certificate=_file(settings.certificate),
    )  # fmt: skip


def box(settings: DispatchSettings) -> Box:
    """The one that answers come to."""
    return Box(
        settings.imap_host, settings.imap_port, settings.address, settings.password,
        authority=_file(settings.authority), certificate=_file(settings.certificate),
    )  # fmt: skip


def _work(settings: DispatchSettings, driven: Mapping[str, Link], stop: threading.Event) -> None:
    """A worker, with a connection and a name of its own."""
    with store.opened(settings.outbox, MIGRATIONS) as db:
        name = f"{threading.current_thread().name}-{uuid.uuid4().hex[:8]}"
        _guarded(lambda: Worker(name, Outbox(db), driven).run(stop), stop)


def _listen(settings: DispatchSettings, stop: threading.Event) -> None:
    """Look into the box now and then, where there is one, and for what a person must hear of."""
    with store.opened(settings.outbox, MIGRATIONS) as db:
        follow = Followup(db, Outbox(db))
        while not stop.is_set():
            _guarded(lambda: _look(settings, db, follow), stop, once=True)
            stop.wait(settings.poll)


def _look(settings: DispatchSettings, db: Database, follow: Followup) -> None:
    if not (settings.address and settings.imap_host):
        follow.sweep()
        return
    try:
        mailbox.poll(box(settings), db, follow)
    except DispatchError as fault:
        log.warning("%s failed: %s", fault.stage, fault.code)
        follow.sweep()


def _guarded(work: Callable[[], None], stop: threading.Event, *, once: bool = False) -> None:
    """A fault of ours must not end sending in silence: it is logged, without words, and the work begins again."""
    while not stop.is_set():
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - the last line of a thread
            log.error("dispatch: unexpected %s", type(fault).__name__)  # noqa: TRY400 - a traceback could hold a name
            stop.wait(5.0)
        if once:
            return


def _file(path: str) -> Path | None:
    return ROOT / path if path else None
