"""A signed document on paper: the same bytes each time, PDF/A-1b, the patient on each page."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from actions.reports import pdf as printing
from actions.reports import pdfa_check
from actions.reports.model import Field, Report, Status, Text
from actions.reports.pdf import Letterhead, PdfError
from actions.reports.typography import set_in_french
from assistant.types import Patient, Sex

JARS = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation",
                 "jaxb-api")
]  # fmt: skip
"""Debian's libpdfbox2-java, libactivation-java and libjaxb-api-java."""
PREFLIGHT = bool(shutil.which("java")) and all(jar.exists() for jar in JARS)
ANNE = Patient(
    "1", "Durand", "Anne Marie", date(1950, 3, 12), Sex.FEMALE, "100001", "250032901912345", birth_family="Le Goff"
)
PLACE = Letterhead("Centre hospitalier", ("Service de cardiologie", "29000 Quimper"), "Quimper", {"d": "10001234567"})
WORDS = """Motif : suivi d'insuffisance cardiaque ; dyspnée !

EXAMEN CLINIQUE
Pression artérielle : 142/86 mmHg, créatinine 168 µmol/L, œdèmes ≥ 2 cm.
- « Furosémide » 40 mg, un comprimé le matin
CONCLUSION
Stable."""


@dataclass(frozen=True)
class Signer:
    author: str = "Dr Camille Durand"
    signer: str = "Dr Camille Durand"
    at: str = "25/11/2026 à 10 h 42"
    hash: str = "0123456789abcdef" * 4


def report(text: str = WORDS, **given) -> Report:
    held = {
        "title": "Compte-rendu de consultation", "status": Status.SIGNED, "body": (Text(text),),
        "created": datetime(2026, 11, 25, 9, 0, tzinfo=UTC), "changed": datetime(2026, 11, 25, 9, 42, 7, tzinfo=UTC),
    }  # fmt: skip
    return Report("r", "1", "d", "consultation_report", **(held | given))


def read(made: bytes) -> list[str]:
    """The words of each page, all spaces alike."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


@pytest.fixture(scope="module")
def one() -> bytes:
    return printing.pdf(report(), ANNE, Signer(), PLACE)


@pytest.fixture(scope="module")
def five() -> bytes:
    return printing.pdf(report("\n\n".join([WORDS] * 30)), ANNE, Signer(), PLACE)


def test_the_page_names_the_patient_the_place_and_the_signer(one):
    (page,) = read(one)
    for words in (
        "LE GOFF Anne Marie (nom utilisé : DURAND)", "née le 12/03/1950", "Sexe : F", "INS 2 50 03 29 019 123 45",
        "IPP 100001", "Centre hospitalier", "Quimper, le 25/11/2026", "Signé le 25/11/2026 à 10 h 42",
        "RPPS 10001234567", "Empreinte 0123456789abcdef", "Page 1 / 1", "« Furosémide » 40 mg", "168 µmol/L",
    ):  # fmt: skip
        assert words in page, words


def test_every_page_names_the_patient_and_its_number(five):
    pages = read(five)
    assert len(pages) >= 5
    for number, page in enumerate(pages, 1):
        assert "LE GOFF Anne Marie" in page
        assert "INS 2 50 03 29 019 123 45" in page
        assert f"Page {number} / {len(pages)}" in page
    assert sum("Signé le" in page for page in pages) == 1


def test_nothing_of_the_text_is_lost(five):
    words = " ".join(read(five))
    assert words.count("dyspnée !") == 30
    assert words.count("Stable.") == 30


def test_the_same_document_is_the_same_file_in_another_process(one):
    code = (
        "import hashlib, sys; sys.path[:0] = ['.', 'tests']; import test_pdf as t;"
        "print(hashlib.sha256(t.printing.pdf(t.report(), t.ANNE, t.Signer(), t.PLACE)).hexdigest())"
    )
    root = Path(__file__).resolve().parent.parent
    other = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == printing.digest(one) == hashlib.sha256(one).hexdigest()


def test_a_word_changes_the_hash(one):
    other = printing.pdf(report(WORDS.replace("Stable", "Instable")), ANNE, Signer(), PLACE)
    assert printing.digest(other) != printing.digest(one)


def test_metadata_says_title_author_and_day(one):
    info = PdfReader(io.BytesIO(one)).metadata
    assert info.title == "Compte-rendu de consultation"
    assert info.author == "Dr Camille Durand"
    assert info.creation_date == datetime(2026, 11, 25, 9, 42, 7, tzinfo=UTC)


def test_a_draft_says_so_and_names_no_signer():
    made = printing.pdf(report(status=Status.DRAFT), ANNE, Signer(signer="", at="", hash=""), PLACE)
    (page,) = read(made)
    assert "Brouillon non signé" in page
    assert "Signé le" not in page
    assert pdfa_check.check(made) == ()


def test_a_delegate_signs_in_the_author_s_name_without_the_author_s_number():
    (page,) = read(printing.pdf(report(), ANNE, Signer(signer="Dr Jean Petit"), PLACE))
    assert "Dr Jean Petit" in page
    assert "Par délégation de Dr Camille Durand" in page
    assert "RPPS" not in page


def test_an_amendment_says_that_it_replaces():
    (page,) = read(printing.pdf(report(replaces="r0"), ANNE, Signer(), PLACE))
    assert "Annule et remplace la version précédente" in page


def test_words_are_never_code():
    words = '#import "x" $x^2$ [crochets] {accolades} \\ "guillemets" = titre *gras* <étiquette> @ref // fin'
    (page,) = read(printing.pdf(report(words), ANNE, Signer(), PLACE))
    assert " ".join(set_in_french(words).split()) in page


def test_an_empty_document_and_an_unknown_patient_are_printed():
    made = printing.pdf(report("", body=(Field("conclusion"),)), Patient("", "Inconnu", ""), Signer())
    assert "date de naissance inconnue" in read(made)[0]
    assert pdfa_check.check(made) == ()


@pytest.mark.parametrize("sign", ["日", "😀", "ﷺ"])
def test_a_sign_that_no_font_has_is_named_not_dropped(sign):
    with pytest.raises(PdfError) as fault:
        printing.pdf(report(f"Traité par {sign} hier"), ANNE, Signer(), PLACE)
    assert (fault.value.code, fault.value.facts["signs"]) == ("report-unprintable", sign)


def test_signs_of_medicine_are_printed():
    signs = "α β γ µ ≥ ≤ ± ° ² ³ ½ → ↑ ↓ ♀ ♂ Œ œ ÿ Ÿ « » – — … ’ € % ☐ √ ∅ Δ Ω"
    (page,) = read(printing.pdf(report(signs), ANNE, Signer(), PLACE))
    assert set(signs) <= set(page)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Motif : toux ; fièvre ?", "Motif\u00a0: toux\u202f; fièvre\u202f?"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("l'aorte d'Anne", "l’aorte d’Anne"),
        ("40 mg par jour, 250 000 UI", "40\u00a0mg par jour, 250\u202f000\u00a0UI"),
        ("Dr Durand, le 3 mars", "Dr\u00a0Durand, le 3\u00a0mars"),
        ("5 grammes, 3 mailles", "5 grammes, 3 mailles"),
        ("12:30", "12:30"),
    ],
)
def test_french_spaces(typed, printed):
    assert set_in_french(typed) == printed
    assert set_in_french(printed) == printed


def test_lines_are_told_apart():
    kinds = [
        block["kind"] for block in printing.blocks("EXAMEN CLINIQUE\nMotif : toux\n\n\n- un\nUne phrase, sans plus.")
    ]
    assert kinds == ["heading", "line", "gap", "item", "line"]
    (label, rest) = printing.blocks("Pression artérielle : 12/8")[0]["runs"]
    assert (label["bold"], rest["bold"]) == (True, False)
    assert printing.blocks("Il va mieux, à 10:30 précises il sort.")[0]["runs"][0]["bold"] is False


@pytest.mark.parametrize(
    "line",
    [
        "CONCLUSION",
        "ÉTAT À LA SORTIE",
        "MOTIF D’HOSPITALISATION",
        "GAZ DU SANG en air ambiant",
        "NAISSANCE le 3/3/2026",
    ],
)
def test_headings(line):
    assert printing.blocks(line)[0]["kind"] == "heading"


@pytest.mark.parametrize(
    "line", ["IRM demandée ce jour.", "AVC ischémique", "TSH : 2,1 mUI/L", "AINS arrêtés", "Conclusion"]
)
def test_no_headings(line):
    assert printing.blocks(line)[0]["kind"] == "line"


@pytest.mark.parametrize("which", ["one", "five"])
def test_our_own_checks_find_nothing(which, request):
    assert pdfa_check.check(request.getfixturevalue(which)) == ()


@pytest.mark.skipif(not PREFLIGHT, reason="needs java and Debian's libpdfbox2-java")
def test_apache_preflight_finds_nothing(five, tmp_path):
    said = preflight(tmp_path, five)
    assert "is a valid PDF/A-1b file" in said, said


@pytest.mark.skipif(not PREFLIGHT, reason="needs java and Debian's libpdfbox2-java")
def test_apache_preflight_does_find_a_fault(one, tmp_path):
    broken = one.replace(b"<pdfaid:part>1</pdfaid:part>", b"<pdfaid:part>2</pdfaid:part>")
    assert "is not a valid PDF/A-1b file" in preflight(tmp_path, broken)


def preflight(folder: Path, made: bytes) -> str:
    file = folder / "it.pdf"
    file.write_bytes(made)
    command = ["java", "-cp", ":".join(map(str, JARS)), "org.apache.pdfbox.preflight.Validator_A1b", str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return run.stdout + run.stderr
