"""Is this file PDF/A-1b? The rules of ISO 19005-1:2005 that a text document can break, each named by its clause.

Own checks beside a validator (tests run Apache PDFBox Preflight where it is installed): they need no Java, and run on
each document before it is frozen.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from actions.reports import pdfa_content, pdfa_fonts, pdfa_metadata


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule."""

    clause: str
    """Of ISO 19005-1:2005: «6.3.4»."""
    what: str


@dataclass(frozen=True, slots=True)
class File:
    """A PDF taken apart."""

    raw: bytes
    reader: PdfReader
    objects: tuple[tuple[int, Any], ...]
    """(number, object) of every object of the cross-reference table."""
    pages: tuple[tuple[DictionaryObject, tuple[tuple[Any, bytes], ...]], ...]
    """Each page, and the (operands, operator) it is drawn with."""

    @property
    def catalog(self) -> DictionaryObject:
        return self.reader.root_object

    def dictionaries(self) -> Iterator[tuple[int, DictionaryObject]]:
        """Every dictionary, those within others too; the number is that of the object it belongs to."""
        for number, held in self.objects:
            yield from ((number, d) for d in _nested(held))


def _nested(held: Any) -> Iterator[DictionaryObject]:
    if isinstance(held, DictionaryObject):
        yield held
        for value in held.values():
            if not isinstance(value, IndirectObject):
                yield from _nested(value)
    elif isinstance(held, ArrayObject):
        for value in held:
            if not isinstance(value, IndirectObject):
                yield from _nested(value)


def check(raw: bytes) -> tuple[Violation, ...]:
    """All rules that are broken, () for none."""
    try:
        return check_opened(opened(raw))
    except _UNREADABLE as fault:
        found = [v for rule in _OF_BYTES for v in rule(raw)]
        return _named([*found, ("6.1", f"the file cannot be read: {type(fault).__name__}")])


def check_opened(file: File) -> tuple[Violation, ...]:
    """The same, of a file already taken apart. May raise what `opened` raises."""
    return _named([v for rule in _OF_BYTES for v in rule(file.raw)] + [v for rule in _RULES for v in rule(file)])


def _named(found: Iterable[tuple[str, str]]) -> tuple[Violation, ...]:
    return tuple(Violation(clause, what) for clause, what in dict.fromkeys(found))


_UNREADABLE = (PyPdfError, ValueError, KeyError, AttributeError, TypeError, IndexError, struct.error)
"""What pypdf and the rules raise on bytes that are no PDF, or a damaged one."""


def opened(raw: bytes) -> File:
    """The file taken apart. Raises what pypdf raises on a file that is no PDF."""
    reader = PdfReader(io.BytesIO(raw), strict=True)
    numbers = sorted({(n, g) for g, held in reader.xref.items() for n in held if n})
    objects = tuple((n, reader.get_object(IndirectObject(n, g, reader))) for n, g in numbers)
    pages = tuple((page, _drawn(page, reader)) for page in reader.pages)
    return File(raw, reader, objects, pages)


def _drawn(page: Any, reader: PdfReader) -> tuple[tuple[Any, bytes], ...]:
    content = page.get_contents()
    return tuple(ContentStream(content, reader).operations) if content is not None else ()


Found = Iterator[tuple[str, str]]


def header(raw: bytes) -> Found:
    """6.1.2: %PDF-1.n first, then a comment of four bytes or more above 127."""
    lines = re.split(rb"\r\n|\r|\n", raw[:200])
    if not re.fullmatch(rb"%PDF-1\.[0-4]", lines[0]):
        yield "6.1.2", "the first line is not %PDF-1.0 to 1.4"
    if len(lines) < 2 or not lines[1].startswith(b"%") or len(lines[1]) < 5 or any(b < 128 for b in lines[1][1:5]):
        yield "6.1.2", "no comment of binary bytes after the header"


def ending(raw: bytes) -> Found:
    """6.1.3: nothing after %%EOF. 6.1.4: a cross-reference table, no stream."""
    if not re.search(rb"%%EOF(?:\r\n|\r|\n)?\Z", raw):
        yield "6.1.3", "bytes after the end-of-file marker"
    start = re.search(rb"startxref\s+(\d{1,12})\s+%%EOF", raw[-2048:])
    if not start or not re.match(rb"xref(?:\r\n|\r|\n)", raw[int(start[1]) :]):
        yield "6.1.4", "no cross-reference table"


def lengths(raw: bytes) -> Found:
    """6.1.7: a stream is as long as it says."""
    for found in re.finditer(rb"/Length (\d{1,9})\b(?! \d+ R)[^\x00]{0,400}?>>\s*stream(?:\r\n|\n)", raw):
        end = raw[found.end() + int(found[1]) :][:12]
        if not re.match(rb"(?:\r\n|\n|\r)?endstream", end):
            yield "6.1.7", "the length of a stream is not its Length"


def trailer(file: File) -> Found:
    """6.1.3: an ID, no encryption."""
    if "/ID" not in file.reader.trailer:
        yield "6.1.3", "no ID in the trailer"
    if "/Encrypt" in file.reader.trailer:
        yield "6.1.3", "the file is encrypted"


def streams(file: File) -> Found:
    """6.1.7: whole streams kept in the file. 6.1.10: no LZW."""
    for number, held in file.objects:
        if not isinstance(held, StreamObject):
            continue
        for key in ("/F", "/FFilter", "/FDecodeParms"):
            if key in held:
                yield "6.1.7", f"object {number}: the stream is outside the file"
        filters = held.get("/Filter", [])
        names = [filters] if isinstance(filters, NameObject) else list(filters)
        if "/LZWDecode" in names or "/LZW" in names:
            yield "6.1.10", f"object {number}: LZW compression"


def limits(file: File) -> Found:
    """6.1.12: the limits of PDF 1.4, so that every reader opens it."""
    for number, held in file.dictionaries():
        if len(held) > 4095:
            yield "6.1.12", f"object {number}: more than 4095 entries"
        for key, value in held.items():
            if len(key) > 128:
                yield "6.1.12", f"object {number}: a name longer than 127 bytes"
            if isinstance(value, TextStringObject) and len(value) > 65535:
                yield "6.1.12", f"object {number}: a string longer than 65535 bytes"
            if isinstance(value, ArrayObject) and len(value) > 8191:
                yield "6.1.12", f"object {number}: an array longer than 8191"


def hidden(file: File) -> Found:
    """6.1.11 embedded files, 6.1.13 optional content, 6.6 actions, 6.9 forms: nothing that acts or comes later."""
    if "/OCProperties" in file.catalog:
        yield "6.1.13", "optional content"
    if "/EmbeddedFiles" in file.catalog.get("/Names", {}):
        yield "6.1.11", "an embedded file"
    form = file.catalog.get("/AcroForm", {})
    if form and (form.get("/NeedAppearances") or "/XFA" in form):
        yield "6.9", "a form that readers draw themselves"
    for number, held in file.dictionaries():
        if "/EF" in held:
            yield "6.1.11", f"object {number}: an embedded file"
        if "/AA" in held:
            yield "6.6.2", f"object {number}: additional actions"
        if held.get("/S") in _FORBIDDEN or "/JS" in held or "/JavaScript" in held:
            yield "6.6.1", f"object {number}: a forbidden action"
        if held.get("/S") == "/Named" and held.get("/N") not in _NAMED:
            yield "6.6.1", f"object {number}: an unknown named action"
        if held.get("/Type") == "/Annot":
            yield from _annotation(number, held)


_FORBIDDEN = frozenset(
    {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetState", "/NoOp"}
)
_NAMED = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_ANNOTATIONS = frozenset(
    {"/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Highlight", "/Underline", "/Squiggly"}
    | {"/StrikeOut", "/Stamp", "/Ink", "/Popup", "/Widget", "/PrinterMark", "/TrapNet"}
)


def _annotation(number: int, held: DictionaryObject) -> Found:
    if held.get("/Subtype") not in _ANNOTATIONS:
        yield "6.5.2", f"object {number}: an annotation of a kind that is not allowed"
    if held.get("/CA", 1) != 1:
        yield "6.5.3", f"object {number}: a transparent annotation"
    flags = int(held.get("/F", 0))
    if held.get("/Subtype") != "/Popup" and (not flags & 4 or flags & (1 | 2 | 32)):
        yield "6.5.3", f"object {number}: an annotation that is not printed"


_OF_BYTES = (header, ending, lengths)
_RULES = (
    trailer, streams, limits, hidden, *pdfa_content.RULES, *pdfa_fonts.RULES, *pdfa_metadata.RULES,
)  # fmt: skip
