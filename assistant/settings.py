"""One typed configuration: default.toml, then the site's file; an unknown key gets «did you mean»."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import time
from pathlib import Path
from typing import Any, get_type_hints

from assistant.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
DEFAULTS = Path(__file__).with_name("default.toml")
WILDCARD = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - refused below
MIDNIGHT = "24:00"


class Secret(str):
    """A string that does not show itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(********)"


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    person: str
    role: str
    rpps: str
    station: str
    service: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecognizerSettings:
    kind: str
    source: str
    threads: int
    beam: int


@dataclass(frozen=True, slots=True)
class Listening:
    silence: float
    longest: float
    threshold: float
    complete: float
    unfinished: float
    dictation: float


@dataclass(frozen=True, slots=True)
class InterpreterSettings:
    url: str
    token: Secret = field(repr=False)
    port: int
    timeout: float


@dataclass(frozen=True, slots=True)
class ChartSettings:
    kind: str
    url: str
    database: str
    user: str
    password: Secret = field(repr=False)
    recipe: str
    headless: bool
    timeout: float


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    host: str
    port: int
    speak: bool


@dataclass(frozen=True, slots=True)
class StoreSettings:
    path: Path


@dataclass(frozen=True, slots=True)
class WritingSettings:
    prints: Path


@dataclass(frozen=True, slots=True)
class DispatchSettings:
    """Sending reports; nothing leaves while `address` (or `pfi_host`) is empty."""

    outbox: Path
    directory: Path
    post: Path
    grace: float
    production: bool
    suffixes: tuple[str, ...]
    national: str
    address: str
    label: str
    software: str
    user: str
    password: Secret = field(repr=False)
    authority: str
    certificate: str
    smtp_host: str
    smtp_port: int
    imap_host: str
    imap_port: int
    poll: float
    pfi_host: str
    pfi_port: int
    pfi_facility: str
    returns_host: str
    returns_port: int
    organisation: str
    finess: str
    oid: str
    street: str
    postcode: str
    town: str
    phone: str

    @property
    def by_mail(self) -> bool:
        """A box that sends is named, and its server."""
        return bool(self.address and self.smtp_host)

    @property
    def on(self) -> bool:
        """Something may leave from here."""
        return self.by_mail or bool(self.pfi_host)


@dataclass(frozen=True, slots=True)
class SecretariatSettings:
    """By when a report must have left, and where its author works."""

    days: int
    deadline: str
    service: str

    @property
    def hour(self) -> time | None:
        """None: the end of the day."""
        return None if self.deadline == MIDNIGHT else time.fromisoformat(self.deadline)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured. Relative paths are relative to the clone."""

    site: Site
    recognizer: RecognizerSettings
    listening: Listening
    interpreter: InterpreterSettings
    chart: ChartSettings
    console: ConsoleSettings
    store: StoreSettings
    writing: WritingSettings
    dispatch: DispatchSettings
    secretariat: SecretariatSettings

    def with_(self, section: str, **values: Any) -> Settings:
        """A copy with some values of one section replaced."""
        return replace(self, **{section: replace(getattr(self, section), **values)})


SECTIONS: dict[str, type[Any]] = get_type_hints(Settings)


def load(path: Path | None = None) -> Settings:
    """Defaults, then `path`. Raises SettingsError with every fault found, one a line."""
    raw = _read(DEFAULTS)
    site = _read(path) if path else {}
    faults: list[str] = []
    for section, values in site.items():
        if section not in SECTIONS or not isinstance(values, dict):
            faults.append(f"[{section}]: unknown section{_did_you_mean(section, list(SECTIONS))}")
            continue
        known = [f.name for f in fields(SECTIONS[section])]
        for key, value in values.items():
            if key not in known:
                faults.append(f"{section}.{key}: unknown key{_did_you_mean(key, known)}")
            else:
                raw[section][key] = value
    built = {name: _section(name, kind, raw[name], faults) for name, kind in SECTIONS.items()}
    if not faults and built["console"].host in WILDCARD:
        faults.append("console.host: a wildcard address would open the console to the network; name one address")
    if not faults and built["dispatch"].returns_host in WILDCARD:
        faults.append("dispatch.returns_host: a wildcard address would take returns from anywhere; name one address")
    if not faults and not _ordered(built["listening"]):
        faults.append("listening: 0 < complete <= silence <= unfinished, and silence <= dictation, is wanted")
    if not faults and not _an_hour(built["secretariat"].deadline):
        faults.append('secretariat.deadline: an hour such as "18:00", or "24:00", is wanted')
    if faults:
        raise SettingsError("settings-invalid", f"{path}: " + "\n".join(faults))
    return Settings(**built)


def _an_hour(said: str) -> bool:
    try:
        return said == MIDNIGHT or bool(re.fullmatch(r"\d\d:\d\d", said) and time.fromisoformat(said) is not None)
    except ValueError:
        return False


def _ordered(listening: Listening) -> bool:
    """A whole command is not waited for longer than an unknown one, nor that longer than a hanging one."""
    return 0 < listening.complete <= listening.silence <= min(listening.unfinished, listening.dictation)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise SettingsError("settings-unreadable", f"{path}: {fault.strerror}") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsError("settings-invalid", f"{path}: {fault}") from fault


def _section(name: str, kind: type[Any], raw: dict[str, Any], faults: list[str]) -> Any:
    values: dict[str, Any] = {}
    for key, wanted in get_type_hints(kind).items():
        try:
            values[key] = _convert(raw[key], wanted)
        except ValueError as fault:
            faults.append(f"{name}.{key}: {fault}")
            values[key] = raw[key]
    return kind(**values)


def _convert(value: Any, wanted: Any) -> Any:
    if wanted is Secret:
        return Secret(_secret(str(value)))
    if wanted is Path:
        return ROOT / str(value)
    if wanted == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise ValueError("a list of strings is wanted")
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not wanted:
        raise ValueError(f"{wanted.__name__} is wanted, not {type(value).__name__}")
    return value


def _secret(value: str) -> str:
    """«env:NAME» and «file:PATH» are looked up; anything else is the secret itself."""
    if value.startswith("env:"):
        if (found := os.environ.get(value[4:])) is None:
            raise ValueError(f"environment variable {value[4:]} is not set")
        return found
    if value.startswith("file:"):
        try:
            return (ROOT / value[5:]).read_text(encoding="utf-8").strip()
        except OSError as fault:
            raise ValueError(f"{value[5:]}: {fault.strerror}") from fault
    return value


def _did_you_mean(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f", did you mean {close[0]!r}?" if close else f"; known: {', '.join(known)}"
