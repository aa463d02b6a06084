"""A CDA against the national XSD and schematron, when the site has their folder (they have no licence to ship).

The folder is laid out as ANS publishes it (TestContenuCDA-3-0): infrastructure/cda/CDA_extended.xsd,
schematrons/profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch and the ISO skeleton in schematrons/moteur.
XSLT 2 is done by saxonche, imported only here.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from actions.dispatch.xmls import read
from assistant.errors import SetupError

XSD = Path("infrastructure/cda/CDA_extended.xsd")
SCHEMATRON = Path("schematrons/profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch")
ENGINE = Path("schematrons/moteur")
STAGES = ("iso_dsdl_include.xsl", "iso_abstract_expand.xsl", "iso_svrl_for_xslt2.xsl")
INCLUDE = "include"
_VALUES = re.compile(r"include/voc-[0-9.]+-DYNAMIC\.xml")
_LOCK = threading.Lock()
"""Neither lxml's schema nor Saxon's processor, which validators of one folder share, may be used by two threads."""
SVRL = "http://purl.oclc.org/dsdl/svrl"
WARNINGS = frozenset({"warning", "info", "information"})
"""Roles of a failed assertion that do not make a document wrong."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a validator does not accept."""

    source: str
    """«xml», «xsd» or «schematron»."""
    where: str
    """Line, or path of the element."""
    text: str


class Validator:
    """Compiled once, then used by any thread. Raises SetupError(validator-missing) when a file is not there."""

    def __init__(self, folder: Path, schematron: Path = SCHEMATRON) -> None:
        for part in (XSD, schematron, *(ENGINE / stage for stage in STAGES)):
            if not (folder / part).is_file():
                raise SetupError("validator-missing", f"{part} is not in the folder given")
        self._schema = _schema(folder / XSD)
        self._rules = _compiled(folder, folder / schematron)

    def faults(self, document: bytes) -> tuple[Fault, ...]:
        """What is wrong with these bytes; () when nothing is."""
        try:
            tree = read(document)
        except etree.XMLSyntaxError as fault:
            return (Fault("xml", str(fault.lineno), str(fault.msg)),)
        with _LOCK:
            return (*self._by_schema(tree), *self._by_rules(document))

    def _by_schema(self, tree: Any) -> Iterator[Fault]:
        if not self._schema.validate(tree):
            for entry in self._schema.error_log:
                yield Fault("xsd", str(entry.line), entry.message)

    def _by_rules(self, document: bytes) -> Iterator[Fault]:
        processor, rules = self._rules
        report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=document.decode("utf-8")))
        for failed in read(report.encode("utf-8")).iter(f"{{{SVRL}}}failed-assert"):
            if failed.get("role", "error") not in WARNINGS:
                text = " ".join("".join(failed.itertext()).split())
                yield Fault("schematron", failed.get("location", ""), text)


@lru_cache(maxsize=2)
def _schema(path: Path) -> Any:
    try:
        return etree.XMLSchema(etree.parse(path))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as fault:
        raise SetupError("validator-invalid", f"{path.name}: {fault}") from fault


@lru_cache(maxsize=2)
def _compiled(folder: Path, schematron: Path) -> tuple[Any, Any]:
    """ISO Schematron in three steps: what is included, what is abstract, then XSLT 2 that writes SVRL."""
    try:
        from saxonche import PySaxonApiError, PySaxonProcessor
    except ImportError as fault:
        raise SetupError("validator-missing", "saxonche is not installed") from fault
    processor = PySaxonProcessor(license=False)
    try:
        text: Any = None
        for stage in STAGES:
            engine = processor.new_xslt30_processor()
            step = engine.compile_stylesheet(stylesheet_file=str(folder / ENGINE / stage))
            if text is None:
                node = processor.parse_xml(xml_file_name=str(schematron))
            else:
                node = processor.parse_xml(xml_text=text, base_uri=schematron.as_uri())
            text = step.transform_to_string(xdm_node=node)
        rules = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(_beside(folder, schematron, text))
        )
    except PySaxonApiError as fault:
        raise SetupError("validator-invalid", f"{schematron.name}: {fault}") from fault
    return processor, rules


def _beside(folder: Path, schematron: Path, text: str) -> Path:
    """The compiled rules in a folder that looks like the schematron's: they read value sets by relative paths.

    A value set that was not published beside the rules is made from the site's jeuxDeValeurs (SVS format).
    """
    place = Path(tempfile.mkdtemp(prefix="dpi-vocal-rules-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    home = schematron.resolve().parent
    for entry in home.iterdir():
        if entry.name != INCLUDE:
            (place / entry.name).symlink_to(entry)
    (place / INCLUDE).mkdir()
    for entry in (home / INCLUDE).iterdir() if (home / INCLUDE).is_dir() else ():
        (place / INCLUDE / entry.name).symlink_to(entry)
    for name in set(_VALUES.findall(text)):
        if not (place / name).exists():
            (place / name).write_bytes(_value_set(folder, name))
    (path := place / "dpi-vocal.compiled.xsl").write_text(text, encoding="utf-8")
    return path


def _value_set(folder: Path, name: str) -> bytes:
    """«include/voc-OID-DYNAMIC.xml» in the schematron's own format, from the value set of that OID."""
    wanted = name.removeprefix(f"{INCLUDE}/voc-").removesuffix("-DYNAMIC.xml")
    for path in sorted((folder / "jeuxDeValeurs").glob("*.xml")):
        if wanted.encode() not in (data := path.read_bytes()):
            continue
        tree = read(data)
        if any(found.get("id") == wanted for found in tree.iter("{*}ValueSet")):
            made = etree.Element("valueSets")
            concepts = etree.SubElement(etree.SubElement(made, "valueSet", id=wanted), "conceptList")
            for concept in tree.iter("{*}Concept"):
                row = {key: concept.get(key, "") for key in ("code", "codeSystem", "displayName")}
                etree.SubElement(concepts, "concept", row)
            return bytes(etree.tostring(made))
    raise SetupError("validator-missing", f"{name} is not in the folder given, nor in its jeuxDeValeurs")
