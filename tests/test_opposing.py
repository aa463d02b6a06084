"""A patient's refusals from the command line: recorded, told in the journal, and what waited does not leave."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

import pytest

from actions.dispatch.states import Status
from assistant import settings as configuration
from assistant.cli.correspondents import correspondents
from assistant.errors import JournalError, SettingsError
from tests.clinic import SEND, SIGNED, ask, said, signing
from tests.correspondence import collect, settings

HELENE = "10000000041"
ANNE, PAUL = "100001", "100003"


@pytest.fixture
def clinic(tmp_path):
    return signing(tmp_path)


@pytest.fixture
async def session(clinic):
    made = await clinic.session()
    await said(made, *SIGNED)
    return made


@pytest.fixture
def site(clinic, tmp_path):
    """The files of that clinic, as the command line opens them."""
    made = replace(configuration.load(), dispatch=settings(tmp_path)).with_("store", path=clinic.path)
    return made.with_("chart", kind="memory").with_("site", name="demo", person="lea")


def verb(what, *of, as_json=True):
    return argparse.Namespace(what=what, of=list(of), json=as_json)


def fates(clinic):
    return {row.name: row.status for row in clinic.mailroom.outbox.find()}


def trail(clinic):
    query = "select event, intent, person, patient, command from journal where intent like '%e_recipient' or intent = ?"
    return clinic.db.conn.execute(f"{query} order by seq", ("allow_recipient",)).fetchall()


async def test_what_waits_is_stopped_and_nothing_more_leaves_for_them(clinic, session, site, capsys):
    await said(session, SEND, "je confirme")
    (row,) = clinic.mailroom.outbox.find()
    assert await correspondents(verb("oppose", ANNE, "helene", "abgrall"), site) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["whom"], told["stopped"], told["gone"]) == (HELENE, [row.id], [])
    assert fates(clinic) == {"DR Hélène ABGRALL": Status.CANCELLED}
    acting, withdrawn, done = trail(clinic)
    assert acting == ("acting", "oppose_recipient", "lea", "1", "")
    assert withdrawn == ("withdrawn", "oppose_recipient", "lea", "1", row.report)
    assert done[0] == "done"
    (words,) = await said(session, SEND)
    assert "Le patient s'oppose à l'envoi à ce destinataire" in words


async def test_a_letter_on_paper_is_stopped_too(clinic, session, site):
    await said(session, "envoie le compte-rendu au médecin traitant par courrier", "je confirme")
    assert await correspondents(verb("oppose", ANNE, HELENE), site) == 0
    assert fates(clinic) == {"DR Hélène ABGRALL": Status.CANCELLED}


@pytest.mark.parametrize(
    ("whom", "stopped"),
    [
        ("all", {"DR Hélène ABGRALL"}),
        ("patient", {"Anne DURAND"}),
        ("helene.abgrall@medecin.mssante.fr", {"DR Hélène ABGRALL"}),
        ("10000000058", set()),
    ],
)
async def test_a_refusal_stops_what_it_names_and_nothing_else(clinic, session, site, whom, stopped, capsys):
    await ask(session, "add_recipient", recipient="patient")
    await said(session, "envoie le compte-rendu", "je confirme")
    assert set(fates(clinic).values()) == {Status.QUEUED}
    assert await correspondents(verb("oppose", ANNE, whom), site) == 0
    assert {name for name, status in fates(clinic).items() if status is Status.CANCELLED} == stopped


async def test_another_patients_letters_are_left_alone_and_what_left_is_told(clinic, session, site, capsys):
    await said(session, SEND, "je confirme")
    assert await correspondents(verb("oppose", PAUL, HELENE), site) == 0
    assert fates(clinic) == {"DR Hélène ABGRALL": Status.QUEUED}
    clinic.clock.wait(seconds=600)
    collect(clinic.mailroom)
    capsys.readouterr()
    assert await correspondents(verb("oppose", ANNE, HELENE, as_json=False), site) == 0
    out = capsys.readouterr().out
    assert "had left: report " in out
    assert "to DR Hélène ABGRALL" in out
    assert "nothing waited" in out


@pytest.mark.parametrize(("number", "whom"), [("999999", HELENE), (ANNE, "kermarrec"), (ANNE, "x@"), (ANNE, "zzz")])
async def test_nobody_is_guessed(clinic, session, site, number, whom, capsys):
    assert await correspondents(verb("oppose", number, whom), site) == 1
    assert len(json.loads(capsys.readouterr().out)["candidates"]) == (2 if whom == "kermarrec" else 0)
    assert clinic.mailroom.directory.opposed("1") == frozenset()
    assert trail(clinic) == []


async def test_who_changes_their_mind_is_sent_to_again(clinic, session, site, capsys):
    for code in (0, 1):
        await correspondents(verb("oppose", ANNE, HELENE), site)
        assert await correspondents(verb("allow", ANNE, "Abgrall"), site) == 0
        assert await correspondents(verb("allow", ANNE, HELENE), site) == 1, code
    assert [event for event, intent, *_ in trail(clinic) if intent == "allow_recipient"] == ["acting", "done"] * 2
    await said(session, SEND, "je confirme")
    assert fates(clinic) == {"DR Hélène ABGRALL": Status.QUEUED}


async def test_no_trace_no_refusal(clinic, session, site):
    clinic.db.conn.execute("drop table journal")
    with pytest.raises(JournalError):
        await correspondents(verb("oppose", ANNE, HELENE), site)
    assert clinic.mailroom.directory.opposed("1") == frozenset()


async def test_both_are_wanted(site):
    with pytest.raises(SettingsError, match="PATIENT WHOM"):
        await correspondents(verb("oppose", ANNE), site)
