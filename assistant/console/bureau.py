"""The desk's page: the site's reports in JSON, and what a person does with them, each by the service the voice uses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from aiohttp import web

from actions.secretariat import listing
from actions.secretariat.pile import REPORT
from actions.secretariat.service import Secretariat
from actions.secretariat.values import OPEN, TROUBLE, Filter, Stage
from actions.secretariat.worklist import SIZE
from assistant.console import recipients, reports
from assistant.console.asking import body, flag, number, refuse, text
from assistant.console.desk import Busy, Desk
from assistant.console.encode import Json
from assistant.console.recipients import Recipients
from assistant.errors import ChartError, DispatchError, DpiVocalError, ReportError
from assistant.record import PatientQuery
from assistant.turn import Turn
from assistant.types import Done, Entity, Interpretation, Item, Origin, Period

READS = ("list", "report", *recipients.READS)
"""Routes that change nothing."""
Asked = dict[str, object]
Deed = Callable[[Asked], Awaitable[Json]]
TABS: dict[str, tuple[Stage, ...]] = {
    "todo": OPEN, **{str(s): (s,) for s in Stage if s not in TROUBLE}, "trouble": TROUBLE,
}  # fmt: skip
"""Name of a tab -> the stages it shows."""
SHORTEST = 2
"""Letters of a patient's name that are worth a search."""
RIGHTS = {"list": "show_reports", "report": "show_reports", "open": "open_document", "give-back": "return_document",
          "settle": "send_report", "sign": "sign_document", **recipients.RIGHTS}  # fmt: skip
"""Route -> the command whose right is asked for; the others are of who may present a document."""


class Bureau:
    """What the page asks for. Words (a patient's name, a reason) are never in an address."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._to = Recipients(desk)

    def routes(self) -> list[web.RouteDef]:
        """All of them, by name."""
        deeds: dict[str, Deed] = {
            "list": self.list, "report": self.report, "open": self.open, "take": self.take, "hand": self.hand,
            "urgent": self.urgent, "review": self.review, "submit": self.submit, "give-back": self.give_back,
            "task": self.task, "settle": self.settle, "sign": self.sign,
            "recipients": self._to.look, "recipient-find": self._to.find,
            "recipient-add": self._to.add, "recipient-remove": self._to.remove,
        }  # fmt: skip
        return [web.post(f"/api/bureau/{verb}", self._guarded(verb, do), name=f"bureau-{verb}")
                for verb, do in deeds.items()]  # fmt: skip

    @property
    def _reports(self) -> Secretariat:
        """Raises ReportError(writing-off)."""
        if self._desk.session.secretariat is None:
            raise ReportError("writing-off", "this session was started without a store for documents")
        return self._desk.session.secretariat

    @property
    def _origin(self) -> Origin:
        return self._desk.session.origin

    # --- reading -------------------------------------------------------------------------------------------------

    async def list(self, asked: Asked) -> Json:
        """{tab, page, author?, service?, patient?, holder?, from?, to?, late?}: a page, and what the tabs count."""
        desk, wanted = self._reports, await self._filter(asked)
        page = await desk.page(self._origin, wanted, SIZE, number(asked.get("page", 0)) * SIZE)
        people = await self._desk.session.chart.patients({line.patient for line in page.lines})
        names = self._names()
        rows: list[Json] = [reports.row(line, people.get(line.patient), names) for line in page.lines]
        tabs: dict[str, Json] = {
            name: [sum(page.counts.get(s, (0, 0))[n] for s in stages) for n in (0, 1)] for name, stages in TABS.items()
        }
        loose = await desk.loose() if set(TROUBLE) <= set(wanted.stages) else ()
        shown: dict[str, Json] = {
            "tabs": tabs, "rows": rows, "total": page.total, "late": page.late, "size": SIZE,
            "loose": [reports.todo(task) for task in loose],
        }  # fmt: skip
        return shown | await self._around()

    async def _around(self) -> dict[str, Json]:
        """What the page says and offers around the table."""
        desk, me = self._reports, self._origin.person
        signers = desk.writer.people.signers(self._origin.site)
        mine = await desk.counts(self._origin, Filter(authors=(me,)))
        return {
            "me": me, "doctor": me in {p.id for p in signers}, "waits": mine.get(Stage.TO_SIGN, (0, 0))[0],
            "deadline": reports.deadline(desk.deadline),
            "authors": [[p.id, p.name] for p in await desk.authors(self._origin)],
            "signers": [[p.id, p.name] for p in signers],
            "staff": [[p.id, p.name] for p in desk.writer.people.staff(self._origin.site)],
            "services": [*await desk.services(self._origin)],
        }  # fmt: skip

    async def report(self, asked: Asked) -> Json:
        """{id}: why it was given back, who writes in it, what became of its messages, what there is to do."""
        return reports.detail(await self._reports.detail(self._origin, text(asked, "id")), self._names())

    async def _filter(self, asked: Asked) -> Filter:
        stages = _stages(asked)
        words, author = _said(asked, "patient"), _said(asked, "author")
        patients: tuple[str, ...] | None = None
        if words:
            query = PatientQuery(number=words) if words.replace(" ", "").isdecimal() else PatientQuery(words=words)
            known = await self._desk.session.chart.search(query) if len(words) >= SHORTEST else ()
            patients = tuple(p.id for p in known)
        return Filter(
            stages, (author,) if author else (), _said(asked, "service"), patients,
            Period(_day(asked, "from"), _day(asked, "to")), _said(asked, "holder"),
            late=asked.get("late") is True,
        )  # fmt: skip

    def _names(self) -> reports.Names:
        catalogue = self._desk.session.catalogue
        return reports.Names(self._reports.writer.people.name, catalogue.labels["stage"], catalogue.labels["doc_type"])

    # --- deeds ---------------------------------------------------------------------------------------------------

    async def take(self, asked: Asked) -> Json:
        """{id, seen}: into one's own hands, out of those it was seen in."""
        await self._reports.take(self._origin, text(asked, "id"), text(asked, "seen"))
        return {}

    async def hand(self, asked: Asked) -> Json:
        """{id, seen, to}: to somebody of the site; "": back into the pool."""
        await self._reports.hand(self._origin, text(asked, "id"), text(asked, "seen"), text(asked, "to"))
        return {}

    async def urgent(self, asked: Asked) -> Json:
        """{id, yes}: before the others, or no longer."""
        await self._reports.rank(self._origin, text(asked, "id"), urgent=flag(asked, "yes"))
        return {}

    async def review(self, asked: Asked) -> Json:
        """{id}: a draft into the secretaries' pool."""
        await self._reports.review(self._origin, text(asked, "id"))
        return {}

    async def submit(self, asked: Asked) -> Json:
        """{id, author}: to its author ("") or to that doctor, to sign."""
        await self._reports.submit(self._origin, text(asked, "id"), text(asked, "author"))
        return {}

    async def give_back(self, asked: Asked) -> Json:
        """{id, reason}: a draft again. A reason is wanted: who dictated it must know what to correct."""
        if not (reason := " ".join(text(asked, "reason").split())):
            raise ReportError("report-no-reason", "given back without a reason")
        await self._reports.give_back(self._origin, text(asked, "id"), reason)
        return {}

    async def task(self, asked: Asked) -> Json:
        """{task}: done."""
        return {"done": await self._reports.close_task(self._origin, number(asked.get("task")))}

    async def settle(self, asked: Asked) -> Json:
        """{parcel, left}: a message in doubt had left; or had not, and is queued again (the page has it confirmed)."""
        done = await self._reports.settle(self._origin, text(asked, "parcel"), left=flag(asked, "left"))
        return {"done": done}

    async def open(self, asked: Asked) -> Json:
        """{id}: the patient's record, then the document, as «le premier» of a list would: one turn, told everywhere."""
        line = await self._reports.line(self._origin, text(asked, "id"))
        patient = (await self._desk.session.chart.patients([line.patient])).get(line.patient)
        if patient is None:
            raise ChartError("chart-not-found", "no such patient")
        label = listing.label(line, patient, self._desk.session.catalogue.labels["stage"])
        turn = await self._desk.choose(Item("report", label, patient, f"{REPORT}{line.report}"))
        return self._told(turn)

    async def sign(self, _asked: Asked) -> Json:
        """All that waits for this person's signature: listed, then read back; only «je confirme» signs."""
        status = Entity("status", "à signer", "to_sign", 0, 0)
        listed = await self._desk.choose(Interpretation("les comptes-rendus à signer", "show_reports", 1.0, (status,)))
        if not isinstance(listed.outcome, Done):
            return self._told(listed)
        return self._told(await self._desk.choose(Interpretation("signe tout", "sign_document", 1.0)))

    # --- parts ---------------------------------------------------------------------------------------------------

    def _told(self, turn: Turn) -> Json:
        catalogue = self._desk.session.catalogue
        said = [catalogue.sentence(o.reply) for o in turn.outcomes if o.reply]
        return {"outcome": type(turn.outcome).__name__.lower(), "say": " ".join(said)}

    def _guarded(self, verb: str, do: Deed) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """With the right it needs; a fault as a refusal that has its sentence; other pages look again after a deed."""
        intent = RIGHTS.get(verb, "submit_document")

        async def run(request: web.Request) -> web.StreamResponse:
            try:
                if not self._reports.writer.people.allow(self._origin.person, intent):
                    return refuse(403, "desk-forbidden")
                answer = await do(await body(request))
            except DpiVocalError as fault:
                status = 409 if isinstance(fault, ReportError | ChartError | DispatchError) else 503
                return refuse(status, fault.code, self._desk.why(fault.code, fault.facts))
            except Busy:
                return refuse(429, "busy")
            except ValueError:
                return refuse(400, "edit-unknown")
            if verb not in READS:
                self._desk.tell("reports")
            return web.json_response(answer)

        return run


def _stages(asked: Asked) -> tuple[Stage, ...]:
    """Of the tab. Raises ValueError."""
    stages = TABS.get(text(asked, "tab"))
    if stages is None:
        raise ValueError("tab")
    return stages


def _said(asked: Asked, name: str) -> str:
    """A part of the filter; "" when it is not given. Raises ValueError."""
    value = asked.get(name, "")
    if not isinstance(value, str):
        raise ValueError(name)  # noqa: TRY004 - one refusal for all that does not fit
    return value.strip()


def _day(asked: Asked, name: str) -> date | None:
    said = _said(asked, name)
    return date.fromisoformat(said) if said else None
