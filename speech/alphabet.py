"""Which of the weights' tokens French and the names of its patients are written with: half of those in Latin letters.

The decoder compares every token with what it hears, at each of them: fewer are heard sooner.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Collection, Iterable, Iterator

from assistant import lexicon as words_that_exist
from assistant.hearing.spelling import Spelling, writable
from speech import lexicon
from speech.sentences import sentences

SHORT = 4
"""Letters: shorter pieces are all kept, so that any name can be written."""
_NAMES = re.compile(r"(?:first|last)_names?")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_LATIN = "ɏ"
"""The last letter of Latin alphabets."""


def ids(spelling: Spelling) -> list[int]:
    """Token ids of these weights, in their order, the end last."""
    vocabulary = spelling.vocabulary
    kept = {place for place, piece in enumerate(vocabulary.pieces) if len(piece.strip()) <= SHORT}
    for word in set(map(writable, _words())):
        kept.update(spelling.encoded(word) or ())
    kept.add(vocabulary.end)
    return [int(vocabulary.ids[place]) for place in sorted(kept)]


def _words() -> Iterator[str]:
    """Lower case: the dictionary, the lists beside it, what is spoken in training, names of some sixty countries."""
    yield from words_that_exist.every()
    lists = (words_that_exist.entries(path) for path in sorted(words_that_exist.FOLDER.glob("*.txt")))
    yield from _split(line for lines in lists for line in lines)
    yield from _split(sentence.words for sentence in sentences())
    yield from _split(lexicon.family_names())
    yield from _split(name for name, _ in lexicon.given_names())
    yield from _split(_abroad())


def _split(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(text.lower())


def _abroad() -> Iterator[str]:
    """Names in Latin letters (Faker, MIT)."""
    from faker.providers import person

    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for name in filter(_NAMES.match, dir(provider)):
            listed = getattr(provider, name)
            if isinstance(listed, Collection):
                yield from (said for said in listed if isinstance(said, str) and max(said, default="") <= _LATIN)
