"""Random conversations, turn after turn: what the safety rules forbid never happens, whatever was said before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from assistant import catalogue
from assistant.dialogue import (
    CLEAR,
    Choosing,
    Confirming,
    Decision,
    Doubting,
    Filling,
    Idle,
    Run,
    State,
    World,
    decide,
    describe,
    query,
)
from assistant.dialogue.states import PATIENCE
from assistant.record import Opened
from assistant.situation import Situation
from assistant.types import Entity, Interpretation, Mode, Patient, Risk, Sex

WORDS = catalogue.load()
EVERYTHING = frozenset(WORDS.commands)
BASE = {
    "durand": (
        Patient("1", "Durand", "Anne", date(1950, 3, 12), Sex.FEMALE),
        Patient("2", "Durand", "Marie", date(1948, 7, 30), Sex.FEMALE),
    ),
    "carpentier": (Patient("3", "Carpentier", "Paul", date(1961, 1, 2), Sex.MALE),),
    "marie": (Patient("2", "Durand", "Marie", date(1948, 7, 30), Sex.FEMALE),),
}
EVERYONE = {p.id: p for found in BASE.values() for p in found}
TEXTS = ("oui", "je confirme", "non", "madame", "marie", "la deuxième", "on verra ça plus tard avec lui")
VALUES = {"section": "labs", "analyte": "créat", "doc_type": "letter", "template": "écho", "field": "motif",
          "content": "toux", "recipient": "patient", "direction": "down"}  # fmt: skip


class Conversation(RuleBasedStateMachine):
    """One person, one record on screen; the record may change by hand in between."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State = Idle()
        self.mode = Mode.COMMANDS
        self.open: Patient | None = None
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
        self.ids = count()
        self.ran: set[str] = set()
        self.document: Opened | None = None
        self.binds = {i for i, spec in WORDS.commands.items() if spec.risk is Risk.BIND}

    @rule(
        intent=st.sampled_from(sorted(WORDS.commands)),
        text=st.sampled_from(TEXTS),
        confidence=st.sampled_from([0.99, 0.99, 0.7, 0.5, 0.1]),
        clarity=st.sampled_from([1.0, 1.0, 0.8, 0.2, 0.05]),
        name=st.sampled_from(["", "", *BASE]),
        about=st.sampled_from(["", "", "carpentier"]),
        ordinal=st.sampled_from([0, 0, 1, 2, -1, 7]),
        filled=st.booleans(),
        echo=st.sampled_from([None, 1.0, 0.7, 0.3]),
    )
    def say(
        self,
        intent: str,
        text: str,
        confidence: float,
        clarity: float,
        name: str,
        about: str,
        ordinal: int,
        filled: bool,
        echo: float | None,
    ) -> None:
        slots: dict[str, str | int] = dict(VALUES) if filled else {}
        slots |= {"patient": name} if name else {}
        slots |= {"ordinal": ordinal} if ordinal else {}
        entities = tuple(Entity(n, str(v), v, 0, 0) for n, v in slots.items() if n in WORDS.spec(intent).slots)
        echo = echo if name or about else None
        self.turn(Interpretation(text, intent, confidence, entities, about=about, clarity=clarity, echo=echo))

    @rule(intent=st.sampled_from(["insert_template", "undo", "recall_dispatch"]), clarity=st.sampled_from([1.0, 0.1]))
    def change_something(self, intent: str, clarity: float) -> None:
        entities = (Entity("template", "écho", "écho", 0, 0),) if intent == "insert_template" else ()
        self.turn(Interpretation(intent, intent, 0.99, entities, clarity=clarity))

    @rule(clarity=st.sampled_from([1.0, 0.1]))
    def say_yes(self, clarity: float) -> None:
        self.turn(Interpretation("oui", "affirm", 0.99, clarity=clarity))

    @rule(bind=st.sampled_from(["sign_document", "send_report"]), about=st.sampled_from(["", "carpentier", "durand"]))
    def ask_to_bind(self, bind: str, about: str) -> None:
        self.turn(Interpretation(bind, bind, 0.99, about=about))

    @rule(clarity=st.sampled_from([1.0, 1.0, 0.1]))
    def confirm(self, clarity: float) -> None:
        self.turn(Interpretation("je confirme", "confirm", 0.99, clarity=clarity))

    @rule(seconds=st.sampled_from([1, 10, 29, 31, 300]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(mode=st.sampled_from(Mode))
    def change_mode(self, mode: Mode) -> None:
        self.mode = mode

    @rule(who=st.sampled_from([None, *EVERYONE]))
    def somebody_opens_another_record_by_hand(self, who: str | None) -> None:
        self.open = EVERYONE[who] if who else None

    @rule(
        whose=st.sampled_from(["", *EVERYONE]),
        version=st.integers(1, 3),
        status=st.sampled_from(["draft", "draft", "signed"]),
        missing=st.sampled_from([(), (), ("motif",)]),
        signable=st.sampled_from([True, True, False]),
    )
    def a_document_is_opened_or_changed(
        self, whose: str, version: int, status: str, missing: tuple[str, ...], signable: bool
    ) -> None:
        note = Opened("d", whose, "Courrier", "letter", status, version, missing=missing, blank=False,
                      author="Dr Martin", signable=signable)  # fmt: skip
        self.document = note if whose else None

    def turn(self, heard: Interpretation) -> None:
        """One turn through the dialogue, then the rules."""
        asked = query(self.state, heard)
        found = BASE.get(asked.words.split()[-1], ()) if asked and asked.words else ()
        situation = Situation(mode=self.mode, patient=self.open, available=EVERYTHING, document=self.document)
        before = self.state
        note = self.document
        self.state, decision = decide(
            before, heard, World(WORDS, situation, self.now, lambda: f"id{next(self.ids)}", found)
        )
        self.check(before, heard, decision, found)
        self.kept(before, heard)
        self.signature(before, note)

    def check(self, before: State, heard: Interpretation, decision: Decision, found: tuple[Patient, ...]) -> None:
        if self.mode is Mode.ASLEEP and heard.intent != "wake":
            assert not isinstance(decision, Run), "asleep, nothing is done"
        if not isinstance(decision, Run):
            return
        changes = {i for i, spec in WORDS.commands.items() if spec.risk is Risk.EDIT} - {"fill_field"} | {"cancel"}
        if any(command.intent in changes for command in decision.commands):
            self.clearly(before, heard, decision)
        for command in decision.commands:
            assert command.id not in self.ran, "one agreement, one run"
            self.ran.add(command.id)
            if command.intent in self.binds:
                assert isinstance(before, Confirming)
                assert "confirm" in heard.text, "only «je confirme» engages"
                assert command is before.command, "what was read back is what runs"
                assert heard.clarity >= CLEAR
                assert self.now - before.asked < PATIENCE
                if command.patient:
                    assert describe(command.patient) in WORDS.sentence(before.question.reply)
            if command.intent == "open_record" and command.patient:
                self.opened(before, command.patient, heard, found)
                self.open = command.patient

    def kept(self, before: State, heard: Interpretation) -> None:
        """What was read back stays the one question, whatever was murmured meanwhile."""
        open_still = isinstance(before, Confirming) and self.now - before.asked < PATIENCE
        if open_still and heard.clarity < CLEAR and self.mode is Mode.COMMANDS and isinstance(self.state, Confirming):
            assert self.state is before or self.state.command.said == before.command.said

    def clearly(self, before: State, heard: Interpretation, decision: Run) -> None:
        """A change runs on words that were clearly heard, or after a clear yes in front of what it was asked about."""
        if self.mode is Mode.DICTATION:
            return
        assert heard.clarity >= CLEAR
        if isinstance(before, Doubting) and decision is before.run:
            assert heard.intent in ("affirm", "confirm")
            assert self.now - before.asked < PATIENCE
            note = self.document
            assert before.seen.patient == (self.open.id if self.open else "")
            assert (before.seen.document, before.seen.version) == ((note.id, note.version) if note else ("", 0))
        elif isinstance(before, Choosing | Filling) and decision.commands[-1].said == before.heard.text != heard.text:
            assert before.heard.clarity >= CLEAR, "the answer completes words that were hardly heard"

    def signature(self, before: State, note: Opened | None) -> None:
        """A signature is asked for the document of the patient, in the version on screen, when it can be signed."""
        asked = isinstance(self.state, Confirming) and self.state.command.intent == "sign_document"
        if not asked or (isinstance(before, Confirming) and before.command is self.state.command):
            return
        command = self.state.command
        assert note is not None
        assert command.patient is not None
        assert (command.document, command.version, command.patient.id) == (note.id, note.version, note.patient)
        assert (note.status, note.missing, note.signable) == ("draft", (), True)

    @staticmethod
    def opened(before: State, patient: Patient, heard: Interpretation, found: tuple[Patient, ...]) -> None:
        """A record opens for the only person found, one of those who were shown, or the one who was said back."""
        shown = {c.patient.id for c in before.question.choices if c.patient} if isinstance(before, Choosing) else set()
        told = isinstance(before, Doubting) and describe(patient) in WORDS.sentence(before.question.reply)
        assert [p.id for p in found] == [patient.id] or patient.id in shown or told, heard
        if heard.echo == 0.3 and not isinstance(before, Choosing | Doubting):
            assert heard.intent in ("next_patient", "previous_patient", "select_item"), "nothing echoes the name"

    @invariant()
    def a_choice_is_shown_with_birth_dates(self) -> None:
        if isinstance(self.state, Choosing):
            assert all(f"{c.patient.born:%d/%m/%Y}" in c.label for c in self.state.question.choices if c.patient)
        assert isinstance(self.state, Idle | Confirming | Choosing | Filling | Doubting)


Conversation.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestConversation = Conversation.TestCase
