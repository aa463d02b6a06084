"""Which commands can be carried out: every module of actions.commands, found by its name."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from actions import commands
from actions.mailroom.mailroom import Mailroom
from actions.prepared import Ready
from actions.reports.templates.talking import Talking
from actions.reports.writer import Writer
from actions.secretariat.service import Secretariat
from assistant.catalogue import Catalogue
from assistant.errors import DispatchError, ReportError, SetupError
from assistant.ports import Chart
from assistant.situation import Situation
from assistant.types import Command, Origin, Reply, Transcript

NOWHERE = Origin("", "", "")
NOTHING = Transcript("")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works on."""

    chart: Chart
    situation: Situation
    catalogue: Catalogue
    today: date
    origin: Origin = NOWHERE
    """Who asked, and where."""
    heard: Transcript = NOTHING
    """The words of the turn, with those that are doubtful."""
    writer: Writer | None = None
    shelving: Talking | None = None
    """The person's templates, as they are managed by voice."""
    secretariat: Secretariat | None = None
    mailroom: Mailroom | None = None

    @property
    def sending(self) -> Mailroom:
        """What sends. Raises DispatchError(dispatch-off) where nothing may leave."""
        if self.mailroom is None or not self.mailroom.house.on:
            raise DispatchError("dispatch-off", "neither a box nor a platform is configured")
        return self.mailroom

    @property
    def writing(self) -> Writer:
        """The documents of the place. Raises ReportError(writing-off) where there are none."""
        if self.writer is None:
            raise ReportError("writing-off", "this session was started without a store for documents")
        return self.writer

    @property
    def reports(self) -> Secretariat:
        """The desk of reports. Raises ReportError(writing-off) where there is none."""
        if self.secretariat is None:
            raise ReportError("writing-off", "this session was started without a store for documents")
        return self.secretariat


Preparer = Callable[[Command, Desk], Awaitable[Ready]]
Handler = Callable[[Command, Desk], Awaitable[Reply]]


def load(catalogue: Catalogue) -> Mapping[str, Handler]:
    """Intent -> handler. A module that fails to import, has no `run` or no such intent stops the start."""
    handlers: dict[str, Handler] = {}
    for module in pkgutil.iter_modules(commands.__path__):
        if module.name not in catalogue.commands:
            raise SetupError("command-unknown", f"actions/commands/{module.name}.py is not in domain.yml")
        handlers[module.name] = importlib.import_module(f"{commands.__name__}.{module.name}").run
    return MappingProxyType(handlers)


def preparer(handler: Handler) -> Preparer | None:
    """`prepare` of the command's module: looks up what is meant before a question is asked or anything is done."""
    found: Preparer | None = getattr(sys.modules[handler.__module__], "prepare", None)
    return found


def available(handlers: Mapping[str, Handler], catalogue: Catalogue) -> frozenset[str]:
    """Intents that can be carried out: those with a handler, and the answers the dialogue takes itself."""
    answers = {c.intent for c in catalogue.commands.values() if c.only_answer}
    return frozenset(handlers) | answers
