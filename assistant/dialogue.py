"""(State, Interpretation, Situation, candidates) -> (State, Decision): what to do with what was understood; pure.

Time, identifiers and the patients found are passed in; nothing here waits, reads or writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from assistant import several
from assistant.catalogue import OUT_OF_SCOPE, Catalogue, CommandSpec
from assistant.naming import both, named, title_sex
from assistant.record import PatientQuery, Piled
from assistant.situation import Situation
from assistant.sounds import fold
from assistant.types import Command, Entity, Interpretation, Item, Mode, Patient, Question, Reply, Risk, Sex

PATIENCE = timedelta(seconds=30)
"""A question not answered by then is dropped (safety rule 6)."""
SURE = 0.60
"""Above: act. Measured on the golden sentences, see nlu/README.md."""
UNSURE = 0.40
"""Between the two: say that it was not understood. Below: it was not for us."""
SHORT = 6
"""Most words a bare answer has; longer talk is not an answer."""
LONGEST_YES = 8
"""Most words of a confirmation: «oui je confirme l'envoi au médecin traitant»."""
SPOKEN_CHOICES = 4
"""Most people read aloud; more are only shown, and more words asked for."""
_EMPTY = frozenset({"les", "des", "aux", "celui", "celle", "est", "docteur", "docteure", "professeur", "oui", "euh"})
"""Words of an answer that tell nothing."""
FULL = 50
"""As many people as one search gives: others may fit as well, so an answer is looked up, not picked from these."""


@dataclass(frozen=True, slots=True)
class Idle:
    """No question is open."""


@dataclass(frozen=True, slots=True)
class Confirming:
    """A bind command was read back; only «je confirme» runs it."""

    command: Command
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()
    """Commands of the same breath that wait behind this one."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """Several patients could be meant."""

    heard: Interpretation
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class Filling:
    """A value the command cannot do without is missing."""

    heard: Interpretation
    slot: str
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class Picking:
    """Words of a command may mean several things that are no patients (correspondents): one is to be picked."""

    command: Command
    words: str
    """The words that several may be called by."""
    question: Question
    asked: datetime
    then: tuple[Interpretation, ...] = ()


State = Idle | Confirming | Choosing | Filling | Picking


@dataclass(frozen=True, slots=True)
class Run:
    """Do these, in order; the second only after the first succeeded."""

    commands: tuple[Command, ...]
    then: Interpretation | None = None
    """To be decided anew after them: what engages is read back in front of the record it is about."""


@dataclass(frozen=True, slots=True)
class Ask:
    question: Question


@dataclass(frozen=True, slots=True)
class Drop:
    """Do nothing. `refused` tells a person's clear wish apart from what was never for us."""

    reason: str
    reply: Reply | None = None
    refused: bool = False


Decision = Run | Ask | Drop


@dataclass(frozen=True, slots=True)
class World:
    """What a decision may depend on beside the words."""

    catalogue: Catalogue
    situation: Situation
    now: datetime
    new_id: Callable[[], str]
    candidates: tuple[Patient, ...] = field(default=())
    """Who the record found for `query(state, heard)`, best first."""
    near: bool = False
    """The only candidate's name just resembles the one that was said."""
    pile: tuple[Piled, ...] = ()
    """The reports of the list on screen as they are now, where a signature may be of all of them."""


def expired(state: State, now: datetime) -> bool:
    """Has the open question waited too long?"""
    return not isinstance(state, Idle) and now - state.asked >= PATIENCE


def question(state: State) -> Question | None:
    """The open question, if there is one."""
    return None if isinstance(state, Idle) else state.question


def pending(state: State, words: Catalogue) -> Command | None:
    """The command that the open question is about, as far as it is known."""
    if isinstance(state, Confirming | Picking):
        return state.command
    return (
        None
        if isinstance(state, Idle)
        else Command(state.heard.intent, _slots(state.heard, words.spec(state.heard.intent)))
    )


def query(state: State, heard: Interpretation) -> PatientQuery | None:
    """Whom the record must look up before deciding, or None."""
    heard = _trusted(heard)
    said = named(heard)
    asked_who = isinstance(state, Choosing) or (isinstance(state, Filling) and state.slot == "patient")
    if said.empty and asked_who and heard.intent == OUT_OF_SCOPE and len(heard.text.split()) <= SHORT:
        said = PatientQuery(words=heard.text, sex=title_sex(heard.text))
    if said.empty:
        return None
    if isinstance(state, Choosing) and (_adds(state, heard) or _nameless(heard)):
        return both(named(state.heard), said)
    return said


def decide(state: State, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """What follows from one understood command. An expired question counts as none."""
    heard = _trusted(heard)
    if expired(state, world.now):
        state = Idle()
    if world.situation.mode is Mode.ASLEEP and heard.intent != "wake":
        return state, Drop("asleep")
    if isinstance(state, Confirming):
        return _answer_confirming(state, heard, world)
    if isinstance(state, Choosing):
        return _answer_choosing(state, heard, world)
    if isinstance(state, Filling):
        return _answer_filling(state, heard, world)
    if isinstance(state, Picking):
        return _answer_picking(state, heard, world)
    return _fresh(heard, world)


# --- answers ---------------------------------------------------------------------------------------------------


def _answer_confirming(state: Confirming, heard: Interpretation, world: World) -> tuple[State, Decision]:
    if heard.confidence < SURE:
        return state, Drop("unrelated")
    if heard.intent == "confirm" and _says_confirm(heard.text):  # the word itself, not a likeness of it
        return Idle(), Run((state.command,))
    if heard.intent in ("affirm", "confirm"):
        return state, Ask(replace(state.question, reply=Reply("say_confirm")))
    return _common_answer(state, heard, world)


def _answer_choosing(state: Choosing, heard: Interpretation, world: World) -> tuple[State, Decision]:
    choices = state.question.choices
    ordinal = heard.first("ordinal")
    if heard.intent in ("select_item", "open_record") and ordinal and named(heard).empty:
        item = pick(choices, int(ordinal.value))
        if item is None or item.patient is None:
            return state, Drop("no-such-item", Reply("which_item", {"ordinal": ordinal.value}), refused=True)
        return _settle(state.heard, item.patient, world)
    if heard.intent == "affirm" and choices[0].patient and (len(choices) == 1 or _read_first(state.question)):
        return _settle(state.heard, choices[0].patient, world)  # the one person who was read out
    if heard.intent in ("affirm", "confirm"):
        return state, Ask(state.question)
    if world.candidates and _adds(state, heard):
        return _resolve(state.heard, world.candidates, world)
    # a full answer of the record may lack some of the choices: those it holds are not the only ones meant
    if len(world.candidates) < FULL and (narrowed := _narrow(choices, world.candidates)):
        # «est-ce … ?» of a name that is only near wants a yes: the same birth date again says nothing new
        if len(narrowed) == 1 and not (len(choices) == 1 and world.near):
            return _settle(state.heard, narrowed[0], world)
        if len(narrowed) < len(choices):
            return _choose(state.heard, narrowed, world)
    return _common_answer(state, heard, world)


def _answer_filling(state: Filling, heard: Interpretation, world: World) -> tuple[State, Decision]:
    if heard.intent in ("deny", "cancel", "repeat", "help", "sleep"):
        return _common_answer(state, heard, world)
    if state.slot == "patient":
        if world.candidates and (heard.intent in ("open_record", "search_patients", OUT_OF_SCOPE)):
            return _resolve(state.heard, world.candidates, world)
        if heard.intent == "open_record" and not named(heard).empty:
            return state, Drop("nobody", _nobody(heard), refused=True)
        return _common_answer(state, heard, world)
    if entity := heard.first(state.slot):
        return _fresh(replace(state.heard, entities=(*state.heard.entities, entity)), world)
    return _common_answer(state, heard, world)


def _answer_picking(state: Picking, heard: Interpretation, world: World) -> tuple[State, Decision]:
    choices, ordinal = state.question.choices, heard.first("ordinal")
    item = worded(choices, heard.text)
    if heard.intent == "select_item" and ordinal and named(heard).empty:
        item = pick(choices, int(ordinal.value))
        if item is None:
            return state, Drop("no-such-item", Reply("which_item", {"ordinal": ordinal.value}), refused=True)
    elif heard.intent == "affirm" and len(choices) == 1:
        item = choices[0]
    elif heard.intent in ("affirm", "confirm"):
        return state, Ask(state.question)
    if item is None:
        return _common_answer(state, heard, world)
    command = replace(picked(state.command, state.words, item), id=world.new_id())
    spec = world.catalogue.spec(command.intent)
    if spec.risk is not Risk.BIND:
        return _run(command)
    asked = Question("confirming", _read_back(command, spec, world))
    return Confirming(command, asked, world.now), Ask(asked)


def _common_answer(state: State, heard: Interpretation, world: World) -> tuple[State, Decision]:
    """Answers that mean the same whatever was asked; another clear command replaces the question."""
    if heard.intent in ("cancel", "deny"):
        return Idle(), Drop("cancelled", Reply("cancelled"))
    if heard.intent == "repeat" and (asked := question(state)):
        return state, Ask(asked)
    if heard.intent == "help":
        return state, Run((Command("help", id=world.new_id()),))
    if heard.intent in (OUT_OF_SCOPE, "affirm", "confirm", "select_item") or heard.confidence < SURE:
        return state, Drop("unrelated")
    return _fresh(heard, world)


# --- a new command ---------------------------------------------------------------------------------------------


def _fresh(heard: Interpretation, world: World) -> tuple[State, Decision]:
    if heard.intent == OUT_OF_SCOPE:
        return Idle(), Drop("out-of-scope")
    if heard.confidence < SURE:
        return Idle(), Drop("unsure", Reply("unsure"))
    spec = world.catalogue.spec(heard.intent)
    situation = world.situation
    if barred := _barred(heard, spec, situation):
        return Idle(), barred
    if several.meant(heard, situation):
        return _sign_several(heard, spec, world)
    if heard.intent in ("open_record", "select_item"):
        return _open(heard, world)
    if (spec.needs_patient and heard.about) or (_asks_about(spec) and not named(heard).empty):
        return _resolve(heard, world.candidates, world)
    if spec.needs_patient and situation.patient is None:
        return _fill(heard, "patient", Reply("needs_patient"), world)
    return _complete(heard, situation.patient if spec.needs_patient or spec.needs_document else None, world)


def _barred(heard: Interpretation, spec: CommandSpec, situation: Situation) -> Drop | None:
    """Why that command cannot be meant now; None when it can."""
    if situation.available and heard.intent not in situation.available:
        return Drop("unavailable", Reply("unavailable", {"label": spec.label}), refused=True)
    if several.meant(heard, situation):
        return None
    if spec.needs_document and situation.document is None and not heard.about:
        return Drop("no-document", Reply("no_report"), refused=True)
    return None if situation.allows(spec) else Drop("unrelated")


def _open(heard: Interpretation, world: World) -> tuple[State, Decision]:
    """open_record and select_item: a person by name, number, room, or place in the list."""
    if not named(heard).empty:
        return _resolve(heard, world.candidates, world)
    if ordinal := heard.first("ordinal"):
        item = pick(world.situation.listing, int(ordinal.value))
        if item is None:
            reply = Reply("which_item", {"ordinal": ordinal.value})
            return Idle(), Drop("no-such-item", reply, refused=True)
        if item.patient is not None and item.kind == "patient":
            return _run(Command("open_record", patient=item.patient, id=world.new_id()))
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
            return _run(Command("open_document", {"ref": item.ref}, world.situation.patient, world.new_id()))
        return Idle(), Drop("unrelated")
    slot = "patient" if heard.intent == "open_record" else "ordinal"
    return _fill(heard, slot, Reply("needs", {"needs_slot": slot}), world)


def _resolve(heard: Interpretation, found: tuple[Patient, ...], world: World) -> tuple[State, Decision]:
    """Nobody, one, or a choice: never a guess (safety rule 3)."""
    if not found:
        return Idle(), Drop("nobody", _nobody(heard), refused=True)
    if len(found) > 1 or world.near or _disagrees(heard, found[0]):
        return _choose(heard, found, world)
    return _settle(heard, found[0], world)


def _disagrees(heard: Interpretation, patient: Patient) -> bool:
    """«madame» was said and the record holds a man, or the reverse: one of the two is wrong, so it is asked."""
    said = title_sex(heard.text)
    return said is not None and patient.sex is not Sex.UNKNOWN and said is not patient.sex


def _settle(heard: Interpretation, patient: Patient, world: World) -> tuple[State, Decision]:
    """The person is known: run the command on that person, opening the record first where it is not open."""
    if heard.intent in ("open_record", "select_item"):
        return _run(Command("open_record", patient=patient, id=world.new_id()))
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
    slots = _slots(heard, spec)
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
        return _run(command)
    asked = Question("confirming", _read_back(command, spec, world))
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


def _run(command: Command) -> tuple[State, Decision]:
    return Idle(), Run((command,))


def _fill(heard: Interpretation, slot: str, reply: Reply, world: World) -> tuple[State, Decision]:
    asked = Question("filling", reply)
    return Filling(heard, slot, asked, world.now), Ask(asked)


def _choose(heard: Interpretation, found: tuple[Patient, ...], world: World) -> tuple[State, Decision]:
    choices = tuple(Item("patient", describe(p), p) for p in found)
    numbered = len(choices) > 1
    people = " ; ".join(f"{n}, {c.label}" if numbered else c.label for n, c in enumerate(choices, 1))
    facts: dict[str, object] = {"count": len(choices), "people": people}
    key = "which_patient"
    if len(choices) > SPOKEN_CHOICES:
        mine = {p.id for p in world.situation.worklist}
        today = [c for c in choices if c.patient and c.patient.id in mine]
        only = len(today) == 1 and today[0] is choices[0] and not _disagrees(heard, found[0])
        key = "too_many_today" if only else "too_many"
        facts |= {"first": choices[0].label}
    asked = Question("choosing", Reply(key, facts), choices)
    return Choosing(heard, asked, world.now), Ask(asked)


# --- small parts -----------------------------------------------------------------------------------------------


def pick(items: tuple[Item, ...], ordinal: int) -> Item | None:
    """The item of that number: 1 is the first, -1 the last; None outside the list."""
    index = ordinal - 1 if ordinal > 0 else len(items) + ordinal
    return items[index] if ordinal and 0 <= index < len(items) else None


def worded(items: tuple[Item, ...], text: str) -> Item | None:
    """The only item whose label has every telling word of a short answer («celui de Quimper», «Claire»)."""
    said = [w for w in fold(text).split() if len(w) > 2 and w not in _EMPTY]
    if not said or len(text.split()) > SHORT:
        return None
    found = [item for item in items if set(said) <= set(fold(item.label).split())]
    return found[0] if len(found) == 1 else None


def picked(command: Command, words: str, item: Item) -> Command:
    """The command that knows which one those words mean."""
    known = {**command.slots.get("picked", {}), words: item.ref}
    return replace(command, slots={**command.slots, "picked": known})


def describe(patient: Patient) -> str:
    """Name, name at birth where it is another, and birth date: what a choice is made by."""
    once = f" (nom de naissance {patient.birth_family.upper()})" if patient.birth_family else ""
    return f"{patient.name}{once}, {born(patient)}"


def born(patient: Patient) -> str:
    """«née le 12/03/1951», in agreement with the sex where it is known."""
    verb = {"f": "née", "m": "né"}.get(patient.sex, "né(e)")
    return f"{verb} le {patient.born:%d/%m/%Y}" if patient.born else "date de naissance inconnue"


def _trusted(heard: Interpretation) -> Interpretation:
    """Words that are hardly anything's meaning are nobody's command, whatever the best guess."""
    return replace(heard, intent=OUT_OF_SCOPE) if heard.confidence < UNSURE else heard


def _says_confirm(text: str) -> bool:
    """«je confirme», not what is told of something else: «je confirme que c'était un mardi»."""
    words = text.lower().replace("’", "'").split()
    at = next((place for place, word in enumerate(words) if "confirm" in word), None)
    follows = words[at + 1] if at is not None and at + 1 < len(words) else ""
    return at is not None and len(words) <= LONGEST_YES and not follows.startswith(("qu", "c'était"))


def _adds(state: State, heard: Interpretation) -> bool:
    """Does this answer say more of a person of whom a full list was shown? A name in a command is a new one."""
    if not (isinstance(state, Choosing) and len(state.question.choices) >= FULL):
        return False
    return heard.intent == OUT_OF_SCOPE or _nameless(heard)


def _nameless(heard: Interpretation) -> bool:
    """A person called by something else than a name («née le douze mars»)."""
    return heard.intent == "open_record" and not named(heard).words and not named(heard).empty


def _read_first(asked: Question) -> bool:
    return asked.reply.key == "too_many_today"


def _nobody(heard: Interpretation) -> Reply:
    said = named(heard)
    words = said.words or said.number or said.room or heard.text
    dated = said.born or said.births or said.age is not None
    return Reply("nobody_born" if dated and said.words else "nobody", {"words": words})


def _narrow(choices: tuple[Item, ...], found: tuple[Patient, ...]) -> tuple[Patient, ...]:
    ids = {p.id for p in found}
    return tuple(c.patient for c in choices if c.patient and c.patient.id in ids)


def _slots(heard: Interpretation, spec: CommandSpec) -> dict[str, object]:
    """Slot -> value, or a list of the values when several were named."""
    slots: dict[str, object] = {}
    for name in spec.slots:
        values = [e.value for e in heard.entities if e.name == name]
        if values:
            slots[name] = values[0] if len(values) == 1 else values
    return slots


def _read_back(command: Command, spec: CommandSpec, world: World) -> Reply:
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


def _named(name: str, value: str) -> Entity:
    return Entity(name, value, value, 0, 0)
