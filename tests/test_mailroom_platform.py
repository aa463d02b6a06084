"""A site whose platform sends: spoken, taken over a real MLLP, its returns told; what is no return is not believed."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest

from actions.dispatch import directory, hl7ack, mllp
from actions.dispatch.hl7ack import Verdict
from actions.dispatch.states import Status
from actions.mailroom import returns, running, values
from actions.mailroom.mailroom import Mailroom
from assistant import settings as configuration
from assistant import store
from assistant.errors import DispatchError, SettingsError
from tests import correspondence
from tests.clinic import SEND, SIGNED, ask, said, signing
from tests.dispatch_values import MORNING
from tests.test_dispatch_formats import ZAM
from tests.test_mailroom_servers import until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_spoken_taken_by_the_platform_delivered_and_read(tmp_path):
    received = []

    async def platform(message):
        received.append(message)
        return hl7ack.answer(message, Verdict.ACCEPTED, "1", MORNING)

    async with mllp.listening(platform) as port:
        place = replace(
            correspondence.settings(tmp_path), address="", smtp_host="", pfi_host="127.0.0.1", pfi_port=port,
            returns_port=free_port(), suffixes=(".mssante.fr",), poll=0.2,
        )  # fmt: skip
        place = replace(place, address="cardio@ch-test.mssante.fr")
        clinic = signing(tmp_path)
        room = clinic.mailroom = Mailroom(
            replace(values.house(place), grace=0.0), store.connect(place.outbox, running.MIGRATIONS),
            store.connect(place.directory, (directory.migrations,)), clinic.writer, clinic.journal,
        )  # fmt: skip
        talk = await clinic.session()
        async with running.running(place):
            words = await said(talk, *SIGNED, SEND)
            assert "par la plateforme d'échange" in words[-1]
            await said(talk, "je confirme")

            async def now(status):
                (row,) = await room.do(room.outbox.find)
                return row if row.status is status else None

            row = await until(lambda: now(Status.SENT))
            assert b"MDM^T02" in received[0]
            for event, code, status in (
                ("Z02", "ACK_RECEPTION_MSS", Status.DELIVERED),
                ("Z03", "ACK_LECTURE_MSS", Status.READ),
            ):
                zam = ZAM.format(
                    event=event, code=code, about=row.message_id, answer="Y", who="DESTINATAIRE_MSS", err=""
                )
                answer = await mllp.exchange("127.0.0.1", place.returns_port, zam.encode(), 5)
                assert hl7ack.read_ack(answer).verdict is Verdict.ACCEPTED
                assert await now(status)
        turn = await ask(talk, "dispatch_status")
        assert "Dr Hélène ABGRALL : lu le" in talk.catalogue.sentence(turn.outcome.reply)


@pytest.mark.parametrize(("data", "verdict"), [(b"MSH|^~\\&|P|C|D|C|2026||ADT^A01|9|P|2.6\r", Verdict.REJECTED)])
async def test_another_message_is_rejected(tmp_path, data, verdict):
    db = store.connect(tmp_path / "outbox.db", running.MIGRATIONS)
    async with returns.taking(db, "127.0.0.1", 0) as port:
        assert hl7ack.read_ack(await mllp.exchange("127.0.0.1", port, data, 5)).verdict is verdict
        with pytest.raises(DispatchError, match="platform-silent"):
            await mllp.exchange("127.0.0.1", port, b"bonjour", 5)
    db.close()


async def test_a_return_about_nothing_we_sent_becomes_a_task(tmp_path):
    db = store.connect(tmp_path / "outbox.db", running.MIGRATIONS)
    zam = ZAM.format(event="Z02", code="ACK_RECEPTION_MSS", about="x", answer="Y", who="DESTINATAIRE_MSS", err="")
    async with returns.taking(db, "127.0.0.1", 0) as port:
        await asyncio.gather(*(mllp.exchange("127.0.0.1", port, zam.encode(), 5) for _ in range(3)))
    assert [row[0] for row in db.execute("select code from task").fetchall()] == ["unmatched"]
    db.close()


def test_returns_are_not_taken_from_anywhere(tmp_path):
    (tmp_path / "site.toml").write_text('[dispatch]\nreturns_host = "0.0.0.0"\n')
    with pytest.raises(SettingsError, match="returns_host"):
        configuration.load(tmp_path / "site.toml")
