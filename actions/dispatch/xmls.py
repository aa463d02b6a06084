"""Small hands for building XML with lxml, the same bytes each time, and for reading it safely."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lxml import etree

XSI = "http://www.w3.org/2001/XMLSchema-instance"


def root(namespace: str, tag: str, prefixes: Mapping[str | None, str]) -> Any:
    """A document element."""
    return etree.Element(f"{{{namespace}}}{tag}", nsmap=dict(prefixes))


def add(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
    """A child in the parent's namespace (or in `{namespace}tag`), with its text and the attributes that are not «»."""
    name = tag if tag.startswith("{") else f"{{{etree.QName(parent).namespace}}}{tag}"
    child = etree.SubElement(parent, name, {k: v for k, v in attributes.items() if v})
    if text is not None:
        child.text = text
    return child


def to_bytes(element: Any) -> bytes:
    """UTF-8 with its declaration; the same element gives the same bytes."""
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8"))


def read(data: bytes) -> Any:
    """Parse without network, entities or DTD. Raises etree.XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(data, parser)


def stamp(when: datetime) -> str:
    """HL7 TS with its zone: «20210401134745+0100». Raises ValueError without one."""
    if when.utcoffset() is None:
        raise ValueError("a time without a zone cannot be written")
    return when.strftime("%Y%m%d%H%M%S%z")


def day(when: date) -> str:
    """«19790328»."""
    return when.strftime("%Y%m%d")
