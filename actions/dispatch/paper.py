"""Letters on paper: for each one its PDF and an address sheet for a window envelope, gathered in a numbered batch."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.dispatch import naming, wording, xdm
from actions.dispatch.message import Outgoing, Recipient

WINDOW = (297.0, 680.0)
"""Points from the bottom left of an A4 page: first line of the address in a DL window on the right (NF Z 11-001)."""
SENDER = (57.0, 780.0)
SHEET, BODY = "A_ADRESSE.PDF", "B_DOCUMENT.PDF"
LINE = 14.0
"""Points between two lines."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One document to one postal address."""

    document: Outgoing
    to: Recipient


def batch(letters: Sequence[Letter], at: datetime) -> bytes:
    """A zip: 0001_A_ADRESSE.PDF, 0001_B_DOCUMENT.PDF, …, in printing order, and LOT.CSV that says who gets what."""
    files: dict[str, bytes] = {}
    listed = io.StringIO()
    rows = csv.writer(listed, delimiter=";", lineterminator="\r\n")
    rows.writerow(("numéro", "document", "version", "destinataire", "adresse", "préparé le"))
    for number, letter in enumerate(letters, 1):
        files[f"{number:04d}_{SHEET}"] = address_sheet(letter)
        files[f"{number:04d}_{BODY}"] = letter.document.pdf
        where = wording.address(letter.to.postal)
        row = (number, letter.document.document_oid, letter.document.version, letter.to.name, where, at.isoformat())
        rows.writerow([_no_formula(str(cell)) for cell in row])
    return xdm.pack({"LOT.CSV": listed.getvalue().encode("utf-8-sig"), **files})


def letter(one: Letter) -> bytes:
    """One letter as it is kept until it is printed: a zip of its two files, the same bytes each time."""
    return xdm.pack({SHEET: address_sheet(one), BODY: one.document.pdf})


def address_sheet(letter: Letter) -> bytes:
    """One A4 page: the recipient in the window, the sender and what it holds beside; no clinical word."""
    to = letter.to.postal
    lines = (letter.to.name, *to.lines, f"{to.postcode} {to.town}".strip())
    head = wording.fill("sheet.txt", wording.facts(letter.document)).splitlines()
    return _page(((*SENDER, 10, head[:3]), (*WINDOW, 12, lines), (57.0, 560.0, 10, head[4:])))


def _page(blocks: Sequence[tuple[float, float, int, Sequence[str]]]) -> bytes:
    """A PDF of one A4 page in Helvetica; blocks are (x, y, size in points, lines)."""
    drawn = "".join(
        f"BT /F1 {size} Tf {LINE} TL {x} {y} Td " + "".join(f"({_text(line)}) Tj T* " for line in lines) + "ET\n"
        for x, y, size, lines in blocks
    )
    content = drawn.encode("cp1252")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%bendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, data in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, data)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def _text(line: str) -> str:
    """A PDF string in WinAnsi; a letter that it lacks loses its accents, or becomes «?»."""
    held = "".join(c if _held(c) else naming.bare(c) for c in line)
    flat = held.encode("cp1252", "replace").decode("cp1252")
    return re.sub(r"([\\()])", r"\\\1", flat.replace("\r", " ").replace("\n", " "))


def _held(mark: str) -> bool:
    try:
        mark.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _no_formula(cell: str) -> str:
    """A spreadsheet must not run a name that starts with «=»."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
