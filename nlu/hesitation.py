"""«euh» and words said twice: left out before the model reads, without losing where the other words were."""

from __future__ import annotations

import re

_EMPTY = re.compile(
    r"(?<![\w'-])(?:(?:euh+|heu+|hum+|hm+|mm+h*)(?: |$)"
    r"|(le|la|les|de|du|des|un|une|au|à|dans|sur|pour|et|mets|ouvre) (?=\1 ))"
)
"""«bah» and «ben» stay: people are called so."""


def fluent(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without hesitations, and the place each of its characters had; the text itself when nothing is left."""
    out, at, last = "", list[int](), 0
    for gap in _EMPTY.finditer(text):
        out += text[last : gap.start()]
        at += range(last, gap.start())
        last = gap.end()
    out += text[last:]
    at += range(last, len(text))
    bare = out.rstrip()
    return (bare, tuple(at[: len(bare)])) if bare else (text, tuple(range(len(text))))
