"""«enregistre ce texte comme modèle suivi de diabète»."""

from __future__ import annotations

from actions.reports.model import Field, plain
from actions.reports.templates.desk import TemplateDesk
from assistant.types import Command, Reply


async def run(command: Command, desk: TemplateDesk) -> Reply:
    """Keep the open document's text as the person's own template: nothing of the patient goes into it.

    Raises TemplateError, PeopleError(template-forbidden).
    """
    said = command.slots["template"]
    name = str(said[0] if isinstance(said, list) else said)
    patient = desk.situation.patient
    report = await desk.writing.current(desk.origin, patient)
    if report is None:
        return Reply("no_text_to_keep", {"name": name})
    if not plain(report.body).strip() and not any(isinstance(part, Field) for part in report.body):
        return Reply("no_text_to_keep", {"name": name})
    kept = desk.writing.tools.templates.keep(desk.origin.person, name, report, patient)
    if desk.shelving:
        desk.shelving.kept(kept.row, desk.situation.document)
    facts = {"name": kept.entry.template.name, "other": kept.alike}
    if kept.alike:
        return Reply("template_kept_alike", facts)
    return Reply("template_kept_again" if kept.known else "template_kept", facts)
