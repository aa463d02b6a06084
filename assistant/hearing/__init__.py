"""Hear: ears, voice activity, recognisers, the assistant's own voice. torch is loaded when first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from assistant import catalogue as catalogues
from assistant.catalogue import Catalogue
from assistant.errors import SettingsError
from assistant.ports import Recognizer

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
    if kind == "whisper":
        from assistant.hearing.speechbrain_whisper import WhisperRecognizer

        return WhisperRecognizer(source, threads, beam, catalogue)
    if kind in KINDS:
        from assistant.hearing.speechbrain_pretrained import PretrainedRecognizer

        return PretrainedRecognizer(kind, source, threads)
    raise SettingsError("settings-invalid", f"recognizer.kind: {kind!r}; known: {', '.join(KINDS)}")
