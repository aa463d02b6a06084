"""Which written words were heard with little confidence: spoken words against what they were written as; pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import SequenceMatcher

from assistant.types import Transcript
from nlu.text import fold

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
Span = tuple[int, int]


def spans(words: str, doubtful: Collection[int], text: str) -> tuple[Span, ...]:
    """Spans in `text` of the words whose places in `words` are doubtful.

    Words written as they were said are found one by one; where the writing differs («douze huit», «12/8») the whole
    stretch is doubtful when one of its words was. A doubtful sign («virgule») leaves none.
    """
    if not doubtful:
        return ()
    said = [fold(word).strip(".,;:!?") for word in words.split()]
    written = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    plain = [fold(text[a:b]) for a, b in written]
    found: list[Span] = []
    for kind, a, b, c, d in SequenceMatcher(None, said, plain, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [written[c + place - a] for place in range(a, b) if place in doubtful]
        elif kind == "replace" and any(place in doubtful for place in range(a, b)):
            found.append((written[c][0], written[d - 1][1]))
    return tuple(found)


def within(heard: Transcript, words: str) -> tuple[int, ...]:
    """Places in `words.split()` of those that were doubtful in what was heard; () when they are not a part of it."""
    said, wanted = heard.text.split(), words.split()
    for start in range(len(said) - len(wanted) + 1):
        if wanted and said[start : start + len(wanted)] == wanted:
            return tuple(place - start for place in heard.doubtful if start <= place < start + len(wanted))
    return ()
