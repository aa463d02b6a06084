"""Doctors who are likely to be named: colleagues, those of the day, correspondents, the open patient's own first."""

from __future__ import annotations

import pytest

from actions.mailroom.doctors import called, ways
from assistant.types import Done


@pytest.mark.parametrize(
    ("name", "calls"),
    [
        ("Dr Hélène Le Roux", ("Le Roux", "Hélène Le Roux")),
        ("Claire MARTIN", ("MARTIN", "Claire MARTIN")),
        ("Dr Petit", ("Petit",)),
        ("Docteur", ()),
        ("", ()),
    ],
)
def test_a_name_as_it_is_shown_is_called_in_two_ways(name, calls):
    assert called(name) == calls


def test_each_way_is_told_once_in_order():
    assert ways([("Anne", "Kermarrec"), ("Yves", "Kermarrec"), ("Luc", "")]) == (
        "Kermarrec", "Anne Kermarrec", "Yves Kermarrec",
    )  # fmt: skip


async def test_a_session_expects_colleagues_and_correspondents(clinic):
    session = await clinic.session()
    expected = session.situation.doctors
    assert {"Martin", "Claire Martin", "Petit", "Oury", "Marc Oury"} <= set(expected)
    assert not any("Roux" in name for name in expected)  # a secretary is nobody's doctor


async def test_the_open_patients_own_come_first(clinic):
    session = await clinic.session()
    await session.say("ouvre le dossier de madame anne durand")
    patient = session.situation.patient
    assert patient is not None
    clinic.mailroom.directory.remember(patient.id, "10000000066", "médecin traitant")
    await session.say("retour à l'accueil")
    await session.say("ouvre le dossier de madame anne durand")
    assert session.situation.doctors[:2] == ("Rivoal", "Paul Rivoal")
    assert session.situation.doctors.count("Rivoal") == 1


async def test_a_broken_directory_costs_names_alone(clinic):
    for db in clinic.post:
        db.execute("drop table if exists own_list")
    session = await clinic.session()
    assert "Martin" in session.situation.doctors
    assert "Oury" not in session.situation.doctors
    turn = await session.say("ouvre le dossier de madame anne durand")
    assert isinstance(turn.outcome, Done)
    assert session.situation.patient is not None
