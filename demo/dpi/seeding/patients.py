"""Patients and what is known of them: identity, problems, allergies, treatments, vaccines, family and surgery."""

from __future__ import annotations

from datetime import timedelta

from trytond.pool import Pool

from demo.dpi.seeding.world import Person, Values, World, create, product

SEVERITY = ("1_mi", "2_mo", "3_sv")
TOWNS = (
    ("35000", "Rennes"), ("35400", "Saint-Malo"), ("56000", "Vannes"), ("22000", "Saint-Brieuc"), ("44000", "Nantes"),
)  # fmt: skip
STREETS = ("rue des Lilas", "avenue Jean-Jaurès", "place de l'Église", "impasse du Moulin", "quai de la Loire")


def identities(world: World) -> None:
    """Parties and patients, with the general practitioner, a telephone and an address."""
    # one at a time: GNU Health 5.0.6's Party.create makes the whole list again for each of its members
    parties = [create("party.party", [_party(person)])[0] for person in world.patients]
    patients: list[Values] = []
    for place, (person, party) in enumerate(zip(world.patients, parties, strict=True)):
        person.party = party
        person.doctor = tuple(world.doctors.values())[place % 2]
        allergies = person.extras.get("allergies", [])
        patients.append(
            {
                "party": party, "biological_sex": person.sex, "crit_allergic": bool(allergies),
                "blood_type": person.chance.choice(["A", "B", "AB", "O"]),
                "rh": person.chance.choice(["+", "+", "+", "-"]),
                "primary_care_doctor": world.gps[place % len(world.gps)],
                "critical_info": "; ".join(world.clinical["allergies"][a][2] for a in allergies),
            }
        )  # fmt: skip
    for person, made in zip(world.patients, create("gnuhealth.patient", patients), strict=True):
        person.id = made
    maiden = [
        {"party": p.party, "use": "maiden", "given": p.given, "family": p.extras["birth_name"]}
        for p in world.patients
        if "birth_name" in p.extras
    ]
    create("gnuhealth.person_name", maiden)


def _party(person: Person) -> Values:
    chance = person.chance
    post, town = chance.choice(TOWNS)
    address = {"street": f"{chance.randint(1, 90)} {chance.choice(STREETS)}", "postal_code": post, "city": town}
    mobile = {"type": "mobile", "value": f"06 39 98 {chance.randint(10, 99)} {chance.randint(10, 99)}"}
    return {
        "name": person.given, "lastname": person.family, "is_person": True, "is_patient": True, "create_target": False,
        "gender": person.sex,
        "dob": person.born, "ref": person.ipp, "fed_country": "FRA", "federation_account": f"FRA{person.ipp}",
        "name_representation": "fg",
        "addresses": [("create", [address])], "contact_mechanisms": [("create", [mobile])],
    }  # fmt: skip


def conditions(world: World) -> None:
    """Problems, past problems and allergies (a disease marked as an allergy, as the record wants it)."""
    lines: list[Values] = []
    for person in world.patients:
        years = max(1, min(12, (world.day - person.born).days // 365 - 1))
        common = {"patient": person.id, "healthprof": person.doctor, "institution": world.institution}
        for code in person.profile["problems"]:
            since = world.day - timedelta(days=person.chance.randint(200, 365 * years + 200))
            lines.append(
                common
                | {"pathology": world.disease(code), "status": "c", "disease_severity": person.chance.choice(SEVERITY),
                   "is_active": True, "is_on_treatment": True, "diagnosed_date": since}
            )  # fmt: skip
        for code in person.profile.get("past", []):
            since = world.day - timedelta(days=365 * years + 300)
            lines.append(
                common
                | {"pathology": world.disease(code), "status": "h", "is_active": False, "diagnosed_date": since,
                   "healed_date": since + timedelta(days=30)}
            )  # fmt: skip
        for key in person.extras.get("allergies", []):
            code, kind, words = world.clinical["allergies"][key]
            lines.append(
                common
                | {"pathology": world.disease(code), "is_allergy": True, "allergy_type": kind, "short_comment": words,
                   "is_active": True, "status": "c", "disease_severity": "3_sv",
                   "diagnosed_date": world.day - timedelta(days=365 * min(years, 8))}
            )  # fmt: skip
    create("gnuhealth.patient.disease", lines)


def treatments(world: World) -> None:
    """Drugs in course, one stopped now and then; vaccines of the last years."""
    pool = Pool()
    dosages = {d.rec_name.strip(): d.id for d in pool.get("gnuhealth.medication.dosage").search([])}
    units = {u.rec_name.strip(): u.id for u in pool.get("gnuhealth.dose.unit").search([])}
    drugs = {key: _drug(name) for key, (name, *_) in world.clinical["drugs"].items()}
    lines: list[Values] = []
    for person in world.patients:
        for place, key in enumerate(person.profile["drugs"]):
            _name, dose, unit, dosage = world.clinical["drugs"][key]
            stopped = place == 3 and person.chance.random() < 0.3
            start = person.chance.randint(120, 900)
            lines.append(
                {
                    "patient": person.id, "medicament": drugs[key], "dose": dose, "dose_unit": units[unit],
                    "common_dosage": dosages[dosage], "start_treatment": world.at(start), "healthprof": person.doctor,
                    "institution": world.institution, "is_active": not stopped, "discontinued": stopped,
                    "end_treatment": world.at(40) if stopped else None,
                    "discontinued_reason": "Mal toléré" if stopped else None, "duration_period": "indefinite", "qty": 1,
                }
            )  # fmt: skip
    create("gnuhealth.patient.medication", lines)
    vaccines(world)


def _drug(name: str) -> int:
    return create("gnuhealth.medicament", [{"product": product(name, is_medicament=True), "active_component": name}])[0]


def vaccines(world: World) -> None:
    known = {
        name: create(
            "gnuhealth.medicament",
            [{"product": product(f"Vaccin {name}", is_medicament=True, is_vaccine=True), "is_vaccine": True}],
        )[0]
        for name in world.clinical["vaccines"]
    }
    lines: list[Values] = [
        {
            "patient": person.id, "vaccine": known[name], "dose": 1, "date": world.at(person.chance.randint(60, 700)),
            "healthprof": person.doctor, "institution": world.institution, "admin_route": "im", "state": "done",
            "vaccine_lot": f"L{person.chance.randint(1000, 9999)}",
        }
        for person in world.patients
        for name in person.chance.sample(sorted(known), person.chance.randint(1, 3))
    ]  # fmt: skip
    create("gnuhealth.vaccination", lines)


def history(world: World) -> None:
    """Diseases of the family, and operations."""
    procedures = dict(
        zip(
            world.clinical["procedures"],
            create("gnuhealth.procedure", [{"name": f"OP{n:02}", "description": words}
                                           for n, words in enumerate(world.clinical["procedures"], 1)]),
            strict=True,
        )
    )  # fmt: skip
    family: list[Values] = []
    operations: list[Values] = []
    for person in world.patients:
        known = 1 if person.extras.get("series") else 0
        for code, relative in person.chance.sample(world.clinical["family"], person.chance.randint(known, 2)):
            side = "m" if relative in ("mother", "aunt") else "f"
            family.append({"patient": person.id, "disease": world.disease(code), "relative": relative, "xory": side})
        if surgery := person.profile.get("surgery"):
            ago = 150 if person.profile.get("operated") else person.chance.randint(900, 4000)
            operations.append(
                {"patient": person.id, "procedure": procedures[surgery], "pdate": world.at(ago, 8), "ctx": "surgery",
                 "comments": f"{surgery}, sans complication"}
            )  # fmt: skip
    create("gnuhealth.patient.family.diseases", family)
    create("gnuhealth.patient.procedure", operations)
