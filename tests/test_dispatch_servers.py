"""The whole way on Debian's Postfix and Dovecot over TLS: sent, received, read back, answered, followed."""

from __future__ import annotations

import email
import email.policy
import imaplib
import smtplib
import ssl
import time
from dataclasses import replace

import pytest
from lxml import etree

from actions.dispatch import cda, followup, gate, mailbox, outbox, receipts, xdm
from actions.dispatch.followup import Followup
from actions.dispatch.mailbox import Box
from actions.dispatch.message import Kind, Recipient
from actions.dispatch.outbox import Outbox
from actions.dispatch.sending import Sending, amended
from actions.dispatch.states import Status
from actions.dispatch.transport import Server, SmtpLink
from actions.dispatch.worker import Patience, Worker
from assistant import store
from assistant.errors import DispatchError
from assistant.settings import Secret
from demo import mail_servers
from tests.dispatch_values import GP, HERSELF, MORNING, SENDER, outgoing, pdf

pytestmark = pytest.mark.skipif(bool(mail_servers.missing()), reason=mail_servers.missing() or "they run")
NOBODY = Recipient(Kind.PROFESSIONAL, "Dr Parti", "parti@medecin.mssante.fr")


@pytest.fixture(scope="module")
def servers():
    with mail_servers.running(SENDER.address, GP.address, HERSELF.address) as both:
        yield both


@pytest.fixture
def desk(tmp_path, servers):
    """An outbox, what follows it up, a worker and the service's own box."""
    return Desk(tmp_path, servers)


class Desk:
    def __init__(self, folder, servers):
        self.servers = servers
        self.db = store.connect(folder / "desk.sqlite", (outbox.migrations, followup.migrations))
        self.outbox = Outbox(self.db)
        self.followup = Followup(self.db, self.outbox)
        self.sending = Sending(self.outbox, gate.Rules(production=False), grace=0)
        link = SmtpLink(Server("localhost", servers.smtp, servers.authority, timeout=10))
        self.worker = Worker("w", self.outbox, {"mssante": link}, Patience(first=0))
        self.box = Box(
            "localhost", servers.imap, SENDER.address, Secret(mail_servers.PASSWORD), authority=servers.authority
        )

    def poll_until(self, wanted, seconds=15):
        """Poll the box until this is true; how many mails were taken."""
        taken, end = 0, time.monotonic() + seconds
        while True:
            taken += mailbox.poll(self.box, self.db, self.followup)
            if wanted():
                return taken
            assert time.monotonic() < end, self.outbox.counts()
            time.sleep(0.1)

    def received(self, row):
        """The message as it lies in its recipient's box."""
        end = time.monotonic() + 15
        while True:
            for data in self.servers.inbox(row.address):
                if f"Message-ID: {row.message_id}".encode() in data:
                    return data
            assert time.monotonic() < end
            time.sleep(0.05)

    def reply(self, sender, data):
        with smtplib.SMTP("localhost", self.servers.smtp) as smtp:
            smtp.starttls(context=ssl.create_default_context(cafile=self.servers.authority))
            smtp.sendmail(sender, SENDER.address, data)


def unique(out, name):
    """The same report under an id of its own: the boxes are shared by the tests."""
    return replace(out, id=name, document_oid=f"1.2.250.1.999.1.7.{name}.1", set_oid=f"1.2.250.1.999.1.7.{name}")


def test_a_report_is_sent_received_opened_and_its_reading_shown(desk):
    out = unique(outgoing(), "1")
    (row,) = desk.sending.send(out, "anne", MORNING).rows
    assert desk.worker.step() is Status.SENT
    data = desk.received(row)
    tree = email.message_from_bytes(data, policy=email.policy.default)
    _, archive, attached = tree.iter_parts()
    inside = etree.fromstring(xdm.unpack(archive.get_content())[xdm.DOCUMENT])
    assert cda.pdf_of(inside) == attached.get_content() == out.pdf
    desk.poll_until(lambda: desk.outbox.get(row.id).status is Status.DELIVERED)
    desk.reply(GP.address, receipts.build(data, GP.address, MORNING))
    desk.poll_until(lambda: desk.outbox.get(row.id).status is Status.READ)
    assert [s.status.value for s in desk.outbox.trace(row.id)] == ["queued", "leaving", "sent", "delivered", "read"]
    assert desk.followup.tasks() == ()


def test_a_wrong_box_is_refused_with_a_task(desk):
    (row,) = desk.sending.send(unique(outgoing(recipients=(NOBODY,)), "2"), "anne", MORNING).rows
    assert desk.worker.step() is Status.REFUSED
    desk.followup.sweep()
    assert desk.outbox.get(row.id).code == "550"
    assert [t.code for t in desk.followup.tasks()] == ["550"]


def test_the_patient_and_the_doctor_receive_one_each(desk):
    rows = desk.sending.send(unique(outgoing(recipients=(GP, HERSELF)), "3"), "anne", MORNING).rows
    assert [desk.worker.step() for _ in range(3)] == [Status.SENT, Status.SENT, None]
    for row in rows:
        tree = email.message_from_bytes(desk.received(row), policy=email.policy.default)
        assert tree["To"].addresses[0].addr_spec == row.address
        assert tree["X-MSS-MES"] == ("FIN" if row.address == HERSELF.address else None)


def test_a_refusal_to_integrate_comes_back_as_a_task(desk):
    (row,) = desk.sending.send(unique(outgoing(), "4"), "anne", MORNING).rows
    desk.worker.step()
    data = desk.received(row)
    desk.reply(GP.address, receipts.build(data, GP.address, MORNING, "902"))
    desk.poll_until(lambda: desk.outbox.get(row.id).status is Status.REFUSED)
    assert "902" in [t.code for t in desk.followup.tasks()]


def test_cancel_and_replace_reaches_the_same_thread(desk):
    first = unique(outgoing(), "5")
    (row,) = desk.sending.send(first, "anne", MORNING).rows
    desk.worker.step()
    second = replace(amended(first, "1.2.250.1.999.1.7.5.2", pdf("corrigé"), MORNING), signed=MORNING)
    (after,) = desk.sending.send(second, "anne", MORNING).rows
    desk.worker.step()
    tree = email.message_from_bytes(desk.received(after), policy=email.policy.default)
    assert tree["In-Reply-To"] == row.message_id
    assert tree["Subject"].endswith("[Annule et remplace]")


def test_the_place_in_the_box_is_kept(desk):
    desk.poll_until(lambda: True)
    assert mailbox.poll(desk.box, desk.db, desk.followup) == 0
    desk.reply(
        GP.address, b"From: adam.hoda@medecin.mssante.fr\r\nSubject: Bonjour\r\nMessage-ID: <b1@x>\r\n\r\nMerci\r\n"
    )
    assert desk.poll_until(lambda: "letter" in [t.code for t in desk.followup.tasks()]) == 1
    again = Followup(desk.db, desk.outbox)
    assert mailbox.poll(desk.box, desk.db, again) == 0
    desk.db.conn.execute("update mailbox set validity = validity + 1")  # as when the box was made again
    desk.db.conn.commit()
    tasks = len(again.tasks())
    assert mailbox.poll(desk.box, desk.db, again) > 1
    assert len(again.tasks()) == tasks


def test_a_mail_stays_unseen_for_people(desk):
    desk.poll_until(lambda: True)
    context = ssl.create_default_context(cafile=desk.servers.authority)
    with imaplib.IMAP4_SSL("localhost", desk.servers.imap, ssl_context=context) as imap:
        imap.login(SENDER.address, mail_servers.PASSWORD)
        imap.select(readonly=True)
        assert imap.search(None, "SEEN")[1] == [b""]


def test_a_wrong_password_and_a_dead_server_say_so(desk):
    for box in (replace(desk.box, password=Secret("faux")), replace(desk.box, port=1)):
        with pytest.raises(DispatchError) as caught:
            mailbox.poll(box, desk.db, desk.followup)
        assert caught.value.code == "mailbox-down"
