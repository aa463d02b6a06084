"""Counts how things are said, for the recogniser's search: sentences of the workshop and of Rasa's data as tokens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.hearing.spelling import Spelling
from assistant.hearing.whisper_model import WhisperModel
from assistant.hearing.wording import FILE, Array, context
from speech import alphabet, lexicon
from speech.sentences import calling, examples, is_learnt
from speech.spoken import words

ORDER = 4
"""Tokens of the longest sequence counted: three and what follows them."""
DISCOUNT = 0.7
"""Taken from every count for what was not seen (absolute discounting, Ney 1994)."""
FLOOR = 0.1
"""Times that every token is taken to have been seen."""
HOLE = "§"
"""A name: anybody may be meant, nobody is expected."""

Tokens = Sequence[int | None]
"""None is a hole."""
Encode = Callable[[str], Sequence[int] | None]


def texts() -> Iterator[str]:
    """Sentences with holes for names, as the recogniser writes; none of the golden ones, nor of those kept aside.

    A clip kept aside may be a counted sentence of Rasa's data with somebody else in it.
    """
    for line, opened in _lines():
        said = words(line)
        if is_learnt(said) and not re.search(r"\d", said):
            yield f" {HOLE} ".join(words(part) for part in opened.split(HOLE)).strip()


def _lines() -> Iterator[tuple[str, str]]:
    """A sentence as it is written, and with its names taken out."""
    yield from ((example.text, calling(example, lambda _: HOLE)) for example in examples())
    yield from ((line, lexicon.PROPER.sub(HOLE, line)) for _, line in lexicon.lines())


def encoded(said: Iterable[str], encode: Encode, end: int) -> Iterator[Tokens]:
    """Texts as tokens, their end last; those that cannot be written are left out."""
    for text in said:
        tokens: list[int | None] = []
        for place, part in enumerate(text.split(HOLE)):
            if place:
                tokens.append(None)
            if part.strip():
                found = encode(part.strip())
                if found is None:
                    break
                tokens += found
        else:
            yield [*tokens, end]


def counted(sentences: Iterable[Tokens], ids: Sequence[int]) -> dict[str, Array]:
    """The arrays of assistant.hearing.wording.Wording, for the tokens `ids`; behind the last one a text begins."""
    size = len(ids)
    ones = np.full(size, FLOOR)
    tables: list[dict[int, Counter[int | None]]] = [{} for _ in range(ORDER)]
    for sentence in sentences:
        written: list[int | None] = [size]
        for token in sentence:
            if token is not None:
                ones[token] += 1
            for length in range(1, min(ORDER - 1, len(written)) + 1):
                before = [one for one in written[-length:] if one is not None]
                if len(before) < length:
                    break
                tables[length].setdefault(context(before), Counter())[token] += 1
            written.append(token)
    arrays: dict[str, Array] = {
        "ids": np.array(ids, dtype=np.uint16), "unigram": (ones / ones.sum()).astype(np.float32)
    }  # fmt: skip
    for length in range(1, ORDER):
        arrays |= {f"{name}{length}": array for name, array in _packed(tables[length]).items()}
    return arrays


def _packed(table: dict[int, Counter[int | None]]) -> dict[str, Array]:
    keys, starts, spared = [], [0], []
    tokens: list[int] = []
    shares: list[float] = []
    for key in sorted(table):
        total = table[key].total()
        known = [(token, (count - DISCOUNT) / total) for token, count in table[key].items() if token is not None]
        if known:
            keys.append(key)
            tokens += [token for token, _ in known]
            shares += [share for _, share in known]
            spared.append(1 - sum(share for _, share in known))
            starts.append(len(tokens))
    return {
        "keys": np.array(keys, dtype=np.uint64), "starts": np.array(starts, dtype=np.uint32),
        "spared": np.array(spared, dtype=np.float16), "tokens": np.array(tokens, dtype=np.uint16),
        "shares": np.array(shares, dtype=np.float16),
    }  # fmt: skip


def write(model: WhisperModel, folder: Path) -> Path:
    """Count in the tokens of a recogniser that French is written with."""
    enough = alphabet.ids(model.spelling)
    spelling = Spelling(model.spelling.tokenizer, plain=True, ids=enough)
    arrays = counted(encoded(texts(), spelling.encoded, spelling.vocabulary.end), enough)
    fresh = folder / f"new-{FILE}"
    np.savez_compressed(fresh, allow_pickle=False, **arrays)
    return fresh.replace(folder / FILE)
