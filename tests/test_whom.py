"""«ma patiente de dix heures», «la patiente de quatre-vingts ans»: people called by a time or an age."""

from __future__ import annotations

import pytest

from nlu import whom


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ouvre ma patiente de dix heures", [("time", "10:00")]),
        ("ma patiente de dix heures et demie", [("time", "10:30")]),
        ("ouvre le dossier du patient de quatorze heures quinze", [("time", "14:15")]),
        ("mon patient de onze heures moins le quart", [("time", "10:45")]),
        ("le patient de 10h30", [("time", "10:30")]),
        ("le monsieur de 9 h", [("time", "09:00")]),
        ("mon patient de midi", [("time", "12:00")]),
        ("la patiente de quatre-vingts ans", [("age", 80)]),
        ("ouvre le dossier de la patiente de quatre-vingts ans", [("age", 80)]),
        ("dossier martin âgé de soixante et onze ans", [("age", 71)]),
        ("madame durand qui a 82 ans", [("age", 82)]),
        ("le patient de vingt-cinq heures", []),
        ("une maison de deux cents ans", []),
        ("la bio de la dernière heure", []),
        ("il a mal depuis dix ans", []),
    ],
)
def test_ages_and_times(text: str, read: list[tuple[str, str | int]]) -> None:
    assert [(m.name, whom.value(m.name, text[m.start : m.end])) for m in whom.marks(text)] == read


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("ouvre ma patiente de dix heures", True),
        ("mon patient de midi", True),
        ("ouvre le dossier de la patiente de quatre-vingts ans", True),
        ("dossier du monsieur de 10h30", True),
        ("ma patiente de quatre-vingts ans", False),  # as one talks of people: no order
        ("mon patient de dix heures est en retard", False),
        ("la consultation de dix heures", False),
        ("il prend le comprimé de huit heures", False),
    ],
)
def test_an_order_is_the_whole_sentence(text: str, is_one: bool) -> None:
    assert whom.order(text) is is_one
