"""The texts of words/ filled with a document's facts: letter of the mail, README.TXT, INDEX.HTM, address sheet."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Template

from actions.dispatch import doctypes
from actions.dispatch.message import Address, Outgoing, Professional

FOLDER = Path(__file__).with_name("words")


def fill(name: str, facts: Mapping[str, str], *, escape: bool = False) -> str:
    """A text of words/ with its facts; `escape` for HTML. Raises KeyError when one is not given."""
    safe = {key: html.escape(value) for key, value in facts.items()} if escape else facts
    return _template(name).substitute(safe)


def facts(out: Outgoing) -> dict[str, str]:
    """What the texts may say of a document."""
    who = out.patient
    return {
        "title": out.title,
        "label": doctypes.load()[out.doc_type].label,
        "patient": f"{who.given} {(who.used_family or who.birth_family).upper()}",
        "born": who.born.strftime("%d/%m/%Y") if who.born else "date inconnue",
        "created": out.created.strftime("%d/%m/%Y"),
        "author": person(out.author),
        "organisation": out.organisation.name,
        "address": address(out.organisation.address) or "non renseignée",
        "phone": out.organisation.phone or "non renseigné",
        "application": out.sender.application,
        "version": out.sender.version,
        "editor": out.sender.editor,
    }


def person(who: Professional) -> str:
    """«DR Éric THOMAS»."""
    return " ".join(part for part in (who.title or who.civility, who.given, who.family.upper()) if part)


def address(where: Address) -> str:
    """On one line; «» when it is not known."""
    town = f"{where.postcode} {where.town}".strip()
    return ", ".join(part for part in (*where.lines, town) if part)


@lru_cache(maxsize=16)
def _template(name: str) -> Template:
    return Template((FOLDER / name).read_text(encoding="utf-8"))
