"""PDF/A-1b: colour, images, graphics states and transparency (ISO 19005-1:2005, 6.2 and 6.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

if TYPE_CHECKING:
    from actions.reports.pdfa_check import File

Found = Iterator[tuple[str, str]]
_COMPONENTS = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}
_DEVICE = {
    b"rg": 3, b"RG": 3, b"g": 1, b"G": 1, b"k": 4, b"K": 4,
}  # fmt: skip
_OPERATORS = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q "
    b"re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_INTENTS = frozenset({"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"})


def profile_of(file: File) -> bytes | None:
    """The ICC profile of the PDF/A output intent, or None."""
    for intent in file.catalog.get("/OutputIntents", []):
        held = intent.get_object()
        if held.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in held:
            return bytes(held["/DestOutputProfile"].get_object().get_data())
    return None


def output_intent(file: File) -> Found:
    """6.2.2: an output intent with the ICC profile that device colours are meant in."""
    profile = profile_of(file)
    if profile is None:
        yield "6.2.2", "no PDF/A output intent with a profile"
        return
    if len(profile) < 128 or profile[36:40] != b"acsp" or int.from_bytes(profile[:4], "big") != len(profile):
        yield "6.2.2", "the profile of the output intent is no ICC profile"
    elif profile[12:16] not in (b"mntr", b"prtr") or profile[16:20] not in _COMPONENTS:
        yield "6.2.2", "the profile is not that of a screen or printer"
    elif profile[8] > 2:
        yield "6.2.2", "the ICC profile is newer than version 2"


def colours(file: File) -> Found:
    """6.2.3: device colours only in the space of the output intent. 6.2.10: known operators only."""
    profile = profile_of(file) or b""
    allowed = {1, _COMPONENTS.get(profile[16:20], 1)}
    for _, drawn in file.pages:
        for _, operator in drawn:
            if operator not in _OPERATORS and operator != b"INLINE IMAGE":
                yield "6.2.10", f"unknown operator {operator!r}"
            if _DEVICE.get(operator, 1) not in allowed or (operator in _DEVICE and not profile):
                yield "6.2.3", "a device colour that the output intent does not define"


def images(file: File) -> Found:
    """6.2.4 to 6.2.7: images and forms as they are, nothing alternative, nothing from elsewhere. 6.4: no soft mask."""
    for number, held in file.dictionaries():
        kind = held.get("/Subtype")
        if kind == "/Image":
            if "/Alternates" in held or "/OPI" in held:
                yield "6.2.4", f"object {number}: an alternative image"
            if held.get("/Interpolate"):
                yield "6.2.4", f"object {number}: an interpolated image"
        if kind == "/Form" and ("/OPI" in held or "/PS" in held or held.get("/Subtype2") == "/PS"):
            yield "6.2.5", f"object {number}: PostScript or OPI in a form"
        if kind == "/Form" and "/Ref" in held:
            yield "6.2.6", f"object {number}: a form from another file"
        if kind == "/PS" and isinstance(held, StreamObject):
            yield "6.2.7", f"object {number}: PostScript"


def states(file: File) -> Found:
    """6.2.8, 6.2.9: no transfer functions, known rendering intents. 6.4: nothing transparent."""
    for number, held in file.dictionaries():
        group = held.get("/Group")
        if group is not None and _plain(group).get("/S") == "/Transparency":
            yield "6.4", f"object {number}: a transparency group"
        if held.get("/SMask", "/None") != "/None" and (held.get("/Subtype") == "/Image" or _is_state(held)):
            yield "6.4", f"object {number}: a soft mask"
        if not _is_state(held):
            continue
        if "/TR" in held or held.get("/TR2", "/Default") != "/Default":
            yield "6.2.8", f"object {number}: a transfer function"
        if held.get("/RI", "/Perceptual") not in _INTENTS:
            yield "6.2.9", f"object {number}: an unknown rendering intent"
        if held.get("/BM", "/Normal") not in ("/Normal", "/Compatible"):
            yield "6.4", f"object {number}: a blend mode"
        if float(held.get("/CA", 1)) != 1 or float(held.get("/ca", 1)) != 1:
            yield "6.4", f"object {number}: a constant alpha below 1"


def _is_state(held: DictionaryObject) -> bool:
    keys = {"/TR", "/TR2", "/BM", "/CA", "/ca", "/SMask", "/RI", "/LW", "/SA", "/Font"}
    marked = held.get("/Type") == "/ExtGState"
    return marked or ("/Type" not in held and "/Subtype" not in held and bool(keys & set(held)))


def _plain(held: Any) -> DictionaryObject:
    found = held.get_object()
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def spaces(file: File) -> Found:
    """6.2.3: no CMYK space where the output intent is not CMYK."""
    profile = profile_of(file) or b""
    for number, held in file.dictionaries():
        space = held.get("/ColorSpace")
        names = [space, *(space if isinstance(space, ArrayObject) else ())]
        if "/DeviceCMYK" in names and profile[16:20] != b"CMYK":
            yield "6.2.3", f"object {number}: CMYK without a CMYK output intent"


RULES = (output_intent, colours, images, states, spaces)
