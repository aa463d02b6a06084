"""Whose record a command works on."""

from __future__ import annotations

from assistant.errors import ChartError
from assistant.types import Command, Patient


def subject(command: Command) -> Patient:
    """The patient a command carries; the dialogue never runs one without, where the catalogue needs it."""
    if command.patient is None:
        raise ChartError("chart-not-found", f"{command.intent} without a patient")
    return command.patient
