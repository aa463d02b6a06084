"""Random conversations about sending on real parts: whatever is said, only what was read back and confirmed leaves."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from actions.dispatch.message import Kind
from actions.mailroom.values import Send
from actions.reports.pdf import pdf
from actions.reports.tools import Tools
from assistant.dialogue import Confirming, describe
from assistant.record import PatientQuery, View
from assistant.turn import Turn
from assistant.types import Entity, Interpretation
from tests.clinic import WORDS, Clinic, TwoTemplates
from tests.correspondence import CARDIOLOGY, collect, doctor

PEOPLE = ("anne durand", "paul carpentier", "marie durand")
WHOM = ("treating_doctor", "oury", "kermarrec", "néphrologue", "patient", "ravaillac", "pneumologue", "dmp")
TALK = ("oui", "je confirme", "le deuxième", "celui de Quimper", "non", "je confirme que c'était mardi", "Anne",
        "vous avez mal depuis longtemps", "le médecin traitant c'est le docteur Kermarrec", "d'accord")  # fmt: skip


class Sending(RuleBasedStateMachine):
    """A doctor, three patients with one signed document each, a record that changes by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.wait(self._begin())

    def wait(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    async def _begin(self) -> None:
        self.clinic = Clinic(self.folder, Tools(templates=TwoTemplates(), pdf=pdf))
        self.talk = await self.clinic.session()
        self.chart = self.talk.chart
        self.patients = {words: (await self.chart.search(PatientQuery(words)))[0] for words in PEOPLE}
        for words in PEOPLE:
            for text in (f"ouvre le dossier de {words}", "insère le modèle consultation courte",
                         "mets toux dans le motif", "signe le document", "je confirme"):  # fmt: skip
                await self.talk.say(text)
        self.kept = self.rows()

    def rows(self) -> dict[str, tuple[str, str, str]]:
        """Message -> (report, patient's number, recipient), those not called back."""
        found = self.clinic.mailroom.outbox.find()
        return {r.id: (r.report, r.patient, r.recipient) for r in found if r.status.value != "cancelled"}

    def teardown(self) -> None:
        self.loop.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what may happen -------------------------------------------------------------------------------------------

    @rule(
        intent=st.sampled_from(["send_report", "send_report", "add_recipient", "remove_recipient", "send_all_reports"]),
        whom=st.lists(st.sampled_from(WHOM), max_size=2), about=st.sampled_from(["", "", "carpentier", "durand"]),
        channel=st.sampled_from(["", "", "paper"]),
    )  # fmt: skip
    def ask(self, intent: str, whom: list[str], about: str, channel: str) -> None:
        slots = [("recipient", w) for w in whom] + ([("channel", channel)] if channel else [])
        entities = tuple(Entity(n, v, v, 0, 0) for n, v in slots if n in WORDS.spec(intent).slots)
        self.turn(Interpretation("envoie", intent, 1.0, entities, about=about))

    @rule(text=st.sampled_from(TALK))
    def say(self, text: str) -> None:
        self.turn(text)

    @rule()
    def confirm(self) -> None:
        self.turn("je confirme")

    @rule(
        intent=st.sampled_from(["send_report", "send_all_reports"]),
        whom=st.lists(st.sampled_from(WHOM), max_size=2),
        about=st.sampled_from(["", "", "carpentier"]),
        between=st.sampled_from(["", "", "", *TALK, *PEOPLE]),
    )
    def ask_and_confirm(self, intent: str, whom: list[str], about: str, between: str) -> None:
        """Something may happen between the question and the answer."""
        self.ask(intent, whom, about, "")
        if between in PEOPLE:
            self.another_record_is_opened_by_hand(between)
        elif between:
            self.turn(between)
        self.confirm()

    @rule(seconds=st.sampled_from([1, 29, 31, 90]))
    def time_passes(self, seconds: int) -> None:
        self.clinic.clock.wait(seconds=seconds)
        self.wait(self.talk.expire())
        collect(self.clinic.mailroom)

    @rule(who=st.sampled_from(PEOPLE))
    def another_record_is_opened_by_hand(self, who: str) -> None:
        self.wait(self.chart.show(View("record", self.patients[who])))

    @rule(refused=st.sampled_from(["all", "10000000058"]), who=st.sampled_from(["1", "3"]))
    def a_patient_refuses(self, refused: str, who: str) -> None:
        self.clinic.mailroom.directory.oppose(who, refused, "martin")

    @rule(town=st.sampled_from(["BREST", "QUIMPER"]))
    def the_directory_changes(self, town: str) -> None:
        self.clinic.mailroom.directory.put([doctor("10000000041", "Hélène", "Abgrall", CARDIOLOGY, town, "h.autre")])

    @rule()
    def recall(self) -> None:
        before = self.rows()
        self.wait(self.talk.press(Interpretation("annule l'envoi", "recall_dispatch", 1.0)))
        assert set(self.rows()) <= set(before)
        self.kept = self.rows()

    # --- what must hold --------------------------------------------------------------------------------------------

    def turn(self, said: str | Interpretation) -> None:
        before, shown = self.talk.state, self.wait(self.chart.shown()).patient
        work = self.talk.say(said) if isinstance(said, str) else self.talk.press(said)
        turn: Turn = self.wait(work)
        now = self.rows()
        new = {name: row for name, row in now.items() if name not in self.kept}
        self.kept = now
        event(f"left: {len(new)}")
        if not new:
            return
        assert said == "je confirme", (said, new)
        assert isinstance(before, Confirming)
        sends: tuple[Send, ...] = before.command.slots["sends"]
        words = WORDS.sentence(before.question.reply)
        agreed = {(s.report, self.number(s), to.key): (s, to) for s in sends for to in s.recipients}
        for row in new.values():
            send, to = agreed[row]
            patient = next(p for p in self.patients.values() if p.id == send.patient)
            assert describe(patient) in words
            assert send.title in words
            assert to.name.split()[-1] in words
            opposed = self.clinic.mailroom.directory.opposed(patient.id)
            assert to.kind is Kind.PATIENT or not {"all", to.rpps} & opposed
            if before.command.intent == "send_report":  # the others need no open record: each patient is read out
                assert shown is not None
                assert (patient.id, shown.id) == (before.command.patient.id,) * 2, turn.outcome

    def number(self, send: Send) -> str:
        return next(p.ipp or "" for p in self.patients.values() if p.id == send.patient)


Sending.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a conversation takes minutes
    suppress_health_check=list(HealthCheck),
)
TestSending = Sending.TestCase
