"""Rows -> a page with tables (Markdown) and a plot (SVG)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from assistant.bench.hearing import rows
from assistant.bench.hearing.rows import ALL, Row

PERCENT = frozenset({
    "wer", "exact", "success", "acts", "as_typed", "other_runs", "doubted", "refused", "written", "ece",
})  # fmt: skip
COLUMNS = {
    "wer": "words wrong", "exact": "exact", "success": "command right", "acts": "right and acts",
    "as_typed": "as if typed", "other_runs": "another would run", "doubted": "asked first", "refused": "talk refused",
    "written": "talk written", "person_near": "after a yes", "person_asked": "asked who",
    "person_wrong": "wrong person", "person_missed": "nobody", "median_s": "median, s", "p95_s": "p95, s",
    "after_median_s": "after the silence, median, s", "after_p95_s": "after the silence, p95, s", "first_s":
    "first words shown after, s", "sessions_per_core":
    "sessions a core", "texts_whole": "texts, given whole", "texts_through_ear": "texts, through the ear",
    "would_run": "would run", "false_commands": "false commands", "false_commands_per_hour": "an hour",
    "false_questions": "questions asked", "false_alone": "commands, each said on its own", "loaded_mb":
    "loaded, MB", "hearing_mb": "hearing, MB", "before_mb": "before, MB", "load_s": "load, s", "cores_busy":
    "cores busy", "cut": "cut in two", "ece": "calibration error",
}  # fmt: skip
TABLES = (
    ("words", "Words and commands", ("set", "noise", "system"), (
        "clips", "wer", "exact", "success", "acts", "as_typed", "other_runs", "doubted", "refused", "written",
        "person_near", "person_asked", "person_wrong", "median_s", "p95_s", "sessions_per_core",
    )),
    ("silence", "Where nobody commands", ("kind", "system"), (
        "seconds", "texts_whole", "texts_through_ear", "would_run",
    )),
    ("background", "Ordinary French talk", ("place", "kind", "system"), (
        "minutes", "utterances", "texts", "false_commands", "false_commands_per_hour", "false_questions", "false_alone",
    )),
    ("calibration", "Is its confidence right?", ("set", "system", "bin"), ("clips", "confidence", "exact", "ece")),
    ("ends", "The silence that ends an utterance, from the last voice", ("kind", "system"), (
        "clips", "cut", "median_s", "p95_s",
    )),
    ("live", "Several people at once, from the end of the words to the text", ("speakers", "system"), (
        "commands", "lost", "median_s", "p95_s", "after_median_s", "after_p95_s", "first_s", "cores_busy",
    )),
    ("memory", "Memory of one process (PSS)", ("system",), ("before_mb", "loaded_mb", "hearing_mb", "load_s")),
)  # fmt: skip
NOTE = """\
«Words wrong» is the word error rate, numbers and spelling made alike for every system. «Command right» asks Rasa and
the record's name search what the heard words do: the golden intent with its values; «right and acts»: surely enough
that it is done. «As if typed» compares with what
the true words would have done, so that it counts hearing alone; «the words, typed» is the ceiling that understanding
sets. Times are from the end of an utterance to its text, one at a time; the silence that ends an utterance comes on
top, and is in the table of several people. «Sessions a core»: people who each say a command every 8 s that one core
can hear. Confidence is compared with what it claims: every word right. «Asked first»: commands that change something
or leave the open record, and were hardly heard, so that a yes is waited for. «After the silence»: what is left to wait
once the silence that ends an utterance is over. «human»: a real person's telephone prompts, heard while commands
are expected; «human-dictated»: the same as words of a dictation, which is free decoding. «Ordinary French talk» is
`tests/talk`, one sentence after the other with pauses of 0.4 to 1.5 s, drawn by us: where people pause for longer,
what is no order counts as well, up to the last column.
"""
COLORS = ("#2a6f97", "#e07a2f", "#8a8a8a")
WIDTH, ROW, LEFT, BAR = 760, 16, 210, 440


def write(target: Path, found: Iterable[Row]) -> list[Path]:
    """TARGET.md, TARGET.svg, and TARGET.jsonl with all rows; an earlier run's other rows stay. What was written."""
    page, plot, data = (target.with_suffix(suffix) for suffix in (".md", ".svg", ".jsonl"))
    target.parent.mkdir(parents=True, exist_ok=True)
    every = [row for row in rows.merged(rows.load(data), found) if row["table"] != "clip"]
    rows.save(data, every)
    page.write_text(markdown(every, plot.name), encoding="utf-8")
    plot.write_text(svg(every), encoding="utf-8")
    return [page, plot, data]


def markdown(every: Sequence[Row], plot: str) -> str:
    """The page."""
    machine = next((row for row in every if row["table"] == "machine"), {})
    parts = ["# Hearing, measured\n", "Written by `dpi-vocal bench hearing --report docs/hearing`.\n"]
    if machine:
        parts.append(
            f"{machine['at']}, {machine['processor']}, {machine['cores']} cores, {machine['threads']} threads a "
            f"recogniser, load {machine['load_before']} before; ours is `{machine['recognizer']}`.\n"
        )
    parts += [f"![Words wrong and commands right, by set]({plot})\n", NOTE]
    for table, title, keys, columns in TABLES:
        chosen = [row for row in every if row["table"] == table and row.get("voice", ALL) == ALL]
        if chosen:
            parts += [f"## {title}\n", _table(chosen, keys, columns)]
    if voices := [row for row in every if row["table"] == "words" and row.get("voice", ALL) != ALL]:
        parts += ["## Voice by voice\n", _table(voices, ("set", "noise", "voice", "system"), TABLES[0][3])]
    return "\n".join(parts)


def _table(chosen: Sequence[Row], keys: Sequence[str], columns: Sequence[str]) -> str:
    """Columns that no row has are left out."""
    shown = [c for c in (*keys, *columns) if any(c in row for row in chosen)]
    head = [COLUMNS.get(c, c) for c in shown]
    lines = [head, ["---"] * len(shown), *([told(c, row.get(c, "")) for c in shown] for row in chosen)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def told(column: str, value: str | float) -> str:
    """A figure as people read it."""
    if isinstance(value, str):
        return value.replace("|", "/")
    if column in PERCENT:
        return f"{100 * value:.1f} %"
    return f"{value:g}"


def line(row: Row) -> str:
    """A row at the terminal; «» for what only --json shows."""
    if row["table"] == "clip":
        return ""
    about = " · ".join(str(row[key]) for key in rows.KEYS if key in row)
    known = {key: value for key, value in row.items() if key not in rows.KEYS and value != ""}
    figures = [f"{COLUMNS.get(key, key)} {told(key, value)}" for key, value in known.items()]
    return f"{about:58} {', '.join(figures)}"


def svg(every: Sequence[Row]) -> str:
    """Two panels of bars: words wrong and commands right, a group a set, a bar a system."""
    chosen = [row for row in every if row["table"] == "words" and row.get("voice", ALL) == ALL]
    systems = list(dict.fromkeys(str(row["system"]) for row in chosen))
    drawn, top = [], 34
    for column, title in (("wer", "words wrong (less is better)"), ("success", "command right (more is better)")):
        drawn.append(f'<text x="10" y="{top}" font-weight="bold">{title}</text>')
        top += 10
        groups = dict.fromkeys((str(r["set"]), str(r.get("noise", ""))) for r in chosen if column in r)
        for group in groups:
            bars = [r for r in chosen if column in r and (str(r["set"]), str(r.get("noise", ""))) == group]
            about = escape(" ".join(group).strip())
            drawn.append(f'<text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{about}</text>')
            for row in bars:
                drawn += _bar(float(row[column]), systems.index(str(row["system"])), top)
                top += ROW
            top += 6
        top += 24
    for place, system in enumerate(systems):
        drawn.append(f'<rect x="{10 + 240 * place}" y="{top - 10}" width="11" height="11" fill="{_color(place)}"/>')
        drawn.append(f'<text x="{26 + 240 * place}" y="{top}">{escape(system)}</text>')
    height = top + 14
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )


def _bar(value: float, system: int, top: int) -> list[str]:
    width = BAR * min(1.0, value)
    return [
        f'<rect x="{LEFT}" y="{top + 2}" width="{width:.1f}" height="{ROW - 4}" fill="{_color(system)}"/>',
        f'<text x="{LEFT + width + 5:.1f}" y="{top + 12}" fill="#333">{100 * value:.1f} %</text>',
    ]


def _color(place: int) -> str:
    return COLORS[place % len(COLORS)]
