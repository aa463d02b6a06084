"""audit verify, backup: the journal and the store."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from actions.reports import auditing, tables
from actions.reports.store import Reports
from assistant import journal, store
from assistant.cli import printing
from assistant.settings import Settings


async def audit(args: argparse.Namespace, settings: Settings) -> int:
    """Is the journal whole, and is every signed document what was signed? Exit 1 when not."""
    with store.opened(settings.store.path, (journal.migrations, tables.migrations)) as db:
        verdict = journal.SqliteJournal(db).verify()
        papers = auditing.audit(Reports(db))
    whole = verdict.broken_at is None
    text = (
        f"journal whole: {verdict.rows} rows, head {verdict.head[:16]}"
        if whole
        else f"journal broken at row {verdict.broken_at}: that row, or one before it, was changed or removed"
    )
    text += f"\nsigned documents: {papers.signed}, {'all whole' if not papers.wrong else 'not what was signed:'}"
    text += "".join(f"\n  {key}: {what}" for key, what in papers.wrong)
    found = {"whole": whole, "rows": verdict.rows, "broken_at": verdict.broken_at, "head": verdict.head}
    papers_found = {"signed": papers.signed, "signed_wrong": [list(one) for one in papers.wrong]}
    printing.line(found | papers_found, text, as_json=args.json)
    return 0 if whole and not papers.wrong else 1


async def backup(args: argparse.Namespace, settings: Settings) -> int:
    """A consistent copy of the store; of the outbox and the directory too, beside it, where there are some."""
    path = settings.store.path
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    to = Path(args.to) if args.to else path.with_name(f"{path.stem}-{stamp}{path.suffix}")
    others = [file for file in (settings.dispatch.outbox, settings.dispatch.directory) if file.exists()]
    for source, copy in ((path, to), *((file, to.with_name(f"{to.stem}-{file.name}")) for file in others)):
        store.backup(source, copy)
        printing.line({"copy": str(copy), "bytes": copy.stat().st_size}, f"copied to {copy}", as_json=args.json)
    return 0
