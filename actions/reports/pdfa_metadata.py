"""PDF/A-1b: what the file says of itself, twice the same (ISO 19005-1:2005, 6.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pypdf.generic import DictionaryObject

if TYPE_CHECKING:
    from actions.reports.pdfa_check import File

Found = Iterator[tuple[str, str]]
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
IN_SYNC = {
    "/Title": f"{DC}title", "/Author": f"{DC}creator", "/Subject": f"{DC}description", "/Keywords": f"{PDF}Keywords",
    "/Creator": f"{XMP}CreatorTool", "/Producer": f"{PDF}Producer", "/CreationDate": f"{XMP}CreateDate",
    "/ModDate": f"{XMP}ModifyDate",
}  # fmt: skip
"""Document information -> the XMP property that must say the same (6.7.3, table 1)."""
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?'?|Z.*)?")


def xmp_of(file: File) -> bytes | None:
    """The metadata of the catalog, or None."""
    held = file.catalog.get("/Metadata")
    return bytes(held.get_object().get_data()) if held is not None else None


def metadata(file: File) -> Found:
    """6.7.2: XMP in the catalog, unfiltered. 6.7.5: no bytes or encoding in its header. 6.7.11: part 1, level B."""
    xmp = xmp_of(file)
    if xmp is None:
        yield "6.7.2", "no metadata"
        return
    held = file.catalog["/Metadata"].get_object()
    if isinstance(held, DictionaryObject) and "/Filter" in held:
        yield "6.7.2", "the metadata is compressed"
    opening = re.search(rb"<\?xpacket begin=.*?\?>", xmp)
    if opening is None or b"bytes=" in opening[0] or b"encoding=" in opening[0]:
        yield "6.7.5", "the header of the metadata packet"
    said = properties(xmp)
    if said is None:
        yield "6.7.9", "the metadata is no XML"
        return
    if said.get(f"{PDFAID}part") != "1" or said.get(f"{PDFAID}conformance") not in ("A", "B"):
        yield "6.7.11", "the metadata does not say PDF/A-1, level B"


def in_sync(file: File) -> Found:
    """6.7.3: what the document information says, the metadata says too."""
    info = file.reader.trailer.get("/Info")
    held = properties(xmp_of(file) or b"") or {}
    for key, value in info.get_object().items() if info is not None else ():
        name = IN_SYNC.get(key)
        if name is None:
            continue
        said = held.get(name)
        same = _moment(str(value)) == _iso(said) if "Date" in key else str(value) == said
        if said is None or not same:
            yield "6.7.3", f"{key} is not what the metadata says"


def properties(xmp: bytes) -> dict[str, str] | None:
    """Property -> its text, the items of a list joined; None when it is no XML."""
    body = re.sub(rb"<\?xpacket.*?\?>", b"", xmp).strip()
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return None
    try:
        root = ET.fromstring(body)  # noqa: S314 - no document type, so no entities
    except ET.ParseError:
        return None
    found: dict[str, str] = {}
    for description in root.iter(f"{RDF}Description"):
        found |= {name: value for name, value in description.attrib.items() if not name.startswith(RDF)}
        for child in description:
            items = [item.text or "" for item in child.iter(f"{RDF}li")]
            found[child.tag] = ", ".join(items) if items else (child.text or "").strip()
    return found


def _moment(value: str) -> datetime | None:
    found = _DATE.fullmatch(value)
    if not found:
        return None
    parts = [int(p) if p else d for p, d in zip(found.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)]
    zone = f"{found[7]}{found[8]}:{found[9] or '00'}" if found[7] else "+00:00"
    y, mo, d, h, mi, s = parts
    return _iso(f"{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}{zone}")


def _iso(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        return None


RULES = (metadata, in_sync)
