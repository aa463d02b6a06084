"""Makes the lists of assistant/lexicon: `python -m speech.word_lists [FOLDER]` (fr.dic, fr.aff, drugs, ICD-10)."""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from assistant.catalogue import OUT_OF_SCOPE
from assistant.hearing.known_words import forms
from assistant.lexicon import BLOCK, FOLDER, joined
from assistant.lexicon import lines as listed
from nlu.lexicon import phrases
from nlu.name_words import PEOPLE
from nlu.sentences import Example
from nlu.text import fold
from speech import initials
from speech.lexicon import PROPER, family_names, lines
from speech.places import SOURCES
from speech.sentences import examples, is_learnt
from speech.spoken import words

_PLAIN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_TITLE = re.compile(r"[A-ZÀ-Ý][a-zà-ÿœ]{2,}(?:-[A-ZÀ-Ý]?[a-zà-ÿœ]+)*")
_SAID = re.compile(r"[^\W\d_]{2,}(?:[-'][^\W\d_]+)*")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)'")
_CALLED = re.compile(
    r"\b(?:madame|monsieur|mademoiselle|docteure?|professeure?|dame)(?: (?:des?|du|la?|le|ben|el|van))*"
    r" [\w-]{3,}(?: [\w-]{3,})?"
)
"""A title and two words after it: nobody's name is a word to be listed."""
_SPOKEN = ("analyte", "section", "service", "doc_type", "recipient", "channel")
"""Lookups of Rasa whose words are spoken."""
_PROSE = ("medical", "everyday")
_CARE = ("medical", "orders")
_BENT = ("nom", "adj")
"""Kinds of words that come with their other forms: «rectorragies» with «rectorragie»."""
_CARED = 5
"""Letters of such a word."""
_NOT_SAID = frozenset((
    "adébayor", "alergies", "back", "benmoussa", "berg", "bouhired", "bretonnière", "crea", "da", "den",
    "dicteur", "ecris", "entécédents", "falcoriel", "gall", "gammagt", "get", "goff", "insomniantes",
    "kowalewicz", "lateralité", "lefort", "manning", "mouangue", "ng", "normalized", "nzuzi", "okonkwo",
    "plessis", "plouhinec", "plq", "quiniou", "scroll", "shaffer", "silva", "tchoumi", "temp", "trasse",
    "tshus", "undo", "yildirim", "zimmer", "zimmerlin",
))  # fmt: skip
"""Rasa's data and lookups have them: typed, names without a mark, or no words."""
_BY_HAND = ("field_more", "terms", "eponyms", "substances_written", "brands_written")
_NAMES = {"patr": "people", "prn": "people", "npr": "places", "nom": "places"}


@dataclass(frozen=True, slots=True)
class Suffix:
    """A rule of hunspell's: `strip` at the end of a stem that fits `when` becomes `add`."""

    strip: str
    add: str
    when: re.Pattern[str]

    def on(self, stem: str) -> str | None:
        """The form it makes of that stem, None where it does not apply."""
        if not self.when.search(stem) or not stem.endswith(self.strip):
            return None
        return stem[: len(stem) - len(self.strip)] + self.add


def suffixes(aff: str) -> dict[str, list[Suffix]]:
    """Flag (two letters) -> its rules; prefixes are elisions (l', d'), which the formatter cuts itself."""
    found: dict[str, list[Suffix]] = defaultdict(list)
    for line in aff.splitlines():
        part = line.split()
        if len(part) >= 5 and part[0] == "SFX":
            add = part[3].split("/")[0]
            found[part[1]].append(Suffix(part[2].strip("0"), add.strip("0"), re.compile(f"(?:{part[4]})$")))
    return found


def families(dic: str, rules: dict[str, list[Suffix]]) -> Iterator[tuple[set[str], str]]:
    """Every entry's forms, and its kind (nom, patr, npr…)."""
    for line in dic.splitlines()[1:]:
        entry, _, notes = line.partition(" ")
        stem, _, flags = entry.partition("/")
        kind = re.search(r"po:(\w+)", notes)
        bent = {stem}
        for i in range(0, len(flags), 2):
            bent |= {form for rule in rules.get(flags[i : i + 2], ()) if (form := rule.on(stem))}
        yield bent, kind[1] if kind else ""


def packed(words: list[str]) -> bytes:
    """Sorted words, each as a figure (letters shared with the one before) and its rest, in blocks that begin whole."""
    rows: list[str] = []
    for place, word in enumerate(words):
        before = words[place - 1] if place % BLOCK else ""
        same = next(
            (i for i, (a, b) in enumerate(zip(word, before, strict=False)) if a != b), min(len(word), len(before))
        )
        rows.append(chr(48 + same) + word[same:])
    return lzma.compress("\n".join(rows).encode(), preset=9 | lzma.PRESET_EXTREME)


def drug_names(drugs: dict[str, list[str]], known: set[str]) -> tuple[set[str], set[str]]:
    """Brands (in capitals there) and substances, of one word, that are no French word; without accents, as there."""
    folded = {fold(word) for word in known}
    names = {name for group in drugs.values() for name in group}
    substances = {word for name in names if name.islower() for word in re.findall(r"[a-z]{5,}", name)}
    brands = {n.lower() for n in names if re.fullmatch(r"[A-Z]{4,15}", n)} - folded - substances
    return {name.capitalize() for name in brands}, {n for n in names if n in substances} - folded


def diagnosed(folder: Path, known: set[str]) -> set[str]:
    """Words of diagnoses (ICD-10, ATIH, through edsnlp) that the dictionary lacks."""
    return _new((label for label in _labels(folder) if is_learnt(words(label))), known)


def _labels(folder: Path) -> list[str]:
    with gzip.open(folder / "cim10.csv.gz", "rt", encoding="utf-8") as file:
        return [row["long"] for row in csv.DictReader(file)]


def written(known: set[str]) -> set[str]:
    """Words in small letters of our own texts, medical and of every day, that the dictionary lacks."""
    return _new((line for kind, line in lines() if kind in _PROSE and is_learnt(words(line))), known)


def said(known: set[str], others: set[str]) -> tuple[set[str], set[str]]:
    """What is said and in none of the `others`, initialisms above all, as the recogniser writes it; and what compounds
    are made of.

    None of a sentence that is kept to choose or to report by; a command is told by the names it has in Rasa's data.
    """
    found = {word for text in _texts() for word in _SAID.findall(_ELIDED.sub(" ", text))}
    new = {word for word in found if joined(word) not in known} - known - _NOT_SAID
    return {word for word in new if word.isalpha()} - others, parts(new | known) - others


def care(folder: Path, known: set[str]) -> set[str]:
    """Longer words of the dictionary that diagnoses and our medical texts and orders have.

    None of a sentence that is kept to choose or to report by.
    """
    prose = ((line, PROPER.sub(" ; ", line)) for kind, line in lines() if kind in _CARE)
    diagnoses = ((label, label) for label in _labels(folder))
    found = forms(_learnt(chain(prose, diagnoses)))
    return {word for word in found if len(word) >= _CARED and {word, joined(word)} & known}


def _texts() -> Iterator[str]:
    commands = ((e.text, nameless(e)) for e in examples() if e.intent != OUT_OF_SCOPE)
    yield from _learnt(chain(commands, ((line, PROPER.sub(" ; ", line)) for _, line in lines())))
    yield from (words(phrase) for name in _SPOKEN for phrase in phrases(name))
    yield from sorted(initials.KNOWN)


def nameless(example: Example) -> str:
    """A command without the people in it, marked or behind a title."""
    text = example.text
    for span in reversed(example.spans):
        if span.name in PEOPLE:
            text = f"{text[: span.start]} ; {text[span.end :]}"
    return _CALLED.sub(" ; ", text)


def _learnt(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Of whole texts, each with its nameless form: this one as it is heard, where the whole is not kept."""
    yield from (words(nameless) for whole, nameless in texts if is_learnt(words(whole)))


def _new(texts: Iterable[str], known: set[str]) -> set[str]:
    found = (word for text in texts for word in re.findall(r"(?<![\w'’-])[a-zà-ÿœæ]{2,}(?![\w'’-])", text))
    return {word for word in found if word not in known}


def parts(whole: set[str]) -> set[str]:
    """What compounds are made of and no word alone: «aujourd» and «hui», «cérébro»."""
    return {part for word in whole for part in re.split(r"[-']", word)} - whole - {""}


def main() -> None:
    """Write french.txt.xz and the lists beside it that are not written by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SOURCES)
    folder = parser.parse_args().folder
    rules = suffixes((folder / "fr.aff").read_text(encoding="utf-8"))
    found = list(families((folder / "fr.dic").read_text(encoding="utf-8"), rules))
    known = {form for entry, _ in found for form in entry if form == form.lower() and _PLAIN.fullmatch(form)}
    (FOLDER / "french.txt.xz").write_bytes(packed(sorted(known)))
    lists: dict[str, set[str]] = defaultdict(set)
    for entry, kind in found:
        if kind in _NAMES:
            names = {form for form in entry if _TITLE.fullmatch(form)}
            lists[_NAMES[kind]] |= {name for name in names if kind != "nom" or name.lower() not in known}
    lists["people"] |= {name for name in family_names() if _TITLE.fullmatch(name)}
    lists["proper"] = {
        name for name in lists["people"] | lists["places"] if len(name) > 3 and name.lower() not in known
    }
    diagnoses = diagnosed(folder, known)
    lists["field"] = diagnoses | written(known)
    drugs = json.loads((folder / "drugs.json").read_text(encoding="utf-8"))
    lists["brands"], lists["substances"] = drug_names(drugs, known | diagnoses)
    by_hand = (forms(listed(name)) for name in _BY_HAND)
    others = {form.lower() for some in (*lists.values(), *by_hand) for form in some}
    lists["said"], lists["parts"] = said(known, others)
    lists["care"] = care(folder, known)
    lists["care"] |= {
        form for entry, kind in found if kind in _BENT and entry & lists["care"] for form in entry & known
    }
    for name, some in lists.items():
        (FOLDER / f"{name}.txt").write_text("\n".join(sorted(some)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
