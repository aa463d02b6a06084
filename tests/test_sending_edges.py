"""Sending at its edges: what was replaced, another site's, doubts that were settled, refusals, a batch cut short."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from actions.dispatch.outbox_values import Parcel
from actions.dispatch.states import Status
from actions.dispatch.transport import Fate, Result
from actions.dispatch.worker import Patience, Worker
from actions.mailroom.whom import Several
from assistant.dialogue import Confirming, Idle, Picking
from assistant.record import Line
from assistant.types import Failed, Interpretation, Origin
from tests.clinic import ANNE, SEND, SIGNED, ask, patient, said, signing
from tests.correspondence import CARDIOLOGY, RPPS, collect, doctor


@pytest.fixture
def clinic(tmp_path):
    return signing(tmp_path)


@pytest.fixture
async def session(clinic):
    made = await clinic.session()
    await said(made, *SIGNED)
    return made


def rows(clinic):
    return clinic.mailroom.outbox.find()


class Fated:
    """A road on which everything ends in one way."""

    def __init__(self, fate: Fate, code: str = "") -> None:
        self.result = Result(fate, code)

    def deliver(self, parcel: Parcel, last_call) -> Result:
        last_call()
        return self.result

    def close(self) -> None:
        """Nothing is kept open."""


def carried(clinic, fate, code=""):
    """What is due meets that fate."""
    clinic.clock.wait(seconds=60)
    Worker("w", clinic.mailroom.outbox, {"mssante": Fated(fate, code)}).step()


# --- which document -------------------------------------------------------------------------------------------------


async def test_what_was_replaced_elsewhere_does_not_leave_from_a_desk_where_it_still_lies(clinic, session):
    (old,) = await clinic.writer.find()
    elsewhere = Origin("demo", "martin", "elsewhere")
    new = await clinic.writer.amend(elsewhere, old.id)
    await clinic.writer.sign(elsewhere, new.id, new.version, "t", await patient(session, "anne durand"))
    await said(session, SEND, "je confirme")
    assert old.id not in {row.report for row in rows(clinic)}


async def test_what_is_replaced_between_the_question_and_the_answer_does_not_leave(clinic, session):
    (old,) = await clinic.writer.find()
    await said(session, SEND)
    elsewhere = Origin("demo", "martin", "elsewhere")
    new = await clinic.writer.amend(elsewhere, old.id)
    await clinic.writer.sign(elsewhere, new.id, new.version, "t", await patient(session, "anne durand"))
    turn = await session.say("je confirme")
    assert isinstance(turn.outcome, Failed)
    assert rows(clinic) == ()


async def test_a_document_of_another_site_is_neither_sent_nor_told_of(clinic):
    session = await clinic.session()
    await said(session, ANNE)
    there, who = Origin("other", "martin", "there"), await patient(session, "anne durand")
    report = await clinic.writer.create(there, who, "consultation_report", "Compte-rendu")
    await clinic.writer.sign(there, report.id, report.version, "t", who)
    assert [r.status for r in await clinic.writer.find(patient=who.id)] == ["signed"]
    assert (await ask(session, "send_report", recipient="oury")).outcome.code == "nothing-to-send"
    assert (await ask(session, "dispatch_status")).outcome.reply.key == "nothing_sent_to"


async def test_two_documents_of_one_day_are_told_apart_by_the_hour(clinic, session):
    clinic.clock.wait(seconds=-3600)
    await said(session, "ferme le dossier", ANNE)
    await clinic.writer.close(session.origin, "1")
    await said(session, *SIGNED[1:])
    await clinic.writer.close(session.origin, "1")
    turn = await session.say(SEND)
    labels = [c.label for c in turn.outcome.question.choices]
    assert len(set(labels)) == 2, labels


async def test_to_call_off_the_sending_that_is_asked_about_leaves_the_one_before_alone(clinic, session):
    await said(session, SEND, "je confirme")
    await ask(session, "send_report", recipient="oury")
    assert isinstance(session.state, Confirming)
    await session.press(Interpretation("annule l'envoi", "recall_dispatch", 1.0))
    assert isinstance(session.state, Idle)
    assert [(r.name, r.status) for r in rows(clinic)] == [("DR Hélène ABGRALL", Status.QUEUED)]


# --- once more ------------------------------------------------------------------------------------------------------


async def test_a_doubt_that_was_settled_as_not_left_can_be_called_back_and_sent_again(clinic, session):
    await said(session, SEND, "je confirme")
    carried(clinic, Fate.DOUBT, "mail-silent")
    (row,) = rows(clinic)
    assert row.status is Status.IN_DOUBT
    assert clinic.mailroom.followup.settle(row.id, left=False, who="martin")
    await ask(session, "recall_dispatch")
    assert [r.status for r in rows(clinic)] == [Status.CANCELLED]
    await said(session, SEND, "je confirme")
    assert [r.status for r in rows(clinic)] == [Status.QUEUED]


async def test_refused_by_mail_it_may_still_leave_on_paper(clinic, session):
    await said(session, SEND, "je confirme")
    carried(clinic, Fate.REFUSED, "554")
    (words,) = await said(session, "envoie le compte-rendu au médecin traitant par courrier")
    assert "sur papier" in words
    await said(session, "je confirme")
    assert {r.channel for r in rows(clinic)} == {"mssante", "paper"}


async def test_what_was_refused_at_the_door_may_be_sent_once_more(clinic, session):
    await said(session, SEND, "je confirme")
    carried(clinic, Fate.REFUSED, "550")
    (words,) = await said(session, SEND)
    assert "est déjà envoyé" not in words
    await said(session, "je confirme")
    assert [r.status for r in rows(clinic)] == [Status.QUEUED]


async def test_what_came_back_after_it_was_taken_does_not_leave_twice_for_one_box(clinic, session):
    await said(session, SEND, "je confirme")
    clinic.clock.wait(seconds=60)
    await asyncio.to_thread(collect, clinic.mailroom)
    (row,) = rows(clinic)
    assert clinic.mailroom.outbox.move(row.id, Status.FAILED, "reply", "bounced")
    await said(session, SEND, "je confirme")
    assert [r.status for r in rows(clinic)] == [Status.FAILED]


class Broken:
    """A road with a fault of ours."""

    def __init__(self, *, after: bool) -> None:
        self.after = after

    def deliver(self, parcel: Parcel, last_call) -> Result:
        if self.after:
            last_call()
        raise ValueError(parcel.name)

    def close(self) -> None:
        """Nothing is kept open."""


@pytest.mark.parametrize(("after", "seen"), [(False, [Status.QUEUED, Status.FAILED]), (True, [Status.IN_DOUBT, None])])
async def test_a_message_that_our_own_fault_stops_is_told_in_the_end(clinic, session, caplog, after, seen):
    await said(session, SEND, "je confirme")
    worker = Worker("w", clinic.mailroom.outbox, {"mssante": Broken(after=after)}, Patience(tries=2))
    for status in seen:
        clinic.clock.wait(hours=1)
        assert worker.step() is status
    assert "ABGRALL" not in caplog.text


# --- for whom -------------------------------------------------------------------------------------------------------


async def replaced(clinic, session):
    """The document on the desk is replaced by a new one, signed."""
    (last, *_) = await clinic.writer.find(status="signed")
    new = await clinic.writer.amend(session.origin, last.id)
    await clinic.writer.sign(session.origin, new.id, new.version, "t", await patient(session, "anne durand"))


async def test_a_replacement_goes_to_who_received_the_first_on_paper_too(clinic, session):
    await ask(session, "send_report", recipient="oury", channel="paper")
    await said(session, "je confirme")
    clinic.clock.wait(seconds=60)
    await asyncio.to_thread(collect, clinic.mailroom)
    await replaced(clinic, session)
    (words,) = await said(session, "envoie le compte-rendu")
    assert "Marc OURY" in words


async def test_a_replacement_of_what_never_left_goes_to_who_received_the_one_before(clinic, session):
    await ask(session, "send_report", recipient="oury")
    await said(session, "je confirme")
    clinic.clock.wait(seconds=60)
    await asyncio.to_thread(collect, clinic.mailroom)
    await replaced(clinic, session)
    clinic.clock.wait(seconds=60)
    await replaced(clinic, session)
    (words,) = await said(session, "envoie le compte-rendu")
    assert "Marc OURY" in words


async def test_a_treating_doctor_of_two_of_that_name_is_asked_for_although_somebody_was_added(clinic, session):
    clinic.mailroom.directory.put([doctor("10000000108", "Hélène", "Abgrall", CARDIOLOGY, "QUIMPER", "h.abgrall")])
    await said(session, "ajoute le docteur Oury en copie", "envoie le compte-rendu")
    assert isinstance(session.state, Picking)


async def test_a_treating_doctor_of_another_first_name_is_nobody(clinic, session):
    found = await clinic.mailroom.whom("treating_doctor", await patient(session, "anne durand"), session.chart)
    assert found == "10000000041"

    class Other(type(session.chart)):
        async def section(self, patient, section, period=None):
            return (Line("Médecin traitant : Dr Yann Abgrall"),)

    session.chart.__class__ = Other
    found = await clinic.mailroom.whom("treating_doctor", await patient(session, "anne durand"), session.chart)
    assert not isinstance(found, str)


async def test_the_record_that_names_another_treating_doctor_than_the_one_picked_once_is_asked_about(clinic, session):
    await clinic.mailroom.remember(await patient(session, "anne durand"), "10000000058", "médecin traitant")
    found = await clinic.mailroom.whom("treating_doctor", await patient(session, "anne durand"), session.chart)
    assert isinstance(found, Several)
    assert {p.id for p in found.people} == {"10000000058", "10000000041"}


async def test_a_doctor_who_bears_the_name_of_the_patient_is_asked_about(clinic, session):
    clinic.mailroom.directory.put([doctor("10000000124", "Guy", "Durand", CARDIOLOGY, box="guy.durand")])
    found = await clinic.mailroom.whom("durand", await patient(session, "anne durand"), session.chart)
    assert isinstance(found, Several)


# --- several at once ------------------------------------------------------------------------------------------------


async def test_one_of_several_that_changed_does_not_hide_that_the_others_left(clinic, session):
    await said(session, "ouvre le dossier de Paul Carpentier", *SIGNED[1:])
    await ask(session, "send_all_reports")
    sends = session.state.command.slots["sends"]
    gone = replace(sends[0], version=sends[0].version + 1)
    session.state = replace(session.state, command=replace(
        session.state.command, slots={"sends": (gone, *sends[1:])}
    ))  # fmt: skip
    turn = await session.say("je confirme")
    words = session.catalogue.sentence(turn.outcome.reply)
    assert len(rows(clinic)) == 1, words
    assert "Un document part" in words
    assert sends[0].title in words


async def test_those_of_a_service_are_those_of_its_doctors(clinic, session):
    turn = await ask(session, "send_all_reports", service="cardiologie")
    assert "Envoyer un document" in session.catalogue.sentence(turn.outcome.reply)


async def test_the_signers_of_a_site_have_their_number(clinic):
    assert {p.rpps for p in clinic.people.signers("demo")} == {RPPS["martin"], RPPS["petit"]}
