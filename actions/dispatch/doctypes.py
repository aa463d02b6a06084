"""doc_type -> LOINC type, national label and class (doctypes.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.errors import SetupError

SOURCE = Path(__file__).with_name("doctypes.yml")
LOINC = "2.16.840.1.113883.6.1"
CLASSES = "1.2.250.1.213.1.1.4.1"
"""TRE_A03-ClasseDocument."""


@dataclass(frozen=True, slots=True)
class DocType:
    """A type of document of the national value set."""

    loinc: str
    label: str
    class_code: str
    class_label: str


@lru_cache(maxsize=4)
def load(path: Path = SOURCE) -> Mapping[str, DocType]:
    """Raises SetupError(doctypes-invalid) that names the file."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {
            name: DocType(str(row["loinc"]), str(row["label"]), str(row["class"]), str(row["class_label"]))
            for name, row in raw.items()
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise SetupError("doctypes-invalid", f"{path.name}: {fault}") from fault
