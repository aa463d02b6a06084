"""Documents of a patient in GNU Health: attachments, with type, author and date in their description."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import PurePosixPath

from actions.charts import terms
from actions.charts.tryton_rpc import Row, Tryton
from assistant.errors import ChartError
from assistant.record import Document, NewDocument
from assistant.types import Patient

MODEL = "ir.attachment"
FIELDS = ("name", "description", "type", "create_date", "last_user")
UNREADABLE = "Ce document ({kind}) n'est pas du texte : il se lit à l'écran."
ELSEWHERE = "Ce document est un lien : il se lit à l'écran."
_TITLE_DATE = re.compile(r"\s+du \d\d-\d\d-\d{4}$")
_COPY = re.compile(r"^Copie de : ", re.MULTILINE)
"""In the description of a PDF whose words are in another attachment."""
_TAG = re.compile(r"<[^>]+>")


def _belongs(patient: Patient) -> list[object]:
    return ["resource", "=", f"gnuhealth.patient,{patient.id}"]


async def read_all(rpc: Tryton, patient: Patient) -> tuple[Document, ...]:
    """Newest first. Raises ChartError."""
    rows = await rpc.search_read(MODEL, [_belongs(patient)], FIELDS)
    found = [document_of(row) for row in rows if not _COPY.search(row["description"] or "")]
    return tuple(sorted(found, key=lambda d: (d.on or date.min, int(d.id)), reverse=True))


async def text(rpc: Tryton, patient: Patient, document: Document) -> str:
    """Plain text, or a sentence that says why there is none. Raises ChartError(chart-not-found)."""
    if not document.id.isdigit():
        raise ChartError("chart-not-found", "no such document")
    domain = [["id", "=", int(document.id)], _belongs(patient)]
    rows = await rpc.search_read(MODEL, domain, ("name", "type", "data"))
    if not rows:
        raise ChartError("chart-not-found", "no such document")
    return ELSEWHERE if rows[0]["type"] == "link" else decoded(rows[0]["name"], rows[0]["data"] or b"")


async def write(rpc: Tryton, patient: Patient, document: NewDocument, key: str) -> str:
    """An attachment with the words, and one with the PDF where there is one; the id of the first.

    Written once a key, then read back. Raises ChartError(chart-in-doubt) when no answer came, or when what is read back
    is not what was written.
    """
    words = document.text.encode("utf-8-sig")  # with a mark: the web client would take it for Latin-1
    name = f"{document.title} du {document.on:%d-%m-%Y}"
    head = f"{document.title}\nAuteur : {document.author}\nDate : {document.on.isoformat()}\nType : {document.type}"
    made = await _once(rpc, patient, (f"{name}.txt", f"{head}\nClé : {key}", words), key)
    if document.pdf is not None:
        copy = f"{document.title} (PDF)\nCopie de : {key}\nClé : {key}-pdf"
        await _once(rpc, patient, (f"{name}.pdf", copy, document.pdf), f"{key}-pdf")
    return str(made)


async def written(rpc: Tryton, patient: Patient, key: str) -> int | None:
    """The id of the attachment that carries this key, or None."""
    like = ["description", "like", f"%Clé : {_escaped(key)}%"]
    rows = await rpc.search_read(MODEL, [_belongs(patient), like], ("description",))
    keyed = (row for row in rows if f"Clé : {key}" in row["description"].splitlines())
    return next((int(row["id"]) for row in keyed), None)


async def _once(rpc: Tryton, patient: Patient, file: tuple[str, str, bytes], key: str) -> int:
    if (found := await written(rpc, patient, key)) is not None:
        return found
    name, description, data = file
    owner = f"gnuhealth.patient,{patient.id}"
    row = {"name": name, "type": "data", "resource": owner, "description": description, "data": data}
    made = await rpc.create(MODEL, row)
    try:
        back = await rpc.search_read(MODEL, [["id", "=", made], _belongs(patient)], ("data",))
    except ChartError as fault:
        raise ChartError("chart-in-doubt", f"written, not read back: {fault.code}") from fault
    if not back or bytes(back[0]["data"] or b"") != data:
        raise ChartError("chart-in-doubt", "what was read back is not what was written")
    return made


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def document_of(row: Row) -> Document:
    """A row of FIELDS: as its description says («Auteur : …», «Date : …», «Type : …»), else the server's."""
    written = row.get("description") or ""
    said = dict(re.findall(r"^\s*(Auteur|Date|Type)\s*:\s*(.+?)\s*$", written, re.MULTILINE))
    name = str(row["name"] or "")
    stem = PurePosixPath(name).stem if "." in name else name
    created = row["create_date"]
    return Document(
        str(row["id"]),
        _TITLE_DATE.sub("", stem),
        terms.document_type(stem, said.get("Type") or written),
        _day(said.get("Date", "")) or (created.date() if created else None),
        said.get("Auteur") or row.get("last_user") or "",
    )


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def decoded(name: str, data: bytes) -> str:
    """Bytes of a file as plain text; UTF-8, else Latin-1 for text files of old."""
    kind = PurePosixPath(name).suffix.lower().lstrip(".")
    if data.startswith(b"%PDF") or kind == "pdf":
        return UNREADABLE.format(kind="PDF")
    if kind not in ("", "txt", "text", "md", "html", "htm") or b"\0" in data:
        return UNREADABLE.format(kind=kind.upper() or "binaire")
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = data.decode("latin-1")
    return html.unescape(_TAG.sub(" ", words)).strip() if kind in ("html", "htm") else words
