"""What the verbs with many options take: light, for it is read at every start."""

from __future__ import annotations

import argparse
from pathlib import Path


def of_bench(parser: argparse.ArgumentParser) -> None:
    """What `bench` takes."""
    measures = ("understanding", "hearing", "names", "writing", "dispatch", "ledger")
    parser.add_argument("what", nargs="*", choices=measures, metavar="WHAT")
    meaning = parser.add_argument_group("understanding")
    meaning.add_argument(
        "--peers", action="store_true", help="beside Rasa as published (trained once: hours) and hassil"
    )
    meaning.add_argument("--share", type=float, default=1.0, metavar="X", help="train the peers on that share (1.0)")
    meaning.add_argument(
        "--curve", action="store_true", help="learning curve: trained on 25 and 50 %% of the sentences"
    )
    names = parser.add_argument_group("names")
    names.add_argument("--patients", type=int, default=1_000_000, metavar="N", help="invented people (1,000,000)")
    names.add_argument("--requests", type=int, default=10_000, metavar="N", help="spoken requests (10,000)")
    names.add_argument("--seed", type=int, default=1, metavar="N", help="of the people and the requests (1)")
    dispatch = parser.add_argument_group("dispatch (--parts too: desk, rate, soak)")
    dispatch.add_argument("--reports", type=int, default=100_000, metavar="N", help="through the outbox (100,000)")
    dispatch.add_argument("--kills", type=int, default=1000, metavar="N", help="kill -9 of a worker meanwhile (1,000)")
    dispatch.add_argument("--workers", type=int, default=2, metavar="N", help="processes that send (2)")
    dispatch.add_argument(
        "--folder", type=Path, metavar="PATH", help="disk, or RAM folder, that it writes on (ledger too)"
    )
    hearing = parser.add_argument_group("hearing")
    hearing.add_argument("--sets", metavar="NAME,…", help="only these sets and measures")
    hearing.add_argument("--limit", type=int, default=0, metavar="N", help="only so many clips of a set: a trial")
    hearing.add_argument("--peer", action=argparse.BooleanOptionalAction, default=True, help="beside faster-whisper")
    hearing.add_argument("--data", type=Path, metavar="FOLDER", help="recordings of the site: words wrong")
    hearing.add_argument("--minutes", type=float, default=60.0, help="of ordinary talk (60)")
    hearing.add_argument("--seconds", type=float, default=60.0, help="of each number of people at once (60)")
    hearing.add_argument("--report", type=Path, metavar="PATH", help="write PATH.md, PATH.jsonl and drawings")
    writing = parser.add_argument_group("writing (--report too: PATH.md and PATH.jsonl)")
    writing.add_argument("--parts", metavar="NAME,…", help="only these measures: formatting, filling, finished, …")


def of_templates(parser: argparse.ArgumentParser) -> None:
    """What `templates` takes."""
    parser.add_argument("what", choices=("list", "show", "lint"))
    parser.add_argument("of", nargs="*", metavar="NAME|FILE", help="show: its name; lint: files (none: all templates)")


def of_correspondents(parser: argparse.ArgumentParser) -> None:
    """What `correspondents` takes."""
    parser.add_argument("what", choices=("boxes", "activities", "find", "oppose", "allow"))
    parser.add_argument(
        "of", nargs="+", metavar="FILE|WORDS|PATIENT WHOM",
        help="extraction files of the Annuaire Santé; a name; oppose, allow: the patient's number, then an RPPS, "
        "an address, a name, «patient», «dmp» or «all»",
    )  # fmt: skip
