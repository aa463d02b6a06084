"""Templates made from documents, and renamed, without their author's text being touched elsewhere."""

from __future__ import annotations

import re

from actions.reports.model import Body, Field, Text
from actions.reports.templates.asking import asked
from actions.reports.templates.nodes import Blank, Node, Template, Words
from actions.reports.templates.reading import of_patient
from actions.reports.templates.wording import written
from assistant.types import Patient

_NAME = re.compile(r"^(\s*modèle\s*:).*$", re.IGNORECASE | re.MULTILINE)
_ALSO = re.compile(r"\s*dit aussi\s*:", re.IGNORECASE)


def renamed(text: str, name: str) -> str:
    """The template's text under another name; comments and layout stay."""
    return _NAME.sub(lambda found: f"{found[1]} {name}", text, count=1)


def copied(text: str, name: str) -> str:
    """The text as a template of another name: what the first one is also called stays with it."""
    heading, rule, body = text.partition("\n---")
    kept = [line for line in heading.split("\n") if not _ALSO.match(line)]
    return renamed("\n".join(kept), name) + rule + body


def made_from(name: str, body: Body, doc_type: str, patient: Patient | None = None) -> str:
    """«enregistre ce texte comme modèle …»: the document's text as a template.

    Nothing of the patient goes into it: fields lose what they hold and ask the record again, and the patient's
    own names, birth date and numbers in the text become fields filled from the record.
    """
    nodes: list[Node] = []
    for part in body:
        if isinstance(part, Field):
            nodes.append(_blank(part))
        else:
            nodes += _anonymous(part, patient)
    return written(Template(name, tuple(nodes), doc_type=doc_type))


def _blank(held: Field) -> Blank:
    empty = Field(held.name, "", held.choices, held.default, held.required, held.unit)
    fact = _asked_again(held)
    return Blank(Field(held.name, unit=held.unit, required=held.required) if fact else empty, fact)


def _asked_again(held: Field) -> str:
    """The words that would fill the field from the record again; "" when it did not come from there."""
    if held.source is None:
        return ""
    group, _, of = held.source.fact.partition(":")
    words = (held.name, f"dernier {of}" if group == "result" else "", of)
    return next((w for w in words if w and asked(w)), "")


_IDENTITY = {
    "nom du patient": "name", "date de naissance": "born", "nom de famille": "family",
    "nom de naissance": "birth_family", "prénom": "given", "matricule INS": "ins", "IPP": "ipp",
}  # fmt: skip


def _anonymous(part: Text, patient: Patient | None) -> list[Node]:
    if patient is None:
        return [Words(part.text)]
    known = {words: of_patient(patient, of, patient.born) for words, of in _IDENTITY.items() if patient.born}
    if not patient.born:
        known = {"nom du patient": patient.name, "nom de famille": patient.family, "prénom": patient.given}
    fact_of = {text.casefold(): words for words, text in reversed(known.items()) if len(text) > 1}
    if not fact_of:
        return [Words(part.text)]
    longest = sorted(fact_of, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
    nodes: list[Node] = []
    end = 0
    for found in pattern.finditer(part.text):
        fact = fact_of[found[0].casefold()]
        nodes += [Words(part.text[end : found.start()])] if found.start() > end else []
        nodes.append(Blank(Field(fact), fact))
        end = found.end()
    return [*nodes, Words(part.text[end:])] if end < len(part.text) else nodes
