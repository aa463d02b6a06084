"""What was left unsaid: «et la créatinine», «la même chose pour hier», «non je voulais dire madame Petit».

Such words say one value, or none; the rest is the command before them (Situation.topic). Read by rule, as a whole
sentence and only where the value is one we know: anything else is left to the model. What engages is never repeated
or changed here, save in answer to its own open question, which is then asked anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.catalogue import Catalogue, CommandSpec
from assistant.naming import PERSONAL
from assistant.situation import Situation
from assistant.types import Command, Entity, Interpretation, Mode, Risk
from nlu import called, complete, lexicon, normalise
from nlu.normalise import AHEAD, periods
from nlu.text import Clean, fold

SURE = 0.9
"""Confidence of what is read here: it acts, and other readings are not asked."""
_LISTED = ("analyte", "section", "doc_type")
"""Values known by their words."""
_TURNED = {"analyte": frozenset({"show_result", "plot_result"}), "section": frozenset({"show_section", "read_aloud"})}
"""Commands that «et …» goes on with: «et la créatinine» after the potassium's curve is a curve."""
_DATED = re.compile(r"(?:pour|sur|depuis|celles? d|ceux d|celui d|de|du|d)\b")
"""Before a day that is not said of something taken back: «et hier ?» alone is asked of the patient."""
_TAKES_BACK = "instead"


@dataclass(frozen=True, slots=True)
class Left:
    """What a sentence says of the command before: how it begins, and where its value stands in the cleaned text."""

    how: str
    """«more», «same» or «instead»."""
    joint: str
    start: int


def read(whole: Clean, situation: Situation, words: Catalogue, today: date) -> Interpretation | None:
    """The whole sentence as words said of the command before; None when it is not that."""
    if situation.mode is not Mode.COMMANDS or not whole.text:
        return None
    if step := _step(whole, situation):
        return step
    topic = situation.topic
    if topic is None or topic.intent not in words.commands:
        return None
    spec = words.spec(topic.intent)
    if spec.only_answer or spec.group == "conversation":
        return None
    if spec.risk is Risk.BIND and (situation.question is None or not _begins(whole.text, _TAKES_BACK)):
        return None
    for left in _lefts(whole.text):
        if found := _said_of(whole, left, topic, spec, today):
            return found
    if spec.risk is Risk.LOOK and situation.question is None and fold(whole.text) in lexicon.words("ellipsis", "same"):
        return _told(whole, topic, topic.intent, ())
    return None


def _said_of(whole: Clean, left: Left, topic: Command, spec: CommandSpec, today: date) -> Interpretation | None:
    """The command before with the one value that is said."""
    if spec.risk is not Risk.LOOK and left.how != _TAKES_BACK:
        return None
    if person := _person(whole, left):
        return _with_person(whole, topic, spec, person)
    value = _value(whole, left, spec, today)
    if value is None:
        return None
    if left.how == "more" and value.name != "period" and topic.intent not in _TURNED.get(value.name, ()):
        return None
    day = _last_words(whole, value, spec, today)
    if day is None and value.end < len(whole.given.rstrip(" ?!.…")):
        return None
    return _told(whole, topic, topic.intent, (value, *([day] if day else ())))


def _value(whole: Clean, left: Left, spec: CommandSpec, today: date) -> Entity | None:
    """The value that the rest of the sentence begins with; a bare day must say that it is one of the command."""
    text = whole.text
    if "period" in spec.slots and (left.how != "more" or _DATED.match(fold(left.joint or text[left.start :]))):
        said = text[left.start :]
        period = periods.period(said, today, ahead=spec.intent in AHEAD)
        if period is not None and complete.dated(said):
            return _entity(whole, "period", left.start, len(text), period)
    for name in _LISTED:
        if name not in spec.slots:
            continue
        marks = [m for m in complete.known(text, name) if m.start == left.start]
        if marks:
            start, end = marks[0].start, marks[0].end
            value = normalise.value(name, text[start:end], today, spec.intent)
            if value is not None:
                return _entity(whole, name, start, end, value)
    if left.how == _TAKES_BACK and "recipient" in spec.slots and lexicon.is_known("recipient", text[left.start :]):
        value = normalise.value("recipient", text[left.start :], today, spec.intent)
        return _entity(whole, "recipient", left.start, len(text), value) if value is not None else None
    return None


def _last_words(whole: Clean, value: Entity, spec: CommandSpec, today: date) -> Entity | None:
    """A period behind the value («et la créatinine d'hier»), when it takes all that is left."""
    at = next((i for i, place in enumerate(whole.at) if place >= value.end), len(whole.text))
    rest = whole.text[at:]
    joint = re.match(r" ?(?:(?:de la|de|du|des|sur|pour|en) |d')?", rest)
    start = at + (joint.end() if joint else 0)
    if "period" not in spec.slots or value.name == "period" or start >= len(whole.text):
        return None
    period = periods.period(whole.text[start:], today, ahead=spec.intent in AHEAD)
    return _entity(whole, "period", start, len(whole.text), period) if period is not None else None


def _person(whole: Clean, left: Left) -> Entity | None:
    """A person with a title, who is all that is left of the sentence."""
    for named in called.people(whole.text):
        if named.title == "civil" and named.begun == left.start and named.end == len(whole.text):
            return _entity(whole, "patient", named.start, named.end, whole.text[named.start : named.end])
    return None


def _with_person(whole: Clean, topic: Command, spec: CommandSpec, person: Entity) -> Interpretation | None:
    """The same for somebody else; a command that is of nobody is not repeated for a person."""
    if "patient" in spec.slots:
        kept = (e for e in _kept(topic) if e.name not in PERSONAL and e.name != "ordinal")
        entities = (*kept, person)
        return Interpretation(whole.given, topic.intent, SURE, entities)
    if spec.needs_patient:
        return Interpretation(whole.given, topic.intent, SURE, _kept(topic), about=str(person.value))
    return None


def _told(whole: Clean, topic: Command, intent: str, said: tuple[Entity, ...]) -> Interpretation:
    """The command before, with these values in place of its own."""
    fresh = {e.name for e in said}
    kept = tuple(e for e in _kept(topic) if e.name not in fresh and not (e.name == "ordinal" and "period" in fresh))
    return Interpretation(whole.given, intent, SURE, (*kept, *said))


def _kept(topic: Command) -> tuple[Entity, ...]:
    """Values of the command before; they stand nowhere in this sentence, so their place is empty."""
    values = [(name, v) for name, given in topic.slots.items() for v in (given if isinstance(given, list) else [given])]
    return tuple(Entity(name, "", value, 0, 0) for name, value in values if name != "ref")


def _step(whole: Clean, situation: Situation) -> Interpretation | None:
    """«le suivant»: of the documents that were listed, else of the day's patients."""
    said = fold(whole.text)
    if situation.question is not None:
        return None
    forward = said in lexicon.words("ellipsis", "next")
    if not forward and said not in lexicon.words("ellipsis", "previous"):
        return None
    documents = [i.ref for i in situation.listing if i.kind == "document"]
    open_one = situation.topic.slots.get("ref") if situation.topic and situation.place == "document" else None
    if len(documents) > 1 and open_one in documents:
        number = documents.index(open_one) + (2 if forward else 0)
        return Interpretation(whole.given, "select_item", SURE, (Entity("ordinal", "", number, 0, 0),))
    if situation.place in ("record", "worklist", "section", "result", "plot", "document") and situation.worklist:
        return Interpretation(whole.given, "next_patient" if forward else "previous_patient", SURE)
    return None


def _entity(whole: Clean, name: str, start: int, end: int, value: str | int) -> Entity:
    given = whole.origin(start, end)
    return Entity(name, whole.given[given[0] : given[1]], value, *given)


def _begins(text: str, how: str) -> bool:
    return any(left.how == how for left in _lefts(text))


def _lefts(text: str) -> list[Left]:
    """Every way to cut the beginning off: the opening words, a joint, and an article or not."""
    found: list[Left] = []
    for how, pattern in _openings().items():
        match = pattern.match(_flat(text))
        if match and match.end() < len(text):
            found.append(Left(how, match["joint"] or "", match.end()))
            if match["article"]:
                found.append(Left(how, match["joint"] or "", match.start("article")))
    return found


def _flat(text: str) -> str:
    """Folded, each character in its place."""
    folded = [fold(c) for c in text]
    return "".join(f if len(f) == 1 else c for f, c in zip(folded, text, strict=True))


@cache
def _openings() -> dict[str, re.Pattern[str]]:
    def either(key: str) -> str:
        spoken = sorted(lexicon.table("ellipsis")[key], key=len, reverse=True)
        return "|".join(re.escape(w) + ("" if w.endswith("'") else " ") for w in spoken)

    tail = f"(?P<joint>(?:{either('joint')})+)?(?P<article>{either('article')})?"
    return {how: re.compile(f"(?:{either(how)}){tail}") for how in ("more", "same", "instead")}
