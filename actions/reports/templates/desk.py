"""What the commands about templates need of the desk they work on; the session's own desk has it."""

from __future__ import annotations

from typing import Protocol

from actions.reports.model import Report
from actions.reports.templates.speaking import SpokenTemplates
from actions.reports.templates.talking import Talking
from assistant.situation import Situation
from assistant.types import Origin, Patient


class HasTemplates(Protocol):
    """The tools of writing, as far as templates go."""

    @property
    def templates(self) -> SpokenTemplates: ...


class Writing(Protocol):
    """The documents of the place."""

    @property
    def tools(self) -> HasTemplates: ...

    async def current(self, origin: Origin, patient: Patient | None) -> Report | None:
        """What is being written at this station for this patient, or None."""
        ...


class TemplateDesk(Protocol):
    """See actions.registry.Desk."""

    @property
    def situation(self) -> Situation: ...

    @property
    def origin(self) -> Origin: ...

    @property
    def writing(self) -> Writing: ...

    @property
    def shelving(self) -> Talking | None: ...
