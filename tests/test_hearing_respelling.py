"""A word that exists nowhere, put right by its sound: what is proposed, what the sound decides, what is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assistant import lexicon
from assistant.hearing.known_words import KnownWords
from assistant.hearing.respelling import respelt

Tokens = tuple[int, ...]
CLEAR, DOUBTFUL, ANOTHER = -1.0, -8.0, -30.0
"""Sum of the log-probabilities of a text: as it was spelled, as it is written, as something else was said."""


class Ear:
    """Texts as their letters, each as probable as it is told."""

    def __init__(self, heard: Mapping[str, float], otherwise: float = ANOTHER) -> None:
        self._heard = heard
        self._otherwise = otherwise
        self.asked: list[str] = []

    def encode(self, text: str) -> Tokens | None:
        return tuple(map(ord, text))

    def weigh(self, rows: Sequence[Tokens]) -> list[tuple[float, ...]]:
        texts = ["".join(map(chr, row)) for row in rows]
        self.asked += texts
        return [(self._heard.get(text, self._otherwise), *[0.0] * len(text)) for text in texts]


def put_right(text: str, heard: Mapping[str, float], known: Sequence[str] = ()) -> str:
    ear = Ear({text: CLEAR, **heard})
    found = respelt(text, KnownWords(known), ear.encode, ear.weigh)
    return "".join(map(chr, found.tokens)) if found else text


@pytest.mark.parametrize(
    ("heard", "right"),
    [
        ("introduction de céphépime", "introduction de céfépime"),
        ("numération l'ucocytes", "numération leucocytes"),
        ("avalocardil matin et soir", "avlocardyl matin et soir"),
        ("sans rectoragie", "sans rectorragie"),
        ("pas d'hémoptizie", "pas d'hémoptysie"),
    ],
)
def test_a_word_of_care_takes_the_place_of_one_that_exists_nowhere(heard, right):
    assert put_right(heard, {right: DOUBTFUL}) == right


def test_the_sound_decides():
    assert put_right("introduction de céphépime", {"introduction de céfépime": ANOTHER}) == "introduction de céphépime"


def test_words_that_exist_are_never_touched():
    ear = Ear({})
    assert respelt("une libellule sur l'eau et du bisoprolol", KnownWords(), ear.encode, ear.weigh) is None
    assert not ear.asked


@pytest.mark.parametrize("text", ["sans rectoragie", "céphépime un gramme", "ni hémoptizie", "pas d'hémoptizie"])
def test_no_negation_and_no_number_goes_with_it(text):
    ear = Ear({})
    respelt(text, KnownWords(), ear.encode, ear.weigh)
    kept = {"sans", "un", "gramme", "ni", "pas"} & set(text.split())
    assert len(ear.asked) > 1
    assert all(kept <= set(asked.split()) for asked in ear.asked)


@pytest.mark.parametrize(("heard", "right"), [("hypokaliemi", "hypokaliémie"), ("hyperkalémi", "hyperkaliémie")])
def test_hypo_is_no_hyper(heard, right):
    ear = Ear({})
    respelt(heard, KnownWords(), ear.encode, ear.weigh)
    assert right in ear.asked
    assert {asked[:4] for asked in ear.asked} == {heard[:4]}


def test_a_drug_is_written_with_its_accents():
    ear = Ear({})
    respelt("introduction de céphépime", KnownWords(), ear.encode, ear.weigh)
    assert "introduction de cefepime" not in ear.asked


def test_the_same_word_twice_is_put_right_twice():
    twice = "céfépime le matin céfépime le soir"
    half = "céfépime le matin céphépime le soir"
    assert put_right("céphépime le matin céphépime le soir", {half: DOUBTFUL, twice: 2 * DOUBTFUL}) == twice


def test_several_words_are_put_right_one_after_the_other():
    both = "céfépime et avlocardyl"
    half = {"céfépime et avalocardil": DOUBTFUL, "céphépime et avlocardyl": DOUBTFUL, both: 2 * DOUBTFUL}
    assert put_right("céphépime et avalocardil", half) == both


@pytest.mark.parametrize(
    "text",
    ["courrier de madame rectoragie", "docteur jean-marie de rectoragie", "vu par monsieur céphépime ce jour"],
)
def test_a_name_after_a_title_may_be_on_no_list(text):
    ear = Ear({}, otherwise=0.0)
    assert respelt(text, KnownWords(), ear.encode, ear.weigh) is None
    assert not ear.asked


def test_words_of_the_moment_exist():
    text = "score de rectoragie"
    assert put_right(text, {"score de rectorragie": DOUBTFUL}) == "score de rectorragie"
    assert put_right(text, {"score de rectorragie": DOUBTFUL}, ["Rectoragie"]) == text


@pytest.mark.parametrize("text", ["vu avec alexendre", "avis de lamberre", "adressé par tomass"])
def test_nobody_is_proposed(text):
    ear = Ear({})
    respelt(text, KnownWords(), ear.encode, ear.weigh)
    people = {name.lower() for name in lexicon.lines("people")}
    assert not people & {word for asked in ear.asked for word in asked.split() if asked != text}


def test_what_cannot_be_written_stays():
    ear = Ear({}, otherwise=0.0)
    assert respelt("sans rectoragie", KnownWords(), lambda _: None, ear.weigh) is None
    heard_alone = {"sans rectoragie": (1,)}
    assert respelt("sans rectoragie", KnownWords(), heard_alone.get, ear.weigh) is None


def test_a_few_rows_are_weighed_and_a_text_is_looked_through_a_few_times():
    ear = Ear({})
    counts: list[int] = []

    def weigh(rows: Sequence[Tokens]) -> list[tuple[float, ...]]:
        counts.append(len(rows))
        return ear.weigh(rows)

    respelt("rectoragie céphépime avalocardil septiaxone hémoscase strictum", KnownWords(), ear.encode, weigh)
    assert len(counts) == 4
    assert 2 <= min(counts) <= max(counts) <= 8
