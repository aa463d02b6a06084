"""The last check before a departure: every rule of the norm, on the value and on the very bytes; never best effort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml

from actions.dispatch import gate_bytes, gate_values
from actions.dispatch.mail import Mail
from actions.dispatch.message import Kind, Outgoing, Recipient
from actions.dispatch.validate import Validator
from actions.dispatch.xmls import read
from assistant.errors import SetupError

SOURCE = Path(__file__).with_name("gate.yml")
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site decides."""

    production: bool = True
    """Test INS are refused."""
    suffixes: tuple[str, ...] = (".mssante.fr",)
    """How the domain of a trusted mailbox ends."""
    largest: int = 10 * MEGABYTE
    """Bytes of a mail to a professional: many operators stop there."""
    largest_patient: int = 25 * MEGABYTE
    """Mon espace santé."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that is not met."""

    code: str
    requirement: str
    says: str
    """One French sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Nothing leaves while there is a refusal; a warning is shown and stops nothing."""

    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()
    detail: tuple[str, ...] = field(default=())
    """What the national validator said, for the operator."""

    @property
    def open(self) -> bool:
        return not self.refusals


def check(out: Outgoing, to: Iterable[Recipient], now: datetime, rules: Rules = Rules()) -> Opinion:
    """May this document leave for these recipients? Asked when a person sends, before anything is built."""
    codes = gate_values.faults(out, tuple(to), now, production=rules.production, suffixes=rules.suffixes)
    return Opinion(_refusals(codes), _refusals(gate_values.doubts(out)))


def inspect(
    mail: Mail,
    out: Outgoing,
    to: Recipient,
    rules: Rules = Rules(),
    validator: Validator | None = None,
) -> Opinion:
    """May these bytes leave? They are parsed again, by other code than what wrote them."""
    limit = rules.largest_patient if to.kind is Kind.PATIENT else rules.largest
    opened = gate_bytes.open_mail(mail.data)
    codes = list(gate_bytes.faults(opened, out, to, mail))
    if len(mail.data) > limit:
        codes.append("too-big")
    detail: tuple[str, ...] = ()
    if validator is not None and opened.document:
        detail = tuple(f"{f.source} {f.where}: {f.text}" for f in validator.faults(opened.document))
        codes += ["cda-national"] if detail else []
    return Opinion(_refusals(codes), detail=detail)


def same_patient(documents: Iterable[bytes]) -> Opinion:
    """One message, one patient (ECO.2.1.1): the CDAs given must all be about the same one."""
    seen = {gate_bytes.patient_of(read(document)) for document in documents}
    return Opinion(_refusals(["several-patients"] if len(seen) > 1 else []))


def refusal(code: str) -> Refusal:
    """Raises KeyError for a code that gate.yml does not have."""
    row = sentences()[code]
    return Refusal(code, row["requirement"], row["says"])


@lru_cache(maxsize=1)
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Raises SetupError(gate-invalid)."""
    try:
        found: Mapping[str, Mapping[str, str]] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as fault:
        raise SetupError("gate-invalid", str(fault)) from fault
    return found


def _refusals(codes: Iterable[str]) -> tuple[Refusal, ...]:
    return tuple(refusal(code) for code in dict.fromkeys(codes))
