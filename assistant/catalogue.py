"""domain.yml -> commands, risks, needs, and every sentence the assistant says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from assistant.errors import SetupError
from assistant.types import NO_FACTS, Facts, Reply, Risk

DOMAIN = Path(__file__).resolve().parent.parent / "domain.yml"
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One command as domain.yml declares it."""

    intent: str
    risk: Risk
    slots: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    """Slots that are asked for when missing."""
    say: tuple[str, ...] = ()
    """Examples, as help shows them."""
    group: str = ""
    """Heading under which help shows it."""
    label: str = ""
    """French infinitive phrase, «ouvrir un dossier»."""
    needs_patient: bool = False
    """Works on the open record."""
    needs_list: bool = False
    """Works on the list on screen or the choices of a question."""
    needs_document: bool = False
    """Works on the document that is being written."""
    only_answer: bool = False
    """Means nothing without an open question."""
    in_dictation: bool = False
    """Also heard while dictating, between silences."""
    prose: bool = False
    """While dictating, the words themselves are its: what starts a dictation also takes it down."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything domain.yml says."""

    commands: Mapping[str, CommandSpec]
    entities: Mapping[str, str]
    replies: Mapping[str, Any]
    errors: Mapping[str, str]
    groups: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    """French words for ids: section, doc_type, direction …"""

    def spec(self, intent: str) -> CommandSpec:
        return self.commands[intent]

    def sentence(self, reply: Reply) -> str:
        """The French sentence of a reply. `count` picks zero / one / many where the sentence has forms."""
        template = self.replies[reply.key]
        if isinstance(template, Mapping):
            count = int(reply.facts["count"])
            form = "zero" if count == 0 and "zero" in template else "one" if count <= 1 else "many"
            template = template[form]
        return str(template).format_map(_Spoken(reply.facts, self.labels)).strip()

    def failure(self, code: str, facts: Facts = NO_FACTS) -> Reply:
        """The reply for a failure's stable code; `facts` fill its sentence."""
        why = self.errors.get(code, self.errors["unknown"])
        return Reply("failure", {**facts, "code": code, "why": why.format_map(_Spoken(facts, self.labels))})


class _Spoken(dict[str, Any]):
    """Facts as spoken: ids become French words («labs» -> «résultats de biologie»), dates become dd/mm/yyyy."""

    def __init__(self, facts: Facts, labels: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(facts)
        self._labels = labels

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        words = self._labels.get(key)
        if words and value in words:
            return words[value]
        return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value


def load(path: Path = DOMAIN) -> Catalogue:
    """Read the catalogue. Raises SetupError(catalogue-invalid) that names the place of the fault."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Catalogue(
            commands=MappingProxyType({k: _spec(k, v, raw["entities"]) for k, v in raw["commands"].items()}),
            entities=MappingProxyType(raw["entities"]),
            replies=MappingProxyType(raw["replies"]),
            errors=MappingProxyType(raw["errors"]),
            groups=MappingProxyType(raw["groups"]),
            labels=MappingProxyType(raw["labels"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as fault:
        raise SetupError("catalogue-invalid", f"{path.name}: {fault}") from fault


def _spec(intent: str, raw: Mapping[str, Any], entities: Mapping[str, Any]) -> CommandSpec:
    known = {"risk", "slots", "say", "group", "label", "needs", "only_answer", "in_dictation", "prose"}
    if unknown := set(raw) - known:
        raise ValueError(f"commands.{intent}: unknown key {sorted(unknown)}")
    slots = tuple(str(s) for s in raw.get("slots", ()))
    names = tuple(s.rstrip("!") for s in slots)
    if missing := set(names) - set(entities):
        raise ValueError(f"commands.{intent}.slots: not an entity {sorted(missing)}")
    needs = set(raw.get("needs", ()))
    if strange := needs - {"patient", "list", "document"}:
        raise ValueError(f"commands.{intent}.needs: {sorted(strange)}")
    return CommandSpec(
        intent=intent,
        risk=Risk(raw["risk"]),
        slots=names,
        required=tuple(s[:-1] for s in slots if s.endswith("!")),
        say=tuple(raw.get("say", ())),
        group=raw.get("group", ""),
        label=raw.get("label", ""),
        needs_patient="patient" in needs,
        needs_list="list" in needs,
        needs_document="document" in needs,
        only_answer=bool(raw.get("only_answer", False)),
        in_dictation=bool(raw.get("in_dictation", False)),
        prose=bool(raw.get("prose", False)),
    )
