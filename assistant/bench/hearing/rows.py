"""Figures as rows: flat, one JSON object each; the same row measured again takes the place of the old one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.bench.hearing.deeds import Verdict
from assistant.bench.hearing.listening import Heard
from assistant.bench.hearing.sets import FOREIGN
from assistant.bench.hearing.words import comparable, error_rate, median, p95, share

Row = dict[str, str | int | float]
KEYS = ("table", "set", "noise", "voice", "system", "place", "kind", "speakers", "bin", "file")
"""What a row is about; the rest are its figures."""
EVERY = 8.0
"""Seconds between two commands of one person, for sessions per core: a busy consultation."""
ALL = "all"
HEARING = ("wer", "exact", "as_typed", "median_s", "p95_s", "work_s", "sessions_per_core")
"""Figures that mean nothing for words that were typed."""


def identity(row: Row) -> tuple[str, ...]:
    """Two rows of the same identity are measures of the same thing."""
    return tuple(str(row.get(key, "")) for key in KEYS)


def merged(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """The old rows, those measured again replaced, the others of the new run after them."""
    new = list(new)
    # another run fills other bins: none of an earlier one stays beside them
    binned = {_without_bin(row) for row in new if "bin" in row}
    rows = {identity(row): row for row in old if "bin" not in row or _without_bin(row) not in binned}
    rows.update((identity(row), row) for row in new)
    return list(rows.values())


def _without_bin(row: Row) -> tuple[str, ...]:
    return identity({**row, "bin": ""})


def load(path: Path) -> list[Row]:
    """Rows of an earlier run; none when there was none."""
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def save(path: Path, rows: Iterable[Row]) -> None:
    """A JSON object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def of_set(heard: Sequence[Heard], verdicts: Sequence[Verdict | None], about: Row) -> list[Row]:
    """Every voice of a set apart, then all of them, in one system."""
    voices = sorted({h.clip.voice for h in heard})
    pairs = list(zip(heard, verdicts, strict=True))
    groups = {voice: [p for p in pairs if p[0].clip.voice == voice] for voice in voices} if len(voices) > 1 else {}
    return [{**about, "voice": voice, **_figures(group)} for voice, group in [*groups.items(), (ALL, pairs)]]


def _figures(group: Sequence[tuple[Heard, Verdict | None]]) -> Row:
    heard = [h for h, _ in group]
    row: Row = {"clips": len(heard)}
    # of another language no word is right
    french = [h for h in heard if h.clip.text and h.clip.set != FOREIGN]
    pairs = [(comparable(h.clip.text), comparable(h.text)) for h in french]
    if pairs:
        row |= {"wer": round(error_rate(pairs), 4), "exact": round(share(sum(a == b for a, b in pairs), len(pairs)), 4)}
    row |= _deeds(group)
    waits = [h.seconds for h in heard if h.texts]
    work = sum(h.work for h in heard)
    row |= {"median_s": round(median(waits), 3), "p95_s": round(p95(waits), 3)}
    if work:
        row["work_s"] = round(work / len(heard), 3)
        row["sessions_per_core"] = round(EVERY * len(heard) / work, 1)
    return row


def _deeds(group: Sequence[tuple[Heard, Verdict | None]]) -> Row:
    commands = [v for h, v in group if v and h.clip.intent != "out_of_scope"]
    talk = [(h, v) for h, v in group if v and h.clip.intent == "out_of_scope"]
    row: Row = {}
    if commands:
        row |= {
            "commands": len(commands),
            "success": round(share(sum(v.success for v in commands), len(commands)), 4),
            "acts": round(share(sum(v.success and v.sure for v in commands), len(commands)), 4),
            "as_typed": round(share(sum(v.same for v in commands), len(commands)), 4),
            "other_runs": round(share(sum(v.harm for v in commands), len(commands)), 4),
            "doubted": round(share(sum(v.doubted for v in commands), len(commands)), 4),
        }
    if any(v.person for v in commands):
        row |= {
            f"person_{told}": sum(v.person == told for v in commands) for told in ("near", "asked", "wrong", "missed")
        }
    if talk:
        row |= {
            "talk": len(talk),
            "refused": round(share(sum(v.success for _, v in talk), len(talk)), 4),
            "written": round(share(sum(bool(h.text) for h, _ in talk), len(talk)), 4),
        }
    return row


def details(heard: Sequence[Heard], verdicts: Sequence[Verdict | None]) -> list[Row]:
    """A row a clip that was not heard word for word, or came to something else: for whoever looks for the cause."""
    found: list[Row] = []
    for h, v in zip(heard, verdicts, strict=True):
        right = not h.clip.text or comparable(h.clip.text) == comparable(h.text)
        if right and (v is None or v.success):
            continue
        row: Row = {
            "table": "clip", "voice": h.clip.voice, "file": h.clip.path.name, "said": h.clip.text,
            "heard": " | ".join(h.texts), "confidence": round(h.confidence, 3),
        }  # fmt: skip
        found.append({**row, **({"success": int(v.success), "harm": int(v.harm), "person": v.person} if v else {})})
    return found
