"""«signe tout»: which reports of the list on screen are signed together, and what is read back of them; pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.catalogue import Catalogue
from assistant.record import Opened, Piled
from assistant.situation import SIGNS, Situation
from assistant.types import Command, Interpretation, Patient, Piece, Reply

MOST = 10
"""Documents of one read-back: more would not be listened to."""
NAMED = 5
"""Of those left out, how many are named."""
_MANY = frozenset({"tout", "tous", "toutes", "les", "liste", "pile"})
_ORDINARY = _MANY | {
    "je", "on", "tu", "vous", "te", "s", "il", "plaît", "peux", "pouvez", "veux", "voudrais", "valide", "validez",
    "valider", "et", "signe", "signes", "signez", "signer", "signature", "électroniquement", "toute", "la", "compte",
    "comptes", "rendu", "rendus", "courriers", "documents", "lettres", "ordonnances", "certificats", "euh",
    "maintenant",
}  # fmt: skip
"""Any other word («les comptes-rendus du docteur Petit») says something of which ones: that is not the list."""


def meant(heard: Interpretation, situation: Situation) -> bool:
    """Is it a signature of several? A list of reports is on screen, and either many are said or nothing is open."""
    if heard.intent != SIGNS or heard.about or not situation.reports:
        return False
    words = set(re.findall(r"[^\W\d_]+", heard.text.lower()))
    return words <= _ORDINARY and (bool(words & _MANY) or (situation.document is None and "la" not in words))


def ready(pile: tuple[Piled, ...]) -> tuple[Piece, ...]:
    """Those that can be signed now, with the version that is read back, in the order of the list."""
    fit = (p for p in pile if unready(p.opened) is None and p.opened.status == "to_sign")
    return tuple(Piece(p.opened.id, p.opened.version, p.opened.title, p.patient) for p in fit)[:MOST]


def unready(opened: Opened) -> Reply | None:
    """Why that document cannot be signed now; None when it can."""
    if opened.status == "signed":
        return Reply("already_signed", {"title": opened.title})
    if not opened.signable:
        return Reply("not_yours", {"author": opened.author or "un médecin à désigner"})
    if opened.blank:
        return Reply("blank_report", {"title": opened.title})
    if opened.missing:
        return Reply("fields_missing", {"count": len(opened.missing), "fields": ", ".join(opened.missing)})
    return None


def read_back(
    command: Command, pile: tuple[Piled, ...], words: Catalogue, described: Callable[[Patient], str]
) -> Reply:
    """What «je confirme» will sign: every title and patient; what nobody checked in them; what is left out, and why."""
    chosen = [p for p in pile if any(p.opened.id == piece.document for piece in command.batch)]
    listed = " ; ".join(f"{n}, « {p.opened.title} » de {described(p.patient)}" for n, p in enumerate(chosen, 1))
    say = words.sentence
    checks = (
        say(Reply("unaccepted", {"count": sum(p.opened.unaccepted for p in chosen)})),
        say(Reply("doubtful", {"count": sum(p.opened.doubtful for p in chosen)})),
    )
    authors = " et ".join(dict.fromkeys(p.opened.author for p in chosen))
    facts = {"count": len(chosen), "list": listed, "author": authors, "checks": " ".join(checks)}
    return Reply("confirm_signatures", facts | {"left": left_out(pile, command.batch, words)})


def left_out(pile: tuple[Piled, ...], batch: tuple[Piece, ...], words: Catalogue) -> str:
    """Those of the list that are not signed, each with its reason, after a space; "" when all of them are."""
    rest = [p for p in pile if all(p.opened.id != piece.document for piece in batch)]
    if not rest:
        return ""
    named = [f"« {p.opened.title} » de {p.patient.name}, {_why(p.opened)}" for p in rest[:NAMED]]
    more = [f"{len(rest) - NAMED} de plus"] if len(rest) > NAMED else []
    return f" {words.sentence(Reply('left_out', {'count': len(rest), 'list': ' ; '.join([*named, *more])}))}"


def _why(opened: Opened) -> str:
    if opened.status == "signed":
        return "déjà signé"
    if not opened.signable:
        return f"à signer par {opened.author or 'un médecin à désigner'}"
    if opened.blank:
        return "vide"
    if opened.missing:
        return f"{', '.join(opened.missing)} à remplir"
    return "pour la fois suivante" if opened.status == "to_sign" else "pas encore à signer"
