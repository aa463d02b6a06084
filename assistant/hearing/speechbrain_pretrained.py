"""SpeechBrain sources (hub ids, folders with hyperparams.yaml): loading, and a Recognizer on two kinds of them."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.catalogue import Catalogue
from assistant.errors import HearingError
from assistant.hearing.biasing import likely
from assistant.hearing.ctc_search import search
from assistant.hearing.doubt import Hypothesis
from assistant.hearing.own_thread import OwnThread, widen
from assistant.hearing.phrase_scorer import PhraseScorer, attached
from assistant.hearing.phrases import Phrases
from assistant.hearing.pieces import Pieces, blank, pieces
from assistant.hearing.speechbrain_whisper import LONGEST, NOTHING, VOICED, transcript
from assistant.hearing.vad import SileroDetector
from assistant.settings import ROOT
from assistant.situation import Situation
from assistant.types import Transcript, Utterance

INTERFACES = {
    "encoder-asr": "EncoderASR",
    "encoder-decoder-asr": "EncoderDecoderASR",
    "whisper-asr": "WhisperASR",
}
"""Our name of a kind -> the class of speechbrain.inference.ASR that loads it."""
FETCHED = ROOT / "var" / "models" / "speechbrain"

log = logging.getLogger(__name__)


class PretrainedRecognizer:
    """Hears one utterance at a time, in a thread of its own.

    CTC sources are searched with the situation's phrases, and so are decoders that follow several texts.
    A source runs the code that its hyperparams.yaml names: name only sources that you trust.
    """

    def __init__(self, kind: str, source: str, threads: int, beam: int, catalogue: Callable[[], Catalogue]) -> None:
        """`beam`: texts a CTC source follows; a decoder's own width is its source's."""
        self.name = kind
        self._source = source
        self._threads = threads
        self._beam = beam
        self._catalogue = catalogue
        self._pieces: Pieces | None = None
        self._scorer: PhraseScorer | None = None
        self._model: Any = None
        self._detector: SileroDetector | None = None
        self._seen: Any = None
        """Output of the module that shows how sure the model is: CTC encoder, or decoder."""
        self._thread = OwnThread()

    async def start(self) -> None:
        """Load the source, fetched into var/models when it is a hub id. Raises HearingError."""
        await self._thread.run(self._load)

    async def stop(self) -> None:
        """Forget the model."""
        await self._thread.run(self._forget)

    async def transcribe(self, utterance: Utterance, situation: Situation) -> Transcript:
        """An empty text when nobody spoke, or when what was heard is not to be believed."""
        if utterance.seconds > LONGEST:
            raise HearingError("audio-too-long", f"{utterance.seconds:.0f} s; an utterance is at most {LONGEST:.0f} s")
        return await self._thread.run(self._transcribe, utterance, situation)

    async def partial(self, utterance: Utterance, situation: Situation, *, quiet: bool = False) -> str:  # noqa: ARG002
        """Nothing: these models hear whole utterances."""
        return ""

    def _load(self) -> None:
        if self._model is not None:
            return
        widen(self._threads)
        self._model = interface(self.name, self._source)
        self._pieces = pieces(self._model)
        if self.name == "encoder-decoder-asr":
            decoder = self._model.mods.decoder
            decoder.register_forward_hook(self._remember)
            if self._pieces:
                self._scorer = attached(decoder, self._pieces.vocabulary(int(decoder.eos_index)))
        self._detector = SileroDetector()

    def _forget(self) -> None:
        self._model = self._detector = self._seen = None

    def _remember(self, _module: Any, _inputs: Any, output: Any) -> None:
        self._seen = output

    def _transcribe(self, utterance: Utterance, situation: Situation) -> Transcript:
        if self._model is None or self._detector is None:
            raise HearingError("model-missing", "the recogniser is not started")
        if not self._detector.speaks(utterance.pcm, VOICED):
            return NOTHING
        phrases = self._pieces.phrases(likely(situation, self._catalogue())) if self._pieces else Phrases()
        return transcript(self._hear(utterance.pcm, phrases), utterance.seconds)

    def _hear(self, pcm: bytes, phrases: Phrases) -> Hypothesis:
        import torch

        samples = torch.from_numpy(np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768)[None]
        try:
            with torch.inference_mode():
                text, sure = (self._labelled if self.name == "encoder-asr" else self._decoded)(samples, phrases)
        except (RuntimeError, IndexError, ValueError) as fault:
            raise HearingError("recogniser-failed", f"{self._source}: {fault}") from fault
        # Trained on capital letters or none, without punctuation: one form for all.
        return Hypothesis(text.lower().strip(), sure)

    def _labelled(self, samples: Any, phrases: Phrases) -> tuple[str, float]:
        """Text and mean log-probability of a frame, from a CTC encoder; its own decoding where labels are unknown."""
        import torch

        logs = self._model.encode_batch(samples, torch.ones(1))[0].float().log_softmax(-1)
        if self._pieces is None:
            words, _ = self._model.transcribe_batch(samples, torch.ones(1))
            return str(words[0]), float(logs.max(-1).values.mean())
        labels, said = search(logs.numpy(), blank(self._model.hparams), self._pieces.begins, phrases, self._beam)
        return self._pieces.text(labels), said / max(1, len(logs))

    def _decoded(self, samples: Any, phrases: Phrases) -> tuple[str, float]:
        """Text and mean log-probability of a token, from an encoder and its decoder."""
        import torch

        if self._scorer is not None:
            self._scorer.phrases = phrases
        words, tokens = self._model.transcribe_batch(samples, torch.ones(1))
        sure = _decoder_sure(self._seen, len(tokens[0]))
        self._seen = None
        return words[0] if isinstance(words[0], str) else " ".join(words[0]), sure


def interface(kind: str, source: str) -> Any:
    """SpeechBrain's interface of that kind. Raises HearingError(model-missing | model-unreadable)."""
    from speechbrain.inference import ASR

    where = _where(source)
    try:
        return getattr(ASR, INTERFACES[kind]).from_hparams(source=source, run_opts={"device": "cpu"}, **where)
    except FileNotFoundError as fault:
        raise HearingError("model-missing", f"{source}: {fault}") from fault
    except Exception as fault:  # what hyperparams.yaml names may raise anything
        # A folder that is there is damaged; a hub id could not be fetched.
        code = "model-missing" if "savedir" in where else "model-unreadable"
        raise HearingError(code, f"{source}: {type(fault).__name__}: {fault}") from fault


def _where(source: str) -> dict[str, Any]:
    """A folder is read in place; a hub id is copied under var/models, never into the home directory."""
    from speechbrain.utils.fetching import LocalStrategy

    if Path(source).is_dir():
        if not (Path(source) / "hyperparams.yaml").is_file():
            raise HearingError("model-missing", f"{source}: no hyperparams.yaml in this folder")
        return {"local_strategy": LocalStrategy.NO_LINK}
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", source) or source.startswith("var/"):
        raise HearingError("model-missing", f"{source}: no such folder, and not a hub id (owner/name)")
    folder = FETCHED / source.replace("/", "--")
    return {"savedir": str(folder), "local_strategy": LocalStrategy.COPY_SKIP_CACHE}


def _decoder_sure(output: Any, tokens: int) -> float:
    """Mean log-probability of the tokens, from what a searcher returns: (hypotheses, lengths, scores)."""
    scores = output[2] if isinstance(output, tuple) and len(output) > 2 else None
    if scores is None or not hasattr(scores, "flatten"):
        return 0.0
    flat = scores[0].flatten()
    # One number is the best hypothesis' own mean; several are its tokens'.
    mean = float(flat[0]) if flat.numel() == 1 else float(flat[: max(tokens, 1)].mean())
    return min(mean, 0.0) if math.isfinite(mean) else 0.0
