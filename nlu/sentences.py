"""Training and golden sentences: reads «- ouvre le dossier de [durand](patient)» into text, intent and spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from assistant.errors import UnderstandingError

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
_SPAN = re.compile(r"\[([^\[\]]+)\]\(([a-z_]+)(?:=([^()]*))?\)")


@dataclass(frozen=True, slots=True)
class Span:
    """A tagged stretch of a sentence; `value` only where the file gives one."""

    name: str
    start: int
    end: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One written sentence and what it means."""

    text: str
    intent: str
    spans: tuple[Span, ...] = ()

    @property
    def marked(self) -> str:
        """The sentence with its marks, as Rasa reads them."""
        marked, at = "", 0
        for span in self.spans:
            marked += f"{self.text[at : span.start]}[{self.text[span.start : span.end]}]({span.name})"
            at = span.end
        return marked + self.text[at:]


def parse(marked: str, intent: str) -> Example:
    """Raises ValueError when brackets are left over."""
    text, spans, at = "", [], 0
    for match in _SPAN.finditer(marked):
        text += marked[at : match.start()]
        spans.append(Span(match[2], len(text), len(text) + len(match[1]), match[3]))
        text += match[1]
        at = match.end()
    text += marked[at:]
    if set(text) & set("[]{}") or re.search(r"\]\(|\(\w+=", text):
        raise ValueError(f"brackets do not match: {marked!r}")
    return Example(text, intent, tuple(spans))


@cache
def taught() -> tuple[Example, ...]:
    """The training sentences, read once: for the word lists made of them. Raises UnderstandingError."""
    return tuple(read())


def read(folder: Path = DATA) -> Iterator[Example]:
    """Every training sentence. Raises UnderstandingError(interpreter-untrained) naming the file."""
    for path in sorted(folder.glob("*.yml")):
        try:
            raw = yaml.safe_load(path.read_text(encoding="utf-8"))
            for block in raw["nlu"]:
                for line in block["examples"].splitlines():
                    if line.strip():
                        yield parse(line.strip().removeprefix("- ").strip(), block["intent"])
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as fault:
            raise UnderstandingError("interpreter-untrained", f"{path.name}: {fault}") from fault
