"""PDF/A-1b: every font in the file, with the widths that the document says (ISO 19005-1:2005, 6.3)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

if TYPE_CHECKING:
    from actions.reports.pdfa_check import File

Found = Iterator[tuple[str, str]]
_KINDS = frozenset({"/Type0", "/Type1", "/MMType1", "/TrueType", "/Type3", "/CIDFontType0", "/CIDFontType2"})
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_IDENTITY = ("/Identity-H", "/Identity-V")
TOLERANCE = 1
"""Thousandths of the size by which a width may differ: «consistent» (6.3.6)."""


def fonts(file: File) -> Iterator[tuple[int, DictionaryObject]]:
    """Every font of the file."""
    for number, held in file.dictionaries():
        if held.get("/Type") == "/Font":
            yield number, held


def embedded(file: File) -> Found:
    """6.3.2, 6.3.4: fonts of a known kind, each with its program in the file."""
    for number, font in fonts(file):
        kind = font.get("/Subtype")
        if kind not in _KINDS:
            yield "6.3.2", f"object {number}: a font of an unknown kind"
        if kind in ("/Type0", "/Type3"):
            continue
        descriptor = _of(font, "/FontDescriptor")
        programs = [p for p in _PROGRAMS if p in descriptor]
        if len(programs) != 1:
            yield "6.3.4", f"object {number}: a font that is not in the file"


def composite(file: File) -> Found:
    """6.3.3: the font and its CMap speak of the same characters; glyphs are found by Identity or a map in the file."""
    for number, font in fonts(file):
        if font.get("/Subtype") == "/Type0":
            encoding = font.get("/Encoding")
            held = encoding.get_object() if encoding is not None else None
            if not isinstance(held, StreamObject) and held not in _IDENTITY:
                yield "6.3.3.3", f"object {number}: a CMap that is not in the file"
        if font.get("/Subtype") == "/CIDFontType2":
            mapped = font.get("/CIDToGIDMap")
            held = mapped.get_object() if mapped is not None else None
            if not isinstance(held, StreamObject) and held != "/Identity":
                yield "6.3.3.2", f"object {number}: no map from characters to glyphs"
        if font.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2") and "/CIDSystemInfo" not in font:
            yield "6.3.3.1", f"object {number}: no CIDSystemInfo"


def subsets(file: File) -> Found:
    """6.3.5: a subset says which characters it holds."""
    for number, font in fonts(file):
        name = str(font.get("/BaseFont", ""))
        descriptor = _of(font, "/FontDescriptor")
        if len(name) < 8 or name[7] != "+" or not descriptor:
            continue
        if font.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2") and "/CIDSet" not in descriptor:
            yield "6.3.5", f"object {number}: a subset without CIDSet"
        if font.get("/Subtype") == "/Type1" and "/CharSet" not in descriptor:
            yield "6.3.5", f"object {number}: a subset without CharSet"


def widths(file: File) -> Found:
    """6.3.6: the widths in the document are those of the font program."""
    for number, font in fonts(file):
        if font.get("/Subtype") != "/CIDFontType2":
            continue
        program = _of(_of(font, "/FontDescriptor"), "/FontFile2")
        if not isinstance(program, StreamObject):
            continue
        advances = advances_of(bytes(program.get_data()))
        default = float(font.get("/DW", 1000))
        said = widths_of(font.get("/W"))
        for glyph in shown(file, number):
            if glyph >= len(advances):
                yield "6.3.4", f"object {number}: a character that the embedded font does not hold"
            elif abs(said.get(glyph, default) - advances[glyph]) > TOLERANCE:
                yield "6.3.6", f"object {number}: a width that is not the font's"


def shown(file: File, number: int) -> set[int]:
    """The glyphs (two-byte codes under Identity) that pages show with that descendant font."""
    used: set[int] = set()
    for page, drawn in file.pages:
        held = _of(_of(page, "/Resources"), "/Font")
        mine = {name for name, font in held.items() if number in _descendants(font.get_object())}
        current = ""
        for operands, operator in drawn if mine else ():
            if operator == b"Tf":
                current = str(operands[0])
            elif operator in (b"Tj", b"TJ", b"'", b'"') and current in mine:
                parts = operands[-1] if isinstance(operands[-1], ArrayObject | list) else [operands[-1]]
                for part in parts:
                    used |= _codes(part)
    return used


def lacking(file: File) -> bool:
    """Is a sign shown that no font has (glyph 0, «.notdef»)? No rule of PDF/A-1, but words would be lost."""
    return any(font.get("/Subtype") == "/CIDFontType2" and 0 in shown(file, number) for number, font in fonts(file))


def _codes(part: Any) -> set[int]:
    raw = getattr(part, "original_bytes", part if isinstance(part, bytes) else b"")
    return {code for (code,) in struct.iter_unpack(">H", raw[: len(raw) // 2 * 2])}


def _descendants(font: DictionaryObject) -> set[int]:
    return {held.idnum for held in font.get("/DescendantFonts", []) if hasattr(held, "idnum")}


def widths_of(held: Any) -> dict[int, float]:
    """/W as glyph -> width: «c [w w w]» and «first last w»."""
    found: dict[int, float] = {}
    items = [item.get_object() for item in held.get_object()] if held is not None else []
    at = 0
    while at < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], ArrayObject):
            found |= {first + n: float(w) for n, w in enumerate(items[at + 1])}
            at += 2
        else:
            found |= dict.fromkeys(range(first, int(items[at + 1]) + 1), float(items[at + 2]))
            at += 3
    return found


def advances_of(program: bytes) -> list[float]:
    """Advance widths of a TrueType font in thousandths of its size, by glyph (OpenType: head, hhea, hmtx, maxp)."""
    tables = _tables(program)
    (units,) = struct.unpack_from(">H", program, tables["head"] + 18)
    (metrics,) = struct.unpack_from(">H", program, tables["hhea"] + 34)
    (glyphs,) = struct.unpack_from(">H", program, tables["maxp"] + 4)
    raw = [struct.unpack_from(">H", program, tables["hmtx"] + 4 * n)[0] for n in range(metrics)]
    return [w * 1000 / units for w in raw + [raw[-1]] * (glyphs - metrics)]


def _tables(program: bytes) -> Mapping[str, int]:
    (count,) = struct.unpack_from(">H", program, 4)
    entries = (struct.unpack_from(">4sLLL", program, 12 + 16 * n) for n in range(count))
    return {tag.decode("latin-1"): offset for tag, _, offset, _ in entries}


def _of(held: Any, key: str) -> DictionaryObject:
    found = held.get(key)
    inner = found.get_object() if found is not None else None
    return inner if isinstance(inner, DictionaryObject) else DictionaryObject()


RULES = (embedded, composite, subsets, widths)
