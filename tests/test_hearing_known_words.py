"""Words that exist, while a dictation is written: what pays, when, and what a beam makes of it."""

from __future__ import annotations

import lzma
from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import lexicon
from assistant.hearing.decoding import Lexicon, Sought, Text, Vocabulary, search
from assistant.hearing.known_words import EACH, UNKNOWN, KnownWords
from assistant.hearing.phrases import Phrases

LETTERS = st.text(st.sampled_from("abcdefghilmnoprstuvéèœ"), min_size=1, max_size=5)


def paid(text: str, known: KnownWords | None = None) -> float:
    """Unknown words that a whole text pays for, beside what each word costs, written letter by letter."""
    known = known or KnownWords()
    total, letters = 0.0, ""
    for piece in f" {text}":
        help_, letters = known.step(letters, piece)
        total += help_
    return -(total + EACH * f" {text}".count(" ") + known.finish(letters)) / UNKNOWN


@cache
def every_word() -> list[str]:
    """The dictionary, unpacked another way."""
    found: list[str] = []
    for row in lzma.decompress((lexicon.FOLDER / "french.txt.xz").read_bytes()).decode().split("\n"):
        same = ord(row[0]) - 48
        found.append((found[-1][:same] if same else "") + row[1:])
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("une libellule sur l'eau", 0),
        ("aujourd'hui lorsqu'il s'est levé", 0),
        ("abdomen souple rez-de-chaussée", 0),
        ("oedème des membres soeur de cœur", 0),
        ("naevus caecal ex aequo", 0),
        ("adhésiolyse et bisoprolol", 0),
        ("madame ferrandez a une c r p à cinq", 1),
        ("une hibelule", 1),
        ("un congouon clune", 2),
        ("", 0),
    ],
)
def test_a_text_pays_for_each_word_that_is_nowhere(text, words):
    assert paid(text) == pytest.approx(words)


def test_words_of_the_moment_are_known():
    known = KnownWords(["docteur kervazoual", "glyphomètre"])
    assert paid("le docteur kervazoual et son glyphomètre", known) == pytest.approx(0)
    assert paid("le docteur kervazo", known) == pytest.approx(1)
    written = KnownWords(["Madame Lebœuf", "Docteur Xélázquezz"])
    assert paid("leboeuf et xélazquezz", written) == pytest.approx(0)


@pytest.mark.parametrize("word", ["rancœur", "oesogastroduodénale", "quadricœur", "tænia", "velazquez", "aujourd'hui"])
def test_no_beginning_of_a_known_word_pays(word):
    known, total, letters = KnownWords(), 0.0, ""
    for piece in word.replace("œ", "oe").replace("æ", "ae"):
        help_, letters = known.step(letters, piece)
        total += help_
        assert total == 0.0


def test_it_is_paid_as_soon_as_no_word_begins_so_and_once():
    known = KnownWords()
    help_, letters = known.step("", " hibelu")
    assert (help_, letters) == (pytest.approx(-UNKNOWN - EACH), "hibelu")
    assert known.step(letters, "le") == (0.0, "hibelule")
    assert known.step("hibelule", " et") == (pytest.approx(-EACH), "et")
    assert known.finish("hibelule") == 0.0


@given(
    st.lists(st.sampled_from(["un", "cas", "hibe", "lule", "l'", "eau", "rendez-", "vous", "qu", "zut"]), max_size=6)
)
def test_how_a_text_is_cut_into_pieces_changes_nothing(parts):
    text = " " + " ".join(parts)
    known = KnownWords()
    whole, letters = known.step("", text)
    alone = -(whole + EACH * text.count(" ") + known.finish(letters)) / UNKNOWN
    assert alone == pytest.approx(paid(" ".join(parts)))


def test_the_dictionary_is_searched_as_if_it_were_a_list():
    words = every_word()
    assert len(words) == 460_125
    assert words == sorted(set(words))
    assert lexicon.listed(words[0])
    assert lexicon.listed(words[-1])
    assert not lexicon.begun(words[-1] + "a")
    assert all(lexicon.listed(word) for word in words[:: len(words) // 500])
    known = set(words)
    assert not any(lexicon.listed(word + "q") for word in words[:: len(words) // 500] if word + "q" not in known)


@settings(deadline=None)
@given(LETTERS)
def test_a_beginning_is_one_of_a_word(letters):
    words = every_word()
    assert lexicon.begun(letters) == any(word.startswith(letters) for word in words)
    assert lexicon.listed(letters) == (letters in words)


#  the sound says «hibelule» first, «libellule» behind
PIECES = (" hibe", " libel", "lule", "")
DOUBTFUL, CLEAR = [0.6, 0.3, 0.05, 0.05], [0.97, 0.01, 0.01, 0.01]


def heard(known: Lexicon | None, first: list[float] = DOUBTFUL, beam: int = 2, limit: int = 4) -> list[Text]:
    words = Vocabulary(torch.arange(4), torch.tensor([True, True, False, True]), 3, PIECES)
    texts: list[tuple[int, ...]] = [()]

    def step(tokens: torch.Tensor) -> torch.Tensor:
        nonlocal texts
        if tokens.shape[1] == 1:
            texts = [(*text, int(token)) for text, token in zip(texts, tokens[:, 0], strict=True)]
        going_on, over = [0.01, 0.01, 0.9, 0.08], [0.01, 0.01, 0.01, 0.97]
        return torch.tensor([(first, going_on, over)[min(len(text), 2)] for text in texts]).log()

    def keep(rows: torch.Tensor) -> None:
        nonlocal texts
        texts = [texts[row] for row in rows.tolist()]

    return search(step, keep, step(torch.tensor([[9, 8]])), words, [Sought(Phrases(), limit, known)], beam)[0]


def test_the_beam_goes_to_words_that_exist():
    assert heard(None)[0].tokens == (0, 2)
    best, *_ = heard(KnownWords())
    assert (best.tokens, best.help) == ((1, 2), -EACH)
    assert heard(KnownWords(["hibelule"]))[0].tokens == (0, 2)


def test_a_word_that_nobody_knows_is_written_where_it_is_clear():
    assert heard(KnownWords(), CLEAR)[0].tokens == (0, 2)


def test_a_word_cut_off_by_the_limit_pays_as_it_stands():
    ended = [text for text in heard(KnownWords(), limit=2) if text.tokens in {(0,), (1,)}]
    assert {text.help for text in ended} == {-EACH - UNKNOWN}
