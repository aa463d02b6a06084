"""Hear: ears, voice activity, recognisers, the assistant's own voice. torch is loaded when first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant import catalogue as catalogues
from assistant.catalogue import Catalogue
from assistant.errors import SettingsError
from assistant.ports import Recognizer

if TYPE_CHECKING:
    from assistant.hearing.whisper_model import WhisperModel

CTC_BEAM = 12
"""Texts a CTC search follows at least: they differ by a letter, not by a word."""
KINDS = ("whisper", "encoder-asr", "encoder-decoder-asr", "whisper-asr")


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return catalogues.load()


def recognizer(
    kind: str, source: str, threads: int, beam: int, catalogue: Callable[[], Catalogue] = _catalogue
) -> Recognizer:
    """The recogniser of that kind on that folder or hub id; nothing is loaded before `start`.

    Raises SettingsError(settings-invalid) for an unknown kind.
    """
    if kind in ("whisper", "whisper-asr"):
        from assistant.hearing.speechbrain_whisper import WhisperRecognizer

        return WhisperRecognizer(kind, lambda: _whisper(kind, source, threads), beam, catalogue)
    if kind in KINDS:
        from assistant.hearing.speechbrain_pretrained import PretrainedRecognizer

        return PretrainedRecognizer(kind, source, threads, max(beam, CTC_BEAM), catalogue)
    raise SettingsError("settings-invalid", f"recognizer.kind: {kind!r}; known: {', '.join(KINDS)}")


def _whisper(kind: str, source: str, threads: int) -> WhisperModel:
    """Plain Whisper weights, or those of a SpeechBrain WhisperASR source: both are helped by the situation."""
    if kind == "whisper":
        from assistant.hearing.weights import load

        return load(source, threads)
    from assistant.hearing.speechbrain_pretrained import interface
    from assistant.hearing.whisper_model import WhisperModel

    return WhisperModel(interface(kind, source).mods.whisper, {}, threads)
