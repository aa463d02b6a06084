"""Templates renamed, copied, shared, retired and taken back in a real session: rights, journal, versions, questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from actions.reports.model import plain
from actions.reports.templates.gathering import Member
from actions.reports.templates.library import Library
from actions.reports.templates.shelves import Act, Scope, Shelves
from assistant.pipeline import Session
from assistant.types import Asked, Done, Entity, Interpretation, Refused, Reply
from tests.clinic import OPEN, WORDS, Clinic, said

MARTIN = Member("martin", "demo", "cardiologie")
PETIT = Member("petit", "demo", "cardiologie")
LEA = Member("lea", "demo", "cardiologie", "secretary")
MINE = "modèle : fatigue\ndit aussi : asthénie\ntype : courrier\n---\nFatigue depuis [durée]. {âge}"


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    """Dr Martin keeps a template of her own, «fatigue»."""
    place = Clinic(tmp_path, service="cardiologie")
    library(place).save(MARTIN, MINE)
    yield place
    place.shelf.close()
    place.db.close()


def library(place: Clinic) -> Library:
    """As another process sees it."""
    return Library(Shelves(place.shelf))


def names(place: Clinic, member: Member) -> dict[str, str]:
    """Stored templates that the person sees, with their shelf."""
    return {e.template.name: e.scope.value for e in library(place).entries(member) if e.scope is not Scope.SHIPPED}


async def one(session: Session, text: str) -> tuple[str, str]:
    """What came of it, and what was said."""
    turn = await session.say(text)
    outcome = turn.outcome
    code = outcome.code if isinstance(outcome, Refused) else type(outcome).__name__.lower()
    return code, WORDS.sentence(outcome.reply) if outcome.reply else ""


async def test_renamed_and_known_by_its_new_name_at_once(clinic: Clinic) -> None:
    session = await clinic.session()
    assert await one(session, "renomme le modèle fatigue en Fatigue chronique") == (
        "done", "Le modèle « fatigue » s'appelle maintenant « Fatigue chronique ».",
    )  # fmt: skip
    assert names(clinic, MARTIN) == {"Fatigue chronique": "person"}
    assert "Fatigue chronique" in session.situation.templates, "the recogniser is told of the name"
    assert "fatigue" not in session.situation.templates


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("renomme le modèle fatigue en lombalgies", "template-alike", "se prononce comme le modèle « lombalgie »"),
        ("renomme le modèle fatigue en mal de dos", "template-taken", "un nom du modèle « lombalgie »"),
        ("renomme le modèle fatigue en Fatigue", "template-same-name", ""),
        ("renomme le modèle fatigue en x", "template-name-length", ""),
        ("renomme le modèle fatigue en un nom que personne ne dira jamais en entier", "template-name-length", ""),
        ("renomme le modèle lombalgie en mal de dos", "template-taken", ""),
        ("renomme le modèle zèbre en lion", "template-unknown", "Je ne connais pas de modèle « zèbre »."),
        ("partage le modèle lombalgie avec le service", "template-shipped-shared", ""),
        ("partage le modèle fatigue avec le docteur Petit", "template-share-whom", ""),
        ("partage le modèle fatigue avec l'urologie", "template-share-whom", ""),
        ("ne partage plus le modèle fatigue", "template-not-shared", ""),
        ("retire le modèle lombalgie pour tout le monde", "template-shipped-all", ""),
        ("remets le modèle fatigue", "template-there", "« insère le modèle fatigue »"),
        ("remets le modèle zèbre", "template-unknown", ""),
        ("remets la version précédente du modèle fatigue", "template-no-past", ""),
        ("renomme le modèle fatigue en dos et partage-le avec le service", "template-one-at-a-time", ""),
        ("copie le modèle fatigue pour la clinique", "done", "« la clinique »"),
    ],
)  # fmt: skip
async def test_what_is_not_done_is_said_in_one_sentence(clinic: Clinic, text: str, code: str, told: str) -> None:
    session = await clinic.session()
    before = names(clinic, MARTIN)
    got, say = await one(session, text)
    assert got == code, say
    assert told in say
    assert "{" not in say
    if code != "done":
        assert names(clinic, MARTIN) == before


async def test_a_name_that_is_not_said_whole_is_asked_back(clinic: Clinic) -> None:
    session = await clinic.session()
    turn = await session.say("retire le modèle fat")
    assert isinstance(turn.outcome, Asked)
    assert [i.label for i in turn.outcome.question.choices] == ["fatigue"]
    assert names(clinic, MARTIN) == {"fatigue": "person"}, "nothing is done before the answer"
    assert (await one(session, "oui"))[0] == "done"
    assert names(clinic, MARTIN) == {}


@pytest.mark.parametrize("answer", ["la deuxième", "prothèse totale de hanche", "le modèle prothèse totale de hanche"])
async def test_several_are_chosen_from(clinic: Clinic, answer: str) -> None:
    session = await clinic.session()
    code, say = await one(session, "retire le modèle prothèse")
    assert (code, say) == (
        "asked",
        "2 modèles peuvent être « prothèse » : 1, prothèse totale de genou ; 2, prothèse totale de hanche. Lequel ?",
    )
    code, say = await one(session, answer)
    assert code == "done"
    assert say.startswith("Le modèle « prothèse totale de hanche » est masqué pour vous seulement.")


async def test_a_button_chooses_too(clinic: Clinic) -> None:
    session = await clinic.session()
    await session.say("retire le modèle prothèse")
    far = await session.press(Interpretation("", "select_item", 1.0, (Entity("ordinal", "7", 7, 0, 0),)))
    assert isinstance(far.outcome, Refused)
    turn = await session.press(Interpretation("", "select_item", 1.0, (Entity("ordinal", "1", 1, 0, 0),)))
    assert isinstance(turn.outcome, Done)
    assert "prothèse totale de genou" not in session.situation.templates


async def test_a_question_is_dropped_after_half_a_minute_or_by_a_word(clinic: Clinic) -> None:
    session = await clinic.session()
    await session.say("retire le modèle fat")
    clinic.clock.wait(seconds=31)
    assert await session.expire() == Reply("expired")
    await session.say("oui")
    await session.say("retire le modèle fat")
    await session.say("laisse tomber")
    await session.say("oui")
    await session.say("retire le modèle fat")
    clinic.clock.wait(seconds=31)
    await session.say("fatigue")
    assert names(clinic, MARTIN) == {"fatigue": "person"}


async def test_shared_seen_and_no_longer_shared(clinic: Clinic) -> None:
    martin, petit = await clinic.session(), await clinic.session("petit")
    assert (await one(petit, "retire le modèle fatigue"))[0] == "template-unknown"
    await martin.say("partage le modèle fatigue avec la cardiologie")
    assert names(clinic, PETIT) == {"fatigue": "service"}
    assert (await one(martin, "partage le modèle fatigue avec le service"))[0] == "template-shared-already"
    await martin.say("partage le modèle fatigue avec tout le site")
    assert names(clinic, Member("loin", "demo", "urologie")) == {"fatigue": "site"}
    await martin.say("ne partage plus le modèle fatigue")
    assert (names(clinic, PETIT), names(clinic, MARTIN)) == ({}, {"fatigue": "person"})


async def test_a_colleague_s_is_hidden_and_its_maker_is_asked_for_whom(clinic: Clinic) -> None:
    martin, petit = await clinic.session(), await clinic.session("petit")
    await martin.say("partage le modèle fatigue avec le service")
    await petit.say("retire le modèle fatigue")
    assert (names(clinic, PETIT), names(clinic, MARTIN)) == ({}, {"fatigue": "service"})
    await petit.say("remets le modèle fatigue")
    assert names(clinic, PETIT) == {"fatigue": "service"}
    assert (await one(martin, "retire le modèle fatigue"))[0] == "asked"
    await martin.say("pour tous")
    assert (names(clinic, PETIT), names(clinic, MARTIN)) == ({}, {})
    await martin.say("remets le modèle fatigue")
    assert names(clinic, PETIT) == {"fatigue": "service"}


async def test_who_may_change_what_for_everybody(clinic: Clinic) -> None:
    martin, lea, petit = await clinic.session(), await clinic.session("lea"), await clinic.session("petit")
    await martin.say("partage le modèle fatigue avec le service")
    for text in (
        "renomme le modèle fatigue en grande fatigue", "ne partage plus le modèle fatigue",
        "retire le modèle fatigue pour tout le monde",
    ):  # fmt: skip
        assert (await one(lea, text))[0] == "template-not-yours", text
    assert (await one(lea, "partage le modèle fatigue avec tout le site"))[0] == "template-share-right"
    library(clinic).save(LEA, MINE.replace("fatigue", "convocation").replace("asthénie", "rendez-vous"))
    assert (await one(lea, "partage le modèle convocation avec le service"))[0] == "done"
    assert (await one(lea, "renomme le modèle convocation en convocation simple"))[0] == "done"
    code, say = await one(petit, "ne partage plus le modèle convocation simple")
    assert (code, say) == ("done", "Le modèle « convocation simple » n'est plus partagé : Léa Roux le garde pour soi.")
    assert names(clinic, LEA) == {"fatigue": "service", "convocation simple": "person"}


async def test_a_visitor_manages_nothing(clinic: Clinic) -> None:
    from assistant import people

    clinic.people.add(people.Person("vera", "Vera", "visitor", "demo"))
    session = await clinic.session("vera")
    assert (await one(session, "retire le modèle lombalgie"))[0] == "forbidden"


async def test_a_template_that_others_are_made_from_stays(clinic: Clinic) -> None:
    library(clinic).save(MARTIN, "modèle : épuisement\nhérite de : fatigue\n---\n{reprendre} Suite.")
    session = await clinic.session()
    for text in ("retire le modèle fatigue", "renomme le modèle fatigue en lassitude"):
        code, say = await one(session, text)
        assert (code, say) == (
            "template-inherited", "« épuisement » reprend le texte de « fatigue » : changez d'abord « épuisement ».",
        )  # fmt: skip


async def test_one_s_own_copy_of_a_shipped_one(clinic: Clinic) -> None:
    session = await clinic.session()
    code, say = await one(session, "renomme le modèle lombalgie en dos douloureux")
    assert (code, say) == (
        "asked",
        "« lombalgie » est livré avec le logiciel et garde son nom. J'en fais une copie à vous, « dos douloureux » ?",
    )  # fmt: skip
    await session.say("oui")
    held = library(clinic)
    assert names(clinic, MARTIN) == {"fatigue": "person", "dos douloureux": "person"}
    copy = held.get(MARTIN, "dos douloureux")
    assert copy.template.also == (), "what the first one is also called stays with it"
    assert copy.template.nodes == held.get(MARTIN, "lombalgie").template.nodes


# --- taken back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("renomme le modèle fatigue en lassitude", "le changement de nom"),
        ("partage le modèle fatigue avec le service", "le partage"),
        ("retire le modèle fatigue", "le retrait"),
        ("retire le modèle lombalgie", "le retrait"),
        ("copie le modèle fatigue sous le nom lassitude", "la création"),
    ],
)
@pytest.mark.parametrize("undo", ["annule", "annule le dernier changement de modèle"])
async def test_annule_takes_the_last_change_back(clinic: Clinic, text: str, deed: str, undo: str) -> None:
    session = await clinic.session()
    before = library(clinic).names(MARTIN)
    assert (await one(session, text))[0] == "done"
    assert library(clinic).names(MARTIN) != before or "partage" in text
    code, say = await one(session, undo)
    assert (code, say.split(" du modèle")[0]) == ("done", f"J'ai annulé {deed}")
    assert library(clinic).names(MARTIN) == before
    assert names(clinic, PETIT) == {}


async def test_annule_means_the_document_once_something_was_written_in_it(clinic: Clinic) -> None:
    session = await clinic.session()
    await said(session, OPEN, "insère le modèle lombalgie", "renomme le modèle fatigue en lassitude")
    await said(session, "mets trois semaines dans l'ancienneté")
    (answer,) = await said(session, "annule")
    assert "champ ancienneté" in answer
    (answer,) = await said(session, "annule")
    assert "lombalgie" in answer
    assert names(clinic, MARTIN) == {"lassitude": "person"}


async def test_what_a_colleague_changed_since_is_not_taken_back(clinic: Clinic) -> None:
    martin = await clinic.session()
    await martin.say("partage le modèle fatigue avec le service")
    library(clinic).rename(PETIT, "fatigue", "lassitude")
    assert (await one(martin, "annule"))[1] == "Le modèle « fatigue » a été changé depuis : rien n'est annulé."
    assert names(clinic, PETIT) == {"lassitude": "service"}


async def test_an_older_version_comes_back(clinic: Clinic) -> None:
    library(clinic).save(MARTIN, MINE.replace("Fatigue depuis", "Asthénie depuis"))
    session = await clinic.session()
    code, say = await one(session, "remets la version précédente du modèle fatigue")
    assert (code, say) == ("done", "Le modèle « fatigue » est revenu à sa version 1.")
    entry = library(clinic).get(MARTIN, "fatigue")
    assert entry.text == MINE
    assert [r.act for r in library(clinic).history(entry.id)] == [Act.RESTORED, Act.SAVED, Act.SAVED]


async def test_all_of_it_outlives_a_restart(clinic: Clinic, tmp_path: Path) -> None:
    session = await clinic.session()
    for text in ("retire le modèle fatigue", "retire le modèle lombalgie", "quels modèles ai-je retirés"):
        last = (await one(session, text))[1]
    assert last == "2 modèles retirés : lombalgie, fatigue."
    again = Clinic(tmp_path, service="cardiologie")
    session = await again.session()
    assert {"fatigue", "lombalgie"}.isdisjoint(session.situation.templates)
    for text in ("remets le modèle lombalgie", "remets le modèle fatigue"):
        assert (await one(session, text))[0] == "done"
    assert {"fatigue", "asthénie", "lombalgie"} <= set(session.situation.templates)
    again.shelf.close()
    again.db.close()


# --- the trail --------------------------------------------------------------------------------------------------------


async def test_every_act_stands_in_the_journal_and_no_word_of_it(clinic: Clinic) -> None:
    session = await clinic.session()
    await said(
        session, "renomme le modèle fatigue en lassitude", "partage le modèle lassitude avec le service", "annule"
    )
    rows: list[dict[str, Any]] = [dict(r) for r in clinic.db.query("select * from journal")]
    mine = [(r["event"], r["code"]) for r in rows if r["intent"] == "own_templates"]
    assert mine == [(e, c) for c in ("rename", "share", "undo") for e in ("acting", "done")]
    assert "lassitude" not in str(rows)
    assert "fatigue" not in str(rows)
    assert clinic.journal.verify().broken_at is None


async def test_what_is_refused_or_asked_leaves_no_act(clinic: Clinic) -> None:
    session = await clinic.session()
    await said(session, "renomme le modèle fatigue en lombalgies", "retire le modèle prothèse")
    assert clinic.db["journal"].count == 0


async def test_dictated_words_are_no_order(clinic: Clinic) -> None:
    session = await clinic.session()
    await said(session, OPEN, "nouveau compte-rendu de consultation", "commence la dictée")
    await session.say("retire le modèle fatigue")
    (report,) = await clinic.writer.find()
    assert "modèle fatigue" in plain(report.body)
    assert names(clinic, MARTIN) == {"fatigue": "person"}


@pytest.mark.parametrize("key", [k for k in WORDS.replies if k.startswith("template")])
def test_every_answer_is_french_and_whole(key: str) -> None:
    facts = dict.fromkeys(("name", "new", "old", "other", "names", "words", "author", "field", "doc_type"), "fatigue")
    say = WORDS.sentence(Reply(key, {**facts, "whom": "service", "deed": "shared", "count": 2, "version": 3}))
    assert say[-1] in ".?»"
    assert "{" not in say
