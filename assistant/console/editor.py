"""The editor's routes: a document read and changed by keyboard, through the service that the voice writes with."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from aiohttp import web

from actions.reports import editing, keyed
from actions.reports.keyed import Keyed, Spot
from actions.reports.model import Field, Status
from assistant.console import paper
from assistant.console.asking import body, flag, number, refuse, text
from assistant.console.desk import Desk
from assistant.console.paperwork import TYPED, Handler, Paperwork

LONGEST = 256 * 1024
"""Bytes of one change: a pasted letter."""
READ, WRITE = "open_document", "fill_field"
"""The commands whose right is asked for."""


class Editor:
    """What the editor asks for. Everything is of the open patient; what was typed just before is still kept."""

    def __init__(self, desk: Desk) -> None:
        self.work = Paperwork(desk)

    def routes(self) -> list[web.RouteDef]:
        """All of them, by name."""
        reads: dict[str, Handler] = {
            "/api/documents": self.documents, "/api/document": self.document,
            "/api/document/versions": self.versions, "/api/document/compare": self.compare,
            "/api/document/pdf": self.pdf,
        }  # fmt: skip
        deeds: dict[str, Handler] = {
            "type": self.type, "choose": self.choose, "accept": self.accept, "check": self.check, "point": self.point,
            "undo": self.undo, "redo": self.redo, "restore": self.restore, "open": self.open, "close": self.close,
            "amend": self.amend,
        }  # fmt: skip
        return [
            *(web.get(path, self.work.guarded(READ, do), name=path[5:].replace("/", "-"))
              for path, do in reads.items()),
            *(web.post(f"/api/document/{verb}", self.work.guarded(WRITE, do), name=f"document-{verb}")
              for verb, do in deeds.items()),
        ]  # fmt: skip

    # --- reading -------------------------------------------------------------------------------------------------

    async def documents(self, _request: web.Request) -> web.Response:
        """GET /api/documents: those of the open patient that are being written, and what can be begun."""
        session, patient = self.work.desk.session, self.work.desk.session.situation.patient
        found = await self.work.writer.find(patient=patient.id) if patient else []
        drafts = [r for r in found if r.status is not Status.SIGNED]
        kinds = session.catalogue.labels["doc_type"]
        return web.json_response({
            "drafts": [paper.brief(r, session.catalogue, self.work.writer.people) for r in drafts],
            "kinds": [[key, label] for key, label in kinds.items() if key != "other"],
            "templates": list(session.situation.templates),
            "pdf": self.work.writer.tools.pdf is not None,
            "printer": self.work.writer.tools.prints is not None,
        })  # fmt: skip

    async def document(self, request: web.Request) -> web.Response:
        """GET /api/document?id=."""
        return await self.work.show(await self.work.asked(request))

    async def versions(self, request: web.Request) -> web.Response:
        """GET /api/document/versions?id=: every change, the last first."""
        report = await self.work.asked(request)
        found = await self.work.writer.versions(report.id)
        return web.json_response({"versions": paper.versions(found, self.work.writer.people)})

    async def compare(self, request: web.Request) -> web.Response:
        """GET /api/document/compare?id=&from=&to=: what differs between two versions; without `to`, the present one."""
        report = await self.work.asked(request)
        start, end = number(request.query.get("from")), number(request.query.get("to", report.version))
        before, after = await self.work.writer.at(report.id, start), await self.work.writer.at(report.id, end)
        pieces = await asyncio.to_thread(paper.differences, before, after)
        return web.json_response({"from": start, "to": end, "pieces": pieces})

    async def pdf(self, request: web.Request) -> web.Response:
        """GET /api/document/pdf?id=: as it is printed. The name of the file tells nothing of the patient."""
        report = await self.work.asked(request)
        sheet = await self.work.writer.record.sheet(report.id, self.work.patient())
        if sheet is None:
            return refuse(404, "print-off")
        headers = {"Content-Disposition": 'attachment; filename="document.pdf"'}
        return web.Response(body=sheet, content_type="application/pdf", headers=headers)

    # --- changing ------------------------------------------------------------------------------------------------

    async def type(self, request: web.Request) -> web.Response:
        """POST {id, version, name, field, at, removed, added}: what was typed in one part of that version."""
        asked = await body(request, LONGEST)
        key, version, spot = text(asked, "id"), number(asked.get("version")), _spot(asked)
        typed = Keyed(number(asked.get("at")), number(asked.get("removed")), text(asked, "added"))
        report = await self.work.writer.get(key)
        await self.work.mine(report)
        base = report if report.version == version else await self.work.writer.at(key, version)
        then = keyed.part_at(base.body, spot)
        if then is None or (isinstance(then, Field) and then.choices):
            return refuse(400, "edit-unknown")
        typed.cut(then.text)  # raises ValueError: nothing that does not fit reaches the store
        what = f"champ {spot.name}" if spot.field else "frappe"
        return await self.work.change(TYPED, report, lambda now: keyed.put(now, spot, typed, base.body), what)

    async def choose(self, request: web.Request) -> web.Response:
        """POST {id, name, text}: one of a field's choices, or nothing."""
        asked = await body(request)
        key, name, words = text(asked, "id"), text(asked, "name"), text(asked, "text")
        report = await self.work.held(key)
        held = editing.field_of(report.body, name)
        if held is None or words not in ("", *held.choices):
            return refuse(400, "choice-unknown")
        return await self.work.change("choose", report, lambda now: editing.fill(now, name, words), f"champ {name}")

    async def accept(self, request: web.Request) -> web.Response:
        """POST {id, name}: the proposed value of a field, or of all ("")."""
        asked = await body(request)
        key, name = text(asked, "id"), text(asked, "name")
        report = await self.work.held(key)
        what = f"valeur acceptée, champ {name}" if name else "valeurs par défaut"
        return await self.work.change("accept", report, lambda now: editing.accept(now, name), what)

    async def check(self, request: web.Request) -> web.Response:
        """POST {id, name, field, at}: the doubtful word at that place is right."""
        asked = await body(request)
        key, spot, at = text(asked, "id"), _spot(asked), number(asked.get("at"))
        report = await self.work.held(key)
        return await self.work.change("check", report, lambda now: keyed.checked(now, spot, at), "mot vérifié")

    async def restore(self, request: web.Request) -> web.Response:
        """POST {id, version}: the words of an earlier version, as a new one."""
        asked = await body(request)
        key, version = text(asked, "id"), number(asked.get("version"))
        report = await self.work.held(key)
        then = await self.work.writer.at(key, version)
        what = f"retour à la version {version}"
        return await self.work.change("restore", report, lambda now: replace(now, body=then.body), what)

    async def point(self, request: web.Request) -> web.Response:
        """POST {id, name, at, end}: words go there from now on, in place of what is selected; `at` null is the end."""
        asked = await body(request)
        key, name = text(asked, "id"), text(asked, "name")
        at = None if asked.get("at") is None else number(asked["at"])
        end = at if asked.get("end") is None else number(asked["end"])
        report = await self.work.held(key)
        if name and editing.field_of(report.body, name) is None:
            return refuse(400, "edit-unknown")
        selection = (at, end) if at is not None and end is not None and at < end else None
        await self.work.writer.point(self.work.origin, key, name, at, selection)
        if report.current != name:
            self.work.tell(report)
        return web.json_response({})

    async def undo(self, request: web.Request) -> web.Response:
        """POST {id}: take back the last change."""
        report = await self.work.held(text(await body(request), "id"))
        return await self.work.kept("undo", report, lambda: self.work.writer.undo(self.work.origin, report.id))

    async def redo(self, request: web.Request) -> web.Response:
        """POST {id}: take back the last undo."""
        report = await self.work.held(text(await body(request), "id"))
        return await self.work.kept("redo", report, lambda: self.work.writer.redo(self.work.origin, report.id))

    # --- on the desk ---------------------------------------------------------------------------------------------

    async def open(self, request: web.Request) -> web.Response:
        """POST {id}: put a document of the open patient in front of the person."""
        report = await self.work.held(text(await body(request), "id"))
        report = await self.work.writer.open(self.work.origin, report.id)
        await self.work.desk.session.look()
        return await self.work.show(report)

    async def close(self, request: web.Request) -> web.Response:
        """POST {id}: others may write in it."""
        report = await self.work.held(text(await body(request), "id"))
        await self.work.writer.close(self.work.origin, report.patient)
        await self.work.desk.session.look()
        return web.json_response({})

    async def amend(self, request: web.Request) -> web.Response:
        """POST {id}: a draft that will replace a signed document."""
        report = await self.work.held(text(await body(request), "id"))
        draft = await self.work.act("amend", report, lambda: self.work.writer.amend(self.work.origin, report.id))
        await self.work.desk.session.look()
        return await self.work.show(draft)


def _spot(asked: dict[str, Any]) -> Spot:
    return Spot(text(asked, "name"), flag(asked, "field"))
