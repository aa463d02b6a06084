"""Through the gate into the outbox: parcels, recalls, replacements, and the roads that are no mail."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.dispatch import gate, hl7ack, mllp, paper, xdm
from actions.dispatch.hl7ack import Verdict
from actions.dispatch.hl7v2 import Route
from actions.dispatch.message import Address, Channel
from actions.dispatch.platform_link import PlatformLink
from actions.dispatch.sending import Sending, amended
from actions.dispatch.states import Status
from actions.dispatch.worker import Worker
from tests.dispatch_values import GP, HERSELF, MORNING, outgoing, pdf
from tests.fixtures_outbox import MSS

NOW = MORNING + timedelta(hours=1)
TRIAL = gate.Rules(production=False)


def sending(box, **options):
    return Sending(box, TRIAL, **options)


def test_what_the_gate_refuses_never_enters(box):
    done = sending(box).send(outgoing(signed=None), "anne", NOW)
    assert ([r.code for r in done.opinion.refusals], done.rows, box.counts()) == (["unsigned"], (), {})


def test_one_wrong_recipient_stops_them_all(box):
    out = outgoing(recipients=(GP, replace(HERSELF, address="1@patient.mssante.fr")))
    assert not sending(box).send(out, "anne", NOW).opinion.open
    assert box.counts() == {}


def test_each_recipient_has_a_parcel_and_saying_it_twice_changes_nothing(box):
    out = outgoing(recipients=(GP, HERSELF))
    first = sending(box).send(out, "anne", NOW)
    again = sending(box).send(out, "anne", NOW + timedelta(minutes=1))
    assert first.rows == again.rows
    assert {row.address for row in first.rows} == {GP.address, HERSELF.address}


def test_recall_stops_what_has_not_left_and_names_the_rest(box, clock):
    box_rows = sending(box).send(outgoing(recipients=(GP, HERSELF)), "anne", NOW).rows
    clock.at += 121
    box.finish(box.claim("w", MSS), Status.SENT)
    found = sending(box).recall("report-1", "anne")
    assert [r.id for r in found.gone] == [box_rows[0].id]
    assert [r.id for r in found.stopped] == [box_rows[1].id]


def test_a_replacement_answers_what_each_recipient_got(box, clock):
    out = outgoing(recipients=(GP, HERSELF))
    first = sending(box, grace=0).send(out, "anne", NOW).rows
    box.finish(box.claim("w", MSS), Status.SENT)  # the doctor's alone left
    box.cancel(first[1].id, "anne")
    second = replace(amended(out, "1.2.250.1.999.1.1.2", pdf("corrigé"), MORNING), signed=MORNING)
    rows = sending(box, grace=0).send(second, "anne", NOW).rows
    doctor, patient = (box.data(row.id) for row in rows)
    assert f"In-Reply-To: {first[0].message_id}".encode() in doctor
    assert b"In-Reply-To" not in patient
    third = replace(amended(second, "1.2.250.1.999.1.1.3", pdf("encore"), MORNING), signed=MORNING)
    box.finish(box.claim("w", MSS), Status.SENT)
    last = box.data(sending(box, grace=0).send(third, "anne", NOW).rows[0].id).replace(b"\r\n ", b" ")
    assert f"References: {first[0].message_id} {rows[0].message_id}".encode() in last


def test_a_new_refusal_stops_what_waits(box):
    rows = sending(box).send(outgoing(recipients=(GP, HERSELF)), "anne", NOW).rows
    assert sending(box).withdraw("autre", frozenset({"all"}), "anne") == ()
    assert [r.id for r in sending(box).withdraw(rows[0].patient, frozenset({GP.address}), "anne")] == [rows[0].id]
    assert [box.get(r.id).status for r in rows] == [Status.CANCELLED, Status.QUEUED]


async def test_a_platform_takes_it_over_mllp(box):
    async def platform(message):
        return hl7ack.answer(message, Verdict.ACCEPTED, "1", MORNING)

    route = Route("DPIVOCAL", "CH", "PFI", "CH")
    out = outgoing(recipients=(replace(GP, channel=Channel.PFI),))
    assert sending(box, grace=0, route=route).send(out, "anne", NOW).opinion.open
    async with mllp.listening(platform) as port:
        worker = Worker("w", box, {"pfi": PlatformLink("127.0.0.1", port, 5)})
        assert await asyncio.to_thread(worker.step) is Status.SENT


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (b"MSH|^~\\&|P|C|D|C|2026||ACK^T02^ACK|9|P|2.6\rMSA|AR|{}\rERR||||E|902^inconnu\r", Status.REFUSED, "902"),
        (b"MSH|^~\\&|P|C|D|C|2026||ACK^T02^ACK|9|P|2.6\rMSA|AA|autre\r", Status.IN_DOUBT, "platform-unclear"),
        (b"bonjour", Status.IN_DOUBT, "hl7-unreadable"), (None, Status.IN_DOUBT, "platform-silent"),
    ],
)  # fmt: skip
async def test_what_a_platform_may_answer(box, answer, status, code):
    async def platform(message):
        if answer is None:
            await asyncio.sleep(5)
        return answer.replace(b"{}", hl7ack.segments(message)[0][10].encode())

    out = outgoing(recipients=(replace(GP, channel=Channel.PFI),))
    row = sending(box, grace=0, route=Route("D", "C", "P", "C")).send(out, "anne", NOW).rows[0]
    async with mllp.listening(platform) as port:
        assert await asyncio.to_thread(Worker("w", box, {"pfi": PlatformLink("127.0.0.1", port, 0.5)}).step) is status
    assert box.get(row.id).code == code


def test_without_a_platform_nothing_is_promised(box):
    out = outgoing(recipients=(replace(GP, channel=Channel.PFI),))
    assert [r.code for r in sending(box).send(out, "anne", NOW).opinion.refusals] == ["no-platform"]


def test_paper_waits_for_the_printer_and_no_worker_takes_it(box):
    to = replace(GP, address="", channel=Channel.PAPER, postal=Address(("1 rue X",), "29200", "BREST"))
    (row,) = sending(box, grace=0).send(outgoing(recipients=(to,)), "anne", NOW).rows
    assert box.claim("w", ("mssante", "pfi")) is None
    assert xdm.unpack(box.data(row.id))[paper.BODY] == outgoing().pdf
    assert box.move(row.id, Status.SENT, "anne")
    assert box.get(row.id).gone
