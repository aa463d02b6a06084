"""The tokens that French is written with are enough for any name, and six in ten of those the weights have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import lexicon
from assistant.hearing.spelling import Spelling, writable

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäæçéèêëîïôöœùûüÿ"
words = st.text(LETTERS, min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


@pytest.fixture(scope="module")
def every(french) -> Spelling:
    """All that the weights can write."""
    return Spelling(french.spelling.tokenizer, plain=True)


def tokens_of(spelling: Spelling, text: str) -> list[int]:
    """The weights' tokens of a text; [] where it cannot be written."""
    return spelling.vocabulary.ids[list(spelling.encoded(text) or ())].tolist()


def test_six_tokens_in_ten_are_looked_at(french, every):
    assert len(french.vocabulary.ids) < 0.6 * len(every.vocabulary.ids)
    assert set(french.vocabulary.ids.tolist()) < set(every.vocabulary.ids.tolist())
    assert french.vocabulary.ids[-1] == every.vocabulary.ids[-1]
    assert french.wording.ids == french.vocabulary.ids.tolist()


@given(text=names)
def test_whatever_all_the_tokens_write_these_do(french, every, text):
    tokens = french.spelling.encoded(text)
    assert (tokens is None) == (every.encoded(text) is None)
    assert tokens is None or french.spelling.written(tokens) == writable(text)


@pytest.mark.parametrize(
    "name",
    [
        "Blackwell",
        "Szymańska",
        "Nguyễn",
        "Hrvatskić",
        "Schwarzenegger",
        "O’Shaughnessy",
        "İbrahim Yıldız",
        "Wałęsa",
        "Lebœuf",
        "Sørensen",
        "Le\u00a0Goff",
        "Jean‑Luc",
    ],
)
def test_names_from_anywhere_can_be_expected(french, name):
    tokens = french.spelling.encoded(name)
    assert tokens is not None
    assert french.spelling.written(tokens) == writable(name.lower())


@pytest.mark.parametrize("text", ["le bilan hépatique", "monsieur kowalczyk", "anticoagulants oraux directs"])
def test_what_was_whole_stays_whole(french, every, text):
    assert tokens_of(french.spelling, text) == tokens_of(every, text) != []


def test_tokens_that_these_weights_do_not_write_are_refused(french):
    ids = french.wording.ids
    for wrong in ([*ids[:-1], ids[-1] + 1], [17, *ids], ids[:-1], [ids[0], *ids], [ids[1], ids[0], *ids[2:]]):
        with pytest.raises(ValueError, match="not those that these weights write"):
            Spelling(french.spelling.tokenizer, plain=True, ids=wrong)


def test_words_of_the_dictionary_are_whole_where_they_stand(french, every):
    """A word in a thousand: alone, after a hyphen, after «l'»."""
    words_that_exist = list(lexicon.every())
    assert words_that_exist == sorted(set(words_that_exist))
    sample = words_that_exist[::1000]
    assert len(sample) > 400
    assert all(map(lexicon.listed, sample))
    elided = [f"l'{word}" for word in sample if word[0] in "aeiouhéè"]
    for form in (*sample, *(f"anti-{word}" for word in sample), *elided):
        assert tokens_of(french.spelling, form) == tokens_of(every, form), form
