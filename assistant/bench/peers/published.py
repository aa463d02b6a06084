"""The peer that is Rasa itself: the pipeline that `rasa init` proposes, on our sentences, its answers as they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from assistant.bench.learning import assembled
from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.situation import Situation
from assistant.types import Entity, Interpretation
from nlu import normalise
from nlu.client import RasaInterpreter, raw_of
from nlu.server import RasaServer
from nlu.text import clean

CONFIG = Path(__file__).with_name("rasa_default.yml")
"""From Rasa 3.6's own initial project; trained once, then cached by the hash of its inputs like ours."""


class PublishedRasa(RasaInterpreter):
    """No repair of marks, no rules, no doubt, no several commands; only the normal form of what it marked."""

    name = "rasa as published"

    def __init__(self, words: Catalogue, say: Callable[[str], None], share: float = 1.0) -> None:
        super().__init__(words, RasaServer(words, say=say, assembled=assembled(share, CONFIG)), timeout=30.0)

    async def interpret(self, text: str, situation: Situation) -> tuple[Interpretation, ...]:  # noqa: ARG002
        """One Interpretation, whatever the text holds."""
        whole = clean(text)
        if not whole.text:
            return (Interpretation(text, OUT_OF_SCOPE, 1.0),)
        raw = raw_of(await self._ask(whole.text))
        intent = raw.intent if raw.intent in self._words.commands else OUT_OF_SCOPE  # «nlu_fallback»
        found = (_entity(whole.text, m.name, m.start, m.end, self._today(), intent) for m in raw.marks)
        return (Interpretation(text, intent, raw.confidence, tuple(e for e in found if e), raw.ranking),)


def _entity(text: str, name: str, start: int, end: int, today: date, intent: str) -> Entity | None:
    value = normalise.value(name, text[start:end], today, intent)
    return Entity(name, text[start:end], value, start, end) if value is not None else None
