"""Whisper weights through SpeechBrain's interface: sounds and likely phrases -> hypotheses (blocking)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np
import torch
from torch import Tensor

from assistant.hearing import wording
from assistant.hearing.alike import TITLE, Alike
from assistant.hearing.biasing import NAME, OWN, WORD
from assistant.hearing.carriers import TITLES
from assistant.hearing.decoding import Sought, Text, search
from assistant.hearing.doubt import Hypothesis, is_foreign
from assistant.hearing.known_words import KnownWords
from assistant.hearing.own_thread import widen
from assistant.hearing.phrases import Phrases, Weighted
from assistant.hearing.respelling import respelt
from assistant.hearing.second_look import second_look
from assistant.hearing.second_opinion import Adapters, Both, softened
from assistant.hearing.spelling import Spelling
from assistant.hearing.whisper_engine import Cache, Engine, Writing, best_dtype
from assistant.types import SAMPLE_RATE

TAIL = 0.4
"""Seconds of silence after the voice: the adapted weights have learnt to end there."""
WINDOW = 30.0
TOKENS_A_SECOND = 9
"""Longest text: French speech gives 3 to 6 tokens a second, more is a loop."""
GRID = 0.5
"""Seconds that short contexts are rounded up to: the processor prepares its products anew for every length it meets."""
SURE = math.log(0.6)
"""Log-probability of its least sure token from which a text is not looked at again."""
STRONGER = 2.5
"""A name near at hand is helped so much more in the second look, where it also sounds like what was heard."""
WIDER = 2
"""Times as many beams where words are looked up: those that exist are often behind the likeliest spellings."""
WIDTH = 4
"""Rows and tokens of a second look are multiples of this (see GRID)."""


Opened = tuple[Writing, Tensor]
"""Texts begun, and the log-probabilities of what follows, [rows, words]."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What may be said now, for the search and for the second look."""

    tree: Phrases
    alike: Alike
    known: KnownWords
    """Words that exist: those of the phrases too, whatever the lexicon says."""


class GaveWay(Exception):  # noqa: N818 - not an error
    """Others wait for something more urgent: nothing was heard."""


def never() -> bool:
    """Nobody else waits."""
    return False


class WhisperModel:
    """One set of weights; one call at a time."""

    def __init__(
        self, whisper: Any, known: dict[str, Any], threads: int, counts: wording.Wording | None = None
    ) -> None:
        """`whisper` is SpeechBrain's interface, language set; `known` the card of adapted weights, `counts` theirs.

        Raises ValueError where the counts are of tokens that the weights do not write.
        """
        widen(threads)
        self._whisper = whisper.eval()
        self.short = known.get("context") == "utterance"
        self.looks_up = self.short
        """Are dictated words looked up, and put right?"""
        self.calibration: list[float] | None = known.get("calibration")
        """Weights of doubt.confidence."""
        self.spelling = Spelling(whisper.tokenizer, plain=self.short, ids=counts.ids if counts else None)
        self.vocabulary = self.spelling.vocabulary
        self._first = self.spelling.first
        languages, self._french = self.spelling.languages()
        self._engine = Engine(whisper.model, best_dtype(), self.vocabulary.ids, languages)
        # The engine has its own copy: the interface keeps what makes features and tokens.
        whisper.model = None
        self._other: tuple[Engine, float] | None = None
        """A second opinion of what is heard freely, and its weight."""
        self.wording = counts
        """What is expected after each text being written, where it was counted."""

    def phrases(self, weighted: Iterable[tuple[str, float]]) -> Expected:
        """Phrases and their weights as tokens; those already seen cost nothing to encode."""
        found: list[Weighted] = []
        names: list[Weighted] = []
        gains: dict[str, float] = {}
        near: set[str] = set()
        said: list[str] = []
        for text, weight in weighted:
            said.append(text)
            forms = self.spelling.forms(text)
            (names if weight >= NAME else found).extend((tokens, weight) for tokens in forms)
            if weight >= WORD and forms:
                more = STRONGER if weight >= OWN else 1.0
                counted = len(forms[0]) - (len(self.spelling.forms(TITLES[0])[0]) if TITLE.match(text) else 0)
                gains[text.lower()] = max(gains.get(text.lower(), 0.0), more * weight * counted)
                if weight >= NAME:
                    near.add(text.lower())
        return Expected(Phrases(found, names), Alike(gains, near), KnownWords(said))

    def doubled(self, adapters: Adapters, share: float, weight: float) -> None:
        """Gives a second opinion of that weight to what is heard freely: with `share` of the adapters."""
        self._other = softened(self._engine, adapters, share), weight

    def hear(
        self, sounds: Sequence[bytes], expected: Sequence[Expected], beam: int, *, twice: bool = True,
        freely: bool = False, give_way: Callable[[], bool] = never,
    ) -> list[Hypothesis]:  # fmt: skip
        """What is said in each sound (16 kHz PCM, at most 30 s), the sounds heard together; foreign ones are not.

        `freely`: as what is dictated, in words that exist, with more beams, and a second opinion where there is one.
        `give_way` is asked before each token but the first. Raises GaveWay where it is true.
        """
        mels = [self._mel(pcm) for pcm in sounds]
        cache = self._engine.encode(mels)
        begun = cache.listening(range(len(sounds)))
        spoken, logs = self._begin(begun, len(sounds))
        ours = [place for place, french in enumerate(spoken) if not is_foreign(french, _seconds(sounds[place]))]
        writing = self._doubly(cache, mels) if freely and ours else cache
        if writing is cache:
            begun.keep(torch.tensor(ours, dtype=torch.long))
            opened: Opened = begun, logs[ours]
        else:
            opened = self._open(writing, ours)
        found = self._texts(
            writing, ours, sounds, expected, beam, opened, twice=twice, freely=freely, give_way=give_way
        )
        return [self._hypothesis(found.get(place, []), french) for place, french in enumerate(spoken)]

    def texts(
        self, sounds: Sequence[bytes], expected: Sequence[Expected], beam: int, *, twice: bool = True,
        freely: bool = False,
    ) -> list[list[Text]]:  # fmt: skip
        """The best texts of each sound, best first, whatever its language; `twice` with a second look at the best."""
        mels = [self._mel(pcm) for pcm in sounds]
        cache = self._engine.encode(mels)
        writing = self._doubly(cache, mels) if freely else cache
        every = range(len(sounds))
        opened = self._open(writing, every)
        found = self._texts(writing, every, sounds, expected, beam, opened, twice=twice, freely=freely, give_way=never)
        return list(found.values())

    def _doubly(self, cache: Cache, mels: Sequence[Tensor]) -> Cache | Both:
        """The sounds, encoded by both opinions."""
        if self._other is None:
            return cache
        other, weight = self._other
        return Both(cache, other.encode(mels), weight)

    def _begin(self, begun: Cache, count: int) -> tuple[list[float], Tensor]:
        """Probability of French in each sound; log-probabilities of the first token of each text, [sounds, words].

        Published weights are believed to hear what they are told to.
        """
        languages, logs = self._engine.begin(self._first.expand(count, -1), begun)
        return [float(row[self._french]) if self.short else 1.0 for row in languages], logs

    @torch.inference_mode()
    def _texts(
        self, cache: Writing, places: Sequence[int], sounds: Sequence[bytes], expected: Sequence[Expected], beam: int,
        opened: Opened, *, twice: bool, freely: bool, give_way: Callable[[], bool],
    ) -> dict[int, list[Text]]:  # fmt: skip
        """Of the sounds in those places of the cache, begun; of what is clear only names are looked at again."""
        if not places:
            return {}
        room = self._engine.positions - self._first.shape[1] - 1
        looked_up = freely and self.looks_up
        sought = []
        for place in places:
            limit = min(room, 8 + math.ceil(_seconds(sounds[place]) * TOKENS_A_SECOND))
            sought.append(Sought(expected[place].tree, limit, expected[place].known if looked_up else None))
        beam *= WIDER if looked_up else 1
        found = dict(zip(places, self._search(opened, sought, beam, give_way), strict=True))
        for place in places if twice else ():
            found[place] = self._again(found[place], expected[place], cache, place, looked_up=looked_up)
        return found

    @torch.inference_mode()
    def _open(self, cache: Writing, places: Sequence[int]) -> Opened:
        """Texts of those sounds, begun."""
        own = cache.listening(places)
        return own, own.step(self._first.expand(len(places), -1))

    def _search(
        self, opened: Opened, sought: Sequence[Sought], beam: int, give_way: Callable[[], bool]
    ) -> list[list[Text]]:
        """The best texts of each sound, a row each. Four rows of the decoder cost little more than one."""
        own, logs = opened

        def step(tokens: Tensor) -> Tensor:
            if give_way():
                raise GaveWay
            return own.step(tokens)

        return search(step, own.keep, logs, self.vocabulary, sought, beam, self.wording)

    def help(self, text: Text, expected: Expected) -> float:
        """What these phrases would have given to a complete text."""
        phrases = expected.tree
        place, total = phrases.start, 0.0
        for at, token in enumerate(text.tokens):
            begins, named = bool(self.vocabulary.begins[token]), self.vocabulary.may_be_named(text.tokens[:at])
            place, more = phrases.step(place, token, begins=begins, named=named)
            total += more
        return total + phrases.finish(place)

    def _again(
        self, texts: list[Text], expected: Expected, cache: Writing, sound: int, *, looked_up: bool
    ) -> list[Text]:
        """The texts, with what a second look prefers in front: phrases of the moment, then words that exist."""
        if not texts or not texts[0].tokens:
            return texts

        def weigh(rows: Sequence[tuple[int, ...]]) -> list[tuple[float, ...]]:
            return self._weighed(rows, cache.listening([sound]))

        heard, encode = self.spelling.written(texts[0].tokens), self.spelling.encoded
        better = second_look(heard, expected.alike, encode, weigh, sure=_sure(texts))
        if looked_up:
            heard = self.spelling.written(better.tokens) if better else heard
            better = respelt(heard, expected.known, encode, weigh) or better
        if better is None:
            return texts
        return [Text(texts[0].place, better.tokens, better.logs, sum(better.logs)), *texts]

    def _weighed(self, rows: Sequence[tuple[int, ...]], cache: Writing) -> list[tuple[float, ...]]:
        """Log-probabilities of each token of complete texts of one sound, and of their end.

        What they all begin with is read once.
        """
        shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*rows, strict=False)))
        begun = torch.cat((self._first[0], self.vocabulary.ids[list(rows[0][:shared])]))
        before = cache.step(begun[None], every=True)[0, self._first.shape[1] - 1 :]
        count = _rounded(len(rows))
        cache.keep(torch.zeros(count, dtype=torch.long))
        width = _rounded(max(1, *(len(row) - shared for row in rows)))
        given = torch.full((count, width), int(self.vocabulary.ids[self.vocabulary.end]))
        for place, row in enumerate(rows):
            given[place, : len(row) - shared] = self.vocabulary.ids[list(row[shared:])]
        after = cache.step(given, every=True)
        found = []
        for place, row in enumerate(rows):
            logs = torch.cat((before, after[place, : len(row) - shared]))
            wanted = torch.tensor([*row, self.vocabulary.end])
            found.append(tuple(logs[torch.arange(len(wanted)), wanted].tolist()))
        return found

    def _mel(self, pcm: bytes) -> Tensor:
        """[80, frames]: the sound and a little silence, or all of the 30 s window that published weights want."""
        wave = torch.from_numpy(np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768)
        seconds = math.ceil((len(wave) / SAMPLE_RATE + TAIL) / GRID) * GRID if self.short else WINDOW
        length = round(min(seconds, WINDOW) * SAMPLE_RATE)
        padded = torch.nn.functional.pad(wave[:length], (0, max(0, length - len(wave))))
        mel: Tensor = self._whisper.log_mel_spectrogram(padded[None])[0]
        return mel

    def _hypothesis(self, texts: list[Text], french: float) -> Hypothesis:
        if not texts:
            return Hypothesis("", french=french)
        best, *others = texts
        written = [self.spelling.written(text.tokens) for text in texts]
        # a rare name is improbable in itself: the text as it was heard says how much was heard
        mean = max(text.said / len(text.logs) for text in texts[:2])
        alternatives = tuple(t for t in dict.fromkeys(written[1 : len(others) + 1]) if t and t != written[0])
        return Hypothesis(written[0], mean, 0.0, alternatives, self.spelling.words(best.tokens, best.logs), french)


def _sure(texts: list[Text]) -> bool:
    """Is no token of the best text in doubt?"""
    return bool(texts) and min(texts[0].logs) >= SURE


def _seconds(pcm: bytes) -> float:
    return len(pcm) / 2 / SAMPLE_RATE


def _rounded(count: int) -> int:
    return -(-count // WIDTH) * WIDTH
