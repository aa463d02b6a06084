"""The measures of understanding: calibration, parts of the sentences, slices, the page, the grammar beside ours."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from assistant import catalogue
from assistant.bench import calibration, understanding_report
from assistant.bench.learning import assembled, part
from assistant.bench.peers.grammar import Grammar, grammar
from assistant.bench.peers.published import CONFIG
from assistant.bench.understanding import TALK, Answer, golden, score_of, talk
from assistant.bench.understanding_named import ABOUT, Request, answered, requests
from assistant.bench.understanding_rows import OURS, figures, rows_of, slices
from assistant.situation import Situation
from assistant.types import Entity, Interpretation
from nlu import build, sentences
from nlu.rules import RuleInterpreter
from nlu.sentences import Example, parse

WORDS = catalogue.load()
DEVELOPMENT = Path(__file__).parent / "development"


def test_calibration_of_a_confidence_that_is_the_share_of_right_answers():
    points = [(0.75, True)] * 3 + [(0.75, False)] + [(1.0, True)] * 6
    assert calibration.error(points) == pytest.approx(0.0)
    assert [(b.count, b.right) for b in calibration.bins(points)] == [(4, 0.75), (6, 1.0)]


def test_calibration_of_one_that_is_too_sure():
    assert calibration.error([(0.9, False)] * 5 + [(0.9, True)] * 5) == pytest.approx(0.4)
    assert calibration.error([]) == 0.0


def test_a_part_of_the_sentences_is_spread_over_every_command():
    examples = [Example(f"{intent} {n}", intent) for intent in ("a", "b") for n in range(8)]
    quarter, half = part(examples, 0.25), part(examples, 0.5)
    assert [e.text for e in quarter] == ["a 3", "a 7", "b 3", "b 7"]
    assert set(quarter) < set(half) < set(examples)
    assert part(examples, 1.0) == examples


def test_other_pipelines_and_parts_have_models_of_their_own(tmp_path):
    ours = build.assemble(WORDS, tmp_path)
    others = [assembled(0.25)(WORDS, tmp_path), assembled(1.0, CONFIG)(WORDS, tmp_path)]
    assert len({ours.model, *(o.model for o in others)}) == 3
    assert assembled(1.0)(WORDS, tmp_path).model == ours.model, "the whole is the model in use"
    assert "DIETClassifier" in others[1].files["config.yml"]
    assert "epochs: 100" in others[1].files["config.yml"]


def answer(wanted: str, got: str, *kinds: str, exact: bool = True) -> Answer:
    right = wanted == got
    return Answer(wanted, got, right, right and exact, 0.9, frozenset(kinds))


def test_slices_are_worst_first():
    told = [answer("scroll", "scroll"), answer("scroll", "go_back"), answer("help", "help")]
    found = slices("intent", "x", ((a.wanted, a) for a in told))
    assert [(r["kind"], r["sentences"], r["intent"]) for r in found] == [("scroll", 2, 0.5), ("help", 1, 1.0)]


async def test_figures_of_real_answers():
    """The rules on three sentences: one right, one talk left alone, one command they do not know."""
    known = [
        parse("affiche les [allergies](section=allergies)", "show_section"),
        parse("il fait beau ce matin", "out_of_scope"),
        parse("accepte tout ce qui est proposé", "accept_defaults"),
    ]
    found = figures(await score_of(RuleInterpreter(WORDS), known, []))
    assert (found["intent"], found["exact"], found["talk_acts"]) == (0.5, 0.5, 0.0)


async def test_what_is_said_amid_talk_is_counted_apart():
    said = [
        parse("affiche les [allergies](section=allergies)", "show_section"),
        parse("les [allergies](section=allergies)", "show_section"),
        parse("antécédents", "out_of_scope"),
        parse("affiche les antécédents", "out_of_scope"),
    ]
    found = figures(await score_of(RuleInterpreter(WORDS), said, []))
    assert (found["acts"], found["done_amid"], found["talk_acts"], found["talk_amid"]) == (1.0, 0.5, 1.0, 0.5)


def test_talk_is_read_in_the_order_it_was_said():
    first = next(iter(sorted(TALK.glob("*.txt")))).read_text(encoding="utf-8").splitlines()
    assert [e.text for e in talk()][: len(first)] == first


async def test_the_page_holds_what_was_measured_and_earlier_runs(tmp_path):
    single, _ = golden(DEVELOPMENT)
    assert len(single) > 400
    rows = await rows_of(OURS, RuleInterpreter(WORDS), DEVELOPMENT)
    target = tmp_path / "understanding"
    made = understanding_report.write(target, rows, "today")
    page = (tmp_path / "understanding.md").read_text(encoding="utf-8")
    every = next(r for r in rows if r["table"] == "systems" and r["set"] == "all")
    assert f"{100 * every['intent']:.1f} %" in page
    assert "| show_section | ours |" in page
    assert target.with_name("understanding-confusion.svg") in made
    again = [{"table": "systems", "set": "all", "system": "other", "sentences": 3, "intent": 0.5}]
    points = [
        {
            "table": "learning",
            "system": OURS,
            "kind": f"{n}",
            "examples": n,
            "intent": 0.9,
            "exact": 0.8,
            "talk_acts": 0.0,
        }
        for n in (10, 20)
    ]
    understanding_report.write(target, [*again, *points], "later")
    page = (tmp_path / "understanding.md").read_text(encoding="utf-8")
    assert "| all | ours |" in page, "what an earlier run measured stays"
    assert "| all | other | 3 | 50.0 % |" in page
    for name in ("confusion", "learning"):
        ET.parse(tmp_path / f"understanding-{name}.svg")


# --- hassil ---------------------------------------------------------------------------------------------------


TAUGHT = [
    parse("affiche les [allergies](section)", "show_section"),
    parse("ouvre le dossier de [dupont](patient)", "open_record"),
    parse("[dupont](patient)", "open_record"),
    parse("il fait beau", "out_of_scope"),
    parse("tension [douze huit](content)", "fill_field"),
]


def test_templates_are_the_sentences_with_their_values_as_lists():
    made = grammar(TAUGHT)
    assert made["intents"]["show_section"]["data"] == [{"sentences": ["affiche les {section}"]}]
    assert made["lists"]["patient"] == {"wildcard": True}
    assert "vaccins" in made["lists"]["section"]["values"], "what the lookup has, not only what was trained"
    assert made["intents"]["open_record"]["data"] == [{"sentences": ["ouvre le dossier de {patient}"]}]
    assert "out_of_scope" not in made["intents"]


async def test_the_grammar_understands_its_own_sentences_with_other_values():
    peer = Grammar(WORDS, TAUGHT)
    await peer.start()
    (found,) = await peer.interpret("Affiche les vaccins", Situation())
    assert (found.intent, [(e.name, e.value, e.start) for e in found.entities]) == (
        "show_section", [("section", "vaccinations", 12)],
    )  # fmt: skip
    (found,) = await peer.interpret("ouvre le dossier de le goff", Situation())
    assert [(e.name, e.value) for e in found.entities] == [("patient", "le goff")]
    for words in ("il fait beau", "et les vaccins alors", "", "dupont"):
        assert [i.intent for i in await peer.interpret(words, Situation())] == ["out_of_scope"]


def test_the_training_sentences_make_a_grammar():
    made = grammar(sentences.read())
    assert set(made["intents"]) == set(WORDS.commands) - {"out_of_scope"}
    assert sum(len(i["data"][0]["sentences"]) for i in made["intents"].values()) > 5000


def shown(about: str = "", *entities: Entity, sure: float = 0.9) -> tuple[Interpretation, ...]:
    return (Interpretation("les allergies de rachidi", "show_section", sure, entities, (), about, order=False),)


@pytest.mark.parametrize(
    ("found", "right", "person", "lost"),
    [
        (shown("rachidi"), True, True, False),
        (shown(), True, False, True),  # the open record's allergies would be shown for another's
        (shown(sure=0.3), True, False, False),
        (shown("rachi"), True, False, False),
        (shown("anne"), True, False, True),  # «anne» of «anne rachidi»: another Anne's
        ((*shown("rachidi"), *shown()), False, False, False),
        ((Interpretation("les allergies de rachidi", "out_of_scope", 0.9),), False, False, False),
    ],
)
def test_a_name_is_right_whole_and_in_its_place_or_lost(found, right, person, lost):
    name = "anne rachidi" if found[0].about == "anne" else "rachidi"
    got = answered(Request("show_section", ABOUT, name, f"les allergies de {name}"), found)
    assert (got.right, got.person, got.lost) == (right, person, lost)


def test_the_names_of_the_measure_are_in_no_training_sentence():
    known = {word for e in sentences.read() for word in e.text.split()}
    every = requests()
    assert len({r.text for r in every}) == len(every) == 200
    assert all(r.name in r.text for r in every)
    assert not [
        r.name for r in every if known.intersection(r.name.split()) - {"de", "la", "le", "du", "da", "el", "ben"}
    ]
    assert not {r.text for r in every} & {e.text for e in sentences.read()}
