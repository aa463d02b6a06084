"""Letters and reports, kept as text attachments of the patient.

The file is named «<title> du <JJ-MM-AAAA>.txt»; the description reads «<title>», «Auteur : …», «Date : AAAA-MM-JJ»,
«Type : <doc_type id>», one a line: it is where a driver finds the type, the author and the date.
"""

from __future__ import annotations

from datetime import timedelta

from demo.dpi.seeding.world import Person, Values, World, create

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def documents(world: World) -> None:
    """One to seven a patient, of the types that fit the profile."""
    lines = [_document(world, person, kind, ago) for person in world.patients for kind, ago in _wanted(person)]
    create("ir.attachment", lines)


def _wanted(person: Person) -> list[tuple[str, int]]:
    """(type, days ago), the latest first."""
    chance, series = person.chance, person.extras.get("series")
    found = [("consultation_report", 22 + chance.randint(0, 15))]
    if series:
        found += [("consultation_report", 118 + chance.randint(0, 15)), ("letter", 40 + chance.randint(0, 20))]
    if person.profile.get("operated"):
        found += [("operative_report", 150), ("discharge_letter", 143)]
    elif person.extras.get("stay") or (series and chance.random() < 0.5):
        found.append(("discharge_letter", 200 + chance.randint(0, 90)))
    if person.profile.get("imaging"):
        found.append(("imaging_report", 30 + chance.randint(0, 40)))
    if person.profile["drugs"] and chance.random() < 0.5:
        found.append(("prescription", 22 + chance.randint(0, 30)))
    if not person.profile["problems"]:
        found.append(("certificate", 60 + chance.randint(0, 90)))
    if chance.random() < 0.3:
        found.append(("referral_letter", 260 + chance.randint(0, 60)))
    return found


def _document(world: World, person: Person, kind: str, ago: int) -> Values:
    on = world.day - timedelta(days=ago)
    author = _author(world, person, kind)
    template = world.documents[kind]
    text = template["text"].format(**_facts(world, person, author), on=_french(on.year, on.month, on.day))
    return {
        "name": f"{template['title']} du {on:%d-%m-%Y}.txt", "type": "data",
        "resource": f"gnuhealth.patient,{person.id}",
        "description": f"{template['title']}\nAuteur : {author}\nDate : {on.isoformat()}\nType : {kind}",
        "data": text.encode("utf-8-sig"),  # with a mark: the web client would take it for Latin-1
    }  # fmt: skip


def _author(world: World, person: Person, kind: str) -> str:
    if kind == "operative_report":
        surgeon = "Haddad" if "fémoral" in person.profile["surgery"] else "Mercier"
        return world.names[world.doctors[surgeon]]
    if kind == "imaging_report":
        return world.names[world.doctors["Villeneuve"]]
    if kind == "referral_letter":
        return world.names[world.gps[person.id % len(world.gps)]]
    return world.names[person.doctor]


def _facts(world: World, person: Person, author: str) -> Values:
    vitals, chance, she = person.profile.get("vitals", {}), person.chance, person.sex == "f"
    motive = chance.choice(person.profile["motive"])
    drugs = [world.clinical["drugs"][key] for key in person.profile["drugs"]]
    allergies = [world.clinical["allergies"][key][2] for key in person.extras.get("allergies", [])]
    study = world.clinical["imaging"][person.profile.get("imaging", ["radio_thorax"])[0]][1]
    civility = "madame" if she else "monsieur"
    return {
        "patient": f"{person.given} {person.family}", "family": person.family, "ipp": person.ipp, "author": author,
        "born": f"né{'e' if she else ''} le {_french(person.born.year, person.born.month, person.born.day)}",
        "civility": civility, "Civility": civility.capitalize(), "e": "e" if she else "", "motive": motive,
        "motive_lower": motive[0].lower() + motive[1:], "finding": person.profile["finding"], "study": study,
        "service": "Cardiologie" if person.doctor == world.doctors["Durand"] else "Médecine interne",
        "drugs": ", ".join(d[0] for d in drugs) or "aucun", "allergies": ", ".join(allergies) or "aucune connue",
        "prescription": "\n".join(f"{d[0]}, {d[3]}" for d in drugs) or "Repos",
        "surgery": person.profile.get("surgery", ""),
        "systolic": vitals.get("systolic", 124), "diastolic": 76, "bpm": 72, "weight": vitals.get("weight", 70),
    }  # fmt: skip


def _french(year: int, month: int, day: int) -> str:
    return f"{'1er' if day == 1 else day} {MONTHS[month - 1]} {year}"
