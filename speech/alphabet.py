"""Which of the weights' tokens French and the names of its patients are written with: six in ten of those in Latin
letters.

The decoder compares every token with what it hears, again and again: fewer are heard sooner.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Collection, Iterable, Iterator

from assistant import lexicon as words_that_exist
from assistant.hearing.spelling import WRITABLE, Spelling, writable
from speech import lexicon
from speech.sentences import is_learnt, sentences

SHORT = 4
"""Letters: pieces no longer are all kept, so that any name can be written."""
_NAMES = re.compile(r"(?:first|last)_names?")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_ELIDED = re.compile("[aeiouyhàâéèêëîïôùûü]")
"""Beginnings of words that follow «l'»."""


def ids(spelling: Spelling) -> list[int]:
    """Token ids of these weights, ascending, the end last."""
    vocabulary = spelling.vocabulary
    kept = {place for place, piece in enumerate(vocabulary.pieces) if len(piece.strip()) <= SHORT}
    for form in _forms():
        kept.update(spelling.encoded(form) or ())
    kept.add(vocabulary.end)
    return [int(vocabulary.ids[place]) for place in sorted(kept)]


def _forms() -> Iterator[str]:
    """Each word alone, and inside of a longer one: there its pieces have no space before them."""
    for word in set(map(writable, _words())):
        yield word
        yield f"anti-{word}"
        if _ELIDED.match(word):
            yield f"l'{word}"


def _words() -> Iterator[str]:
    """Lower case: the dictionary, the lists beside it, what is learnt, names of some sixty countries.

    Names and sentences of the measurement are left out, unless they are words too.
    """
    yield from words_that_exist.every()
    yield from _split(sentence.words for sentence in sentences() if is_learnt(sentence.words))
    lists = (words_that_exist.entries(path) for path in sorted(words_that_exist.FOLDER.glob("*.txt")))
    named = (_abroad(), lexicon.family_names(), (name for name, _ in lexicon.given_names()), *lists)
    yield from (word for names in named for word in _split(names) if not lexicon.held_out(word))


def _split(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(text.lower())


def _abroad() -> Iterator[str]:
    """Names that Latin letters write (Faker, MIT)."""
    from faker.providers import person

    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for name in filter(_NAMES.match, dir(provider)):
            listed = getattr(provider, name)
            if isinstance(listed, Collection):
                yield from (
                    said for said in listed if isinstance(said, str) and WRITABLE.fullmatch(writable(said.lower()))
                )
