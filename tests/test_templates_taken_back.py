"""Changes of templates taken back, versions, and the trail of all of it in the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from actions.reports.model import plain
from actions.reports.templates.shelves import Act
from assistant.types import Reply
from tests.clinic import OPEN, WORDS, Clinic, said
from tests.templates_clinic import MARTIN, MINE, PETIT, library, martins, names, one


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    async with martins(tmp_path) as place:
        yield place


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


async def test_an_older_version_does_not_take_back_a_name_that_was_given_away(clinic: Clinic) -> None:
    session = await clinic.session()
    await session.say("renomme le modèle fatigue en lassitude")
    library(clinic).save(MARTIN, "modèle : fatigue\ntype : courrier\n---\nAutre.")
    key = library(clinic).get(MARTIN, "lassitude").id
    assert session.talking is not None
    told = session.talking.managing.bring_back(key, 1, session.talking.by("t"))
    assert told.code == "template-taken"
    assert set(names(clinic, MARTIN)) == {"fatigue", "lassitude"}


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
