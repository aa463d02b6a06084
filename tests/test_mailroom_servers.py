"""The threads of a running assistant against Debian's Postfix and Dovecot: spoken, sent, received, opened, answered."""

from __future__ import annotations

import asyncio
import email
import email.policy
import smtplib
import ssl
import time
from dataclasses import replace

import pytest
from lxml import etree

from actions.dispatch import cda, directory, receipts, xdm
from actions.dispatch.states import Status
from actions.mailroom import running, values
from actions.mailroom.mailroom import Mailroom
from assistant import store
from assistant.settings import Secret
from demo import mail_servers
from tests import correspondence
from tests.clinic import SEND, SIGNED, ask, said, signing

pytestmark = pytest.mark.skipif(bool(mail_servers.missing()), reason=mail_servers.missing() or "they run")
OURS, THEIRS = "cardio@ch-test.mssante.fr", "helene.abgrall@medecin.mssante.fr"


@pytest.fixture(scope="module")
def servers():
    with mail_servers.running(OURS, THEIRS) as both:
        yield both


@pytest.fixture
def place(tmp_path, servers):
    """Settings as a site writes them."""
    return replace(
        correspondence.settings(tmp_path), smtp_host="localhost", smtp_port=servers.smtp, imap_host="localhost",
        imap_port=servers.imap, password=Secret(mail_servers.PASSWORD), authority=str(servers.authority), poll=0.2,
    )  # fmt: skip


@pytest.fixture
async def session(tmp_path, place):
    """A doctor, and a place without grace time."""
    clinic = signing(tmp_path)
    clinic.mailroom = Mailroom(
        replace(values.house(place), grace=0.0), store.connect(place.outbox, running.MIGRATIONS),
        store.connect(place.directory, (directory.migrations,)), clinic.writer, clinic.journal,
    )  # fmt: skip
    return clinic, await clinic.session()


async def until(seen, seconds=20):
    """Wait for it, told by what is there at the end when it does not come."""
    end = time.monotonic() + seconds
    while not (found := await seen()):
        assert time.monotonic() < end
        await asyncio.sleep(0.1)
    return found


async def test_spoken_sent_received_opened_delivered_and_read(session, place, servers):
    clinic, talk = session
    room = clinic.mailroom
    async with running.running(place):
        await said(talk, *SIGNED, SEND, "je confirme")

        async def received():
            return next(iter(servers.inbox(THEIRS)), None)

        data = await until(received)
        tree = email.message_from_bytes(data, policy=email.policy.default)
        _, archive, attached = tree.iter_parts()
        files = xdm.unpack(archive.get_content())
        document = etree.fromstring(files[xdm.DOCUMENT])
        assert cda.pdf_of(document) == attached.get_content()
        assert b"250032901912396" in files[xdm.METADATA]
        assert tree["X-MSS-INS"] == "O"
        assert str(tree["Subject"]).startswith("XDM/1.0/DDM+")

        async def delivered():
            return (await room.do(room.outbox.find))[0].status is Status.DELIVERED

        await until(delivered)
        answer = receipts.build(data, THEIRS, clinic.clock())
        with smtplib.SMTP("localhost", servers.smtp) as smtp:
            smtp.starttls(context=ssl.create_default_context(cafile=servers.authority))
            smtp.sendmail(THEIRS, OURS, answer)

        async def told():
            turn = await ask(talk, "dispatch_status")
            words = talk.catalogue.sentence(turn.outcome.reply)
            return words if "lu le" in words else ""

        assert "Dr Hélène ABGRALL : lu le" in await until(told)


async def test_a_server_that_is_down_is_waited_for_and_the_box_too(session, place):
    clinic, talk = session
    room = clinic.mailroom
    async with running.running(replace(place, smtp_port=1, imap_port=1)):
        await said(talk, *SIGNED, SEND, "je confirme")

        async def tried():
            return (await room.do(room.outbox.find))[0].code == "mail-down"

        await until(tried)
        assert (await room.do(room.outbox.find))[0].status is Status.QUEUED
    turn = await ask(talk, "dispatch_status")
    assert "pas encore parti, 1 essai" in talk.catalogue.sentence(turn.outcome.reply)
