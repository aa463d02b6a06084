"""«ouvre le dernier compte-rendu opératoire»: one document, or the list of those that could be meant."""

from __future__ import annotations

from actions import phrases
from actions.registry import Desk
from actions.reports.model import Status
from actions.secretariat.pile import REPORT
from actions.subject import subject
from assistant.errors import ReportError
from assistant.record import Document, View
from assistant.types import Command, Item, Patient, Reply
from nlu.names import fold

DRAFT = REPORT
"""Begins the reference of a document that is being written here and is not in the record yet."""


async def run(command: Command, desk: Desk) -> Reply:
    """Open the document that type, author, period and rank single out; several are listed to choose from.

    What is being written for this patient comes first: it is the newest. Raises ReportError(report-locked).
    """
    patient = subject(command)
    if str(command.slots.get("ref", "")).startswith(DRAFT):
        return await _written(patient, str(command.slots["ref"]), desk, command.said)
    documents = [*await _drafts(patient, desk), *await desk.chart.documents(patient)]
    if ref := command.slots.get("ref"):
        return await _open(patient, [d for d in documents if d.id == ref], desk)
    fitting = [d for d in documents if _fits(d, command)]
    ordinal = command.slots.get("ordinal")
    if isinstance(ordinal, int):
        return await _open(patient, _ranked(fitting, ordinal), desk)
    if len(fitting) <= 1:
        return await _open(patient, fitting, desk)
    await desk.chart.show(View("section", patient, "documents"))
    items = tuple(Item("document", _label(d), ref=d.id) for d in fitting)
    return Reply("documents", {"count": len(items)}, listing=items)


async def _written(patient: Patient, ref: str, desk: Desk, said: str = "") -> Reply:
    """A document that is kept here, signed or not; «je prends le deuxième» takes it in hand too.

    Raises ReportError(report-elsewhere | report-locked | report-taken).
    """
    key = ref.removeprefix(DRAFT)
    if (await desk.writing.get(key)).patient != patient.id:
        raise ReportError("report-elsewhere", "the document of another patient")
    taken = desk.secretariat is not None and "prends" in fold(said).split()
    if taken:
        await desk.reports.take(desk.origin, key, "")
    report = await desk.writing.open(desk.origin, key)
    day = phrases.day(report.changed.astimezone().date() if report.changed else None)
    facts = {"title": report.title, "on": day, "stage": str(report.status)}
    if report.status is Status.SIGNED:
        return Reply("document", facts)
    key = "draft_opened" if report.status is Status.DRAFT else "report_taken" if taken else "report_opened"
    return Reply(key, facts)


async def _drafts(patient: Patient, desk: Desk) -> list[Document]:
    if desk.writer is None:
        return []
    reports = await desk.writer.find(patient=patient.id)
    return [
        Document(f"{DRAFT}{r.id}", r.title, r.doc_type, r.changed and r.changed.astimezone().date(),
                 desk.writer.people.name(r.author) if r.author else "")
        for r in reports if r.status is not Status.SIGNED
    ]  # fmt: skip


async def _open(patient: Patient, found: list[Document], desk: Desk) -> Reply:
    if not found:
        return Reply("no_document", {"patient": patient.name})
    document = found[0]
    if document.id.startswith(DRAFT):
        return await _written(patient, document.id, desk)
    await desk.chart.show(View("document", patient, document.id))
    return Reply("document", {"title": document.title, "on": phrases.day(document.on)})


def _label(document: Document) -> str:
    draft = " (en cours de rédaction)" if document.id.startswith(DRAFT) else ""
    return f"{document.title}{draft}, {phrases.day(document.on)}"


def _fits(document: Document, command: Command) -> bool:
    wanted = command.slots.get("doc_type")
    types = wanted if isinstance(wanted, list) else [wanted] if wanted else []
    # «courrier» is said of every kind of letter
    kinds = {*types, *(("discharge_letter", "referral_letter") if "letter" in types else ())}
    span = phrases.period_of(command)
    author = fold(str(command.slots.get("practitioner", ""))).split()
    return (
        (not kinds or document.type in kinds)
        and (span is None or (document.on is not None and document.on in span))
        and all(word in fold(document.author).split() for word in author)
    )


def _ranked(documents: list[Document], ordinal: int) -> list[Document]:
    """Newest first: -1 («le dernier») is the newest, -2 the one before; 1, 2 … count down the list shown."""
    index = ordinal - 1 if ordinal > 0 else -ordinal - 1
    return documents[index : index + 1]
