"""What comes back: each shape of report read, turned into a status and a task in French, or put before a person."""

from __future__ import annotations

import email
import email.policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.dispatch import codes, followup, mail, outbox, receipts, replies
from actions.dispatch.followup import Followup
from actions.dispatch.hl7ack import Stage, Zam
from actions.dispatch.outbox import Outbox
from actions.dispatch.replies import Kind, read
from actions.dispatch.states import Status
from assistant import store
from tests.dispatch_values import GP, MORNING, outgoing
from tests.fixtures_outbox import Hand, parcel

SENT = "<p1@x.fr>"


def report(kind, fields, subject="XDM/1.0/DDM+CR", head="", boundary="B", end="--B--"):
    """A multipart/report as a server writes it."""
    return (
        f"From: adam@x.mssante.fr\r\nTo: cardio@x.mssante.fr\r\nSubject: {subject}\r\nMessage-ID: <r@x>\r\n{head}"
        f"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary={boundary}\r\n\r\n"
        f"--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoir ci-dessous.\r\n"
        f"--B\r\nContent-Type: message/{kind}\r\n\r\n{fields}\r\n{end}\r\n"
    ).encode()


def mdn(disposition, more="", original=SENT, **options):
    fields = (
        f"Original-Recipient: rfc822;adam@x.mssante.fr\r\nFinal-Recipient: rfc822; adam@x.mssante.fr\r\n"
        f"Original-Message-ID: {original}\r\nDisposition: {disposition}\r\n{more}"
    )
    return report("disposition-notification", fields, **options)


def dsn(action, status="2.0.0", said="smtp; 250 ok"):
    fields = (
        f"Reporting-MTA: dns; mx\r\nOriginal-Envelope-Id: p1\r\n\r\nFinal-Recipient: rfc822;adam@x.mssante.fr\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {said}\r\n"
    )
    return report("delivery-status", fields)


AUTO = "automatic-action/MDN-sent-automatically; "
PLAIN = (
    "From: adam@x.mssante.fr\r\nSubject: {subject}\r\nMessage-ID: <r@x>\r\n{head}MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    "--B\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <p1@x.fr>\r\nSubject: x\r\n\r\nx\r\n--B--\r\n"
)


def test_a_reading_is_read():
    found = read(mdn("manual-action/MDN-sent-manually; displayed"))
    assert (found.kind, found.about, found.recipient) == (Kind.READ, (SENT,), "adam@x.mssante.fr")
    assert read(mdn(AUTO + "processed")).kind is Kind.READ
    assert read(mdn(AUTO + "deleted")).kind is Kind.DELETED


@pytest.mark.parametrize(
    "data",
    [
        mdn(AUTO + "processed/Error: 902^Identifiant de patient inconnu^messageErrorCondition| E^Error^errorSeverity"),
        mdn(AUTO + "processed/error", "Error: 902^Identifiant patient inconnu\r\n"),
        mdn(AUTO + "processed/error", subject="[KO Intégration système !][902] XDM/1.0/DDM+CR"),
        mdn(AUTO + "processed/Error: 902^x", original="<p1@x.fr >", end="--B—"),  # a long dash, a space in the id
        mdn(AUTO + "processed/Error:902^x").replace(b"; report-type=", b";\r\n report-type=").replace(b"\r\n", b"\n"),
        PLAIN.format(subject="[KO Intégration système !][902] XDM/1.0/DDM+CR", head="", text="x").encode(),
        PLAIN.format(subject="[Erreur d’intégration !][902] XDM/1.0/DDM+CR", head="", text="x").encode(),
        PLAIN.format(subject="[ KO integration ! ] [ 902 ] X", head=f"In-Reply-To: {SENT}\r\n", text="x").encode(),
        PLAIN.format(
            subject="=?utf-8?B?W0VycmV1ciBk4oCZaW50w6lncmF0aW9uICFdWzkwMl0=?=", head=f"References: {SENT}\r\n", text=""
        ).encode(),
    ],
)  # fmt: skip
def test_an_error_of_integration_in_all_its_shapes(data):
    found = read(data)
    assert (found.kind, found.code) == (Kind.ERROR, "902")
    assert SENT in found.about


def test_an_error_without_its_code_is_other():
    assert read(mdn(AUTO + "processed/error")).code == "906"


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (dsn("delivered"), Kind.DELIVERED, ""), (dsn("relayed (to non-DSN-aware mailer)"), Kind.DELIVERED, ""),
        (dsn("delayed", "4.4.1", "smtp; 451 later"), Kind.DELAYED, "451"),
        (dsn("failed", "5.1.1", "smtp; 550 no such user"), Kind.BOUNCED, "550"),
        (dsn("failed", "5.3.4", "smtp; message too big"), Kind.BOUNCED, "523"),
        (dsn("failed", "5.2.2", "smtp; quota"), Kind.BOUNCED, "552"),
        (dsn("failed", "5.0.0", "smtp; 541 rejected"), Kind.BOUNCED, "541"),
        (dsn("failed", "5.0.0", "smtp; no"), Kind.BOUNCED, "bounced"),
    ],
)  # fmt: skip
def test_delivery_reports(data, kind, code):
    found = read(data)
    assert (found.kind, found.code, found.envelope) == (kind, code, "p1")


def test_a_bounce_of_an_old_server():
    text = "Your mail to adam could not be delivered: 550 5.1.1 unknown user"
    found = read(PLAIN.format(subject="failure notice", head="Return-Path: <>\r\n", text=text).encode())
    assert (found.kind, found.code, found.about) == (Kind.BOUNCED, "550", (SENT,))


def test_words_of_a_person_and_absences_are_letters():
    found = read(PLAIN.format(subject="Re: XDM/1.0/DDM+CR", head="In-Reply-To: <p1@x.fr>\r\n", text="Merci").encode())
    assert (found.kind, found.about[0]) == (Kind.LETTER, SENT)
    assert (
        read(PLAIN.format(subject="Absence", head="Auto-Submitted: auto-replied\r\n", text="x").encode()).code
        == "absence"
    )


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([mdn(AUTO + "processed"), dsn("failed"), PLAIN.encode()]),
    st.integers(0, 900),
)
def test_no_mail_breaks_the_reader(noise, base, at):
    assert isinstance(read(base[:at] + noise + base[at:]), replies.Reply)
    assert isinstance(read(noise), replies.Reply)


# --- what becomes of it


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def desk(tmp_path, clock):
    db = store.connect(tmp_path / "o.sqlite", (outbox.migrations, followup.migrations))
    box = Outbox(db, clock)
    box.submit([parcel()], "anne")
    claim = box.claim("w", ("mssante",))
    box.dot(claim)
    box.finish(claim, Status.SENT)
    return Followup(db, box), box


def test_sent_delivered_read_and_never_back(desk):
    follow, box = desk
    for data, status in ((dsn("delivered"), Status.DELIVERED), (mdn(AUTO + "displayed"), Status.READ)):
        assert follow.take(read(data.replace(b"<r@x>", f"<{status}@x>".encode()))).status is status
    follow.take(read(dsn("delivered").replace(b"<r@x>", b"<late@x>")))
    assert box.get("p1").status is Status.READ
    assert follow.tasks() == ()
    assert [s.status for s in box.trace("p1")][-3:] == [Status.SENT, Status.DELIVERED, Status.READ]


def test_a_refusal_becomes_a_task_in_french(desk):
    follow, _ = desk
    assert follow.take(read(mdn(AUTO + "processed/error", "Error: 903^x\r\n"))).status is Status.REFUSED
    (task,) = follow.tasks()
    assert (task.code, task.says) == ("903", "Le document n'a pas d'INS : le destinataire n'a pas pu le ranger seul.")
    assert task.remedy.startswith("Qualifiez l'identité")
    assert follow.close(task.id, "anne")
    assert not follow.close(task.id, "anne")


def test_the_same_mail_twice_changes_nothing(desk):
    follow, _ = desk
    data = mdn(AUTO + "processed/error", "Error: 903^x\r\n")
    follow.take(read(data))
    follow.close(follow.tasks()[0].id, "anne")
    follow.take(read(data))
    follow.sweep()
    assert follow.tasks() == ()  # done is done


def test_what_names_no_parcel_is_put_before_a_person(desk):
    follow, box = desk
    assert follow.take(read(mdn(AUTO + "displayed", original="<autre@x>").replace(b"<r@x>", b"<q@x>"))) is None
    assert [t.code for t in follow.tasks()] == ["unmatched"]
    assert box.get("p1").status is Status.SENT


def test_unread_after_the_delay(desk, clock):
    follow, _ = desk
    assert follow.sweep() == 0
    clock.at += followup.UNREAD + 1
    assert follow.sweep() == 1
    assert follow.sweep() == 0
    assert [t.code for t in follow.tasks()] == ["unread"]
    follow.take(read(mdn(AUTO + "displayed")))
    assert follow.tasks() == ()


def test_a_person_settles_a_doubt(tmp_path, clock):
    db = store.connect(tmp_path / "o.sqlite", (outbox.migrations, followup.migrations))
    box = Outbox(db, clock)
    box.submit([parcel(1), parcel(2)], "anne")
    follow = Followup(db, box)
    for _ in range(2):
        claim = box.claim("w", ("mssante",))
        box.dot(claim)
        box.finish(claim, Status.IN_DOUBT, "mail-silent")
    assert follow.sweep() == 2
    assert follow.settle("p1", left=True, who="anne")
    assert follow.settle("p2", left=False, who="anne")
    assert not follow.settle("p1", left=False, who="anne")
    assert (box.get("p1").status, box.get("p2").status) == (Status.SENT, Status.QUEUED)
    assert follow.tasks() == ()


@pytest.mark.parametrize(
    ("stage", "good", "status"),
    [(Stage.DELIVERED, True, Status.DELIVERED), (Stage.DELIVERED, False, Status.FAILED),
     (Stage.READ, True, Status.READ),
     (Stage.READ, False, Status.REFUSED), (Stage.DMP, True, Status.SENT)],
)  # fmt: skip
def test_platform_acknowledgements(desk, stage, good, status):
    follow, _ = desk
    assert follow.take_zam(Zam(stage, "9", SENT, good, "", "" if good else "523")).status is status
    assert [t.code for t in follow.tasks()] == ([] if good else ["523"])


def test_every_code_has_its_words():
    table = codes._table()
    assert {str(n) for n in range(900, 907)} <= set(table)
    for row in table.values():
        assert row["says"].endswith(".")
        assert row["remedy"].endswith(".")
    assert codes.reason("nouveau").says == "L'envoi a échoué."


# --- ECO.3.1.6: the notification that we owe


def received(**changes):
    data = mail.build(outgoing(), GP, MORNING).data
    for name, value in changes.items():
        data = f"{name.replace('_', '-')}: {value}\r\n".encode() + data
    return data


def test_eco_3_1_6_a_mail_received_is_answered():
    data = receipts.build(received(), GP.address, MORNING)
    original = email.message_from_bytes(received(), policy=email.policy.default)
    found = read(data)
    assert (found.kind, found.about[0], found.recipient) == (Kind.READ, original["Message-ID"], GP.address)
    tree = email.message_from_bytes(data, policy=email.policy.default)
    assert (tree["To"], tree["Subject"]) == ("cardio@ch-test.mssante.fr", original["Subject"])


def test_eco_3_1_6_or_refused_with_its_code():
    data = receipts.build(received(), GP.address, MORNING, "902")
    found = read(data)
    assert (found.kind, found.code) == (Kind.ERROR, "902")
    assert email.message_from_bytes(data, policy=email.policy.default)["Subject"].startswith(
        "[KO Intégration système !][902]"
    )


def test_no_notification_goes_elsewhere_or_unasked():
    assert receipts.build(b"Subject: x\r\n\r\nx", GP.address, MORNING) is None
    assert receipts.build(received(Return_Path="<autre@x.fr>"), GP.address, MORNING) is None
