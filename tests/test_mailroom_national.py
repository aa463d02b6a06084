"""Documents as the mailroom makes them against the national XSD and schematron (their folder: DPI_VOCAL_NATIONAL)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from actions.dispatch import cda, doctypes, gate
from actions.dispatch.validate import Validator
from actions.reports.pdf import pdf
from actions.reports.tools import Tools
from tests.clinic import Clinic, patient

FOLDER = os.environ.get("DPI_VOCAL_NATIONAL", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="DPI_VOCAL_NATIONAL names no folder")


@pytest.fixture(scope="module")
def validator():
    return Validator(Path(FOLDER))


@pytest.mark.parametrize("who", ["anne durand", "marie durand", "paul carpentier"])
@pytest.mark.parametrize("kind", sorted(doctypes.load()))
async def test_every_type_for_every_patient_and_its_replacement(tmp_path, validator, who, kind):
    clinic = Clinic(tmp_path, Tools(pdf=pdf))
    clinic.people.delegate("martin", "lea", "write")
    secretary, doctor = await clinic.session("lea"), await clinic.session("martin")
    person = await patient(doctor, who)
    room, writer = clinic.mailroom, clinic.writer
    report = await writer.create(secretary.origin, person, kind, "Un document & ses « signes »")
    await writer.dictate(secretary.origin, report.id, "la douleur a disparu")
    await writer.close(secretary.origin, person.id)
    chain = report
    for _ in range(2):
        await writer.open(doctor.origin, chain.id)
        held = await writer.get(chain.id)
        await writer.sign(doctor.origin, held.id, held.version)
        to = await room.recipient("10000000041", await room.identity(person, doctor._chart), "")
        out = await room.outgoing(await writer.get(held.id), person, doctor._chart, (to,))
        assert (out.enterer is not None) == (out.version == 1), "the secretary typed the first, the doctor the second"
        assert validator.faults(cda.build(out)) == ()
        assert gate.check(out, (to,), clinic.clock(), room.house.rules).refusals == ()
        chain = await writer.amend(doctor.origin, held.id)
