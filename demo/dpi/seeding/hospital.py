"""The hospital itself: company, institution, staff with their logins, correspondents, wards and beds."""

from __future__ import annotations

from trytond.pool import Pool

from demo.dpi.seeding.world import Values, World, create, product

NAME = "Hôpital Sainte-Claire"


def company() -> int:
    """The company that appointments need, given to the administrator; its id."""
    (euro,) = create("currency.currency", [{"name": "Euro", "code": "EUR", "numeric_code": "978", "symbol": "€"}])
    (party,) = create("party.party", [{"name": NAME, "fed_country": "FRA", "ref": "COMPANY"}])
    (made,) = create("company.company", [{"party": party, "currency": euro, "timezone": "Europe/Paris"}])
    return made


def hospital(world: World, company_id: int, password: str) -> None:
    """Institution, staff, correspondents, wards and beds."""
    (party,) = create("party.party", [{"name": NAME, "is_institution": True, "ref": "INST-1", "fed_country": "FRA"}])
    (world.institution,) = create(
        "gnuhealth.institution",
        [{"party": party, "code": "HSC", "institution_type": "hospital", "public_level": "public"}],
    )
    world.specialties = {s.name: s.id for s in Pool().get("gnuhealth.specialty").search([])}
    administrator = Pool().get("res.user").search([("login", "=", "admin")])[0]
    allowed = {"companies": [("add", [company_id])], "company": company_id, "language": french()}
    Pool().get("res.user").write([administrator], allowed)
    professional(world, {"given": "Alix", "family": "Administrateur", "sex": "f"}, "RPPS0", administrator.id)
    for place, person in enumerate(world.people["staff"]):
        login = person.get("login")
        user = account(person, password, allowed) if login else None
        world.doctors[person["family"]] = professional(world, person, f"RPPS{10000000001 + place}", user)
    for place, person in enumerate(world.people["correspondents"]):
        world.gps.append(professional(world, person, f"RPPS{20000000001 + place}", None))
    beds(world)


def french() -> int:
    return int(Pool().get("ir.lang").search([("code", "=", "fr")])[0].id)


def account(person: Values, password: str, allowed: Values) -> int:
    """A login with every right but the administrator's."""
    groups = Pool().get("res.group").search([])
    (user,) = create(
        "res.user",
        [
            {
                "name": f"Dr {person['given']} {person['family']}", "login": person["login"], "password": password,
                "groups": [("add", [g.id for g in groups])], **allowed,
            }
        ],
    )  # fmt: skip
    return user


def professional(world: World, person: Values, code: str, user: int | None) -> int:
    """A doctor, with the main specialty where there is one; the health professional's id."""
    (party,) = create(
        "party.party",
        [
            {
                "name": person["given"], "lastname": person["family"], "is_person": True, "is_healthprof": True,
                "is_patient": False, "create_target": False, "gender": person["sex"], "ref": code, "fed_country": "FRA",
                "federation_account": f"FRA{code}", "internal_user": user,
            }
        ],
    )  # fmt: skip
    (made,) = create("gnuhealth.healthprofessional", [{"party": party, "institution": world.institution, "code": code}])
    if specialty := world.specialties.get(person.get("specialty", "")):
        create("gnuhealth.hp_specialty", [{"healthprof": made, "specialty": specialty, "mainsp": True}])
    world.names[made] = f"Dr {person['given']} {person['family']}"
    return made


def beds(world: World) -> None:
    """A unit and a ward a service, its beds named as people say them («12-1»)."""
    for place, (service, names) in enumerate(world.people["wards"].items()):
        (unit,) = create(
            "gnuhealth.hospital.unit",
            [{"name": service, "code": f"U{place + 1}", "institution": world.institution}],
        )
        ward = {
            "name": service, "institution": world.institution, "unit": unit, "gender": "unisex", "floor": place + 1,
            "number_of_beds": len(names), "state": "beds_available",
        }  # fmt: skip
        (ward_id,) = create("gnuhealth.hospital.ward", [ward])
        for name in names:
            bed = {
                "product": product(name, is_bed=True), "institution": world.institution, "ward": ward_id,
                "bed_type": "electric", "state": "free",
            }  # fmt: skip
            (world.beds[name],) = create("gnuhealth.hospital.bed", [bed])
