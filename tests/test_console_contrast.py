"""Colours of the console: text is read on what lies behind it (WCAG 2.2, 1.4.3 and 1.4.11), light and dark."""

from __future__ import annotations

import re

import pytest

from assistant.console.routes import STATIC

SHEETS = ("console.css", "editor/editor.css")
OWN_SHEETS = ("shelf/shelf.css", "bureau/bureau.css", "ledger.css", "pages.css")
"""Sheets of single pages: they have no colours of their own."""
TEXT, SIGN = 4.5, 3.0
"""Least ratios: of words, and of a frame or an underline."""
PAIRS = (
    ("ink", "surface", TEXT), ("ink", "sunken", TEXT), ("ink", "brand-pale", TEXT), ("ink", "wait-pale", TEXT),
    ("ink", "picked", TEXT), ("soft", "surface", TEXT), ("soft", "sunken", TEXT), ("soft", "brand-pale", TEXT),
    ("wait", "wait-pale", TEXT), ("wait", "surface", TEXT), ("bad", "bad-pale", TEXT), ("bad", "surface", TEXT),
    ("bad", "sunken", TEXT),
    ("ink", "ask-pale", TEXT), ("soft", "ask-pale", TEXT),
    ("added", "added-pale", TEXT), ("removed", "removed-pale", TEXT), ("on-brand", "brand", TEXT),
    ("brand-deep", "brand-pale", TEXT), ("ask", "ask-pale", TEXT), ("good", "surface", TEXT),
    ("focus", "surface", SIGN), ("focus", "brand-pale", SIGN), ("focus", "wait-pale", SIGN), ("doubt", "surface", SIGN),
    ("doubt", "brand-pale", SIGN), ("wait-line", "surface", SIGN), ("brand", "surface", SIGN),
    ("live", "surface", SIGN), ("wait", "ground", TEXT), ("soft", "ground", TEXT), ("ink", "ground", TEXT),
    ("brand", "sunken", TEXT), ("brand", "surface", TEXT), ("soft", "surface", SIGN), ("ink", "bad-pale", TEXT),
)  # fmt: skip
ON_LIVE = {"light": "#fff", "dark": "#2b1204"}
"""Words on the band of the dictation."""


def colours(scheme: str) -> dict[str, str]:
    """Name -> colour; the dark ones are written in a @media of their own."""
    found: dict[str, str] = {}
    for name in SHEETS:
        css = (STATIC / name).read_text(encoding="utf-8")
        blocks = re.findall(r"(@media \(prefers-color-scheme: dark\) \{\s*)?:root \{([^}]*)\}", css)
        for dark, block in blocks:
            if scheme == "dark" or not dark:
                found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,8})\b", block))
    return found


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_shown_can_be_read(scheme: str) -> None:
    known = colours(scheme)
    weak = [(a, b, round(ratio(known[a], known[b]), 2)) for a, b, least in PAIRS if ratio(known[a], known[b]) < least]
    assert weak == []
    assert ratio(ON_LIVE[scheme], known["live"]) >= TEXT


@pytest.mark.parametrize("name", OWN_SHEETS)
def test_pages_have_no_colours_of_their_own(name: str) -> None:
    """Every colour is one of those above, and words on a colour are a pair that was measured."""
    css = re.sub(r"/\*.*?\*/|@media [^{]*\{", "", (STATIC / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*[;}])", re.sub(r"[^{}]*\{", "{", css)) == []
    measured = {(a, b) for a, b, least in PAIRS if least == TEXT}
    found = set()
    for block in re.findall(r"\{([^{}]*)\}", css):
        ground = re.search(r"background: var\(--([\w-]+)\)", block)
        words = re.search(r"(?<![-\w])color: var\(--([\w-]+)\)", block)
        if ground and words:
            found.add((words[1], ground[1]))
    assert found, "no pair was read"
    assert found <= measured


def test_the_measure_is_the_norms() -> None:
    assert ratio("#000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#fff") == pytest.approx(4.48, abs=0.01)
