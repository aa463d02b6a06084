"""Invented correspondents of the clinic, and a mailroom in front of them; nothing leaves by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from actions.dispatch import directory
from actions.dispatch.directory_values import Correspondent, Mailbox
from actions.dispatch.message import Address
from actions.dispatch.outbox_values import Parcel
from actions.dispatch.transport import Fate, Result
from actions.dispatch.worker import Worker
from actions.mailroom import running, values
from actions.mailroom.mailroom import Mailroom
from actions.reports.writer import Writer
from assistant import store
from assistant.journal import SqliteJournal
from assistant.settings import DispatchSettings, load

RPPS = {"martin": "10000000017", "petit": "10000000025", "p": "10000000033"}
"""Of the clinic's own doctors."""
CARDIOLOGY, GENERAL = ("SM04", "Cardiologie et maladies vasculaires"), ("SM53", "Spécialiste en Médecine Générale")


def doctor(
    key: str, given: str, family: str, kind: tuple[str, str], town: str = "BREST", box: str = ""
) -> Correspondent:
    """With a box of that name, or none."""
    boxes = (Mailbox(f"{box}@medecin.mssante.fr"),) if box else ()
    postal = Address(("4 rue de Lyon",), "29200", town)
    return Correspondent(key, family, given, key, "DR", *kind, town, postal, boxes)


EVERYONE = (
    doctor(RPPS["martin"], "Claire", "Martin", CARDIOLOGY),
    doctor(RPPS["petit"], "Jean", "Petit", CARDIOLOGY),
    doctor(RPPS["p"], "Alix", "Morel", CARDIOLOGY),
    doctor("10000000041", "Hélène", "Abgrall", GENERAL, box="helene.abgrall"),
    doctor("10000000058", "Marc", "Oury", ("SM33", "Néphrologie"), box="marc.oury"),
    doctor("10000000066", "Paul", "Rivoal", GENERAL, "LANDERNEAU"),
    doctor("10000000074", "Yves", "Kermarrec", ("SM40", "Pneumologie"), "QUIMPER", "yves.kermarrec"),
    doctor("10000000082", "Anne", "Kermarrec", GENERAL, "BREST", "anne.kermarrec"),
)


class Basket:
    """The simplest road: whatever is handed over is there."""

    def deliver(self, parcel: Parcel, last_call: Callable[[], bool]) -> Result:
        return Result(Fate.SENT if last_call() else Fate.LOST)

    def close(self) -> None:
        """Nothing is kept open."""


def collect(mailroom: Mailroom) -> None:
    """What is due leaves, by whatever road."""
    basket = Basket()
    worker = Worker("facteur", mailroom.outbox, dict.fromkeys(("mssante", "pfi", "paper"), basket))
    while worker.step() is not None:
        pass


def settings(folder: Path) -> DispatchSettings:
    """A place that may send, to nobody real."""
    return load().with_(
        "dispatch", outbox=folder / "outbox.db", directory=folder / "directory.db", post=folder / "post",
        production=False, address="cardio@ch-test.mssante.fr", label="DR_Alix_MOREL_CH de Test", software="DPIVOCAL",
        smtp_host="localhost", organisation="CH de Test", finess="750512345", oid="1.2.250.1.999.1",
        street="1 rue des Lilas", postcode="75005", town="PARIS", phone="0144534551",
    ).dispatch  # fmt: skip


def connections(folder: Path) -> tuple[Database, Database]:
    """To the outbox and the directory of that folder."""
    made = settings(folder)
    return store.connect(made.outbox, running.MIGRATIONS), store.connect(made.directory, (directory.migrations,))


def mailroom(
    folder: Path,
    box: tuple[Database, Database],
    writer: Writer,
    trail: SqliteJournal,
    clock: Callable[[], datetime],
) -> Mailroom:
    """On those connections, with everyone in the directory."""
    house = values.house(settings(folder))
    held = Mailroom(house, *box, writer, trail, clock=lambda: clock().timestamp())
    held.directory.put(EVERYONE)
    return held
