"""The spoken/written pairs of tests/writing: enough of them, and written right in both halves."""

import re
from collections import Counter

from actions.reports.dictation.commands import command
from actions.reports.dictation.formatter import write
from assistant import settings
from assistant.bench.writing import pairs, report, rows
from assistant.bench.writing.run import measure

PAIRS = tuple(pairs.load())


def test_there_are_enough_in_every_category_and_half():
    assert len(PAIRS) >= 400
    assert min(Counter(pair.category for pair in PAIRS).values()) >= 20
    share = sum(pair.half == pairs.TEST for pair in PAIRS) / len(PAIRS)
    assert 0.33 < share < 0.47


def test_they_are_said_as_the_recogniser_writes():
    assert [
        pair.said for pair in PAIRS if not re.fullmatch(r"[\w' -]+", pair.said) or pair.said != pair.said.lower()
    ] == []


def test_at_least_95_in_100_are_written_exactly_in_each_half():
    for half in (pairs.DEVELOPMENT, pairs.TEST):
        some = [pair for pair in PAIRS if pair.half == half]
        right = sum(
            pair.plain(write(pair.said, pair.before, pair.lexicon).text) == pair.plain(pair.written) for pair in some
        )
        assert right / len(some) >= 0.95, f"{half}: {right} of {len(some)}"


def test_no_dictated_text_is_taken_for_a_command():
    assert [pair.said for pair in PAIRS if command(pair.said) is not None] == []


async def test_the_bench_counts_them_and_a_report_keeps_other_tables(tmp_path):
    found = [row async for row in measure(settings.load(), ("formatting",))]
    every = next(row for row in found if row["kind"] == "all" and row["half"] == "both")
    assert every["pairs"] == len(PAIRS)
    target = tmp_path / "writing"
    rows.save(target.with_suffix(".jsonl"), [{"table": "kill -9", "lost": 0}, {"table": "formatting", "kind": "old"}])
    page = report.write(target, found).read_text(encoding="utf-8")
    assert "## kill -9" in page
    assert "old" not in page
    assert "| all | test |" in page
