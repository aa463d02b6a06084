"""What happened and will: consultations with vital signs, stays in beds, appointments around the day."""

from __future__ import annotations

from trytond.pool import Pool

from demo.dpi.seeding.world import Person, Values, World, create, numbered


def consultations(world: World) -> None:
    """Two to five a patient, each with vital signs."""
    lines = [
        _consultation(world, person, 20 + turn * 95 + person.chance.randint(0, 20))
        for person in world.patients
        for turn in range(person.chance.randint(2, 5))
    ]
    create("gnuhealth.patient.evaluation", numbered(lines, "code", "CS"))


def _consultation(world: World, person: Person, days_ago: int) -> Values:
    chance, vitals = person.chance, person.profile.get("vitals", {})
    start = world.at(days_ago, chance.randint(8, 17), chance.choice((0, 15, 30, 45)))
    motive = chance.choice(person.profile["motive"])
    weight = vitals.get("weight", 70) + chance.randint(-6, 6)
    return {
        "patient": person.id, "evaluation_start": start, "evaluation_endtime": start, "evaluation_type": "outpatient",
        "visit_type": "followup", "urgency": "a", "healthprof": person.doctor, "institution": world.institution,
        "state": "done", "chief_complaint": motive, "present_illness": f"{motive}. {person.profile['finding']}",
        "evaluation_summary": person.profile["finding"],
        "directions": "Poursuite du traitement, contrôle à trois mois.",
        "discharge_reason": "home", "systolic": vitals.get("systolic", 124) + chance.randint(-9, 9),
        "diastolic": 76 + chance.randint(-8, 10), "bpm": 72 + chance.randint(-12, 16),
        "osat": min(100, vitals.get("osat", 97) + chance.randint(-2, 2)),
        "temperature": round(36.8 + chance.uniform(-0.5, 0.7), 1), "weight": float(weight), "height": 168.0,
    }  # fmt: skip


def stays(world: World) -> None:
    """Those in bed today, and the stays of those who were operated or decompensated in the past."""
    lines: list[Values] = []
    occupied: list[int] = []
    for person in world.patients:
        reason = world.disease(person.profile["problems"][0]) if person.profile["problems"] else None
        common = {
            "patient": person.id, "admission_type": "urgent", "attending_physician": person.doctor,
            "admission_reason": reason, "institution": world.institution,
        }  # fmt: skip
        if name := person.extras.get("stay"):
            ago = person.chance.randint(1, 6)
            lines.append(
                common
                | {"bed": world.beds[name], "hospitalization_date": world.at(ago, 15),
                   "discharge_date": world.at(-person.chance.randint(1, 5), 11), "state": "hospitalized"}
            )  # fmt: skip
            occupied.append(world.beds[name])
        if person.extras.get("series") and person.chance.random() < 0.5:
            ago = person.chance.randint(150, 600)
            lines.append(
                common
                | {"bed": person.chance.choice(sorted(world.beds.values())), "hospitalization_date": world.at(ago, 10),
                   "discharge_date": world.at(ago - 5, 14), "state": "finished", "discharge_reason": "home",
                   "discharge_plan": "Retour au domicile, biologie dans un mois."}
            )  # fmt: skip
    create("gnuhealth.inpatient.registration", numbered(lines, "name", "SEJ"))
    bed = Pool().get("gnuhealth.hospital.bed")
    bed.write(bed.browse(occupied), {"state": "occupied"})


TIMES = (
    (8, 30), (9, 0), (9, 30), (10, 0), (10, 30), (11, 0), (11, 30),
    (14, 0), (14, 30), (15, 0), (15, 30), (16, 0), (16, 30), (17, 0),
)  # fmt: skip
"""Fourteen a day, shared by the two doctors."""


def appointments(world: World) -> None:
    """Fourteen today, ten tomorrow, ten yesterday; the first patients of people.yml come today."""
    doctors = [(world.doctors[p["family"]], world.specialties[p["specialty"]]) for p in world.people["staff"][:2]]
    at_home = [p for p in world.patients if "stay" not in p.extras]
    today, later = [*at_home[:13], world.patients[2]], at_home[13:]
    lines = [
        *_agenda(world, today, doctors, 0, "confirmed"),
        *_agenda(world, later[:10], doctors, -1, "confirmed"),
        *_agenda(world, later[10:20], doctors, 1, "done"),
    ]
    create("gnuhealth.appointment", numbered(lines, "name", "RDV"))


def _agenda(
    world: World, people: list[Person], doctors: list[tuple[int, int]], days_ago: int, state: str
) -> list[Values]:
    lines: list[Values] = []
    for place, (person, (hour, minute)) in enumerate(zip(people, TIMES, strict=False)):
        doctor, specialty = doctors[place % 2]
        lines.append(
            {
                "patient": person.id, "healthprof": doctor, "speciality": specialty, "state": state, "urgency": "a",
                "appointment_date": world.at(days_ago, hour, minute), "appointment_type": "outpatient",
                "visit_type": "followup", "institution": world.institution,
                "comments": person.chance.choice(person.profile["motive"]),
            }
        )  # fmt: skip
    return lines
