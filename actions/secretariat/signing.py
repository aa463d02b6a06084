"""Several documents signed after one read-back: those, in those versions, and no others."""

from __future__ import annotations

from actions.registry import Desk
from actions.reports.deliveries import State
from actions.reports.pdf import PdfError
from actions.secretariat.pile import REPORT
from assistant.errors import ReportError
from assistant.types import Command, Piece, Reply


async def several(command: Command, desk: Desk) -> Reply:
    """Each is signed or named with the reason why not; one that changed since the read-back is left as it is.

    The list on screen keeps what is not signed. A fault of the store stops there: raises ReportError.
    """
    kept: list[Piece] = []
    told: list[str] = []
    for piece in command.batch:
        try:
            if said := await _sign(piece, command.id, desk):
                told.append(f"{_named(piece)} : {said}")
            kept.append(piece)
        except (ReportError, PdfError) as fault:
            if fault.code == "report-unreadable":
                raise
            reason = desk.catalogue.failure(fault.code, fault.facts).facts["why"]
            told.append(f"{_named(piece)} n'est pas signé. {reason}")
    gone = {f"{REPORT}{piece.document}" for piece in kept}
    rest = tuple(item for item in desk.situation.listing if item.ref not in gone)
    return Reply("signed_several", {"count": len(kept), "told": "".join(f" {said}" for said in told)}, listing=rest)


async def _sign(piece: Piece, turn: str, desk: Desk) -> str:
    """Sign it and put it into the record; what to say when it is not there yet, "" when all is well."""
    report = await desk.writing.get(piece.document)
    if report.version != piece.version or report.patient != piece.patient.id:
        raise ReportError("report-changed", "not what was read back")  # before its lease is taken
    await desk.writing.sign(desk.origin, piece.document, piece.version, turn, piece.patient)
    delivery = await desk.writing.record.deliver(piece.document, piece.patient, desk.chart)
    if delivery.state is State.KEPT:
        return ""
    if delivery.state is State.IN_DOUBT:
        return "signé ; je ne sais pas s'il est arrivé dans le dossier."
    return f"signé, mais pas encore dans le dossier. {desk.catalogue.failure(delivery.code).facts['why']}"


def _named(piece: Piece) -> str:
    return f"« {piece.title} » de {piece.patient.name}"
