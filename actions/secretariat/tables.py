"""The worklist: one row a report, kept by triggers beside `reports`, with how far it came in the outbox.

It lives in the file of the documents, so that a document and its line are one transaction. Where a person belongs
(`members`) gives a report its service: that of its author, else of who typed it.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("secretariat")
_SERVICE = """coalesce(
    (select service from members where person = {row}.author),
    (select service from members where person = {row}.editor), {otherwise})"""
_ADD = f"""insert into worklist (report, site, service, patient, author, editor, title, doc_type, status, visit)
    select {{row}}.id, coalesce({{row}}.site, ''), {_SERVICE.format(row="{row}", otherwise="''")}, {{row}}.patient,
    coalesce({{row}}.author, ''), coalesce({{row}}.editor, ''), {{row}}.title, {{row}}.doc_type, {{row}}.status,
    coalesce(date({{row}}.created, 'localtime'), date('now', 'localtime'))"""
STATEMENTS = (
    "create table members (person text primary key, service text not null) strict",
    """create table worklist (
        report text primary key, site text not null, service text not null, patient text not null,
        author text not null, editor text not null, title text not null, doc_type text not null,
        status text not null, visit text not null, urgent integer not null default 0,
        holder text not null default '', since text not null default ''
    ) strict""",
    # the columns of a filter, then those that a page is counted and ordered by
    "create index worklist_site on worklist (site, status, visit, urgent, service, author, holder)",
    "create index worklist_author on worklist (site, author, status, visit, urgent)",
    "create index worklist_service on worklist (site, service, status, visit, urgent)",
    "create index worklist_holder on worklist (site, holder, status, visit, urgent)",
    "create index worklist_patient on worklist (site, patient, status, visit, urgent)",
    "create table outbox_mark (id integer primary key check (id = 1), seq integer not null) strict",
    f"create trigger worklist_add after insert on reports begin {_ADD.format(row='new')}; end",
    "create trigger worklist_drop after delete on reports begin delete from worklist where report = old.id; end",
    f"""create trigger worklist_follow after update of status, author, title on reports
        when old.status is not new.status or old.author is not new.author or old.title is not new.title
        begin update worklist set status = new.status, author = coalesce(new.author, ''), title = new.title,
            service = case when old.author is new.author then service
                else {_SERVICE.format(row="new", otherwise="service")} end,
            holder = case when old.status is new.status then holder else '' end
        where report = new.id; end""",  # noqa: S608 - constants only
    # what was corrected before it left is no longer to be sent
    """create trigger worklist_replace after update of status on reports
        when new.status = 'signed' and new.replaces <> '' begin
        delete from worklist where report = new.replaces and status = 'signed'; end""",
    """create trigger worklist_join after insert on members begin
        update worklist set service = new.service where author = new.person and service = ''; end""",
    f"{_ADD.format(row='r')} from reports r",
)
_VISITED = """update worklist set visit = date({at}, 'localtime'),
    service = case when {service} <> '' then {service} else worklist.service end"""
VISITS = (
    f"""create trigger worklist_visit after insert on visits begin
        {_VISITED.format(at="new.at", service="new.service")} where report = new.report; end""",
    f"{_VISITED.format(at='v.at', service='v.service')} from visits v where v.report = worklist.report",
)


@migrations()  # type: ignore[untyped-decorator]
def create_worklist(db: Database) -> None:
    """After the migrations of reports: documents that are there already get their lines too."""
    for statement in STATEMENTS:
        db.execute(statement)


def follow_visits(db: Database) -> None:
    """Where the day and the service of a report's visit are kept (`visits`), they are those of its line.

    No migration: the table may come later than this one. Done once; safe to call at each start.
    """
    if not db["visits"].exists() or "worklist_visit" in {trigger.name for trigger in db.triggers}:
        return
    for statement in VISITS:
        db.execute(statement)
    db.conn.commit()
