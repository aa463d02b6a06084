"""Several could be meant: the question that is asked, and which of them an answer names; pure."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalogue import OUT_OF_SCOPE
from assistant.dialogue.read_back import describe
from assistant.dialogue.states import Ask, Choosing, Decision, State, World
from assistant.naming import named, title_sex
from assistant.sounds import fold
from assistant.types import Command, Interpretation, Item, Patient, Question, Reply, Sex

SHORT = 6
"""Most words a bare answer has; longer talk is not an answer."""
SPOKEN_CHOICES = 4
"""Most people read aloud; more are only shown, and more words asked for."""
_EMPTY = frozenset({"les", "des", "aux", "celui", "celle", "est", "docteur", "docteure", "professeur", "oui", "euh"})
"""Words of an answer that tell nothing."""
FULL = 50
"""As many people as one search gives: others may fit as well, so an answer is looked up, not picked from these."""


def choose(heard: Interpretation, found: tuple[Patient, ...], world: World) -> tuple[State, Decision]:
    """Ask which of these people is meant: numbered; many are only shown, and more words asked for."""
    choices = tuple(Item("patient", describe(p), p) for p in found)
    numbered = len(choices) > 1
    people = " ; ".join(f"{n}, {c.label}" if numbered else c.label for n, c in enumerate(choices, 1))
    facts: dict[str, object] = {"count": len(choices), "people": people}
    key = "which_patient"
    if len(choices) > SPOKEN_CHOICES:
        mine = {p.id for p in world.situation.worklist}
        today = [c for c in choices if c.patient and c.patient.id in mine]
        only = len(today) == 1 and today[0] is choices[0] and not disagrees(heard, found[0])
        key = "too_many_today" if only else "too_many"
        facts |= {"first": choices[0].label}
    asked = Question("choosing", Reply(key, facts), choices)
    return Choosing(heard, asked, world.now), Ask(asked)


def disagrees(heard: Interpretation, patient: Patient) -> bool:
    """«madame» was said and the record holds a man, or the reverse: one of the two is wrong, so it is asked."""
    said = title_sex(heard.text)
    return said is not None and patient.sex is not Sex.UNKNOWN and said is not patient.sex


def read_first(asked: Question) -> bool:
    """Was one person of the day read out first, before the many that could be meant?"""
    return asked.reply.key == "too_many_today"


def adds(state: State, heard: Interpretation) -> bool:
    """Does this answer say more of a person of whom a full list was shown? A name in a command is a new one."""
    if not (isinstance(state, Choosing) and len(state.question.choices) >= FULL):
        return False
    return heard.intent == OUT_OF_SCOPE or nameless(heard)


def nameless(heard: Interpretation) -> bool:
    """A person called by something else than a name («née le douze mars»)."""
    return heard.intent == "open_record" and not named(heard).words and not named(heard).empty


def narrow(choices: tuple[Item, ...], found: tuple[Patient, ...]) -> tuple[Patient, ...]:
    """The people among the choices whom the record found for the answer."""
    ids = {p.id for p in found}
    return tuple(c.patient for c in choices if c.patient and c.patient.id in ids)


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
