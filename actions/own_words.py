"""Giving words a meaning of one's own: what may be taught, by whom, and what is said of it.

Nothing is guessed: the meaning must be a command or a word that is understood now, and the new words must mean
nothing yet. What engages (risk bind), answers («oui», «je confirme») and what wakes can have no other name.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from functools import cache

from assistant import aliases
from assistant.aliases import ACTIVE, PERSON, PROPOSED, REMOVED, SITE, SqliteAliases
from assistant.catalogue import OUT_OF_SCOPE, Catalogue
from assistant.dialogue import SURE, UNSURE
from assistant.journal import Entry
from assistant.ports import Interpreter, Journal, People
from assistant.situation import Situation
from assistant.types import Alias, Interpretation, Origin, Reply, Risk
from nlu import lexicon, own_words, sentences
from nlu.text import clean, fold

INTENT = "own_words"
"""As the journal knows it; no command of the catalogue: Rasa is not asked."""
NEEDS = "save_template"
"""Whoever may keep a text of theirs may keep a word of theirs."""
LEAST, MOST = 3, 6
"""Letters of the shortest words, words of the longest."""
LONGEST_MEANING = 120
PHRASES, PHRASE_WORDS = 30, 8
"""Refused phrases remembered of a person, and the length of one that may be an alias."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: `code` is «» when it was done."""

    reply: Reply
    code: str = ""


class OwnWords:
    """Shared by all sessions of a process; refused phrases live in memory alone, and only where the person agreed."""

    def __init__(
        self, store: SqliteAliases, interpreter: Interpreter, catalogue: Catalogue, people: People, journal: Journal
    ) -> None:
        self._store = store
        self._interpreter = interpreter
        self._words = catalogue
        self._people = people
        self._journal = journal
        self._refused: dict[str, Counter[str]] = {}

    # --- what holds --------------------------------------------------------------------------------------------

    def of(self, origin: Origin) -> tuple[Alias, ...]:
        """Active words and proposals, one's own first. Raises SetupError."""
        return self._store.of(origin)

    def history(self, origin: Origin, scope: str, words: str) -> tuple[Alias, ...]:
        """Every version of these words, oldest first. Raises SetupError."""
        return self._store.history(origin, scope, own_words.key(words))

    # --- changes -----------------------------------------------------------------------------------------------

    async def do(self, order: own_words.Order, origin: Origin, turn: str) -> Told:
        """Carry out one order. Raises DpiVocalError from the store, the journal and the interpreter."""
        if not self._people.allow(origin.person, NEEDS):
            return Told(Reply("forbidden", {"label": "d'ajouter des mots"}), "forbidden")
        if order.shows:
            return self._list(origin)
        if order.act == "add":
            return await self._add(order, origin, turn)
        return self._change(order, origin, turn)

    async def _add(self, order: own_words.Order, origin: Origin, turn: str) -> Told:
        said, meaning = clean(order.words).text, clean(order.meaning).text
        letters = sum(c.isalpha() for c in said)
        if letters < LEAST or len(said.split()) > MOST:
            return _no("own_length", words=said)
        word = own_words.known_word(meaning)
        found: tuple[Interpretation, ...] = ()
        if word is None:
            found = await self._meant(meaning)
            if not found or len(meaning) > LONGEST_MEANING:
                return _no("own_nonsense", meaning=meaning)
            if not own_words.harmless(found, self._words):
                return _no("own_engages", meaning=meaning)
        elif said == word[0]:
            return _no("own_same", words=said)
        alias = Alias(said, word[0] if word else meaning, "word" if word else "command", order.scope)
        if conflict := await self._conflict(alias, word[1] if word else "", found, origin):
            return conflict
        site = order.scope == SITE
        self._put(origin, replace(alias, status=PROPOSED if site else ACTIVE), turn)
        return Told(Reply("own_proposed" if site else "own_added", {"words": said, "meaning": alias.meaning}))

    def _change(self, order: own_words.Order, origin: Origin, turn: str) -> Told:
        """remove, accept, restore."""
        key = own_words.key(order.words)
        held = [a for a in self._store.of(origin) if own_words.key(a.said) == key and a.scope == order.scope]
        if order.act == "restore":
            return self._restore(order, key, held, origin, turn)
        if not held:
            return _no("own_unknown", words=clean(order.words).text)
        alias = held[0]
        if order.act == "accept":
            self._put(origin, replace(alias, status=ACTIVE), turn)
            return Told(Reply("own_accepted", {"words": alias.said, "meaning": alias.meaning}))
        self._put(origin, replace(alias, status=REMOVED), turn)
        return Told(Reply("own_removed", {"words": alias.said}))

    def _restore(self, order: own_words.Order, key: str, held: list[Alias], origin: Origin, turn: str) -> Told:
        """The last meaning that the words had and have no more."""
        now = held[0].meaning if held else ""
        past = self._store.history(origin, order.scope, key)
        before = next((a for a in reversed(past) if a.status == ACTIVE and a.meaning != now), None)
        if before is None:
            return _no("own_no_past", words=clean(order.words).text)
        self._put(origin, replace(before, status=ACTIVE), turn)
        return Told(Reply("own_added", {"words": before.said, "meaning": before.meaning}))

    def _put(self, origin: Origin, alias: Alias, turn: str) -> None:
        """Journalled before and after (safety rule 4), without a word of it."""
        self._journal.write(Entry(turn, "acting", origin, INTENT, Risk.EDIT))
        self._store.put(origin, alias, own_words.key(alias.said))
        self._journal.write(Entry(turn, "done", origin, INTENT, Risk.EDIT))

    def _list(self, origin: Origin) -> Told:
        active = [a for a in self._store.of(origin) if a.status == ACTIVE]
        told = " ; ".join(f"« {a.said} » pour « {a.meaning} »" for a in active)
        return Told(Reply("own_list", {"count": len(active), "list": told}))

    # --- what may be taught ------------------------------------------------------------------------------------

    async def _meant(self, text: str) -> tuple[Interpretation, ...]:
        """The commands that the text surely means; () when it is not surely any."""
        found = await self._interpreter.interpret(text, Situation())
        return found if all(i.intent != OUT_OF_SCOPE and i.confidence >= SURE for i in found) else ()

    async def _conflict(
        self, alias: Alias, word: str, found: tuple[Interpretation, ...], origin: Origin
    ) -> Told | None:
        """Why these words cannot have that meaning: they have another one, or everybody says them."""
        key = own_words.key(alias.said)
        for other in self._store.of(origin):
            if own_words.key(other.said) == key:
                if other.meaning == alias.meaning and other.scope == alias.scope:
                    return _no("own_same", words=alias.said)
                return _no("own_taken", words=alias.said, meaning=other.meaning)
        if known := own_words.known_word(alias.said):
            return None if known[1] == word else _no("own_taken", words=alias.said, meaning=known[0])
        for one in await self._interpreter.interpret(alias.said, Situation()):
            if one.intent != OUT_OF_SCOPE and one.confidence >= UNSURE and not _alike(one, found):
                return _no("own_taken", words=alias.said, meaning=self._words.spec(one.intent).label)
        if fold(alias.said) in _talk():
            return _no("own_ordinary", words=alias.said)
        if alias.kind == "word" and any(f" {key} " in f" {sentence} " for sentence in _commands()):
            return _no("own_in_commands", words=alias.said)
        return None

    # --- phrases that were not understood ----------------------------------------------------------------------

    def counts(self, origin: Origin) -> bool:
        """Did the person agree that refused phrases be counted?"""
        return self._store.counts_phrases(origin.person)

    def let_count(self, origin: Origin, *, yes: bool) -> None:
        """Agree, or take it back: what was counted is forgotten at once."""
        self._store.let_count(origin.person, yes=yes)
        if not yes:
            self._refused.pop(origin.person, None)

    def refused(self, origin: Origin, text: str) -> None:
        """A phrase that nothing was done for: counted in memory where the person agreed, else forgotten."""
        said = clean(text).text
        if not said or len(said.split()) > PHRASE_WORDS or not self.counts(origin):
            return
        kept = self._refused.setdefault(origin.person, Counter())
        kept[said] += 1
        if len(kept) > PHRASES:
            del kept[min(OrderedDict(kept), key=lambda phrase: kept[phrase])]

    def suggestions(self, origin: Origin) -> tuple[tuple[str, int], ...]:
        """Refused phrases with how often they were said, most often first, without those that mean something now."""
        known = {own_words.key(a.said) for a in self._store.of(origin)}
        kept = self._refused.get(origin.person, Counter())
        return tuple((phrase, times) for phrase, times in kept.most_common() if own_words.key(phrase) not in known)


def _no(key: str, **facts: object) -> Told:
    return Told(Reply(key, facts), key.replace("_", "-"))


def _alike(one: Interpretation, found: tuple[Interpretation, ...]) -> bool:
    """Does it mean what it is to mean anyway?"""
    if len(found) != 1 or one.intent != found[0].intent:
        return False
    return [(e.name, e.value) for e in one.entities] == [(e.name, e.value) for e in found[0].entities]


@cache
def _talk() -> frozenset[str]:
    """What is said to a patient or a colleague, as the training sentences know it."""
    return frozenset(fold(e.text) for e in sentences.read() if e.intent == OUT_OF_SCOPE)


@cache
def _commands() -> frozenset[str]:
    """Sentences of commands without the values in them: words in there have a job already."""
    bare = (_bare(e) for e in sentences.read() if e.intent != OUT_OF_SCOPE)
    return frozenset(lexicon.plain(text) for text in bare)


def _bare(example: sentences.Example) -> str:
    text = example.text
    for span in sorted(example.spans, key=lambda s: -s.start):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text


def scope_of(value: object) -> str:
    """«site» or «person» from what a page sends."""
    return SITE if value == aliases.SITE else PERSON
