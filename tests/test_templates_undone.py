"""Whatever is done to templates, in any order by anybody: nothing is lost, and «annule» is exactly the way back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.reports.templates import checking, lint, shelves
from actions.reports.templates.gathering import Member
from actions.reports.templates.library import Library
from actions.reports.templates.managing import Managing
from actions.reports.templates.shelving import By
from actions.reports.templates.speaking import SpokenTemplates
from assistant import catalogue, journal, people, store
from assistant.types import Origin
from nlu.template_orders import Order

WORDS = catalogue.load()
PEOPLE = {"martin": "doctor", "petit": "doctor", "lea": "secretary"}
NAMES = ["alpha", "bravo", "lombalgie", "lombalgies", "tango"]
ACTS = ["rename", "copy", "share", "unshare", "retire", "restore", "previous"]
orders = st.builds(
    Order,
    st.sampled_from(ACTS),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from(["", "le service", "tout le site", "moi", "tout le monde"]),
)


class Shelf:
    """One store, three people of one service."""

    def __init__(self, folder: Path) -> None:
        self.db = store.connect(folder / "s.sqlite", (shelves.migrations, people.migrations, journal.migrations))
        known = people.SqlitePeople(self.db, {c.intent: c.group for c in WORDS.commands.values()})
        for person, role in PEOPLE.items():
            known.add(people.Person(person, person, role, "demo"))
        self.library = Library(shelves.Shelves(self.db))
        spoken = SpokenTemplates(self.library, known.get, "cardiologie")
        self.managing = Managing(spoken, known, journal.SqliteJournal(self.db))
        self.members = {p: self.managing.member(p) for p in PEOPLE}
        for person in PEOPLE:
            self.library.save(self.members[person], f"modèle : {person}\ntype : courrier\n---\nDe {person}.")
        self.library.save(self.members["martin"], "modèle : alpha\ntype : courrier\n---\nUn.")
        self.library.save(self.members["martin"], "modèle : alpha\ntype : courrier\n---\nDeux.")
        self.library.save(self.members["lea"], "modèle : bravo\ntype : courrier\n---\nTrois.")

    def by(self, person: str) -> By:
        return By(self.members[person], Origin("demo", person, "t"), "turn")

    def seen(self) -> dict[str, dict[str, tuple[str, str]]]:
        """What everybody sees."""
        return {
            p: {e.template.name: (e.scope.value, e.text) for e in self.library.entries(m)}
            for p, m in self.members.items()
        }

    def rows(self) -> list[tuple[object, ...]]:
        return list(self.db.conn.execute("select * from template_versions order by rowid"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), orders, st.booleans()), max_size=8))
def test_nothing_is_lost_and_the_way_back_is_exact(steps: list[tuple[str, Order, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Shelf(Path(folder))
        shipped = {e.template.name for e in Library(place.library._shelves).entries(Member("new", "elsewhere"))}
        for person, order, back in steps:
            before, rows = place.seen(), place.rows()
            told = place.managing.do(order, place.by(person))
            assert place.rows()[: len(rows)] == rows, "a version is never changed nor lost"
            if told.code or told.choices:
                assert place.rows() == rows, "what is refused or asked changes nothing"
                continue
            if order.act in ("rename", "copy"):
                not_alike(place, person, order)
            others = {
                p: {n: v for n, v in held.items() if v[0] == "person"} for p, held in before.items() if p != person
            }
            for other, own in others.items():
                now = place.seen()[other]
                assert own.items() <= now.items(), "nobody else's own template is touched"
            if back:
                assert told.row is not None
                assert not place.managing.take_back(told.row, place.by(person)).code
                assert place.seen() == before
        elsewhere = Library(place.library._shelves).entries(Member("new", "elsewhere"))
        assert {e.template.name for e in elsewhere} == shipped
        assert place.managing.library.faults(place.members["martin"]) == ()
        assert journal.SqliteJournal(place.db).verify().broken_at is None
        place.db.close()


def not_alike(place: Shelf, person: str, order: Order) -> None:
    """The new name is no other template's, written or said."""
    entries = place.library.entries(place.members[person])
    others = [e.template for e in entries if e.template.name != order.new]
    assert checking.clash(order.new, others) is None or order.new == order.words, lint.among(others)
