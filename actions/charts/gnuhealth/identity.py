"""Who a patient of GNU Health is for the outside: traits, name at birth, address. It knows no INS, so none is given."""

from __future__ import annotations

from dataclasses import replace

from actions.charts.gnuhealth.people import PATIENT
from actions.charts.tryton_rpc import Tryton
from actions.dispatch.message import Address, Identity
from actions.mailroom.identity import plain
from assistant.errors import ChartError
from assistant.types import Patient


async def read(rpc: Tryton, patient: Patient) -> Identity:
    """Never qualified: the record has no place for an INS nor for how an identity was verified. Raises ChartError."""
    rows = await rpc.search_read(PATIENT, [["id", "=", int(patient.id)]], ("party",)) if patient.id.isdigit() else []
    if not rows:
        raise ChartError("chart-not-found", "no such patient")
    party = rows[0]["party"]
    maiden = [["party", "=", party], ["use", "=", "maiden"]]
    born_as = await rpc.search_read("gnuhealth.person_name", maiden, ("family",))
    places = await rpc.search_read("party.address", [["party", "=", party]], ("street", "postal_code", "city"))
    held = plain(patient)
    if born_as and born_as[0]["family"]:
        held = replace(held, birth_family=born_as[0]["family"])
    if places:
        street, postcode, town = (places[0][name] or "" for name in ("street", "postal_code", "city"))
        held = replace(held, address=Address(tuple(street.splitlines()), postcode, town))
    return held
