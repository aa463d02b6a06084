"""What is said to manage templates is read whole, and never takes a sentence away from the fifty commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.settings import ROOT
from nlu import sentences, template_orders
from nlu.template_orders import Order, audience, order, service

MARK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


@pytest.mark.parametrize(
    ("text", "act", "words", "new", "whom"),
    [
        ("Renomme le modèle lombalgie en mal de dos.", "rename", "lombalgie", "mal de dos", ""),
        ("peux-tu renommer mon modèle lombalgie en mal de dos s'il te plaît", "rename", "lombalgie", "mal de dos", ""),
        ("renommez la trame lombalgie sous le nom IRM du dos", "rename", "lombalgie", "IRM du dos", ""),
        ("euh appelle le modèle lombalgie comme ça", "rename", "lombalgie", "ça", ""),
        ("change le nom du modèle lombalgie en dos", "rename", "lombalgie", "dos", ""),
        ("copie le modèle lombalgie sous le nom dos", "copy", "lombalgie", "dos", ""),
        ("vous pouvez dupliquer le modèle lombalgie pour moi", "copy", "lombalgie", "", ""),
        ("fais une copie du modèle lombalgie au nom de dos", "copy", "lombalgie", "dos", ""),
        ("partage le modèle lombalgie avec le service", "share", "lombalgie", "", "le service"),
        ("je voudrais partager le modèle lombalgie avec tout le monde", "share", "lombalgie", "", "tout le monde"),
        (
            "partagez le modèle écho avec épreuve avec la cardiologie",
            "share",
            "écho avec épreuve",
            "",
            "la cardiologie",
        ),
        ("partage le modèle lettre de liaison à la sortie", "share", "lettre de liaison à la sortie", "", ""),
        ("partage avec mon service le modèle lombalgie", "share", "lombalgie", "", "mon service"),
        ("mets le modèle lombalgie à disposition du service", "share", "lombalgie", "", "service"),
        ("partage le modèle lombalgie", "share", "lombalgie", "", ""),
        ("ne partage plus le modèle lombalgie", "unshare", "lombalgie", "", ""),
        ("ne partagez plus la trame lombalgie avec le service", "unshare", "lombalgie", "", "le service"),
        ("arrête de partager le modèle lombalgie", "unshare", "lombalgie", "", ""),
        ("garde le modèle lombalgie pour moi", "unshare", "lombalgie", "", ""),
        ("annule le partage du modèle lombalgie", "unshare", "lombalgie", "", ""),
        ("retire le modèle lombalgie", "retire", "lombalgie", "", ""),
        ("supprimer la trame lombalgie de ma liste", "retire", "lombalgie", "", ""),
        ("supprime le modèle lombalgie pour tout le monde", "retire", "lombalgie", "", "tout le monde"),
        ("je ne veux plus voir le modèle lombalgie", "retire", "lombalgie", "", ""),
        ("remets le modèle lombalgie", "restore", "lombalgie", "", ""),
        ("et vous pouvez restaurer le modèle lombalgie", "restore", "lombalgie", "", ""),
        ("remets la version précédente du modèle lombalgie", "previous", "lombalgie", "", ""),
        ("remets le modèle lombalgie comme avant", "previous", "lombalgie", "", ""),
        ("annule le dernier changement de modèle", "undo", "", "", ""),
        ("quels modèles ai-je retirés", "retired", "", "", ""),
        ("montre-moi les modèles masqués", "retired", "", "", ""),
        ("donne le nom IRM du dos à mon modèle lombalgie", "rename", "lombalgie", "IRM du dos", ""),
        ("le modèle lombalgie s'appelle maintenant mal au dos", "rename", "lombalgie", "mal au dos", ""),
        ("je renomme la trame lombalgie en dos", "rename", "lombalgie", "dos", ""),
        ("duplique le modèle lombalgie", "copy", "lombalgie", "", ""),
        ("fais-moi une copie du modèle lombalgie pour moi", "copy", "lombalgie", "", ""),
        ("donne accès au modèle lombalgie à mon service", "share", "lombalgie", "", "mon service"),
        ("rends le modèle lombalgie accessible à tout le monde", "share", "lombalgie", "", "tout le monde"),
        ("on partage le modèle lombalgie avec l'équipe", "share", "lombalgie", "", "l'équipe"),
        ("je ne veux plus partager le modèle lombalgie", "unshare", "lombalgie", "", ""),
        ("remets le modèle lombalgie en privé", "unshare", "lombalgie", "", ""),
        ("je n'utilise plus le modèle lombalgie", "retire", "lombalgie", "", ""),
        ("je n'ai plus besoin du modèle lombalgie", "retire", "lombalgie", "", ""),
        ("mets la trame lombalgie à la corbeille", "retire", "lombalgie", "", ""),
        ("fais revenir le modèle lombalgie s'il te plaît", "restore", "lombalgie", "", ""),
        ("redonne-moi le modèle lombalgie", "restore", "lombalgie", "", ""),
        ("cache moi le modèle lombalgie s'il te plaît", "retire", "lombalgie", "", ""),
        ("ne me propose plus le modèle lombalgie", "retire", "lombalgie", "", ""),
        ("quels sont les modèles que j'ai retirés", "retired", "", "", ""),
        # as a recogniser writes them
        ("renome le modèle lombagy en mal au dos", "rename", "lombagy", "mal au dos", ""),
        ("suprime le modèle lombagy pour tous le monde", "retire", "lombagy", "", "tous le monde"),
        ("partagé le modèle lombalgie avec le service", "share", "lombalgie", "", "le service"),
        ("remet le modele coloscopie", "restore", "coloscopie", "", ""),
    ],
)
def test_orders(text: str, act: str, words: str, new: str, whom: str) -> None:
    found = order(text)
    assert found is not None, text
    assert (found.act, found.words, found.new, found.whom) == (act, words, new, whom)


@pytest.mark.parametrize(
    "text",
    [
        "insère le modèle lombalgie", "quels modèles j'ai", "enregistre ce texte comme modèle lombalgie",
        "annule l'insertion du modèle", "renomme le modèle lombalgie", "renomme le patient en durand", "retire ça",
        "retire le modèle", "remets", "partage le compte-rendu avec le service", "supprime la dernière phrase",
        "il ne veut plus du vieux modèle de fauteuil", "ce modèle de prothèse a été retiré du marché", "",
        "ne retire pas le modèle lombalgie", "pourquoi tu as retiré le modèle lombalgie", "ce modèle s'appelle reviens",
        "le modèle de fauteuil est cassé", "je n'ai plus besoin de rien", "donne le nom du médecin",
        "vous partagez votre chambre", "annule la copie au médecin traitant",
    ],
)  # fmt: skip
def test_what_is_no_order(text: str) -> None:
    assert order(text) is None


def test_a_name_that_holds_the_word_between_is_cut_in_every_way() -> None:
    found = order("renomme le modèle suivi en ville en suivi urbain")
    assert found == Order(
        "rename", "suivi", "ville en suivi urbain",
        readings=(("suivi", "ville en suivi urbain"), ("suivi en ville", "suivi urbain")),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "renomme le modèle lombalgie en dos et partage-le avec le service",
        "renomme le modèle lombalgie en dos et partage le modèle dos avec le service",
        "retire le modèle lombalgie puis remets la trame dos",
    ],
)
def test_two_orders_in_one_breath_are_no_long_name(text: str) -> None:
    assert order(text) == Order("several")


def test_whom() -> None:
    assert [audience(w) for w in ("tout le monde", "Tout le site", "mon service", "l'équipe", "le docteur Petit")] == [
        "site", "site", "service", "service", "",
    ]  # fmt: skip
    said = (
        "la cardiologie",
        "les urgences",
        "l'orthopédie",
        "le service de cardiologie",
        "le docteur Petit",
        "mon service",
    )
    assert [service(w) for w in said] == ["cardiologie", "urgences", "orthopédie", "cardiologie", "", ""]


# --- nothing is taken from the commands ---------------------------------------------------------------------------


def written() -> Iterator[str]:
    """Every sentence of the training, of the golden and development sets, and of the conversations of others."""
    yield from (e.text for e in sentences.read())
    for folder in ("golden", "development"):
        for path in sorted((ROOT / "tests" / folder).glob("*.yml")):
            yield from texts(yaml.safe_load(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "tests" / "dialogues").glob("*.yml")):
        if path.stem != "modeles_a_la_voix":
            yield from spoken(path)
    yield from spoken(ROOT / "demo" / "scenario.yml")


def spoken(path: Path) -> Iterator[str]:
    return texts(yaml.safe_load(path.read_text(encoding="utf-8")))


def texts(value: Any) -> Iterator[str]:
    """Every string in it, its marks removed."""
    if isinstance(value, str):
        yield MARK.sub(r"\1", value)
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from texts(key)
            yield from texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from texts(held)


def test_no_sentence_of_the_commands_is_taken_away() -> None:
    all_said = list(written())
    assert len(all_said) > 10_000, "the sentences were not read"
    assert [text for text in all_said if order(text)] == []


def test_reading_costs_nothing_beside_the_interpreter() -> None:
    from time import perf_counter

    said = list(written())[:2000]
    order(said[0])
    began = perf_counter()
    for text in said:
        order(text)
    assert (perf_counter() - began) / len(said) < 0.001, "a millisecond a sentence"


def test_what_is_offered_to_say_is_understood() -> None:
    acts = [found.act for said in template_orders.examples() if (found := order(said))]
    assert acts == ["rename", "share", "unshare", "copy", "retire", "restore", "retired"]


def test_every_act_has_sentences() -> None:
    assert all(template_orders._patterns()[act] for act in template_orders.ACTS)
