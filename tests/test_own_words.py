"""Words of one's own: kept and versioned, never a way around a confirmation, never in the way of what is understood."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from actions import registry
from actions.charts.memory import MemoryChart
from actions.own_words import OwnWords
from assistant import aliases, catalogue, journal, people, store
from assistant.pipeline import Session
from assistant.situation import Situation
from assistant.turn import Parts
from assistant.types import Alias, Origin, Question, Reply, Risk
from nlu import own_words
from nlu.context import InContext
from nlu.own_words import Order
from nlu.rules import RuleInterpreter

WORDS = catalogue.load()
RULES = RuleInterpreter(WORDS)
ANNA, BRUNO = Origin("demo", "anna", "t"), Origin("demo", "bruno", "t")


@dataclass
class House:
    db: Database
    own: OwnWords
    session: Session

    async def tell(self, words: str, meaning: str, scope: str = "person", who: Origin = ANNA) -> str:
        """Code of the refusal, «» when it was taken."""
        return (await self.own.do(Order("add", words, meaning, scope), who, "t")).code

    async def change(self, act: str, words: str, scope: str = "person", who: Origin = ANNA) -> str:
        return (await self.own.do(Order(act, words, scope=scope), who, "t")).code

    def held(self, who: Origin = ANNA) -> dict[str, tuple[str, str]]:
        return {a.said: (a.meaning, a.status) for a in self.own.of(who)}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    db = store.connect(tmp_path / "own.sqlite", (journal.migrations, people.migrations, aliases.migrations))
    known = people.SqlitePeople(db, {c.intent: c.group for c in WORDS.commands.values()})
    for person, role in (("anna", "doctor"), ("bruno", "secretary"), ("vera", "visitor")):
        known.add(people.Person(person, person, role, "demo"))
    trail = journal.SqliteJournal(db)
    own = OwnWords(aliases.SqliteAliases(db), RULES, WORDS, known, trail)
    chart = MemoryChart()
    await chart.start()
    session = Session(ANNA, Parts(WORDS, registry.load(WORDS), RULES, known, trail, own=own), chart)
    await session.start()
    yield House(db, own, session)
    await chart.stop()
    db.close()


# --- by voice -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Quand je dis bilan, je veux dire la biologie", Order("add", "bilan", "la biologie")),
        ("quand je dis feu vert ça veut dire les constantes", Order("add", "feu vert", "les constantes")),
        ("quand on dit topo on veut dire mes patients", Order("add", "topo", "mes patients", "site")),
        ("retiens que gribouille veut dire biologie", Order("add", "gribouille", "biologie")),
        ("ajoute le raccourci feu vert pour les constantes", Order("add", "feu vert", "les constantes")),
        ("oublie le mot gribouille", Order("remove", "gribouille")),
        ("remets l'ancien sens de gribouille", Order("restore", "gribouille")),
        ("quels sont mes mots", Order("list")),
        ("ça veut dire que vous allez mieux", None),
        ("quand je dis ça il ne m'écoute pas", None),
        ("affiche les allergies", None),
        ("oublie ça", None),
    ],
)  # fmt: skip
def test_orders(text, order):
    assert own_words.order(text) == order


async def test_taught_used_forgotten_and_taken_up_again(house):
    session = house.session
    await session.say("ouvre le dossier de monsieur Carpentier")
    await session.say("quand je dis feuille bleue je veux dire affiche les allergies")
    assert [m.intent for m in (await session.say("Feuille bleue !")).meant] == ["show_section"]
    assert "feuille bleue" in session.situation.words, "the recogniser is told of the word"
    await session.say("oublie le mot feuille bleue")
    assert [m.intent for m in (await session.say("feuille bleue")).meant] == ["out_of_scope"]
    assert "feuille bleue" not in session.situation.words
    await session.say("remets l'ancien sens de feuille bleue")
    assert [m.intent for m in (await session.say("feuille bleue")).meant] == ["show_section"]


# --- what may be taught ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "meaning", "code"),
    [
        ("feuille bleue", "affiche les constantes", ""),
        ("bilan", "la section labs", ""),
        ("gribouille", "biologie", ""),
        ("allergies", "la biologie", "own-taken"),
        ("affiche les allergies", "affiche les constantes", "own-taken"),
        ("oui", "affiche les constantes", "own-taken"),
        ("je confirme", "affiche les constantes", "own-taken"),
        ("dossier", "biologie", "own-in-commands"),
        ("asseyez-vous", "affiche les constantes", "own-ordinary"),
        ("feu vert", "je confirme", "own-engages"),
        ("feu vert", "oui", "own-engages"),
        ("feu vert", "signe le compte-rendu", "own-engages"),
        ("feu vert", "envoie le compte-rendu au médecin traitant", "own-engages"),
        ("feu vert", "réveille-toi", "own-engages"),
        ("feu vert", "le temps qu'il fait", "own-nonsense"),
        ("feu vert", "mssanté", "own-nonsense"),
        ("ab", "affiche les constantes", "own-length"),
        ("un deux trois quatre cinq six sept", "affiche les constantes", "own-length"),
        ("biologie", "biologie", "own-same"),
    ],
)
async def test_what_may_be_taught(house, words, meaning, code):
    assert await house.tell(words, meaning) == code
    assert bool(house.held()) == (code == "")


@pytest.mark.parametrize("key", [k for k in WORDS.replies if k.startswith("own_")])
def test_every_refusal_is_one_french_sentence(key):
    facts = {"words": "gribouille", "meaning": "biologie", "count": 2, "list": "a ; b"}
    said = WORDS.sentence(Reply(key, facts))
    assert said[-1] in ".»"
    assert "{" not in said


async def test_words_that_mean_something_already_are_not_given_another_meaning(house):
    assert await house.tell("gribouille", "biologie") == ""
    assert await house.tell("Gribouille", "imagerie") == "own-taken"
    assert await house.tell("gribouilles", "biologie") == "own-same"
    assert await house.tell("gribouille", "imagerie", who=BRUNO) == "", "another person's words are another's"
    assert await house.tell("gribouille", "imagerie", "site") == "own-taken", "hers would hide it"


async def test_a_site_s_word_waits_until_it_is_accepted(house):
    assert await house.tell("feuille verte", "affiche les constantes", "site") == ""
    assert house.held(BRUNO) == {"feuille verte": ("affiche les constantes", "proposed")}
    assert own_words.rewrite("feuille verte", house.own.of(BRUNO)) == "feuille verte"
    assert await house.change("accept", "feuille verte", "site", BRUNO) == ""
    assert own_words.rewrite("feuille verte", house.own.of(ANNA)) == "affiche les constantes"
    elsewhere = Origin("autre site", "anna", "t")
    assert house.own.of(elsewhere) == ()


async def test_every_version_is_kept(house):
    await house.tell("gribouille", "biologie")
    await house.change("remove", "gribouille")
    await house.tell("gribouille", "imagerie")
    await house.change("restore", "gribouille")
    past = house.own.history(ANNA, "person", "gribouille")
    assert [(a.version, a.meaning, a.status) for a in past] == [
        (1, "biologie", "active"), (2, "biologie", "removed"), (3, "imagerie", "active"), (4, "biologie", "active"),
    ]  # fmt: skip
    assert [a.version for a in house.own.of(ANNA)] == [4]
    assert {a.by for a in past} == {"anna"}


async def test_words_last_and_are_another_person_s_nowhere(house, tmp_path):
    await house.tell("gribouille", "biologie")
    again = store.connect(tmp_path / "own.sqlite", (aliases.migrations,))
    assert [a.said for a in aliases.SqliteAliases(again).of(ANNA)] == ["gribouille"]
    assert aliases.SqliteAliases(again).of(BRUNO) == ()
    again.close()


async def test_a_visitor_teaches_nothing(house):
    assert await house.tell("gribouille", "biologie", who=Origin("demo", "vera", "t")) == "forbidden"


async def test_the_journal_says_who_and_when_and_no_word(house):
    await house.tell("gribouille", "biologie")
    rows = [dict(r) for r in house.db.query("select * from journal")]
    assert [(r["event"], r["intent"], r["person"]) for r in rows] == [
        ("acting", "own_words", "anna"), ("done", "own_words", "anna"),
    ]  # fmt: skip
    assert "gribouille" not in str(rows)
    assert journal.SqliteJournal(house.db).verify().broken_at is None


# --- what the words do ----------------------------------------------------------------------------------------


def alias(said: str, meaning: str, kind: str = "word") -> Alias:
    return Alias(said, meaning, kind, "person")


def test_rewriting():
    own = (alias("gribouille", "biologie"), alias("feuille bleue", "affiche les constantes", "command"))
    assert own_words.rewrite("Affiche la gribouille d'hier", own) == "affiche la biologie d'hier"
    assert own_words.rewrite("Feuille bleue.", own) == "affiche les constantes"
    assert own_words.rewrite("montre la feuille bleue", own) == "montre la feuille bleue", "only said alone"
    assert own_words.rewrite("gribouillage", own) == "gribouillage"
    assert own_words.rewrite("Gribouille", ()) == "Gribouille"


async def test_dictated_values_stay_as_they_were_said():
    """A word within a name or a dictated value is not replaced, whatever stands for it elsewhere."""
    context = InContext(RULES, WORDS)
    situation = Situation(own=(alias("leroux", "imagerie"),))
    (found,) = await context.interpret("ouvre le dossier de madame leroux", situation)
    assert [e.value for e in found.entities] == ["leroux"]


MEANINGS = ["je confirme", "oui", "non", "signe le compte-rendu", "envoie le compte-rendu au médecin traitant",
            "réveille-toi", "affiche les allergies", "compte-rendu", "médecin traitant"]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    meaning=st.sampled_from(MEANINGS),
    kind=st.sampled_from(["word", "command"]),
    sentence=st.sampled_from(["feuille bleue", "oui feuille bleue", "je feuille bleue", "envoie le feuille bleue",
                              "signe le feuille bleue", "envoie le compte-rendu au feuille bleue"]),
    asked=st.booleans(),
)  # fmt: skip
async def test_no_word_of_one_s_own_ever_engages_or_answers(meaning, kind, sentence, asked):
    """Even were such an alias in the database: what it would lead to is what the words mean without it."""
    question = Question("confirming", Reply("confirm", {})) if asked else None
    plain, own = (
        Situation(question=question),
        Situation(question=question, own=(alias("feuille bleue", meaning, kind),)),
    )
    context = InContext(RULES, WORDS)
    before = await context.interpret(sentence, plain)
    for one in await context.interpret(sentence, own):
        spec = WORDS.spec(one.intent)
        if spec.risk is Risk.BIND or spec.only_answer or spec.intent == "wake":
            assert one in before


# --- phrases that were not understood -------------------------------------------------------------------------


async def test_refused_phrases_are_counted_only_where_the_person_agreed(house):
    say = house.session.say
    await say("feuille bleue")
    assert house.own.suggestions(ANNA) == ()
    house.own.let_count(ANNA, yes=True)
    for text in (
        "feuille bleue",
        "Feuille bleue",
        "carnet rose",
        "une phrase bien trop longue pour être un mot à soi",
    ):
        await say(text)
    assert house.own.suggestions(ANNA) == (("feuille bleue", 2), ("carnet rose", 1))
    await house.tell("feuille bleue", "affiche les allergies")
    assert house.own.suggestions(ANNA) == (("carnet rose", 1),), "what means something now is no suggestion"
    house.own.let_count(ANNA, yes=False)
    assert house.own.suggestions(ANNA) == ()


async def test_refused_phrases_are_in_memory_alone(house, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    house.own.let_count(ANNA, yes=True)
    await house.session.say("tralala pimprenelle")
    assert house.own.suggestions(ANNA) == (("tralala pimprenelle", 1),)
    assert "pimprenelle" not in caplog.text
    assert not [p for p in tmp_path.iterdir() if b"pimprenelle" in p.read_bytes()]
