"""A small clinic, a session of its doctor, and its printer (pytest_plugins in conftest.py)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from actions.reports.model import Report
from actions.reports.tools import Signer
from assistant.pipeline import Session
from assistant.types import Patient
from tests.clinic import Clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path)


@pytest.fixture
async def session(clinic: Clinic) -> Session:
    return await clinic.session()


@pytest.fixture
def printer(clinic: Clinic, tmp_path: Path) -> Path:
    """Documents of the clinic are set as a line of words, when they are signed too; the folder of those to print."""
    folder = tmp_path / "prints"
    clinic.writer.tools = replace(clinic.tools, pdf=printable, prints=folder)
    return folder


def printable(report: Report, patient: Patient, signer: Signer) -> bytes:
    return f"%PDF {report.title} {patient.name} {signer.signer}".encode()
