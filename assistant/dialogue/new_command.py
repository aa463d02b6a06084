"""A new command: run it, ask for what is missing, read back what engages, or drop it; pure."""

from __future__ import annotations

from dataclasses import replace

from assistant import several
from assistant.assent import forbids
from assistant.catalogue import OUT_OF_SCOPE, CommandSpec
from assistant.dialogue.choices import choose, disagrees, pick
from assistant.dialogue.doubting import CLEAR
from assistant.dialogue.read_back import describe, nobody, read_back
from assistant.dialogue.states import Ask, Confirming, Decision, Drop, Filling, Idle, Run, State, World
from assistant.naming import PERSONAL, named
from assistant.situation import Situation
from assistant.types import Command, Entity, Interpretation, Patient, Question, Reply, Risk

SURE, ORDERED = 0.6, 0.4
"""Above: act; the lower for what is said as an order, which talk seldom is. How they were chosen: nlu/README.md."""
ANYTIME = "sleep"
"""Not to listen any more may be asked for in any words."""
OPENS = ("open_record", "select_item")
BACK = "cancel"
"""«Laisse tomber» is about what the assistant did just before; amid talk it did nothing."""


def fresh(heard: Interpretation, world: World) -> tuple[State, Decision]:
    """What follows from a command when no question is open, or in place of the one that was."""
    if heard.intent == OUT_OF_SCOPE:
        return Idle(), Drop("out-of-scope")
    if not believed(heard):
        return Idle(), Drop("unsure", None if world.amid else Reply("unsure"))
    spec = world.catalogue.spec(heard.intent)
    situation = world.situation
    if barred := _barred(heard, spec, situation):
        return Idle(), barred
    if several.meant(heard, situation):
        return _sign_several(heard, spec, world)
    if heard.intent in OPENS or (heard.together and _is_ones(spec)):
        return _open(heard, world)
    if (spec.needs_patient and heard.about) or (_asks_about(spec) and not named(heard).empty):
        return resolve(heard, world.candidates, world)
    if spec.needs_patient and situation.patient is None:
        return _fill(heard, "patient", Reply("needs_patient"), world)
    return _complete(heard, situation.patient if spec.needs_patient or spec.needs_document else None, world)


def believed(heard: Interpretation) -> bool:
    """Is it understood well enough to act on? What was hardly heard must be understood surely."""
    return heard.confidence >= (ORDERED if heard.order and heard.clarity >= CLEAR else SURE)


def overheard(heard: Interpretation, world: World) -> bool:
    """Is it said amid talk, and not to the assistant?"""
    return world.amid and heard.intent != OUT_OF_SCOPE and not addressed(heard)


def addressed(heard: Interpretation) -> bool:
    """Is it for the assistant though people talk to each other? An order is, clearly heard and surely understood."""
    sure = heard.confidence >= SURE and heard.clarity >= CLEAR
    return heard.intent == ANYTIME or (heard.order and sure and heard.intent != BACK)


def _forbidden(heard: Interpretation, spec: CommandSpec) -> bool:
    """«n'envoie pas …» is no order to send; «ne mets pas … en copie» is one to take off."""
    bound = spec.risk is Risk.BIND or heard.intent in ("recall_dispatch", "add_recipient", "remove_recipient")
    return bound and forbids(heard.text, taking_off=heard.intent == "remove_recipient")


def _barred(heard: Interpretation, spec: CommandSpec, situation: Situation) -> Drop | None:
    """Why that command cannot be meant now; None when it can."""
    if _forbidden(heard, spec):
        return Drop("cancelled", Reply("cancelled"))
    if situation.available and heard.intent not in situation.available:
        return Drop("unavailable", Reply("unavailable", {"label": spec.label}), refused=True)
    if several.meant(heard, situation):
        return None
    if spec.needs_document and situation.document is None and not heard.about:
        return Drop("no-document", Reply("no_report"), refused=True)
    return None if situation.allows(spec) else Drop("unrelated")


def _is_ones(spec: CommandSpec) -> bool:
    """Is it about one person?"""
    return spec.needs_patient or _asks_about(spec)


def _one_of(heard: Interpretation, world: World) -> tuple[State, Decision]:
    """Several people are named for what is one person's: which of them is asked."""
    nobody_yet = tuple(e for e in heard.entities if e.name not in PERSONAL)
    return _fill(replace(heard, entities=nobody_yet, about="", together=()), "patient", which(heard), world)


def which(heard: Interpretation) -> Reply:
    """«Une personne à la fois»: the people who were named, to choose from."""
    return Reply("one_person", {"people": " ou ".join(f"« {name} »" for name in heard.together)})


def _open(heard: Interpretation, world: World) -> tuple[State, Decision]:
    """open_record and select_item: a person by name, number, room, or place in the list; of several, one at a time."""
    if heard.together or not named(heard).empty:
        return _one_of(heard, world) if heard.together else resolve(heard, world.candidates, world)
    if ordinal := heard.first("ordinal"):
        item = pick(world.situation.listing, int(ordinal.value))
        if item is None:
            reply = Reply("which_item", {"ordinal": ordinal.value})
            return Idle(), Drop("no-such-item", reply, refused=True)
        if item.patient is not None and item.kind == "patient":
            return run(Command("open_record", patient=item.patient, id=world.new_id()))
        if item.kind == "template" and item.ref:
            return _complete(
                replace(heard, intent="insert_template", entities=(_named("template", item.ref),)),
                world.situation.patient,
                world,
            )
        if item.kind == "report" and item.patient is not None and item.ref:
            first = Command("open_record", patient=item.patient, id=world.new_id())
            then = Command("open_document", {"ref": item.ref}, item.patient, world.new_id(), said=heard.text)
            return Idle(), Run((first, then))
        if item.kind == "document" and item.ref:
            return run(Command("open_document", {"ref": item.ref}, world.situation.patient, world.new_id()))
        return Idle(), Drop("unrelated")
    slot = "patient" if heard.intent == "open_record" else "ordinal"
    return _fill(heard, slot, Reply("needs", {"needs_slot": slot}), world)


def resolve(heard: Interpretation, found: tuple[Patient, ...], world: World) -> tuple[State, Decision]:
    """Nobody, one, or a choice: never a guess (safety rule 3)."""
    if not found:
        return Idle(), Drop("nobody", nobody(heard), refused=True)
    if len(found) > 1 or world.near or disagrees(heard, found[0]):
        return choose(heard, found, world)
    return settle(heard, found[0], world)


def settle(heard: Interpretation, patient: Patient, world: World) -> tuple[State, Decision]:
    """The person is known: run the command on that person, opening the record first where it is not open."""
    if heard.intent in OPENS:
        return run(Command("open_record", patient=patient, id=world.new_id()))
    here = world.situation.patient
    state, decision = _complete(heard, patient, world)
    if _asks_about(world.catalogue.spec(heard.intent)) or (here is not None and here.id == patient.id):
        return state, decision
    first = Command("open_record", patient=patient, id=world.new_id())
    if isinstance(decision, Run):
        return state, Run((first, *decision.commands))
    if isinstance(state, Confirming):
        return Idle(), Run((first,), then=replace(heard, about=""))
    return state, decision


def _asks_about(spec: CommandSpec) -> bool:
    """May it be about a person whose record need not be open («le courrier de madame Dupont est parti»)?"""
    return spec.group == "desk" and not spec.needs_patient


def _complete(heard: Interpretation, patient: Patient | None, world: World) -> tuple[State, Decision]:
    """Ask for what is missing, read back what engages, run the rest."""
    spec = world.catalogue.spec(heard.intent)
    slots = slots_of(heard, spec)
    for slot in spec.required:
        if slot not in slots:
            return _fill(heard, slot, Reply("needs", {"needs_slot": slot}), world)
    command = Command(heard.intent, slots, patient, world.new_id(), said=heard.text)
    if spec.needs_document:
        opened = world.situation.document
        if opened is None or patient is None or opened.patient != patient.id:
            return Idle(), Drop("no-document", Reply("no_report"), refused=True)
        command = replace(command, document=opened.id, version=opened.version)
        if heard.intent == "sign_document" and (reply := several.unready(opened)):
            return Idle(), Drop(reply.key, reply, refused=True)
    if spec.risk is not Risk.BIND:
        return run(command)
    asked = Question("confirming", read_back(command, spec, world))
    return Confirming(command, asked, world.now), Ask(asked)


def _sign_several(heard: Interpretation, spec: CommandSpec, world: World) -> tuple[State, Decision]:
    """Those of the list that are ready, read back once with their versions; the others are named and left out."""
    batch = several.ready(world.pile)
    if not batch:
        facts = {"left": several.left_out(world.pile, (), world.catalogue)}
        return Idle(), Drop("nothing-to-sign", Reply("nothing_to_sign", facts), refused=True)
    command = Command(spec.intent, id=world.new_id(), said=heard.text, batch=batch)
    asked = Question("confirming", several.read_back(command, world.pile, world.catalogue, describe))
    return Confirming(command, asked, world.now), Ask(asked)


def run(command: Command) -> tuple[State, Decision]:
    """Do it at once, and wait for nothing."""
    return Idle(), Run((command,))


def _fill(heard: Interpretation, slot: str, reply: Reply, world: World) -> tuple[State, Decision]:
    asked = Question("filling", reply)
    return Filling(heard, slot, asked, world.now), Ask(asked)


def slots_of(heard: Interpretation, spec: CommandSpec) -> dict[str, object]:
    """Slot -> value, or a list of the values when several were named."""
    slots: dict[str, object] = {}
    for name in spec.slots:
        values = [e.value for e in heard.entities if e.name == name]
        if values:
            slots[name] = values[0] if len(values) == 1 else values
    return slots


def _named(name: str, value: str) -> Entity:
    return Entity(name, value, value, 0, 0)
