"""Rows -> docs/writing.md: a table for each measure."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.bench.writing import rows
from assistant.bench.writing.rows import KEYS, Row

TITLES = {
    "formatting": "Dictated words, as a secretary types them",
    "filling": "A field filled by its name",
    "finished": "A report from nothing to its signature, said against typed",
    "insertion": "A template, from its spoken name to its filled fields",
    "template names": "Which template is meant, when its name is written as a recogniser may write it",
    "editing": "A change of a document, to the disk",
    "killing": "kill -9 in the middle of dictations",
}
"""Table -> its heading; a table that is not named here is headed by its own name."""
NOTES = {
    "formatting": (
        "The pairs are those of `tests/writing/pairs`, written before the rules; the failures of the test half were "
        "never looked at. Spaces count as one kind but in `typography`. «Characters wrong» is the edit distance over "
        "the length wanted. Times are of one utterance, once, in a process where the words are loaded; "
        "«work» is the processor's time alone."
    ),
    "filling": (
        "The sentences of `tests/writing/filling`, said over the shipped templates with every option: real Rasa, "
        "values, formatter and store. Right is the field meant and no other, accepted, holding what a secretary types "
        "(first letter's case and last full stop left out); «wrong» is something else written. «By name» leaves out "
        "fields called as the page labels them. All but those «written after the rules» were written before any was "
        "tried; on their first run, with the interpreter alone, 62.7 % were right (development 63.2, test 62.2). The "
        "failures of the test half were never looked at. Those «written after the rules» had 94.7 % on their first "
        "run."
    ),
    "finished": (
        "The scripts of `tests/writing/finished`, written before any was tried, played through a session with real "
        "Rasa, formatter, templates, record in memory, signature and PDF/A (checked); «right» is the whole text as "
        "wanted, and signed. Said: the length of each sentence by the synthetic voice (Pico), the silence that ends "
        "it (the settings and judgement of listening), the machine's time of the turn, and the read-back before "
        "signing, listened to whole; the words are typed into the session, hearing them is measured apart "
        "(`docs/hearing.md`). Typed: characters of the finished text at 40 words a minute, 5 characters a word. "
        "«Values typed» is the hardest comparison: someone who has the same template filled from the record and types "
        "the values alone, each field reached in no time, both hands free. On the first run 11 of the 16 came out as "
        "wanted."
    ),
    "insertion": (
        "On the record in memory, by each name of each shipped template. The first insertion of a process also reads "
        "the templates, as a session does when it starts; «work» is the processor's time alone."
    ),
    "template names": (
        "Each name of each shipped template, changed as in `bench names`. «Alone»: only the one meant; «asked»: it is "
        "among those asked about; «wrong»: another one alone."
    ),
    "editing": (
        "Times of one change until it is on disk (SQLite, WAL, synchronous=FULL), of a turn of the dictation (journal "
        "before and after, the change, the situation read again) and of a template inserted by a turn, from its "
        "meaning to its first field; 20 pages are 60 000 characters."
    ),
    "killing": (
        "A process dictates a word at a time, undoes and redoes, and is killed at a random moment; a word counts as "
        "acknowledged once the call that writes it has returned. After each kill every version kept is read."
    ),
}


def line(row: Row) -> str:
    """A row for the screen."""
    if row["table"] == "failure":
        return f"writing  [{row['kind']}] {row['said']}\n    wanted {row['want']!r}\n    got    {row['got']!r}"
    return "writing  " + "  ".join(f"{name} {value}" for name, value in row.items() if name != "table")


def write(target: Path, found: Iterable[Row]) -> Path:
    """TARGET.md, and TARGET.jsonl with its rows; tables of an earlier run that were not measured again stay."""
    page, data = target.with_suffix(".md"), target.with_suffix(".jsonl")
    page.parent.mkdir(parents=True, exist_ok=True)
    every = rows.merged(rows.load(data), [row for row in found if row["table"] != "failure"])
    rows.save(data, every)
    page.write_text(markdown(every), encoding="utf-8")
    return page


def markdown(every: Sequence[Row]) -> str:
    """The page."""
    parts = ["# Writing by voice, measured", "", "Written by `dpi-vocal bench writing --report docs/writing`.", ""]
    load = os.getloadavg()[0]
    parts += [f"{platform.machine()}, {os.cpu_count()} cores, load average {load:.1f} when this was written."]
    for table in dict.fromkeys(str(row["table"]) for row in every):
        parts += ["", f"## {TITLES.get(table, table)}", ""]
        if note := NOTES.get(table):
            parts += [note, ""]
        parts += _table([row for row in every if row["table"] == table])
    return "\n".join(parts) + "\n"


def _table(some: Sequence[Row]) -> list[str]:
    columns = list(dict.fromkeys(name for row in some for name in row if name != "table"))
    columns.sort(key=lambda name: KEYS.index(name) if name in KEYS else len(KEYS))
    head = [name.replace("_", " ") for name in columns]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return lines + [f"| {' | '.join(str(row.get(name, '')) for name in columns)} |" for row in some]
