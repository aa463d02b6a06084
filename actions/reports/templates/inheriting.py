"""A template together with the one it inherits from; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.reports.templates.nodes import Blank, Block, Node, Parent, Template, TemplateError, blanks
from assistant.sounds import fold

DEEPEST = 5
"""Templates above one another."""
Parents = Callable[[Template], Template | None]
"""The template that another one's `inherits` names, as its author sees it; already known to be a different one."""


def resolved(template: Template, parent_of: Parents) -> Template:
    """The template with its parent's heading, text and fields in their places.

    Raises TemplateError(template-parent-unknown | template-parent-cycle | template-override-unknown).
    """
    return _resolved(template, parent_of, 0)


def _resolved(template: Template, parent_of: Parents, depth: int) -> Template:
    if not template.inherits:
        return _overridden(template)
    if depth == DEEPEST:
        raise TemplateError("template-parent-cycle", 1, 1, template.inherits)
    found = parent_of(template)
    if found is None:
        raise TemplateError("template-parent-unknown", 1, 1, template.inherits)
    parent = _resolved(found, parent_of, depth + 1)
    return _overridden(
        replace(
            template,
            nodes=_placed(template.nodes, parent.nodes) or parent.nodes,
            doc_type=template.doc_type or parent.doc_type,
            specialty=template.specialty or parent.specialty,
            service=template.service or parent.service,
            title=template.title or parent.title,
            inherits="",
        )
    )


def _placed(nodes: tuple[Node, ...], parent: tuple[Node, ...]) -> tuple[Node, ...]:
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Parent):
            found += parent
        else:
            found.append(replace(node, nodes=_placed(node.nodes, parent)) if isinstance(node, Block) else node)
    return tuple(found)


def _overridden(template: Template) -> Template:
    held = {fold(blank.field.name) for blank in blanks(template.nodes)}
    by_name = {fold(blank.field.name): blank for blank in template.overrides}
    for name, blank in by_name.items():
        if name not in held:
            raise TemplateError("template-override-unknown", blank.line, blank.column, blank.field.name)
    return replace(template, nodes=_swapped(template.nodes, by_name), overrides=())


def _swapped(nodes: tuple[Node, ...], by_name: dict[str, Blank]) -> tuple[Node, ...]:
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Blank):
            found.append(by_name.get(fold(node.field.name), node))
        else:
            found.append(replace(node, nodes=_swapped(node.nodes, by_name)) if isinstance(node, Block) else node)
    return tuple(found)
