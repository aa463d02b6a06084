"""The national directory's extraction files: text, «|» between columns, one line a box or an activity, names in line 1.

Extraction_Correspondance_MSSante_*.txt (31 columns: Type de BAL, Adresse BAL, …, Pays) gives the boxes;
PS_LibreAcces_Personne_activite_*.txt gives specialties and towns (format described by ANS, Annuaire Santé, 2025).
Columns are found by their names, whatever their order. Some 540,000 lines, 90 MB: read as a stream.
"""

from __future__ import annotations

import csv
import io
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from actions.dispatch.directory import Directory
from actions.dispatch.directory_values import Correspondent, Mailbox
from actions.dispatch.identifiers import rpps_shaped
from actions.dispatch.mail import ADDRESS
from actions.dispatch.message import Address
from assistant.errors import DispatchError
from assistant.sounds import fold

Line = Mapping[str, str]
BATCH = 5000
"""Lines put in one transaction."""
NEEDED = {
    "boxes": ("type de bal", "adresse bal", "identifiant pp", "nom d exercice", "prenom d exercice"),
    "activities": ("identifiant pp", "nom d exercice", "prenom d exercice", "libelle savoir faire"),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    lines: int
    kept: int
    dropped: int
    """Correspondents that the new file no longer has."""
    wrong: int
    """Lines that were passed over: no usable address or number."""


def boxes(directory: Directory, path: Path) -> Imported:
    """The MSSanté boxes; those no longer in the file are forgotten. Raises DispatchError(directory-unreadable)."""
    return _import(directory, path, "boxes", _box, forget=True)


def activities(directory: Directory, path: Path) -> Imported:
    """Specialties and towns of professionals; nobody is forgotten. Raises DispatchError(directory-unreadable)."""
    return _import(directory, path, "activities", _activity, forget=False)


def _import(
    directory: Directory, path: Path, kind: str, read: Callable[[Line], Correspondent | None], *, forget: bool
) -> Imported:
    batch, lines, kept = uuid.uuid4().hex, 0, 0
    with _opened(path) as text:
        rows = _rows(text, NEEDED[kind], path)
        while chunk := list(islice(rows, BATCH)):
            lines += len(chunk)
            kept += directory.put(filter(None, map(read, chunk)), "national", batch)
    dropped = directory.drop_older("national", batch) if forget and kept else 0
    return Imported(lines, kept, dropped, lines - kept)


def _rows(text: Iterable[str], needed: tuple[str, ...], path: Path) -> Iterator[Line]:
    reader = csv.reader(text, delimiter="|", quoting=csv.QUOTE_NONE)
    try:
        names = [fold(name) for name in next(reader, [])]
        if missing := [name for name in needed if name not in names]:
            raise DispatchError("directory-unreadable", f"{path.name}: no column {missing[0]!r}")
        for row in reader:
            yield dict(zip(names, (cell.strip() for cell in row), strict=False))
    except (csv.Error, UnicodeDecodeError, OSError, zipfile.BadZipFile) as fault:
        raise DispatchError("directory-unreadable", f"{path.name}: {type(fault).__name__}") from fault


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[str]]:
    """The file, or the only one in the zip it is published as."""
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        else:
            with path.open(encoding="utf-8-sig", newline="") as text:
                yield text
    except (OSError, zipfile.BadZipFile, IndexError) as fault:
        raise DispatchError("directory-unreadable", f"{path.name}: {type(fault).__name__}") from fault


def _box(line: Line) -> Correspondent | None:
    address = line.get("adresse bal", "").casefold()
    if not ADDRESS.fullmatch(address):
        return None
    place = line.get("service de rattachement") or line.get("raison sociale structure bal", "")
    kind = line.get("type de bal", "").upper() or "PER"
    box = Mailbox(address, kind, place)
    street = " ".join(filter(None, (line.get(n, "") for n in ("l4numerovoie", "nl4typevoie", "l4libellevoie"))))
    town = line.get("l6ligneacheminement", "").removeprefix(line.get("code postal", "")).strip()
    where = Address((street,) if street else (), line.get("code postal", ""), town)
    if kind == "PER" or rpps_shaped(line.get("identifiant pp", "")):
        who = _person(line)
        return None if who is None else replace(who, town=town, postal=where, boxes=(box,))
    return Correspondent(address, place or address, town=town, postal=where, boxes=(box,))


def _activity(line: Line) -> Correspondent | None:
    who = _person(line)
    if who is None:
        return None
    street = " ".join(
        filter(
            None,
            (line.get(f"{n} coord structure", "") for n in ("numero voie", "libelle type de voie", "libelle voie")),
        )
    )
    town, postcode = line.get("libelle commune coord structure", ""), line.get("code postal coord structure", "")
    return replace(who, town=town, postal=Address((street,) if street else (), postcode, town))


def _person(line: Line) -> Correspondent | None:
    rpps = line.get("identifiant pp", "")
    family = line.get("nom d exercice", "")
    if not rpps_shaped(rpps) or not family:
        return None
    title = line.get("civilite d exercice") or line.get("code civilite d exercice", "")
    return Correspondent(
        rpps, family, line.get("prenom d exercice", ""), rpps, title.upper(), line.get("code savoir faire", ""),
        line.get("libelle savoir faire") or line.get("libelle profession", ""),
    )  # fmt: skip
