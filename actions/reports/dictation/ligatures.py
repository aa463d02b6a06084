"""The ligatures of French words: «oedème» -> «œdème»."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.lexicon import joined, known, listed

_GREEK = re.compile(r"^oe(?=sop|so|d[eè]m|str|n)|(?<=^c)oe(?=li|lo)|(?<=^f)oe(?=t)|(?<=^hom)oe(?=o)")
"""Roots whose compounds no dictionary has all of: oesogastro-, coelio-, foeto-."""


@lru_cache(maxsize=4096)
def ligature(word: str) -> str:
    """«oedème» -> «œdème», «caecal» -> «cæcal»; a word that is written so stays («moelle»)."""
    if ("oe" not in word and "ae" not in word) or listed(word):
        return word
    whole = joined(word)
    return whole if known(whole) else _GREEK.sub(lambda match: match[0].replace("oe", "œ"), word)
