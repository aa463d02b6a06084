"""Correspondents: found as they are heard, imported from the national files and API, kept from those refused."""

from __future__ import annotations

import zipfile
from datetime import timedelta

import pytest
from aiohttp import web

from actions.dispatch import directory, directory_files, gate
from actions.dispatch.directory import Directory
from actions.dispatch.directory_fhir import FhirDirectory
from actions.dispatch.directory_values import Correspondent, Mailbox, patient_recipient
from actions.dispatch.message import Channel, Kind
from assistant import store
from assistant.errors import DispatchError
from assistant.settings import Secret
from tests.dispatch_values import MORNING, PATIENT, outgoing, someone

COLUMNS = (
    "Type de BAL|Adresse BAL|Type Identifiant PP|Identifiant PP|Identification nationale PP|Type identifiant structure|"
    "Identification Structure|Service de rattachement|Civilité d'exercice|Nom d'exercice|Prénom d'exercice|"
    "Catégorie profession|Libellé de catégorie profession|Code Profession|Libellé Profession|Code savoir-faire|"
    "Libellé savoir-faire|Dématérialisation|Raison Sociale structure BAL|Enseigne commerciale structure BAL|"
    "L2COMPLEMENTLOCALISATION|L3COMPLEMENTDISTRIBUTION|L4NUMEROVOIE|L4COMPLEMENTNUMEROVOIE|NL4TYPEVOIE|L4LIBELLEVOIE|"
    "L5LIEUDITMENTION|L6LIGNEACHEMINEMENT|Code postal|Département|Pays"
)


def line(address, rpps="", family="", given="", specialty="", kind="PER", service="", place="CABINET", town="BREST"):
    return (
        f"{kind}|{address}|8|{rpps}|8{rpps}|4||{service}|DR|{family}|{given}|C|Civil|10|Médecin|SM04|{specialty}|O|{place}|||"
        f'|12||RUE|DE L\'EGLISE "A"||29200 {town}|29200|29|France'
    )


PEOPLE = (
    line("adam.hoda@medecin.mssante.fr", "10098765434", "HODA", "Adam", "Médecine générale"),
    line("jean.lefevre@medecin.mssante.fr", "10011111111", "LEFÈVRE", "Jean", "Cardiologie et maladies vasculaires"),
    line("jeanne.lefebvre@chu.mssante.fr", "10022222222", "LEFEBVRE", "Jeanne", "Gynécologie", town="QUIMPER"),
    line("y.lefebvre@medecin.mssante.fr", "10033333333", "LE FEBVRE", "Yves", "Cardiologie et maladies vasculaires"),
    line("secretariat.cardio@chu.mssante.fr", kind="ORG", service="CARDIOLOGIE", place="CHU DE BREST"),
    line("hoda@cabinet.mssante.fr", "10098765434", "HODA", "Adam", "Médecine générale"),
    line("pas une adresse", "10044444444", "FAUX", "Jean"), line("x@y.mssante.fr", "12", "COURT", "Jean"),
)  # fmt: skip


@pytest.fixture
def book(tmp_path):
    return Directory(store.connect(tmp_path / "directory.sqlite", (directory.migrations,)))


@pytest.fixture
def full(book, tmp_path):
    directory_files.boxes(book, written(tmp_path, PEOPLE))
    return book


def written(folder, lines, columns=COLUMNS, name="Extraction_Correspondance_MSSante_202611250813.txt"):
    path = folder / name
    path.write_text("\n".join((columns, *lines)) + "\n", encoding="utf-8")
    return path


def names(found):
    return [f"{f.who.family} {f.who.given}".strip() for f in found]


def test_the_extraction_is_read_and_what_is_wrong_is_counted(book, tmp_path):
    done = directory_files.boxes(book, written(tmp_path, PEOPLE))
    assert (done.lines, done.kept, done.wrong) == (8, 6, 2)
    who = book.get("10098765434")
    assert (who.name, who.specialty, who.town) == ("DR Adam HODA", "Médecine générale", "BREST")
    assert [b.address for b in who.boxes] == ["adam.hoda@medecin.mssante.fr", "hoda@cabinet.mssante.fr"]
    assert who.postal.lines == ('12 RUE DE L\'EGLISE "A"',)


def test_a_new_file_forgets_who_left(full, tmp_path):
    full.remember("42", "10022222222")
    done = directory_files.boxes(full, written(tmp_path, PEOPLE[:2]))
    assert done.dropped == 2
    assert full.get("10033333333") is None
    assert full.get("10022222222").boxes == ()  # still on a patient's list, no longer to be written to
    assert [b.address for b in full.get("10098765434").boxes] == ["adam.hoda@medecin.mssante.fr"]


def test_a_zip_is_opened_and_another_file_is_refused(book, tmp_path):
    path = written(tmp_path, PEOPLE)
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.write(path, path.name)
    assert directory_files.boxes(book, tmp_path / "e.zip").kept == 6
    for wrong in (written(tmp_path, PEOPLE, "a|b|c", "autre.txt"), tmp_path / "absent.txt"):
        with pytest.raises(DispatchError) as caught:
            directory_files.boxes(book, wrong)
        assert caught.value.code == "directory-unreadable"


def test_activities_add_specialty_and_town(book, tmp_path):
    book.put([Correspondent("10098765434", "HODA", "Adam", "10098765434")])
    columns = (
        "Identifiant PP|Nom d'exercice|Prénom d'exercice|Code civilité d'exercice|Code savoir-faire|"
        "Libellé savoir-faire|"
        "Libellé commune (coord. structure)|Code postal (coord. structure)|Libellé Voie (coord. structure)"
    )
    path = written(
        tmp_path, ["10098765434|HODA|Adam|DR|SM54|Médecine générale|Brest|29200|rue de Siam"], columns, "PS.txt"
    )
    assert directory_files.activities(book, path).kept == 1
    who = book.get("10098765434")
    assert (who.specialty_code, who.town, who.postal.postcode) == ("SM54", "Brest", "29200")


@pytest.mark.parametrize("words", ["lefebvre", "Lefèvre", "le fèvre", "docteur LE FEBVRE", "lefaivre"])
def test_homonyms_are_all_given(full, words):
    assert set(names(full.search(words))) == {"LEFÈVRE Jean", "LEFEBVRE Jeanne", "LE FEBVRE Yves"}


def test_given_name_specialty_and_town_narrow(full):
    assert names(full.search("jeanne lefebvre"))[0] == "LEFEBVRE Jeanne"
    assert set(names(full.search("lefebvre", specialty="cardiologue"))) == {"LEFÈVRE Jean", "LE FEBVRE Yves"}
    assert names(full.search("lefebvre", town="Quimper")) == ["LEFEBVRE Jeanne"]
    assert names(full.search("", specialty="gynécologue")) == ["LEFEBVRE Jeanne"]
    assert full.search("") == ()


def test_a_letter_wrong_still_finds(full):
    assert names(full.search("hodda")) == ["HODA Adam"]
    assert full.search("zimmermann") == ()


def test_the_patients_own_come_first(full):
    full.remember("42", "10033333333", "médecin traitant")
    found = full.search("lefebvre", specialty="cardio", patient="42")
    assert [f.known for f in found if f.who.id == "10033333333"] == [True]
    assert [(c.id, role) for c, role in full.own("42")] == [("10033333333", "médecin traitant")]
    full.forget("42", "10033333333")
    assert full.own("42") == ()


def test_those_a_place_writes_to_are_usual_and_everyone_of_a_small_directory(full):
    full.remember("42", "10033333333")
    full.remember("43", "10033333333")
    full.remember("43", "10098765434")
    assert full.usual(4) == (("Yves", "LE FEBVRE"), ("Adam", "HODA"))
    assert full.usual(1) == (("Yves", "LE FEBVRE"),)
    assert len(full.usual(100)) > 4


def test_a_box_has_its_owner_and_becomes_a_recipient(full):
    who = full.by_address("HODA@cabinet.mssante.fr")
    to = who.recipient("hoda@cabinet.mssante.fr")
    assert (to.kind, to.address, to.rpps) == (Kind.PROFESSIONAL, "hoda@cabinet.mssante.fr", "10098765434")
    with pytest.raises(KeyError):
        who.recipient("autre@x.mssante.fr")
    service = full.by_address("secretariat.cardio@chu.mssante.fr")
    assert service.recipient().kind is Kind.ORGANISATION
    assert Correspondent("1", "X").recipient().channel is Channel.PAPER


def test_the_patients_box_comes_from_a_qualified_ins_only():
    assert patient_recipient(PATIENT).address == "279035121518989@patient.mssante.fr"
    assert patient_recipient(someone(qualified=False)) is None


def test_a_refusal_is_kept_respected_and_ended(full):
    full.oppose("42", "10098765434", "anne")
    full.oppose("42", "10098765434", "anne")
    assert full.opposed("42") == {"10098765434"}
    to = full.get("10098765434").recipient()
    out = outgoing(patient=someone(opposed=full.opposed("42")))
    opinion = gate.check(out, (to,), MORNING + timedelta(hours=1), gate.Rules(production=False))
    assert [r.code for r in opinion.refusals] == ["opposition"]
    full.agree("42", "10098765434")
    assert full.opposed("42") == frozenset()


# --- the national API, played by a server of ours


def telecom(address, kind="PER", mark="MSSANTE"):
    base = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-contact-point-email-type"
    meta = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/as-ext-mailbox-mss-metadata"
    concept = {"coding": [{"code": kind}]}
    return {
        "system": "email", "value": address,
        "extension": [
            {"url": base, "valueCoding": {"code": mark}},
            {"url": meta, "extension": [{"url": "type", "valueCodeableConcept": concept}]},
        ],
    }  # fmt: skip


def practitioner(name, rpps):
    return {
        "resourceType": "Practitioner", "id": name,
        "identifier": [{"system": "https://rpps.esante.gouv.fr", "value": rpps}],
        "name": [{"family": "HODA", "given": ["Adam"], "prefix": ["DR"]}],
        "telecom": [telecom(f"{name}@medecin.mssante.fr"), telecom("prive@example.org", mark="AUTRE")],
    }  # fmt: skip


ROLE = {
    "resourceType": "PractitionerRole", "id": "r1", "practitioner": {"reference": "Practitioner/p1"},
    "organization": {"reference": "Organization/o1"}, "telecom": [telecom("hoda@chu.mssante.fr")],
    "code": [{"coding": [{"system": "x/TRE_R38-SpecialiteOrdinale", "code": "SM54", "display": "Médecine générale"}]}],
}  # fmt: skip
PLACE = {
    "resourceType": "Organization",
    "id": "o1",
    "name": "CHU",
    "address": [{"city": "Brest", "postalCode": "29200"}],
}


@pytest.fixture
async def api():
    """A server that answers as the directory does, in two pages; what it was asked is kept."""
    asked = []

    async def search(request):
        asked.append((request.path, dict(await request.post()), request.headers.get("ESANTE-API-KEY")))
        if request.headers.get("ESANTE-API-KEY") != "cle":
            raise web.HTTPForbidden
        if request.match_info["kind"] == "PractitionerRole":
            return bundle([ROLE, PLACE])
        return bundle([practitioner("p1", "10098765434")], f"http://{request.host}/fhir/v2/next")

    async def following(request):
        return bundle([practitioner("p2", "10098765435")], "http://127.0.0.2:1/ailleurs")

    def bundle(resources, link=""):
        links = [{"relation": "next", "url": link}] if link else []
        return web.json_response({"entry": [{"resource": r} for r in resources], "link": links})

    app = web.Application()
    app.router.add_post("/fhir/v2/{kind}/_search", search)
    app.router.add_get("/fhir/v2/next", following)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/fhir/v2", asked
    await runner.cleanup()


async def test_the_api_gives_people_their_boxes_and_places(api, book):
    url, asked = api
    found = await FhirDirectory(url, Secret("cle")).named("hoda", "adam")
    assert [w.rpps for w in found] == ["10098765434", "10098765435"]
    assert found[0].boxes == (Mailbox("p1@medecin.mssante.fr"), Mailbox("hoda@chu.mssante.fr", "PER", "CHU"))
    assert (found[0].specialty_code, found[0].specialty, found[0].town) == ("SM54", "Médecine générale", "Brest")
    assert asked[0] == ("/fhir/v2/Practitioner/_search", {"family": "hoda", "given": "adam", "_count": "50"}, "cle")
    book.put(found, "api")
    assert names(book.search("oda")) == ["HODA Adam"] * 2


async def test_a_closed_or_dead_api_says_so(api):
    for directory_api in (FhirDirectory(api[0], Secret("fausse")), FhirDirectory("http://127.0.0.1:1", Secret("cle"))):
        with pytest.raises(DispatchError) as caught:
            await directory_api.named("hoda")
        assert caught.value.code == "directory-down"
