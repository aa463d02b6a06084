"""A recipe: all that one record's web client is like, read from TOML into typed values with clear errors."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from assistant.errors import SettingsError
from assistant.record import SECTIONS

RECIPES = Path(__file__).with_name("recipes")
PLACES = ("worklist", "patients", "record", "result", "plot", "document")
SELECTORS = (
    "login", "user", "password", "booted", "table", "more", "reload", "form", "document", "scroll",
    "menu", "menu_toggle", "tab_link", "tab_close",
)  # fmt: skip
SCRIPTS = ("pending", "tabs", "address", "row_ids", "row_fields", "dirty", "loaded", "mend")
_EMPTY: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Dialog:
    """A window that gets in the way. `button` is pressed to be rid of it; none: it is a person's, leave it."""

    selector: str
    code: str
    """The ChartError it stands for when it answers something we asked."""
    button: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen: where it is, what it is called, and how its rows read."""

    model: str
    title: str = ""
    id: str = ""
    """A placeholder, for the form of one thing; empty for a list."""
    domain: tuple[Any, ...] = ()
    period: tuple[Any, ...] = ()
    """Clauses added for a period."""
    search: tuple[Any, ...] = ()
    """What is put in the list's search box, when something is searched there."""
    context: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    columns: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    """Our name -> the column's heading («Heading#2» for the second of that name)."""
    extra: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    """Our name -> field that no column shows, asked of the page's own client."""
    text: tuple[str, ...] = ()
    """Parts of a line's text: our names, or words with {names}; «a|b» is b when a is empty."""
    show: str = ""
    """Heading of the column to bring into sight."""
    also: tuple[Any, ...] = ()
    """Further places whose lines belong there as well."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One record's web client."""

    name: str
    start: str
    """Address of the client: {url} and {database} are filled in."""
    background: int
    """Requests the client always has under way (a push channel)."""
    patient_in: str
    """How the client writes a person, {family} and {given}."""
    selectors: Mapping[str, str]
    scripts: Mapping[str, str]
    fields: Mapping[str, str]
    """Our name -> selector of a field of the patient's form."""
    style: str
    """CSS that makes the client legible."""
    sex: Mapping[str, str]
    """First letters of the words for a sex -> f, m."""
    yes: tuple[str, ...]
    dialogs: tuple[Dialog, ...]
    places: Mapping[str, Place]
    sections: Mapping[str, Place]
    stays: Place
    """Who stays in which bed."""
    values: Place
    """Measured values, one a row."""


def load(name: str) -> Recipe:
    """A recipe of this folder by name, or of any file by path. Raises SettingsError with every fault found."""
    path = Path(name) if name.endswith(".toml") else RECIPES / f"{name}.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
        raise SettingsError("recipe-unreadable", f"{path}: {fault.strerror}; known recipes: {known}") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsError("recipe-invalid", f"{path}: {fault}") from fault
    faults: list[str] = []
    built = _build(raw, faults)
    if faults or built is None:
        raise SettingsError("recipe-invalid", f"{path}: " + "\n".join(faults))
    return built


def _build(raw: dict[str, Any], faults: list[str]) -> Recipe | None:
    _complete("selectors", raw.get("selectors", {}), SELECTORS, faults)
    _complete("scripts", raw.get("scripts", {}), SCRIPTS, faults)
    _complete("places", raw.get("places", {}), PLACES, faults)
    _complete("sections", raw.get("sections", {}), SECTIONS, faults)
    values: dict[str, Any] = dict(raw)
    values["dialogs"] = tuple(_one(Dialog, d, "dialogs", faults) for d in raw.get("dialogs", ()))
    for part in ("places", "sections"):
        values[part] = {k: _place(v, f"{part}.{k}", faults) for k, v in raw.get(part, {}).items()}
    for part in ("stays", "values"):
        values[part] = _place(raw.get(part, {}), part, faults)
    built: Recipe | None = _one(Recipe, values, "recipe", faults)
    return built


def _complete(part: str, given: Mapping[str, Any], wanted: tuple[str, ...], faults: list[str]) -> None:
    faults += [f"{part}.{key} is missing" for key in wanted if key not in given]
    faults += [f"{part}.{key} is unknown" for key in given if key not in wanted]


def _place(raw: Any, where: str, faults: list[str]) -> Any:
    also = raw.get("also", ()) if isinstance(raw, Mapping) else ()
    further = [_one(Place, place, f"{where}.also", faults) for place in also]
    return _one(Place, {**raw, "also": further} if further else raw, where, faults)


def _one(kind: type[Any], raw: Any, where: str, faults: list[str]) -> Any:
    """One dataclass from one table; faults are collected, None is returned when there are any."""
    if not isinstance(raw, Mapping):
        faults.append(f"{where} must be a table")
        return None
    hints = get_type_hints(kind)
    unknown = [key for key in raw if key not in hints]
    needed = [f.name for f in fields(kind) if f.name not in raw and _needed(f)]
    wrong = [key for key, value in raw.items() if key in hints and not _fits(value, hints[key])]
    faults += [f"{where}.{key} is unknown" for key in unknown]
    faults += [f"{where}.{key} is missing" for key in needed]
    faults += [f"{where}.{key} has the wrong type ({type(raw[key]).__name__})" for key in wrong]
    if unknown or needed or wrong:
        return None
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()})


def _needed(one: Any) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _fits(value: Any, hint: Any) -> bool:
    if hint in (str, int, bool):
        return type(value) is hint
    origin = getattr(hint, "__origin__", None)
    if origin is tuple:
        return isinstance(value, list | tuple)
    return isinstance(value, Mapping) if origin is not None else value is None or isinstance(value, hint)
