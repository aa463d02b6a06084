"""Templates renamed, copied, shared, retired in a real session: rights, names, questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.reports.templates.gathering import Member
from assistant import people
from assistant.types import Asked, Done, Entity, Interpretation, Refused, Reply
from tests.clinic import OPEN, Clinic, said
from tests.templates_clinic import LEA, MARTIN, MINE, PETIT, library, martins, names, one


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    async with martins(tmp_path) as place:
        yield place


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


async def test_it_is_told_that_they_can_be_managed(clinic: Clinic) -> None:
    session = await clinic.session()
    assert "gérer les modèles" in [label for _, label, _ in session.can_say()]
    await said(session, OPEN, "nouveau compte-rendu de consultation", "commence la dictée")
    assert "gérer les modèles" not in [label for _, label, _ in session.can_say()], "dictated words are no order"
