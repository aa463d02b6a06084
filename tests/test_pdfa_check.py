"""Each rule of ISO 19005-1 that we check is broken on a real file, and found; the untouched file breaks none."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)  # fmt: skip

from actions.reports import pdf, pdfa_check, pdfa_fonts
from actions.reports.model import Report, Status, Text
from assistant.types import Patient

NAME, NUMBER, TEXT = NameObject, NumberObject, TextStringObject


class Nobody:
    author = signer = "Dr Camille Durand"
    at = "25/11/2026 à 10 h 42"
    hash = ""


@pytest.fixture(scope="module")
def good() -> bytes:
    """A short document, written once more by pypdf so that a mutation is the only difference to the control."""
    day = datetime(2026, 11, 25, 9, 42, tzinfo=UTC)
    report = Report("r", "1", "d", "letter", "Courrier", (Text("Motif : toux"),), Status.SIGNED, created=day)
    return pdf.pdf(report, Patient("1", "Durand", "Anne"), Nobody())


def rewritten(raw: bytes, change: Callable[[PdfWriter], None] = lambda writer: None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(raw)))
    writer.pdf_header = "%PDF-1.4"
    writer._ID = ArrayObject([ByteStringObject(b"0" * 16), ByteStringObject(b"0" * 16)])
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def clauses(raw: bytes) -> set[str]:
    return {v.clause for v in pdfa_check.check(raw)}


def test_the_control_breaks_nothing(good):
    assert pdfa_check.check(good) == ()
    assert pdfa_check.check(rewritten(good)) == ()


def dictionary(**held) -> DictionaryObject:
    return DictionaryObject({NAME(f"/{key}"): value for key, value in held.items()})


def root(writer: PdfWriter, key: str, value) -> None:
    writer.root_object[NAME(key)] = value


def page(writer: PdfWriter, key: str, value) -> None:
    writer.pages[0][NAME(key)] = value


def state(writer: PdfWriter, **held) -> None:
    resources = writer.pages[0]["/Resources"].get_object()
    resources[NAME("/ExtGState")] = dictionary(g0=dictionary(Type=NAME("/ExtGState"), **held))


def xobject(writer: PdfWriter, **held) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"")
    stream.update(dictionary(Type=NAME("/XObject"), **held))
    resources = writer.pages[0]["/Resources"].get_object()
    resources[NAME("/XObject")] = dictionary(x0=writer._add_object(stream))


def annotate(writer: PdfWriter, **held) -> None:
    box = ArrayObject([NUMBER(n) for n in (0, 0, 10, 10)])
    page(writer, "/Annots", ArrayObject([dictionary(Type=NAME("/Annot"), Rect=box, **held)]))


def draw(writer: PdfWriter, operators: bytes) -> None:
    held = writer.pages[0]
    stream = DecodedStreamObject()
    stream.set_data(held.get_contents().get_data() + b"\n" + operators)
    held[NAME("/Contents")] = writer._add_object(stream)


def fonts(writer: PdfWriter, kind: str) -> list[DictionaryObject]:
    held = [o for o in writer._objects if isinstance(o, DictionaryObject) and o.get("/Subtype") == kind]
    assert held
    return held


def descriptor(writer: PdfWriter) -> DictionaryObject:
    return fonts(writer, "/CIDFontType2")[0]["/FontDescriptor"].get_object()


def narrow(writer: PdfWriter) -> None:
    for font in fonts(writer, "/CIDFontType2"):
        font[NAME("/W")] = ArrayObject([NUMBER(0), NUMBER(60000), NUMBER(123)])


def action(writer: PdfWriter, **held) -> None:
    root(writer, "/OpenAction", dictionary(**held))


def profile(writer: PdfWriter) -> DecodedStreamObject:
    return writer.root_object["/OutputIntents"][0].get_object()["/DestOutputProfile"].get_object()


def newer(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    data = profile(writer).get_data()
    stream.set_data(data[:8] + b"\x04" + data[9:])
    stream[NAME("/N")] = NUMBER(3)
    writer.root_object["/OutputIntents"][0].get_object()[NAME("/DestOutputProfile")] = writer._add_object(stream)


def embed(writer: PdfWriter) -> None:
    writer.add_attachment("x.txt", b"x")


def metadata(writer: PdfWriter, old: bytes, new: bytes) -> None:
    held = writer.root_object["/Metadata"].get_object()
    data = held.get_data()
    assert old in data
    stream = DecodedStreamObject()
    stream.set_data(data.replace(old, new))
    stream.update(dictionary(Type=NAME("/Metadata"), Subtype=NAME("/XML")))
    root(writer, "/Metadata", writer._add_object(stream))


def compressed(writer: PdfWriter) -> None:
    held = writer.root_object["/Metadata"].get_object()
    root(writer, "/Metadata", writer._add_object(held.flate_encode()))


def retitled(writer: PdfWriter) -> None:
    writer.add_metadata({"/Title": "Autre titre"})


def redated(writer: PdfWriter) -> None:
    writer.add_metadata({"/CreationDate": "D:20250101000000Z"})


def drop(writer: PdfWriter, key: str) -> None:
    del writer.root_object[key]


def lzw(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"")
    stream[NAME("/Filter")] = NAME("/LZWDecode")
    root(writer, "/PieceInfo", writer._add_object(stream))


def outside(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"")
    stream[NAME("/F")] = TEXT("other.bin")
    root(writer, "/PieceInfo", writer._add_object(stream))


IMAGE = {"Subtype": NAME("/Image"), "Width": NUMBER(1), "Height": NUMBER(1)}
BROKEN = {
    "no ID": ("6.1.3", lambda w: setattr(w, "_ID", None)),
    "encrypted": ("6.1.3", lambda w: w.encrypt("")),
    "LZW": ("6.1.10", lzw),
    "a stream outside": ("6.1.7", outside),
    "an attachment": ("6.1.11", embed),
    "a long string": ("6.1.12", lambda w: root(w, "/Lang", TEXT("x" * 70000))),
    "a long array": ("6.1.12", lambda w: root(w, "/Extra", ArrayObject([NUMBER(0)] * 9000))),
    "a long name": ("6.1.12", lambda w: root(w, "/" + "n" * 200, NUMBER(0))),
    "optional content": ("6.1.13", lambda w: root(w, "/OCProperties", dictionary(OCGs=ArrayObject()))),
    "no output intent": ("6.2.2", lambda w: drop(w, "/OutputIntents")),
    "an ICC profile of version 4": ("6.2.2", newer),
    "CMYK": ("6.2.3", lambda w: draw(w, b"0 0 0 1 k")),
    "a CMYK image": ("6.2.3", lambda w: xobject(w, **IMAGE, ColorSpace=NAME("/DeviceCMYK"))),
    "an alternative image": ("6.2.4", lambda w: xobject(w, **IMAGE, Alternates=ArrayObject())),
    "an interpolated image": ("6.2.4", lambda w: xobject(w, **IMAGE, Interpolate=BooleanObject(True))),
    "PostScript in a form": ("6.2.5", lambda w: xobject(w, Subtype=NAME("/Form"), PS=NUMBER(1))),
    "a form from another file": ("6.2.6", lambda w: xobject(w, Subtype=NAME("/Form"), Ref=dictionary())),
    "PostScript": ("6.2.7", lambda w: xobject(w, Subtype=NAME("/PS"))),
    "a transfer function": ("6.2.8", lambda w: state(w, TR=NAME("/Identity"))),
    "an unknown intent": ("6.2.9", lambda w: state(w, RI=NAME("/Nice"))),
    "an unknown operator": ("6.2.10", lambda w: draw(w, b"1 foo")),
    "a font that is not there": ("6.3.4", lambda w: descriptor(w).pop("/FontFile2")),
    "a font of another kind": (
        "6.3.2", lambda w: fonts(w, "/Type0")[0].update(dictionary(Subtype=NAME("/Type9"))),
    ),
    "no glyph map": ("6.3.3.2", lambda w: fonts(w, "/CIDFontType2")[0].pop("/CIDToGIDMap")),
    "no system info": ("6.3.3.1", lambda w: fonts(w, "/CIDFontType2")[0].pop("/CIDSystemInfo")),
    "a CMap by name": (
        "6.3.3.3", lambda w: fonts(w, "/Type0")[0].update(dictionary(Encoding=NAME("/UniJIS-UCS2-H"))),
    ),
    "no CIDSet": ("6.3.5", lambda w: descriptor(w).pop("/CIDSet")),
    "other widths": ("6.3.6", narrow),
    "a transparency group": (
        "6.4", lambda w: page(w, "/Group", dictionary(Type=NAME("/Group"), S=NAME("/Transparency"))),
    ),
    "half transparent": ("6.4", lambda w: state(w, ca=FloatObject(0.5))),
    "a blend mode": ("6.4", lambda w: state(w, BM=NAME("/Multiply"))),
    "a soft mask": ("6.4", lambda w: xobject(w, **IMAGE, SMask=dictionary())),
    "a film": ("6.5.2", lambda w: annotate(w, Subtype=NAME("/Movie"), F=NUMBER(4))),
    "a hidden annotation": ("6.5.3", lambda w: annotate(w, Subtype=NAME("/Text"), F=NUMBER(2))),
    "a transparent annotation": (
        "6.5.3", lambda w: annotate(w, Subtype=NAME("/Text"), F=NUMBER(4), CA=FloatObject(0.2)),
    ),
    "JavaScript": ("6.6.1", lambda w: action(w, S=NAME("/JavaScript"), JS=TEXT("app.alert(1)"))),
    "a program": ("6.6.1", lambda w: action(w, S=NAME("/Launch"), F=TEXT("x.exe"))),
    "an unknown named action": ("6.6.1", lambda w: action(w, S=NAME("/Named"), N=NAME("/Print"))),
    "additional actions": ("6.6.2", lambda w: page(w, "/AA", dictionary())),
    "no metadata": ("6.7.2", lambda w: drop(w, "/Metadata")),
    "compressed metadata": ("6.7.2", compressed),
    "another title": ("6.7.3", retitled),
    "another day": ("6.7.3", redated),
    "an encoding in the packet": (
        "6.7.5", lambda w: metadata(w, b"<?xpacket begin=", b'<?xpacket encoding="UTF-8" begin='),
    ),
    "metadata that is no XML": ("6.7.9", lambda w: metadata(w, b"</rdf:RDF>", b"")),
    "entities in the metadata": (
        "6.7.9", lambda w: metadata(w, b"<rdf:RDF", b'<!DOCTYPE a [<!ENTITY b "c">]><rdf:RDF'),
    ),
    "part 2": ("6.7.11", lambda w: metadata(w, b"<pdfaid:part>1<", b"<pdfaid:part>2<")),
    "no level": ("6.7.11", lambda w: metadata(w, b"<pdfaid:conformance>B<", b"<pdfaid:conformance>X<")),
    "a form that is drawn later": (
        "6.9", lambda w: root(w, "/AcroForm", dictionary(Fields=ArrayObject(), NeedAppearances=BooleanObject(True))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_rule_is_found(good, what):
    clause, change = BROKEN[what]
    assert clause in clauses(rewritten(good, change))


def relength(raw: bytes) -> bytes:
    at = raw.index(b"/Length ")
    end = at + 8
    while raw[end : end + 1].isdigit():
        end += 1
    return raw[: at + 8] + str(int(raw[at + 8 : end]) - 1).encode() + raw[end:]


RAW = {
    "a later version": ("6.1.2", lambda raw: raw.replace(b"%PDF-1.4", b"%PDF-1.7", 1)),
    "something before": ("6.1.2", lambda raw: b"\n" + raw),
    "no binary comment": ("6.1.2", lambda raw: raw.replace(raw[9:14], b"%abcd", 1)),
    "something after": ("6.1.3", lambda raw: raw.rstrip() + b"\n% and then\n"),
    "a cross-reference elsewhere": ("6.1.4", lambda raw: raw.replace(b"\nxref\n", b"\nyref\n")),
    "a wrong length": ("6.1.7", relength),
}


@pytest.mark.parametrize("what", RAW)
def test_broken_bytes_are_found(good, what):
    clause, change = RAW[what]
    assert clause in clauses(change(good))


@pytest.mark.parametrize(
    "raw", [b"", b"%PDF-1.4\n", b"not a pdf at all", b"%PDF-1.4\n%\xff\xff\xff\xff\n" + b"0" * 999]
)
def test_what_is_no_pdf_is_a_violation_not_a_crash(raw):
    assert "6.1" in clauses(raw)


def test_every_rule_is_named_by_its_clause(good):
    assert {clause for clause, _ in BROKEN.values()} | {"6.1.2", "6.1.4"} >= {
        "6.1.2", "6.1.3", "6.1.4", "6.1.7", "6.1.10", "6.1.11", "6.1.12", "6.1.13", "6.2.2", "6.2.3", "6.2.4", "6.2.5",
        "6.2.6", "6.2.7", "6.2.8", "6.2.9", "6.2.10", "6.3.2", "6.3.3.1", "6.3.3.2", "6.3.3.3", "6.3.4", "6.3.5",
        "6.3.6", "6.4", "6.5.2", "6.5.3", "6.6.1", "6.6.2", "6.7.2", "6.7.3", "6.7.5", "6.7.9", "6.7.11", "6.9",
    }  # fmt: skip


def test_widths_are_read_from_the_font_itself(good):
    file = pdfa_check.opened(good)
    number, font = next((n, f) for n, f in pdfa_fonts.fonts(file) if f["/Subtype"] == "/CIDFontType2")
    program = font["/FontDescriptor"].get_object()["/FontFile2"].get_object().get_data()
    advances = pdfa_fonts.advances_of(bytes(program))
    said = pdfa_fonts.widths_of(font["/W"])
    used = pdfa_fonts.shown(file, number)
    assert used
    assert all(abs(said[glyph] - advances[glyph]) <= 1 for glyph in used)
