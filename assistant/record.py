"""What a hospital record holds and shows, in our words: queries, lines, results, documents, views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from assistant.types import Patient, Period, Sex


@dataclass(frozen=True, slots=True)
class PatientQuery:
    """How a patient was named; empty parts do not restrict."""

    words: str = ""
    """Words of the name, title removed, any order, as heard («du pont», «lefevre anne»)."""
    born: date | None = None
    number: str | None = None
    """IPP or INS digits."""
    room: str | None = None
    sex: Sex | None = None
    """As the title said («madame»): a hint that ranks, and never hides the only match."""
    births: Period | None = None
    """Days that the birth date lies between: «né en 1952»."""
    age: int | None = None
    """Years; a chart is asked with `births` in its place (actions.finding)."""
    at: time | None = None
    """Time of an appointment of the day; looked up in the worklist, never in a chart's search."""
    strict: bool = False
    """Nobody whose name just sounds like the words: they may be no name at all, or the list is all that is wanted."""

    @property
    def empty(self) -> bool:
        return not (self.words or self.born or self.number or self.room or self.births or self.dated)

    @property
    def dated(self) -> bool:
        """Is an age or the time of an appointment said?"""
        return self.age is not None or self.at is not None


@dataclass(frozen=True, slots=True)
class Appointment:
    """One line of a worklist."""

    at: datetime
    patient: Patient
    practitioner: str = ""
    service: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section of the record."""

    text: str
    on: date | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One measured value."""

    analyte: str
    value: float | str
    unit: str
    at: datetime
    reference: str = ""
    """Reference range as the record prints it."""
    abnormal: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What a DocumentReference says of a document, without its content."""

    id: str
    title: str
    type: str
    """One of the doc_type ids of the catalogue, or «other»."""
    on: date | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What the person has in front of the eyes."""

    place: str = "home"
    """home, worklist, patients (a search), record, section, result, plot, document."""
    patient: Patient | None = None
    """The patient whose record is open; None when no record is."""
    detail: str = ""
    """Section id, analyte, document id, words searched or ISO period, by place."""
    period: Period | None = None


SECTIONS = (
    "summary", "allergies", "problems", "history", "medications", "labs", "imaging", "vitals",
    "documents", "letters", "appointments", "stays", "vaccinations", "correspondents",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the document that is being written, as far as it helps to hear and to understand."""

    name: str
    choices: tuple[str, ...] = ()
    unit: str = ""
    labels: tuple[str, ...] = ()
    """How the page calls it: «TAPSE» of «excursion de l'anneau tricuspide»."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The document that is being written at a station: what is known of it beside its words."""

    id: str
    patient: str
    """Id of the patient in the record."""
    title: str
    type: str
    status: str
    version: int
    field: str = ""
    """Name of the field that words go to; empty: the end of the text."""
    places: tuple[Place, ...] = ()
    missing: tuple[str, ...] = ()
    """Required fields that are empty."""
    unaccepted: int = 0
    """Fields that hold a default or a value of the record nobody accepted."""
    doubtful: int = 0
    """Words heard with little confidence."""
    blank: bool = True
    """Nothing is written yet."""
    author: str = ""
    """Name of the person it is to be signed by, as it is shown."""
    signable: bool = True
    """The person at this station may sign for that author."""

    @property
    def place(self) -> Place | None:
        """The field that words go to, or None."""
        return next((p for p in self.places if p.name == self.field), None)


@dataclass(frozen=True, slots=True)
class Piled:
    """One document of a list of reports, as it is now, and whose it is."""

    opened: Opened
    patient: Patient


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to put into the record."""

    title: str
    type: str
    on: date
    author: str
    """Name of the person who signed it, as it is shown."""
    text: str
    pdf: bytes | None = None
    """The same, frozen as PDF/A, where there is one."""
