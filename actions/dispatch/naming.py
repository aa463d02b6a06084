"""Subject of the mail and name of its PDF, letter for letter as the référentiel socle MSSanté #2 v1.0.1 asks."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from actions.dispatch import doctypes
from actions.dispatch.message import Outgoing
from actions.dispatch.xmls import day

LABEL = 40
"""Longest label of a document in a subject or a file name."""
MARK = "[Annule et remplace]"
PREFIX = "XDM/1.0/DDM+"
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|_]+')


class Place(StrEnum):
    """Where the words «[Annule et remplace]» stand: unsettled between sources (interop.md 1), a setting of the site."""

    AFTER = "after"
    """After the subject: rules that look for a subject that starts with the prefix still match (ANS cas-usage)."""
    BEFORE = "before"


def bare(text: str) -> str:
    """Without accents or ligatures; case is kept."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'").translate(_LIGATURES))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def label(text: str) -> str:
    """At most 40 characters, no space left at the cut."""
    return text[:LABEL].rstrip()


def subject(out: Outgoing, place: Place = Place.AFTER) -> str:
    """ECO.2.1.3: «XDM/1.0/DDM+CR d'examens biologiques VIAL Paul 26/11/1978», marked when it replaces (2.2.2)."""
    who = out.patient
    born = f" {who.born:%d/%m/%Y}" if who.born else ""
    kind = label(doctypes.load()[out.doc_type].label)
    text = f"{PREFIX}{kind} {bare(who.birth_family).upper()} {bare(who.given)}{born}"
    text = " ".join(text.split())
    if not out.replaces:
        return text
    return f"{text} {MARK}" if place is Place.AFTER else f"{MARK} {text}"


def pdf_name(out: Outgoing) -> str:
    """ECO.2.1.6: «20150802_CR d'anesthesie_VIAL_Paul.pdf»; what a file system refuses, and «_», become a space."""
    who = out.patient
    kind = label(doctypes.load()[out.doc_type].label)
    parts = [day(out.created), bare(kind), bare(who.birth_family).upper(), bare(who.given)]
    if out.file_number:
        parts.append(bare(out.file_number))
    return "_".join(" ".join(_UNSAFE.sub(" ", part).split()) for part in parts) + ".pdf"
