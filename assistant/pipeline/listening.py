"""Sound -> the words of a turn; those of a dictated utterance that goes on are kept aside until it is whole."""

from __future__ import annotations

import logging
import time

from assistant.errors import DpiVocalError, SetupError
from assistant.hearing.echo import is_echo
from assistant.pipeline.known import Known
from assistant.pipeline.telling import Telling
from assistant.turn import Turn
from assistant.types import Ignored, Mode, Outcome, Utterance

log = logging.getLogger(__name__)


class Listening:
    """The recogniser in a conversation."""

    def __init__(self, known: Known, telling: Telling) -> None:
        self._known = known
        self._telling = telling
        self._heard = ""
        """The last utterance that came in whole."""

    async def whole(self, turn: Turn, utterance: Utterance, spoken: str) -> Outcome | None:
        """Put the words into the turn; an outcome where it ends with them. Raises SetupError(no-recogniser)."""
        recognizer = self._known.parts.recognizer
        if recognizer is None:
            raise SetupError("no-recogniser", "this session was started without one")
        self._heard = utterance.id
        started = time.perf_counter()
        try:
            turn.heard = await recognizer.transcribe(utterance, self._known.situation)
        except DpiVocalError as fault:
            return self._telling.failed(fault)
        turn.seconds["hear"] = time.perf_counter() - started
        if not turn.heard.text:
            return Ignored("silence")
        return Ignored("echo") if is_echo(turn.heard.text, spoken) else None

    async def so_far(self, utterance: Utterance, *, quiet: bool) -> str:
        """The words so far of an utterance that goes on; "" when they are not known. Raises DpiVocalError."""
        recognizer = self._known.parts.recognizer
        text = await recognizer.partial(utterance, self._known.situation, quiet=quiet) if recognizer else ""
        await self._overhear(utterance, text)
        return text

    async def forget(self, utterance: Utterance) -> None:
        """All of it is written: nothing of it need be kept aside."""
        await self._overhear(utterance, "")

    async def _overhear(self, utterance: Utterance, text: str) -> None:
        """Keep the words so far of a dictated utterance aside until all of it is written; "" forgets them."""
        situation, writer = self._known.situation, self._known.parts.writer
        opened = situation.document
        kept = situation.mode is Mode.DICTATION and utterance.id != self._heard  # else it is being written already
        if writer is None or opened is None or not (kept or not text):
            return
        try:
            await writer.overhear(opened.id, text)
        except DpiVocalError as fault:
            log.warning("%s failed: %s", fault.stage, fault.code)
