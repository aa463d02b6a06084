"""«valide et signe le compte-rendu», «signe tout»: runs on «je confirme» alone, and freezes what was read back."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports import keeping
from actions.secretariat import signing
from actions.subject import subject
from assistant.types import Command, Reply


async def run(command: Command, desk: Desk) -> Reply:
    """Sign, then put it into the record. Raises ReportError or PdfError when it may not be signed: nothing is done."""
    if command.batch:
        return await signing.several(command, desk)
    patient = subject(command)
    signed = await desk.writing.sign(desk.origin, command.document, command.version, command.id, patient)
    return await keeping.kept(signed.report, patient, desk, "signed")
