"""What screens say, as values; what is typed into a search box."""

from __future__ import annotations

from datetime import date, datetime
from fnmatch import fnmatch

import pytest

from actions.charts.browser import reading
from actions.charts.browser.people import patterns
from assistant.types import Patient
from nlu.names import fold


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 234,5", 1234.5), ("0,7", 0.7), ("-3", -3.0), ("", None), ("< 5", None), ("12\u202f000", 12000.0)],
)
def test_french_numbers(text, value) -> None:
    assert reading.number(text) == value


def test_french_days() -> None:
    assert reading.day("20.11.2026") == reading.day("20/11/2026") == date(2026, 11, 20)
    assert reading.instant("20.11.2026", "13:05") == datetime(2026, 11, 20, 13, 5)
    assert reading.day("hier") is None


def test_a_line_has_its_telling_parts_once() -> None:
    cells = {"what": "Pénicilline", "note": "Pénicilline", "on": "01.02.2020", "high": "120", "low": ""}
    line = reading.line(cells, ("note|what", "what", "Tension {high}/{low} mmHg"), 4)
    assert (line.text, line.on, line.ref) == ("Pénicilline", date(2020, 2, 1), "4")


def test_a_document_is_what_its_description_says() -> None:
    about = "Lettre de sortie\nAuteur : Dr Odile Mercier\nDate : 2026-07-01\nType : discharge_letter"
    cells = {"title": "Lettre de sortie du 01-07-2026.txt", "about": about, "on": "02.07.2026", "author": "admin"}
    found = reading.document(3, cells)
    assert (found.title, found.type, found.on, found.author) == (
        "Lettre de sortie", "discharge_letter", date(2026, 7, 1), "Dr Odile Mercier",
    )  # fmt: skip


def test_someone_else_is_noticed() -> None:
    anne = Patient("1", "Durand", "Anne")
    assert reading.person_fits("DURAND, Anne", anne)
    assert not reading.person_fits("Durand, Marie", anne)


@pytest.mark.parametrize(
    ("heard", "written"),
    [("lefebvre", "Lefèvre"), ("lefevre", "Lefeuvre"), ("dupond", "Dupont"), ("gonzalves", "Goncalves"),
     ("gautier", "Gauthier"), ("quer guelen", "Kerguelen"), ("legoff", "Le Goff"), ("charpentier", "Carpentier"),
     ("philippe", "Filippe"), ("nguyen", "Nguyen"), ("petit", "Petit"), ("herouville", "D'Hérouville")],
)  # fmt: skip
def test_what_is_typed_gathers_those_who_sound_alike(heard, written) -> None:
    name = fold(written).replace(" ", "") if " " not in written else written.lower()
    assert any(fnmatch(name, p.replace("%", "*").replace("_", "?")) for p in patterns(heard))


@pytest.mark.parametrize("words", ["", "%", "_", "'", "  "])
def test_nothing_to_type_for_no_name(words) -> None:
    assert patterns(words) == ()
