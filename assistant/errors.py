"""The failures of the outside world, by stage, each with a stable code; the French sentence is in domain.yml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class DpiVocalError(Exception):
    """Root of our errors: `code` is stable and kebab-case, `detail` is English for operators, without patient data."""

    stage = "assistant"

    def __init__(self, code: str, detail: str = "", facts: Mapping[str, Any] | None = None) -> None:
        """`facts` fill the French sentence (who holds the document, since when); they are never logged."""
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.facts: Mapping[str, Any] = facts or {}


class SettingsError(DpiVocalError):
    """A setting is missing, unknown or of the wrong type."""

    stage = "settings"


class HearingError(DpiVocalError):
    """Sound could not be read or recognised (codes: audio-unreadable, audio-empty, audio-too-long, …)."""

    stage = "hearing"


class UnderstandingError(DpiVocalError):
    """The interpreter could not answer (codes: interpreter-down, interpreter-slow, interpreter-untrained)."""

    stage = "understanding"


class ChartError(DpiVocalError):
    """The record could not be read or driven.

    Codes: chart-down, chart-slow, chart-session (logged out and not recovered), chart-screen (an unexpected screen),
    chart-refused (the record said no), chart-not-found (the thing is gone), chart-login (bad credentials).
    """

    stage = "chart"


class DispatchError(DpiVocalError):
    """A message could not be built, handed over or understood.

    Codes: dispatch-off (nothing is configured), dispatch-refused (the gate), dispatch-changed (not what
    was read back), recipients-changed, recipients-gone, recipient-unknown, hl7-unreadable, platform-down,
    platform-silent, mailbox-down, outbox-full, outbox-unwritable, outbox-unknown, outbox-conflict,
    directory-unreadable, directory-down.
    """

    stage = "dispatch"


class JournalError(DpiVocalError):
    """The journal cannot be written or its chain is broken: nothing may run (safety rule 4)."""

    stage = "journal"


class PeopleError(DpiVocalError):
    """The person is unknown or has no right here."""

    stage = "people"


class SetupError(DpiVocalError):
    """Something that must be on the machine is not (a file, a port, a program)."""

    stage = "setup"


class ReportError(DpiVocalError):
    """A document cannot be changed, signed or found.

    Codes: report-locked (somebody else writes in it), report-signed (frozen), report-changed (not the version that was
    read back), report-incomplete (a required field is empty), report-not-yours (no right to sign for its author),
    report-not-found, report-unreadable (the store), ledger-hidden (too few reports for a figure), writing-off (this
    installation has no store for documents).
    """

    stage = "writing"
