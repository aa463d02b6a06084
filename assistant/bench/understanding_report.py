"""Rows of what was understood -> a page with tables (Markdown), a confusion matrix and a learning curve (SVG)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from assistant.bench.hearing import rows
from assistant.bench.hearing.rows import Row
from assistant.bench.understanding_rows import OURS

PERCENT = frozenset({
    "intent", "exact", "acts", "person", "done_amid", "other_runs", "talk_acts", "talk_amid", "talk_taken", "ece",
})  # fmt: skip
COLUMNS = {
    "sentences": "sentences", "intent": "intent right", "exact": "exact", "acts": "right and acts",
    "done_amid": "done amid talk", "other_runs": "another would run", "talk_acts": "talk that acts",
    "talk_amid": "talk that acts amid talk", "talk_taken": "talk taken for a command", "ece": "calibration error",
    "person": "the person right", "lost": "shown of the open record", "median_ms": "median, ms", "p95_ms": "p95, ms",
    "kind": "", "examples": "trained on",
}  # fmt: skip
TABLES = (
    ("systems", "Side by side", ("set", "system"), (
        "sentences", "intent", "exact", "acts", "done_amid", "other_runs", "talk_acts", "talk_amid", "talk_taken",
        "ece", "median_ms", "p95_ms",
    )),
    ("named", "Who is named", ("kind", "system"), ("sentences", "intent", "person", "lost")),
    ("learning", "Learning curve, on the unseen", ("kind", "system"), ("examples", "intent", "exact", "talk_acts")),
    ("calibration", "Is the confidence right?", ("system", "bin"), ("sentences", "confidence", "intent")),
    ("kind", "By kind of value", ("kind", "system"), ("sentences", "intent", "exact")),
    ("intent", "By command", ("kind", "system"), ("sentences", "intent", "exact")),
)  # fmt: skip
NOTE = """\
Golden sentences (`tests/golden`), written apart from the training sentences by other hands. «Unseen» leaves out the
short ones that both sides wrote alike; «misheard» are the same with a recogniser's errors; «several» hold two or three
commands. «Other words» (`tests/other_words`) were written by a language model in four roles, a secretary, a chest, an
emergency physician and a psychiatrist, with talk that is for nobody's record; «rare words» (`tests/rare_words`) in the
role of a secretary who never says a thing the usual way. Both were labelled from the model's own guesses, corrected.
«Talk» (`tests/talk`) is what such a model wrote of four places where people talk to each other: consultations,
telephone calls, a secretaries' office, somebody dictating. «Amid talk»: said right after two utterances for nobody,
where only orders are done; «done amid talk» is of what is no answer to a question.
«Who is named» (`tests/named`, 200 requests in four more roles): names that no training sentence has, as the patient, as
who wrote, signs or receives a document, or «about»: «les allergies de madame X», where losing the name would show the
open record's.
«Exact» is the intent and every value at its place with its normal form. «Right and acts» is right and sure
enough to act. Talk that acts would do something with a record and a list open. The calibration error is the expected
one over ten bins (Guo et al. 2017), talk included. «rasa as published» is the pipeline that `rasa init` proposes, its
answers as they are; «hassil» a grammar made of the same sentences. «at 25 %»: trained on every fourth sentence.
"""
BLUE, ORANGE, GREY = "#2a6f97", "#e07a2f", "#8a8a8a"
CELL, LABEL = 13, 150


def write(target: Path, found: Iterable[Row], about: str) -> list[Path]:
    """TARGET.md, TARGET.jsonl, TARGET-confusion.svg and TARGET-learning.svg; an earlier run's other rows stay."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data, page = target.with_suffix(".jsonl"), target.with_suffix(".md")
    every = rows.merged(rows.load(data), found)
    rows.save(data, every)
    made = [data, page]
    plots: list[str] = []
    drawings = (
        ("confusion", "What is taken for what", confusion(every)),
        ("learning", "Learning curve", learning(every)),
    )
    for name, title, drawn in drawings:
        if drawn:
            plot = target.with_name(f"{target.name}-{name}.svg")
            plot.write_text(drawn, encoding="utf-8")
            made.append(plot)
            plots.append(f"![{title}]({plot.name})\n")
    page.write_text(markdown(every, plots, about), encoding="utf-8")
    return made


def markdown(every: Sequence[Row], plots: Sequence[str], about: str) -> str:
    """The page."""
    parts = [
        "# Understanding, measured\n",
        f"Written by `dpi-vocal bench understanding --report`. {about}\n",
        NOTE,
        *plots,
    ]
    for table, title, keys, columns in TABLES:
        chosen = [row for row in every if row["table"] == table]
        if table in ("intent", "kind"):
            chosen = [row for row in chosen if row["system"] == OURS]
        if chosen:
            parts += [f"## {title}\n", _table(chosen, keys, columns)]
    return "\n".join(parts)


def _table(chosen: Sequence[Row], keys: Sequence[str], columns: Sequence[str]) -> str:
    shown = [c for c in (*keys, *columns) if any(c in row for row in chosen)]
    lines = [[COLUMNS.get(c, c) for c in shown], ["---"] * len(shown)]
    lines += [[told(c, row.get(c, "")) for c in shown] for row in chosen]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def told(column: str, value: str | float) -> str:
    """A figure as people read it."""
    if isinstance(value, str):
        return value
    return f"{100 * value:.1f} %" if column in PERCENT else f"{value:g}"


def line(row: Row) -> str:
    """A row at the terminal; «» for what only --json shows."""
    if row["table"] == "confusion":
        return ""
    about = " · ".join(str(row[key]) for key in rows.KEYS if key in row)
    known = [(k, v) for k, v in row.items() if k not in rows.KEYS]
    return f"{about:52} " + ", ".join(f"{COLUMNS.get(k) or k} {told(k, v)}" for k, v in known)


def confusion(every: Sequence[Row]) -> str:
    """The confusion matrix of ours: a row a command that was meant, a column what was found; «» without rows."""
    chosen = [row for row in every if row["table"] == "confusion" and row["system"] == OURS]
    if not chosen:
        return ""
    pairs = {tuple(str(row["kind"]).split(" > ")): int(row["sentences"]) for row in chosen}
    wanted = sorted({pair[0] for pair in pairs})
    several = "several" if any("+" in pair[1] for pair in pairs) else ""
    columns = [*wanted, *([several] if several else [])]
    cells: dict[tuple[int, int], int] = {}
    for (meant, got), times in pairs.items():
        place = (wanted.index(meant), columns.index(got) if got in columns else len(columns) - 1)
        cells[place] = cells.get(place, 0) + times
    totals = [sum(n for (row, _), n in cells.items() if row == r) for r in range(len(wanted))]
    drawn = [_label(name, LABEL - 5, LABEL + CELL * r + 10, "end") for r, name in enumerate(wanted)]
    drawn += [_turned(name, LABEL + CELL * c + 10, LABEL - 5) for c, name in enumerate(columns)]
    for (row, column), times in sorted(cells.items()):
        x, y = LABEL + CELL * column, LABEL + CELL * row
        right = column == row
        shade = 0.15 + 0.85 * times / totals[row]
        drawn.append(
            f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{BLUE if right else ORANGE}" '
            f'fill-opacity="{shade if right else max(shade, 0.5):.2f}"><title>{escape(wanted[row])} : '
            f"{escape(columns[column])}, {times} / {totals[row]}</title></rect>"
        )
        if not right:
            drawn.append(f'<text x="{x + 6}" y="{y + 10}" text-anchor="middle" font-size="9">{times}</text>')
    return _page(LABEL + CELL * len(columns) + 10, LABEL + CELL * len(wanted) + 10, drawn)


def learning(every: Sequence[Row]) -> str:
    """Intent and exact match against the number of training sentences; «» with less than two points."""
    chosen = sorted(
        (row for row in every if row["table"] == "learning" and row["system"] == OURS), key=lambda r: r["examples"]
    )
    if len(chosen) < 2:
        return ""
    low = min(float(row["exact"]) for row in chosen) - 0.02
    most = float(chosen[-1]["examples"])
    drawn: list[str] = []
    for name, color in (("intent", BLUE), ("exact", ORANGE)):
        points = [
            (60 + 480 * float(r["examples"]) / most, 230 - 200 * (float(r[name]) - low) / (1 - low)) for r in chosen
        ]
        drawn.append(
            f'<polyline points="{" ".join(f"{x:.0f},{y:.0f}" for x, y in points)}" fill="none" stroke="{color}"/>'
        )
        for (x, y), row in zip(points, chosen, strict=True):
            drawn.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{color}"/>')
            drawn.append(_label(told(name, row[name]), x + 6, y - 7, "start"))
        drawn.append(_label(COLUMNS[name], 555, points[-1][1] + 14, "start", color))
    drawn += [_label(f"{row['examples']:g}", 60 + 480 * float(row["examples"]) / most, 250, "middle") for row in chosen]
    drawn.append(_label("training sentences", 300, 268, "middle", GREY))
    return _page(660, 280, drawn)


def _label(text: str, x: float, y: float, anchor: str, color: str = "#333") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" font-size="10" fill="{color}">{escape(text)}</text>'


def _turned(text: str, x: float, y: float) -> str:
    return f'<text transform="translate({x:.0f} {y:.0f}) rotate(-90)" font-size="10" fill="#333">{escape(text)}</text>'


def _page(width: int, height: int, drawn: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif">\n<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )
