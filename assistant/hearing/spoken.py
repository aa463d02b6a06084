"""Written abbreviations -> the words that were spoken («M. Petit» -> «monsieur Petit»); pure."""

from __future__ import annotations

import re

_TITLES = (
    (re.compile(r"\bM\.\s+(?=[A-ZÀ-Ý])"), "monsieur "),
    (re.compile(r"\bMr\.?\s+(?=[A-ZÀ-Ý])"), "monsieur "),
    (re.compile(r"\bMme\.?(?=\s)", re.IGNORECASE), "madame"),
    (re.compile(r"\bMlle\.?(?=\s)", re.IGNORECASE), "mademoiselle"),
    (re.compile(r"\b(?:Dr|Pr)\.?\s+(?=[A-ZÀ-Ý])"), "docteur "),
)
_EDGES = re.compile(r"^[\s.,…\-–—]+|[\s,…\-–—]+$")


def spoken(text: str) -> str:
    """One line, titles in full, a plain apostrophe."""
    line = " ".join(text.replace("’", "'").split())
    for pattern, words in _TITLES:
        line = pattern.sub(words, line)
    return _EDGES.sub("", line)
