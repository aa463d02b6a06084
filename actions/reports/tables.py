"""The tables that documents live in, and the triggers that freeze a signed one."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("reports")


@migrations()  # type: ignore[untyped-decorator]
def create_reports(db: Database) -> None:
    """A document with its present content; every change of it; its signature, lock, place on a desk and delivery."""
    db["reports"].create(
        {
            "id": str, "patient": str, "author": str, "doc_type": str, "title": str, "status": str, "version": int,
            "site": str, "editor": str, "replaces": str, "created": str, "changed": str, "current": str,
            "content": str,
        },
        pk="id",
    )  # fmt: skip
    db["reports"].create_index(["patient"])
    db["reports"].create_index(["status"])
    db["changes"].create(
        {
            "report": str, "version": int, "at": str, "person": str, "what": str,
            "place": int, "removed": str, "added": str, "same": int, "previous": int, "next": int,
        },
        pk=("report", "version"),
    )  # fmt: skip
    db["signatures"].create({"report": str, "person": str, "at": str, "hash": str}, pk="report")
    db["locks"].create({"report": str, "person": str, "station": str, "since": str, "until": str}, pk="report")
    db["desks"].create({"station": str, "patient": str, "report": str}, pk=("station", "patient"))
    db["deliveries"].create(
        {"report": str, "key": str, "state": str, "reference": str, "code": str, "at": str}, pk="report"
    )
    db["remarks"].create({"id": int, "report": str, "at": str, "person": str, "words": str}, pk="id")
    db["unfinished"].create({"report": str, "words": str, "at": str}, pk="report")
    _freeze(db)


@migrations()  # type: ignore[untyped-decorator]
def create_visits(db: Database) -> None:
    """When the patient was seen and by which service, where the record knew it: what delays are counted from."""
    db["visits"].create({"report": str, "at": str, "service": str}, pk="report")
    db.execute("create trigger visits_drop after delete on reports begin delete from visits where report = old.id; end")


def _freeze(db: Database) -> None:
    """What was signed is what stays, whatever program asks."""
    frozen = "raise(abort, 'a signed document never changes')"
    signed = "exists (select 1 from signatures where report = {}.report)"
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger reports_no_{verb} before {verb} on reports when old.status = 'signed' "
            f"begin select {frozen}; end"
        )
        db.execute(f"create trigger signatures_no_{verb} before {verb} on signatures begin select {frozen}; end")
        row = signed.format("old")
        db.execute(f"create trigger changes_no_{verb} before {verb} on changes when {row} begin select {frozen}; end")
    row = signed.format("new")
    db.execute(f"create trigger changes_no_insert before insert on changes when {row} begin select {frozen}; end")


@migrations()  # type: ignore[untyped-decorator]
def keep_sheets(db: Database) -> None:
    """The PDF of a signed document, as its bytes; nothing signed is replaced by an insert either."""
    db["sheets"].create({"report": str, "at": str, "hash": str, "pdf": bytes}, pk="report")
    frozen = "raise(abort, 'a signed document never changes')"
    for verb in ("update", "delete"):
        db.execute(f"create trigger sheets_no_{verb} before {verb} on sheets begin select {frozen}; end")
    # «insert or replace» fires no delete trigger
    for table, held in (
        ("sheets", "select 1 from sheets where report = new.report"),
        ("signatures", "select 1 from signatures where report = new.report"),
        ("reports", "select 1 from reports where id = new.id and status = 'signed'"),
    ):
        db.execute(
            f"create trigger {table}_no_replace before insert on {table} when exists ({held}) "
            f"begin select {frozen}; end"
        )
    db.execute(
        "create trigger sheets_of_signed before insert on sheets "
        "when not exists (select 1 from signatures where report = new.report) "
        "begin select raise(abort, 'only a signed document has a sheet'); end"
    )
