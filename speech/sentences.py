"""What is spoken in training: the catalogue's sentences with fresh values, names, drugs, diagnoses, prose.

The golden sentences are never read here but to leave out what they say; names held out are never spoken.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.bench import understanding
from assistant.hearing.doubt import is_subtitle
from nlu.sentences import Example, Span, read
from speech import initials, lexicon
from speech.places import TEXTS
from speech.spoken import words

SEED = 20261201
"""Of the round: another one draws other sentences, names and voices (voices.casting)."""
PER_INTENT = 150
TALK = 420
"""Sentences of out_of_scope."""
NAMES = 4500
DRUGS = 420
DIAGNOSES = 450
LONGEST = 22
"""Words."""
DEVELOPMENT = 40
"""One sentence in so many is neither learnt nor counted: to choose by, never to report."""
TITLES = {"mas": ("monsieur",), "fem": ("madame", "madame", "mademoiselle")}
NAMED = ("patient", "practitioner")
_TITLED = re.compile(r"\b(?:docteure?|professeure?|madame|monsieur) $")
_MISHEARD = re.compile(r"^lit (?=moi|la|le|les)|^mais (?=le modèle|la trame)")
"""Beginnings that stand in Rasa's data as a recogniser mishears them: spoken, they are the right words."""
_RIGHT = {"lit ": "lis ", "mais ": "mets "}
NAME_FRAMES = (
    "ouvre le dossier de {t} {n}", "le dossier de {t} {n}", "dossier {n}", "{t} {n}", "ouvre {t} {n}", "{g} {n}",
    "cherche {g} {n}", "passe à {t} {n}", "affiche le dossier de {g} {n} s'il vous plaît", "je voudrais voir {t} {n}",
    "retrouve-moi la fiche de {t} {g} {n}", "envoie le compte rendu au docteur {n}", "adresse-le au docteur {g} {n}",
    "retire le docteur {n}", "les comptes rendus du docteur {n}", "{t} {n} est arrivée", "appelle {t} {n}",
    "les allergies de {t} {n}", "ouvre {g} {n} et montre ses antécédents", "le courrier de {t} {n} au docteur {m}",
    "copie au docteur {n} et au docteur {m}", "{t} {n} ou {t} {m}", "non pas {n} mais {m}", "prochain patient {g} {n}",
    "le bilan de {t} {n} est revenu", "transfère {t} {n} dans le service du docteur {m}", "recherche {n} {g}",
)  # fmt: skip
DRUG_FRAMES = (
    "{d}", "{d}", "insère {d}", "remplace {d} par {e}", "allergie au {d}", "le traitement comporte {d} et {e}",
    "arrêt du {d}, poursuite du {e}", "est-ce qu'il prend du {d} ?", "introduction de {d} le soir", "{d} matin et soir",
    "une ampoule de {d}", "il prenait du {d} avant", "relais par {d}", "{d}, {e}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` for the voice, `words` for the recogniser to write."""

    text: str
    words: str
    kind: str
    language: str = "fr"


def sentences(seed: int = SEED) -> list[Sentence]:
    """All of a round, shuffled: any beginning of the list holds every kind."""
    rng = random.Random(seed)
    seen = set(golden())
    found = []
    for kind, text in _all(rng):
        said = words(text)
        length = len(said.split())
        if said and said not in seen and length <= LONGEST and not re.search(r"\d", said):
            seen.add(said)
            found.append(Sentence(initials.apart(text) if kind == initials.KIND else text, said, kind))
    rng.shuffle(found)
    return found


def foreign() -> list[Sentence]:
    """What is said near a microphone in other languages, each to be written in its own (texts/foreign.tsv)."""
    lines = (line.split("\t") for line in (TEXTS / "foreign.tsv").read_text(encoding="utf-8").splitlines())
    found = [Sentence(text, words(text, language), "foreign", language) for language, text in lines]
    random.Random(SEED).shuffle(found)
    return found


def kept_aside(said: str, share: int = DEVELOPMENT) -> bool:
    """One in `share` by the hash of the words: the same in every round."""
    return int(hashlib.sha256(said.encode()).hexdigest(), 16) % share == 0


def is_learnt(said: str) -> bool:
    """Are these words kept neither to choose nor to report by?"""
    return said not in golden() and not kept_aside(said)


@lru_cache(maxsize=1)
def golden() -> frozenset[str]:
    """What the reported figures stand on, and what is only there to choose by."""
    single, several = understanding.golden()
    spelled = (e for path in (initials.DEVELOPMENT, initials.REPORTED) for e in initials.examples(path))
    return frozenset(words(example.text) for example in [*single, *(example for example, _ in several), *spelled])


def _all(rng: random.Random) -> Iterator[tuple[str, str]]:
    people = _people(rng)
    yield from _commands(rng, people)
    for _ in range(NAMES):
        yield "name", _filled(rng.choice(NAME_FRAMES), people)
    drugs = lexicon.drugs()
    for _ in range(DRUGS):
        yield "drug", rng.choice(DRUG_FRAMES).format(d=rng.choice(drugs), e=rng.choice(drugs))
    for label in rng.sample(lexicon.diagnoses(), DIAGNOSES):
        yield "diagnosis", label
    for kind, line in lexicon.lines():
        if not any(lexicon.held_out(name) for name in lexicon.proper(line)):
            yield kind, line
    for text in initials.sentences(rng):
        yield initials.KIND, text


def _commands(rng: random.Random, people: Callable[[], dict[str, str]]) -> Iterator[tuple[str, str]]:
    by_intent: dict[str, list[Example]] = {}
    for example in examples():
        by_intent.setdefault(example.intent, []).append(example)
    for intent, ways in sorted(by_intent.items()):
        rng.shuffle(ways)
        for example in ways[: TALK if intent == "out_of_scope" else PER_INTENT]:
            yield intent, _renamed(example, people)


def _renamed(example: Example, people: Callable[[], dict[str, str]]) -> str:
    """The sentence with other people in it."""

    def other(name: str) -> str:
        who = people()
        return who["n"] if len(name.split()) == 1 else f"{who['g']} {who['n']}"

    return calling(example, other)


def calling(example: Example, other: Callable[[str], str]) -> str:
    """The sentence with other names for its people."""
    text = example.text
    for span in reversed(named(example)):
        text = text[: span.start] + other(text[span.start : span.end]) + text[span.end :]
    return text


def examples() -> Iterator[Example]:
    """Rasa's sentences as people say them: mishearings put right or left out, and no maker of subtitles."""
    for example in read():
        text, spans = example.text, example.spans
        begun = _MISHEARD.match(text)
        if begun or (text.startswith("mais ") and spans and spans[0].start == len("mais ")):
            start = begun[0] if begun else "mais "
            text = _RIGHT[start] + text[len(start) :]
        if not any(wrong in text for wrong in misheard()) and not is_subtitle(text):
            yield replace(example, text=text)


@lru_cache(maxsize=1)
def misheard() -> tuple[str, ...]:
    """Words that nobody says: sentences of Rasa's data and of tests/golden stand as a recogniser mishears them."""
    return tuple((TEXTS / "bench" / "misheard.txt").read_text(encoding="utf-8").splitlines())


def named(example: Example) -> list[Span]:
    """Where people are named: patients, practitioners, and recipients who have a title."""
    return [
        span for span in example.spans
        if span.name in NAMED or (span.name == "recipient" and _TITLED.search(example.text[: span.start]))
    ]  # fmt: skip


def _people(rng: random.Random) -> Callable[[], dict[str, str]]:
    """Draws a title, a given name that fits it, a family name and another; common names twice as often."""
    families = [name for name in lexicon.family_names() if not lexicon.held_out(name)]
    families += families[:400]
    given = [(name, sex) for name, sex in lexicon.given_names() if not lexicon.held_out(name)]

    def draw() -> dict[str, str]:
        name, sex = rng.choice(given)
        titles = TITLES.get(sex, ("madame", "monsieur"))
        return {"t": rng.choice(titles), "g": name, "n": rng.choice(families), "m": rng.choice(families)}

    return draw


def _filled(frame: str, people: Callable[[], dict[str, str]]) -> str:
    return frame.format(**people())
