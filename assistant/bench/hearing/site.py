"""Recordings of a site: ours, Common Voice's and PxSLU's ways of laying out a folder.

Common Voice (Mozilla): clips/*.mp3 with validated.tsv or test.tsv (columns client_id, path, sentence).
PxSLU / PxCorpus (Kocabiyikoglu and others, LREC 2022, CC-BY-4.0): recordings/ with two parallel lists, paths.txt
(a recording a line) and seq.in (its words). seq.in and recordings.zip are known from public loaders, paths.txt from
memory alone: the data could not be had here and this reader was never run on it.
"""

from __future__ import annotations

from pathlib import Path

from assistant.bench.hearing.sets import Clip, limited, read_table
from assistant.errors import SetupError

COMMON_VOICE = ("test.tsv", "validated.tsv")
SET = "site"


def read(folder: Path, limit: int = 0) -> list[Clip]:
    """Clips of a folder in any of the three layouts. Raises SetupError(bench-missing | bench-unreadable)."""
    if (folder / "transcripts.tsv").is_file():
        rows = read_table(folder / "transcripts.tsv")
        found = _clips(folder, [(_of(r, "file"), _of(r, "text"), r.get("voice") or "site") for r in rows])
    elif lists := [folder / name for name in COMMON_VOICE if (folder / name).is_file()]:
        rows = read_table(lists[0])
        found = _clips(folder / "clips", [(_of(r, "path"), _of(r, "sentence"), "Common Voice") for r in rows])
    elif (folder / "paths.txt").is_file() and (folder / "seq.in").is_file():
        found = _clips(folder, _px(folder))
    else:
        raise SetupError(
            "bench-missing",
            f"{folder}: no transcripts.tsv, no {' or '.join(COMMON_VOICE)} with clips/, no paths.txt with seq.in",
        )
    if not found:
        raise SetupError("bench-missing", f"{folder}: no recording of its list is there")
    return limited(found, limit)


def _of(row: dict[str, str], column: str) -> str:
    if column not in row:
        raise SetupError("bench-unreadable", f"no column «{column}»; there are: {', '.join(row)}")
    return row[column]


def _px(folder: Path) -> list[tuple[str, str, str]]:
    paths, texts = ((folder / name).read_text(encoding="utf-8").splitlines() for name in ("paths.txt", "seq.in"))
    if len(paths) != len(texts):
        raise SetupError("bench-unreadable", f"paths.txt has {len(paths)} lines, seq.in {len(texts)}")
    return [(path.strip(), text.strip(), "PxSLU") for path, text in zip(paths, texts, strict=True)]


def _clips(folder: Path, rows: list[tuple[str, str, str]]) -> list[Clip]:
    """Those whose sound is there, inside the folder, with the words that are said."""
    clips = []
    for file, text, voice in rows:
        path = next((p for p in (folder / file, folder / "recordings" / Path(file).name) if p.is_file()), None)
        if path is not None and text and path.resolve().is_relative_to(folder.resolve()):
            clips.append(Clip(SET, path, text, voice))
    return clips
