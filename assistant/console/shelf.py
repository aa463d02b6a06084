"""The page of templates: what it asks for, in JSON. Every change goes the way of a spoken one: rights, journal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime

from aiohttp import web

from actions.reports.making import inserted
from actions.reports.model import Body
from actions.reports.templates import checking, lint, sampled
from actions.reports.templates.checking import Checked
from actions.reports.templates.choosing import Told
from actions.reports.templates.gathering import Member
from actions.reports.templates.library import MAY_KEEP
from actions.reports.templates.managing import Managing
from actions.reports.templates.nodes import TemplateError
from actions.reports.templates.shelves import Row, Scope
from assistant.console import shelf_paper as paper
from assistant.console.asking import body, number, refuse, text
from assistant.console.desk import Desk
from assistant.console.encode import Json
from assistant.errors import DpiVocalError, PeopleError
from assistant.people import Person
from nlu.template_orders import Order

LONGEST = 64 * 1024
"""Bytes of the largest request: a template of a dozen pages."""
ACTS = frozenset({"rename", "copy", "share", "unshare", "retire", "restore", "undo"})
MOST = 200
"""Characters of a name and of whom it is for."""
Work = Callable[[Managing, Member, web.Request], Awaitable[Json]]


class ShelfApi:
    """Reads the library of the person at this console, and changes it by orders."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sampled = sampled.Sampled()

    def routes(self) -> list[web.RouteDef]:
        """All of them, by name."""
        reads: dict[str, Work] = {"": self._list, "/one": self._one, "/compare": self._compare}
        deeds: dict[str, Work] = {"/check": self._check, "/keep": self._keep, "/act": self._act, "/version": self._back}
        name = "templates{}".format
        return [
            *(web.get(f"/api/templates{path}", self._guarded(do), name=name(path.replace("/", "-")))
              for path, do in reads.items()),
            *(web.post(f"/api/templates{path}", self._guarded(do), name=name(path.replace("/", "-")))
              for path, do in deeds.items()),
        ]  # fmt: skip

    # --- reading -------------------------------------------------------------------------------------------------

    async def _list(self, shelves: Managing, member: Member, _request: web.Request) -> Json:
        """GET: all that may be inserted, what is retired, what cannot be read, and what this person may do."""
        library, catalogue = shelves.library, self._desk.session.catalogue
        uses = await self._uses()
        held: list[Json] = [
            {
                **paper.brief(e, catalogue),
                "uses": uses.get(inserted(e.template.name), 0),
                **self._whose(shelves, member, e.id),
            }
            for e in library.entries(member)
        ]
        gone: list[Json] = [
            {**paper.retired(r), "mine": not r.text or shelves.may_change(member, r)} for r in library.gone(member)
        ]
        broken: list[Json] = [
            {"id": r.id, "name": r.name, "scope": r.scope.value, "say": lint.of_fault(f).sentence}
            for r, f in library.broken(member)
        ]
        shares: list[Json] = [
            s.value for s in (Scope.SERVICE, Scope.SITE) if member.owner(s) and member.role in MAY_KEEP[s]
        ]
        kinds: list[Json] = [str(label) for key, label in catalogue.labels["doc_type"].items() if key != "other"]
        samples = paper.people_of(await self._sampled.people(_today()))
        return {
            "templates": held, "gone": gone, "broken": broken, "service": member.service, "shares": shares,
            "writes": shelves.allowed(member.person), "kinds": kinds, "samples": samples,
        }  # fmt: skip

    async def _one(self, shelves: Managing, member: Member, request: web.Request) -> Json:
        """GET ?id=: its text, what is wrong with it, its versions."""
        key = request.query.get("id", "")
        entry = shelves.library.entry(member, key)
        rows = shelves.library.history(key)
        if entry is None:
            row = shelves.library.row(member, key)  # raises: not on a shelf of this person
            hidden = None if row.text else shelves.library.behind(member, row.name)  # a mark has no text of its own
            source, scope, name = hidden.text if hidden else row.text, row.scope, row.name
        else:
            source, scope, name = entry.text, entry.scope, entry.template.name
        found = checking.check(shelves.library, member, source, scope, name) if source else Checked(None, ())
        preview = await self._preview(shelves, member, found, [], 0)
        return {
            "id": key, "name": name, "scope": scope.value, "text": source, "version": rows[0].version if rows else 0,
            "versions": paper.versions(rows, shelves.people), **self._whose(shelves, member, key),
            **self._checked(found), "preview": preview,
        }  # fmt: skip

    async def _compare(self, shelves: Managing, member: Member, request: web.Request) -> Json:
        """GET ?id=&from=&to=: what differs between two versions of the text; version 0 is nothing."""
        key = request.query.get("id", "")
        shelves.library.row(member, key)
        texts = {0: "", **{r.version: r.text for r in shelves.library.history(key)}}
        start, end = number(request.query.get("from")), number(request.query.get("to"))
        if not {start, end} <= texts.keys():
            raise TemplateError("template-unknown", given=str(end))
        return {"pieces": await asyncio.to_thread(paper.differences, texts[start], texts[end])}

    # --- changing ------------------------------------------------------------------------------------------------

    async def _check(self, shelves: Managing, member: Member, request: web.Request) -> Json:
        """POST {text, id, with, who}: what is wrong with a text that is being written, and how it would be inserted."""
        asked = await body(request, LONGEST)
        key, options, who = text(asked, "id"), asked.get("with", []), number(asked.get("who", 0))
        if not isinstance(options, list) or not all(isinstance(o, str) for o in options):
            raise ValueError("with")
        scope, name = self._place(shelves, member, key)
        found = await asyncio.to_thread(checking.check, shelves.library, member, text(asked, "text"), scope, name)
        return {**self._checked(found), "preview": await self._preview(shelves, member, found, options, who)}

    async def _keep(self, shelves: Managing, member: Member, request: web.Request) -> Json:
        """POST {text, id, version}: the next version of that template, or a new one of one's own («»)."""
        asked = await body(request, LONGEST)
        source, key, version = text(asked, "text"), text(asked, "id"), number(asked.get("version", 0))
        scope, name = self._place(shelves, member, key)
        found = await asyncio.to_thread(checking.check, shelves.library, member, source, scope, name)
        if not found.good:
            return {"done": False, "code": "template-wrong", **self._checked(found)}
        told = await self._desk.session.manage(lambda talking, by: talking.managing.keep(key, version, source, by))
        return self._told(told)

    async def _act(self, _shelves: Managing, _member: Member, request: web.Request) -> Json:
        """POST {act, name, new, whom}: an order, as if it were said."""
        asked = await body(request)
        act, name, new, whom = (text(asked, key) for key in ("act", "name", "new", "whom"))
        if act not in ACTS or max(len(name), len(new), len(whom)) > MOST:
            raise ValueError(act)
        order = Order(act, name, new, whom)
        return self._told(await self._desk.session.manage(lambda talking, by: talking.managing.do(order, by)))

    async def _back(self, _shelves: Managing, _member: Member, request: web.Request) -> Json:
        """POST {id, version}: an old version is the newest one again."""
        asked = await body(request)
        key, version = text(asked, "id"), number(asked.get("version"))
        return self._told(
            await self._desk.session.manage(lambda talking, by: talking.managing.bring_back(key, version, by))
        )

    # --- parts ---------------------------------------------------------------------------------------------------

    def _told(self, told: Told | None) -> dict[str, Json]:
        if told is None:
            return {"done": False, "code": "templates-unavailable"}
        say = self._desk.session.catalogue.sentence(told.reply)
        return {"done": not told.code and not told.choices, "code": told.code, "say": say,
                "id": told.row.id if told.row else None}  # fmt: skip

    def _checked(self, found: Checked) -> dict[str, Json]:
        return paper.checked(found, sampled.options(found.template) if found.template else ())

    async def _preview(
        self, shelves: Managing, member: Member, found: Checked, options: list[str], who: int
    ) -> list[Json]:
        if found.template is None:
            return []
        person = Person(member.person, shelves.people.name(member.person), member.role, member.site)
        filled: Body = await self._sampled.body(
            found.template, who, _today(), person, member.service, frozenset(options)
        )  # fmt: skip
        return paper.parts(filled, self._desk.session.catalogue)

    async def _uses(self) -> dict[str, int]:
        """How often this person inserted each template, by what undo calls it."""
        session = self._desk.session
        return await session.writer.uses(session.origin.person) if session.writer else {}

    def _whose(self, shelves: Managing, member: Member, key: str) -> dict[str, Json]:
        row = self._stored(shelves, member, key)
        if row is None:
            return {"author": None, "mine": False, "at": None}
        author = shelves.people.name(shelves.maker(key))
        return {"author": author, "mine": shelves.may_change(member, row), "at": row.at}

    @staticmethod
    def _stored(shelves: Managing, member: Member, key: str) -> Row | None:
        """The newest version; None of a shipped one and of a new one."""
        shipped = not key or shelves.library.entry(member, key)
        return None if shipped and not shelves.library.history(key) else shelves.library.row(member, key)

    def _place(self, shelves: Managing, member: Member, key: str) -> tuple[Scope, str]:
        """The shelf that a text would stand on, and the name of the template whose place it takes."""
        row = self._stored(shelves, member, key)
        return (row.scope, row.name) if row else (Scope.PERSON, "")

    def _guarded(self, work: Work) -> Callable[[web.Request], Awaitable[web.Response]]:
        """With the right to keep templates; a fault as a refusal that has its sentence."""

        async def run(request: web.Request) -> web.Response:
            session = self._desk.session
            if session.talking is None:
                return refuse(404, "templates-unavailable")
            shelves = session.talking.managing
            if not shelves.allowed(session.origin.person):
                return refuse(403, "templates-forbidden")
            try:
                return web.json_response(await work(shelves, shelves.member(session.origin.person), request))
            except ValueError:
                return refuse(400, "edit-unknown")
            except DpiVocalError as fault:
                return refuse(_status(fault), fault.code, self._desk.why(fault.code, fault.facts))

        return run


def _status(fault: DpiVocalError) -> int:
    if isinstance(fault, PeopleError):
        return 403
    return {"template-unknown": 404}.get(fault.code, 409) if isinstance(fault, TemplateError) else 503


def _today() -> date:
    return datetime.now().astimezone().date()
