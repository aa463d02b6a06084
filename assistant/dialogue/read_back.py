"""How a person, or what «je confirme» will run, is said back; pure."""

from __future__ import annotations

from assistant.catalogue import CommandSpec
from assistant.dialogue.states import World
from assistant.naming import named
from assistant.types import Command, Interpretation, Patient, Reply


def describe(patient: Patient) -> str:
    """Name, name at birth where it is another, and birth date: what a choice is made by."""
    once = f" (nom de naissance {patient.birth_family.upper()})" if patient.birth_family else ""
    return f"{patient.name}{once}, {born(patient)}"


def born(patient: Patient) -> str:
    """«née le 12/03/1951», in agreement with the sex where it is known."""
    verb = {"f": "née", "m": "né"}.get(patient.sex, "né(e)")
    return f"{verb} le {patient.born:%d/%m/%Y}" if patient.born else "date de naissance inconnue"


def read_back(command: Command, spec: CommandSpec, world: World) -> Reply:
    """What «je confirme» will run: the patient, and the document with what nobody checked in it, or the values."""
    who = describe(command.patient) if command.patient else ""
    opened = world.situation.document
    if opened is None or command.intent != "sign_document":
        parts = [who] if who else []
        parts += [str(v) for v in command.slots.values()]
        return Reply("confirm", {"label": spec.label.capitalize(), "what": ", ".join(parts)})
    say = world.catalogue.sentence
    unaccepted = say(Reply("unaccepted", {"count": opened.unaccepted}))
    doubtful = say(Reply("doubtful", {"count": opened.doubtful}))
    facts = {"title": opened.title, "patient": who, "author": opened.author, "checks": f"{unaccepted} {doubtful}"}
    return Reply("confirm_signature", facts)


def nobody(heard: Interpretation) -> Reply:
    """The record has nobody by those words; with a birth date said, that date may be what is wrong."""
    said = named(heard)
    words = said.words or said.number or said.room or heard.text
    dated = said.born or said.births or said.age is not None
    return Reply("nobody_born" if dated and said.words else "nobody", {"words": words})
