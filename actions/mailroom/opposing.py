"""A patient's refusals, as a person records them: what still waits to leave is stopped, and the journal is told."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from actions.dispatch.directory import Directory
from actions.dispatch.directory_values import Correspondent
from actions.dispatch.identifiers import rpps_shaped
from actions.dispatch.mail import ADDRESS
from actions.dispatch.message import Channel, Identity, Kind, Recipient
from actions.dispatch.outbox import Outbox
from actions.dispatch.outbox_values import Row
from actions.dispatch.sending import Sending
from actions.dispatch.states import GONE, Status
from actions.mailroom.values import PATIENT
from actions.mailroom.whom import SURE
from assistant.errors import DpiVocalError
from assistant.journal import Entry
from assistant.ports import Journal
from assistant.types import Origin, Patient, Risk

OPPOSE, ALLOW = "oppose_recipient", "allow_recipient"
"""As they stand in the journal."""
WORDS = frozenset({PATIENT, "dmp", "all"})
"""Refusals that name nobody: the patient's own copy, the DMP, everybody else."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a new refusal did."""

    rows: tuple[Row, ...] = ()
    """These waited, and do not leave."""
    gone: tuple[Row, ...] = ()
    """These had left, or may have: nothing takes them back."""
    known: bool = True
    """False: the record gives this patient no number, so that what waits could not be looked for."""


class Opposing:
    """On connections of its own, beside an assistant that may run. Raises DispatchError, JournalError."""

    def __init__(
        self,
        directory: Directory,
        outbox: Outbox,
        journal: Journal,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._directory, self._outbox, self._journal, self._new_id = directory, outbox, journal, new_id

    def meant(self, said: str) -> str | tuple[Correspondent, ...]:
        """What to record: «patient», «dmp», «all», an RPPS, an address; of a name, the one who bears it exactly.

        Else those whom it may mean: none is taken.
        """
        word = said.strip().casefold()
        if word in WORDS or rpps_shaped(word):
            return word
        if "@" in word:
            return word if ADDRESS.fullmatch(word) else ()
        found = self._directory.search(said)
        sure = [f.who for f in found if f.score >= SURE]
        return sure[0].rpps or sure[0].id if len(sure) == 1 else tuple(f.who for f in found)

    def oppose(self, origin: Origin, patient: Patient, who: Identity, whom: str) -> Stopped:
        """The patient refuses; recorded first, so that nothing more enters the outbox, then what waits is stopped."""
        with self._traced(OPPOSE, origin, patient) as note:
            self._directory.oppose(patient.id, whom, origin.person)
            if not who.ipp:
                return Stopped(known=False)
            names, own = self._names(whom, who), _own(who)
            spared = frozenset() if whom == PATIENT else own  # what they refuse to others does not keep it from them
            rows = Sending(self._outbox).withdraw(who.ipp, names, origin.person, spared)
            for row in rows:
                note("withdrawn", row.report)
            return Stopped(rows, self._left(who.ipp, names, spared))

    def allow(self, origin: Origin, patient: Patient, whom: str) -> bool:
        """They changed their mind; False when there was no such refusal. What was stopped is not sent by this."""
        if whom not in self._directory.opposed(patient.id):
            return False
        with self._traced(ALLOW, origin, patient):
            self._directory.agree(patient.id, whom)
        return True

    def _names(self, whom: str, who: Identity) -> frozenset[str]:
        """What the messages that a refusal is about are known by: addresses, and letters on paper."""
        if whom == PATIENT:
            return _own(who)
        person = self._directory.get(whom) if rpps_shaped(whom) else None
        if person is None:
            return frozenset({whom})
        post = Recipient(Kind.PROFESSIONAL, person.name, "", person.rpps, Channel.PAPER, person.postal)
        return frozenset({whom, post.key, *(box.address.casefold() for box in person.boxes)})

    def _left(self, ipp: str, names: frozenset[str], spared: frozenset[str]) -> tuple[Row, ...]:
        away = self._outbox.find(status=(*GONE, Status.LEAVING))
        theirs = (row for row in away if row.patient == ipp and row.recipient not in spared)
        return tuple(row for row in theirs if "all" in names or row.recipient in names)

    @contextmanager
    def _traced(self, intent: str, origin: Origin, patient: Patient) -> Iterator[Callable[[str, str], None]]:
        """No trace, no act. Whom it is about stands in the directory, with who recorded it and when."""
        turn = self._new_id()

        def note(event: str, report: str = "", code: str = "") -> None:
            self._journal.write(Entry(turn, event, origin, intent, Risk.EDIT, patient.id, report, code))

        note("acting")
        try:
            yield note
        except DpiVocalError as fault:
            note("failed", code=fault.code)
            raise
        except BaseException:
            note("failed", code="unknown")
            raise
        note("done")


def _own(who: Identity) -> frozenset[str]:
    """What the patient's own copies are known by."""
    name = f"{who.used_given or who.given} {(who.used_family or who.birth_family).upper()}"
    post = Recipient(Kind.PATIENT, name, channel=Channel.PAPER, postal=who.address)
    return frozenset({who.mailbox.casefold(), post.key} - {""})
