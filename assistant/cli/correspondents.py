"""correspondents boxes | activities | find | oppose | allow: the directory filled, looked into, and refused."""

from __future__ import annotations

import argparse
from pathlib import Path

from actions.dispatch import directory, directory_files
from actions.dispatch.directory import Directory
from actions.dispatch.directory_values import Correspondent
from actions.mailroom.whom import label
from assistant import store
from assistant.cli import printing
from assistant.errors import SetupError
from assistant.settings import Settings

READERS = {"boxes": directory_files.boxes, "activities": directory_files.activities}


async def correspondents(args: argparse.Namespace, settings: Settings) -> int:
    """Exit 1: a file could not be read, or nobody was found."""
    if args.what in ("oppose", "allow"):
        from assistant.cli.oppositions import oppositions  # the record is loaded only where one is asked

        return await oppositions(args, settings)
    with store.opened(settings.dispatch.directory, (directory.migrations,)) as db:
        if args.what == "find":
            return _find(Directory(db), " ".join(args.of), as_json=args.json)
        for name in args.of:
            _import(Directory(db), args.what, Path(name), as_json=args.json)
        return 0


def _import(held: Directory, what: str, path: Path, *, as_json: bool) -> None:
    if not path.is_file():
        raise SetupError("file-missing", f"{path} is not there")
    done = READERS[what](held, path)
    row = {"file": str(path), "lines": done.lines, "kept": done.kept, "dropped": done.dropped, "wrong": done.wrong}
    text = f"{path}: {done.lines} lines, {done.kept} kept, {done.dropped} forgotten, {done.wrong} unusable"
    printing.line(row, text, as_json=as_json)


def _find(held: Directory, words: str, *, as_json: bool) -> int:
    found = [f.who for f in held.search(words)]
    for who in found:
        printing.line(
            _row(who), f"{who.id:12} {label(who)}  {', '.join(b.address for b in who.boxes)}", as_json=as_json
        )
    return 0 if found else 1


def _row(who: Correspondent) -> dict[str, object]:
    return {
        "id": who.id, "rpps": who.rpps, "name": who.name, "specialty": who.specialty, "town": who.town,
        "boxes": [b.address for b in who.boxes],
    }  # fmt: skip
