"""Laboratory results over two years, with values that drift, and imaging studies."""

from __future__ import annotations

from typing import Any

from trytond.pool import Pool

from demo.dpi.seeding.world import Person, Values, World, create, numbered, product

DAYS_BETWEEN, VISITS = 82, 9
"""Nine draws about every eleven weeks: two years."""


def laboratory(world: World) -> None:
    """French test types in the place of the record's own, and the results of everybody."""
    kind = Pool().get("gnuhealth.lab.test_type")
    kind.write(kind.search([]), {"active": False})
    kinds = {code: _test_type(code, panel) for code, panel in world.clinical["panels"].items()}
    units = _units(world)
    lines = [
        _lab(world, person, code, kinds[code], units, days_ago)
        for person in world.patients
        for days_ago in _draws(person)
        for code in person.profile["panels"]
    ]
    create("gnuhealth.lab", numbered(lines, "name", "BIO"))


def _test_type(code: str, panel: Values) -> int:
    values = {"code": code, "name": panel["name"], "category": panel["category"], "product_id": product(panel["name"])}
    return create("gnuhealth.lab.test_type", [values])[0]


def _units(world: World) -> dict[str, int]:
    model = Pool().get("gnuhealth.lab.test.units")
    known = {unit.name: unit.id for unit in model.search([])}
    wanted = {a[1] for panel in world.clinical["panels"].values() for a in panel["analytes"]} - {""} - set(known)
    names = sorted(wanted)
    made = create("gnuhealth.lab.test.units", [{"name": name, "code": name} for name in names])
    return known | dict(zip(names, made, strict=True))


def _draws(person: Person) -> list[int]:
    """Days before today of each blood draw, the latest first."""
    first = person.chance.randint(3, 12)
    if person.extras.get("series"):
        return [first + turn * DAYS_BETWEEN + person.chance.randint(-6, 6) for turn in range(VISITS)]
    return [first + turn * 170 for turn in range(person.chance.randint(1, 3))]


def _lab(world: World, person: Person, code: str, kind: int, units: dict[str, int], ago: int) -> Values:
    ago = max(ago, 1)
    lines = [
        _line(person, analyte, units, ago, place)
        for place, analyte in enumerate(world.clinical["panels"][code]["analytes"], 1)
    ]
    moment = world.at(ago, 11, person.chance.randint(0, 59))
    return {
        "patient": person.id, "test": kind, "source_type": "patient", "requestor": person.doctor, "state": "validated",
        "pathologist": world.doctors["Villeneuve"], "date_requested": world.at(ago, 8), "date_analysis": moment,
        "critearea": [("create", lines)],
    }  # fmt: skip


def _line(person: Person, analyte: list[Any], units: dict[str, int], ago: int, place: int) -> Values:
    name, unit, low, high, usual, spread, decimals = analyte
    mean, drift = person.profile.get("baseline", {}).get(name, (usual, 0))
    value = round(mean - drift * ago / 730 + person.chance.gauss(0, spread), decimals)
    value = max(value, 10.0**-decimals)
    return {
        "name": name, "code": name.upper()[:20], "sequence": place, "result": float(value), "units": units.get(unit),
        "lower_limit": float(low) if low is not None else 0.0, "upper_limit": float(high) if high is not None else 0.0,
        "normal_range": _range(low, high), "to_integer": decimals == 0,
        "warning": bool((low is not None and value < low) or (high is not None and value > high)),
    }  # fmt: skip


def _range(low: float | None, high: float | None) -> str:
    """«12 - 16,5», «< 5», «> 60»: as a French laboratory prints it."""
    if low is None:
        return f"< {high}".replace(".", ",")
    return (f"> {low}" if high is None else f"{low} - {high}").replace(".", ",")


def imaging(world: World) -> None:
    """Studies in French, one result for each study of the profile."""
    kinds = {t.code: t.id for t in Pool().get("gnuhealth.imaging.test.type").search([])}
    fallback = next(iter(kinds.values()))
    studies = {
        key: create(
            "gnuhealth.imaging.test",
            [{"code": key.upper(), "name": name, "test_type": kinds.get(kind, fallback), "product": product(name)}],
        )[0]
        for key, (kind, name) in world.clinical["imaging"].items()
    }
    lines: list[Values] = []
    for person in world.patients:
        for place, key in enumerate(person.profile.get("imaging", [])):
            ago = 25 + place * 130 + person.chance.randint(0, 60)
            name = world.clinical["imaging"][key][1]
            lines.append(
                {"patient": person.id, "requested_test": studies[key], "date": world.at(ago, 10),
                 "request_date": world.at(ago + 5, 9), "doctor": world.doctors["Villeneuve"],
                 "comment": f"{name} : pas d'anomalie aiguë, aspect stable."}
            )  # fmt: skip
    create("gnuhealth.imaging.test.result", numbered(lines, "number", "IMG"))
