"""The CDA against an XSD and a schematron: tiny ones made here, and the national ones where their folder is given.

DPI_VOCAL_NATIONAL=/path/to/TestContenuCDA-3-0 runs the national rules on thirty varied reports.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import lxml
import pytest

from actions.dispatch import cda, doctypes
from actions.dispatch.message import INS_NIR, Address, Previous, Stay
from actions.dispatch.validate import ENGINE, SCHEMATRON, STAGES, XSD, Validator
from assistant.errors import SetupError
from assistant.types import Sex
from tests.dispatch_values import DOCTOR, HOSPITAL, MORNING, outgoing, someone

NATIONAL = os.environ.get("DPI_VOCAL_NATIONAL", "")
SKELETON = Path(lxml.__file__).parent / "isoschematron/resources/xsl/iso-schematron-xslt1"
TINY_XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 targetNamespace="urn:hl7-org:v3" elementFormDefault="qualified">
<xs:element name="ClinicalDocument"><xs:complexType><xs:sequence>
<xs:element name="realmCode"><xs:complexType>
<xs:attribute name="code" fixed="FR" use="required"/>
</xs:complexType></xs:element>
<xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""
TINY_RULES = """<schema xmlns="http://purl.oclc.org/dsdl/schematron"><ns prefix="c" uri="urn:hl7-org:v3"/>
<pattern><rule context="c:ClinicalDocument">
<assert test="c:code/@code
 = document('include/voc-1.2.3-DYNAMIC.xml')/*/valueSet/conceptList/concept/@code">type inconnu</assert>
<assert role="warning" test="false()">remarque</assert>
</rule></pattern></schema>"""
VALUES = """<r xmlns="urn:ihe:iti:svs:2008"><ValueSet id="1.2.3"><ConceptList>
<Concept code="11488-4" codeSystem="x" displayName="y"/>
</ConceptList></ValueSet></r>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Laid out as the national one, with rules of two lines."""
    root = tmp_path_factory.mktemp("national")
    for place in (XSD.parent, SCHEMATRON.parent, ENGINE, "jeuxDeValeurs"):
        (root / place).mkdir(parents=True, exist_ok=True)
    (root / XSD).write_text(TINY_XSD)
    (root / SCHEMATRON).write_text(TINY_RULES)
    (root / "jeuxDeValeurs" / "JDV.xml").write_text(VALUES)
    for path in SKELETON.glob("*.xsl"):
        shutil.copy(path, root / ENGINE / path.name)
    shutil.copy(SKELETON / "iso_svrl_for_xslt1.xsl", root / ENGINE / STAGES[-1])
    return root


@pytest.fixture(scope="module")
def validator(folder):
    return Validator(folder)


def test_a_good_document_has_no_fault(validator):
    assert validator.faults(cda.build(outgoing())) == ()


def test_a_type_that_the_value_set_lacks_is_told(validator):
    (fault,) = validator.faults(cda.build(outgoing(doc_type="certificate")))
    assert (fault.source, fault.text) == ("schematron", "type inconnu")


def test_the_schema_is_asked_too(validator):
    found = validator.faults(cda.build(outgoing()).replace(b'realmCode code="FR"', b'realmCode code="BE"'))
    assert [fault.source for fault in found] == ["xsd"]


def test_what_is_no_xml_is_said(validator):
    assert [fault.source for fault in validator.faults(b"<ClinicalDocument>")] == ["xml"]


def test_a_folder_without_the_rules_is_refused(tmp_path):
    with pytest.raises(SetupError) as caught:
        Validator(tmp_path)
    assert caught.value.code == "validator-missing"


def test_a_value_set_found_nowhere_is_refused(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy" / "jeuxDeValeurs" / "JDV.xml").unlink()
    with pytest.raises(SetupError) as caught:
        Validator(tmp_path / "copy")
    assert caught.value.code == "validator-missing"


def varied():
    """Thirty reports that differ in all that a header holds."""
    before = Previous("1.2.250.1.999.1.1.1", 1)
    people = (
        {}, {"qualified": False}, {"sex": Sex.MALE, "oid": INS_NIR, "matricule": "146026322000196"},
        {"address": Address()}, {"used_family": "", "given_names": ("Jean",)}, {"ipp": "", "birthplace": "99100"},
    )  # fmt: skip
    changes = (
        {}, {"enterer": None}, {"version": 2, "document_oid": "1.2.250.1.999.1.1.2", "replaces": before},
        {"stay": Stay.INPATIENT, "stay_id": "S1", "act_end": None},
        {"author": replace(DOCTOR, title="", phone="", civility="", address=HOSPITAL.address)},
        {"organisation": replace(HOSPITAL, phone="", address=Address()), "created": MORNING + timedelta(days=200)},
    )  # fmt: skip
    kinds = sorted(doctypes.load())
    for n in range(30):
        extra = changes[(n + n // 6) % len(changes)]
        yield outgoing(doc_type=kinds[n % len(kinds)], patient=someone(**people[n % len(people)]), **extra)


@pytest.mark.skipif(not NATIONAL, reason="DPI_VOCAL_NATIONAL names no folder: the national rules may not be shipped")
def test_thirty_reports_and_the_national_rules():
    validator = Validator(Path(NATIONAL))
    assert [fault for out in varied() for fault in validator.faults(cda.build(out))] == []
    assert validator.faults(cda.build(outgoing(patient=someone(birthplace=""))))  # and they do bite
