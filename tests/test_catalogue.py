"""The catalogue: one name in four places, every sentence sayable, every failure told."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from actions import registry
from assistant import catalogue
from assistant.errors import SetupError
from assistant.types import Reply, Risk

ROOT = Path(__file__).resolve().parent.parent
WORDS = catalogue.load()
HANDLERS = registry.load(WORDS)
LATER = {"desk"}
"""Groups whose commands are understood but not yet carried out (said so: «je ne sais pas encore le faire»)."""


def sources() -> Iterator[tuple[Path, ast.AST]]:
    for folder in ("assistant", "actions", "nlu", "demo"):
        for path in (ROOT / folder).rglob("*.py"):
            if ".venv" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("intent", sorted(WORDS.commands))
def test_a_command_has_one_name_in_every_place(intent: str) -> None:
    assert (ROOT / "nlu" / "data" / f"{intent}.yml").exists()
    assert (ROOT / "tests" / "golden" / f"{intent}.yml").exists()
    spec = WORDS.spec(intent)
    done_here = spec.only_answer or intent == catalogue.OUT_OF_SCOPE or spec.group in LATER
    assert done_here or intent in HANDLERS, f"actions/commands/{intent}.py is missing"


def test_nothing_is_trained_or_tested_that_is_not_a_command() -> None:
    for folder in ("nlu/data", "tests/golden"):
        strangers = {p.stem for p in (ROOT / folder).glob("*.yml")} - set(WORDS.commands) - {"several"}
        assert not strangers, f"{folder}: {strangers}"


def test_fifty_commands_with_the_risks_of_the_contract() -> None:
    assert len(WORDS.commands) == 50
    bind = {i for i, c in WORDS.commands.items() if c.risk is Risk.BIND}
    assert bind == {"sign_document", "send_report", "send_all_reports"}


def test_every_command_is_labelled_and_grouped() -> None:
    for spec in WORDS.commands.values():
        assert spec.label
        assert spec.say
        assert spec.group in WORDS.groups


def test_every_reply_said_in_the_code_is_written_in_the_catalogue() -> None:
    said = {
        node.args[0].value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Reply"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert said <= set(WORDS.replies)


def test_every_failure_code_raised_in_the_code_has_a_french_sentence() -> None:
    spoken = {"HearingError", "UnderstandingError", "ChartError"}
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in spoken:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    assert code.value in WORDS.errors, f"{path.name}: {code.value}"


def test_sentences_are_french_prose() -> None:
    for key, text in _sentences(WORDS.replies):
        fields = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        assert all(re.fullmatch(r"[a-z_]+", f) for f in fields), key
        assert text.strip() == text, key
        assert text.endswith((".", "?", "}")), key


@pytest.mark.parametrize(("count", "form"), [(0, "Aucun patient"), (1, "Un patient"), (3, "3 patients")])
def test_a_count_picks_the_form(count: int, form: str) -> None:
    reply = Reply("found", {"count": count, "words": "durand", "people": "Anne DURAND"})
    assert WORDS.sentence(reply).startswith(form)


def test_ids_are_said_in_french() -> None:
    assert WORDS.sentence(Reply("scrolled", {"direction": "top"})) == "Défilement tout en haut."


def test_a_broken_catalogue_names_the_fault(tmp_path: Path) -> None:
    text = catalogue.DOMAIN.read_text(encoding="utf-8").replace(
        "risk: look, slots: [section!", "risk: bold, slots: [section!"
    )
    file = tmp_path / "domain.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match="bold"):
        catalogue.load(file)


def _sentences(replies: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in replies.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}.{form}", str(text)) for form, text in value.items())
        else:
            yield key, str(value)
