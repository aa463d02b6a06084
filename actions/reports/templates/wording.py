"""A template back to the text that it was read from, or that its author could have typed."""

from __future__ import annotations

import re

from actions.reports.templates.nodes import Accord, Blank, Block, Kind, Node, Parent, Template, Words

_ESCAPED = re.compile(r"([\\\[\]{}])")


def written(template: Template) -> str:
    """The template as text; `parse` reads back the same template."""
    values = {
        "modèle": template.name, "dit aussi": ", ".join(template.also), "type": template.doc_type,
        "spécialité": template.specialty, "service": template.service, "titre": template.title,
        "hérite de": template.inherits,
    }  # fmt: skip
    lines = [f"{key} : {value}" for key, value in values.items() if value]
    lines += [f"champ : [{_field(blank)}]" for blank in template.overrides]
    return "\n".join([*lines, "---", _text(template.nodes, "")]).rstrip("\n") + "\n"


def _text(nodes: tuple[Node, ...], text: str) -> str:
    """`text` and the nodes after it. A block's mark at the start of a line has the line to itself, as it is read."""
    for node in nodes:
        if isinstance(node, Words):
            text += _escaped(node.text)
        elif isinstance(node, Accord):
            text += f"{{{node.male} / {node.female}}}"
        elif isinstance(node, Parent):
            text += "{reprendre}"
        elif isinstance(node, Block):
            count = f"{node.count} " if node.kind is Kind.REPEAT else ""
            text = _text(node.nodes, _marked(text, f"{{{node.kind} {count}{node.of}}}"))
            text = _marked(text, "{fin}")
        else:
            text += f"{{{node.fact}}}" if node.bare else f"[{_field(node)}]"
    return text


def _marked(text: str, mark: str) -> str:
    return text + mark + ("\n" if not text or text.endswith("\n") else "")


def _field(blank: Blank) -> str:
    held = blank.field
    text = held.name + ("*" if held.required else "") + (f" : {held.unit}" if held.unit else "")
    if blank.fact:
        return f"{text} = {{{blank.fact}}}"
    offered = held.choices if held.default or not held.choices else ("?", *held.choices)
    shown = " / ".join(offered) if offered else held.default
    return f"{text} = {_escaped(shown)}" if shown else text


def _escaped(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", text)
