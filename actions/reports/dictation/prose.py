"""Are the words of a sign prose? «un point douloureux», «à la ligne suivante», «deux points de suture»."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.reports.dictation.items import Items, Kind, fold, folded_set
from actions.reports.dictation.numerals import is_number
from actions.reports.dictation.sign_phrases import CLOSES, Phrase, phrase_at

_NEGATION = frozenset({"pas", "plus", "jamais", "rien", "aucun", "aucune", "guere", "que", "personne", "ni"})
_CLAUSE_ENDS = ".,;:!?…\n(«»)"
_FREE = frozenset({"(", "«", "((", "««", ")", "»", "/"})
"""Signs whose words are no noun after a preposition: «il parle de ouvrez les guillemets», «et barre oblique ou»."""
_SUBJECTS = frozenset({"pour", "que", "qu'", "j'", "d'", "a"})


@dataclass(slots=True)
class Around:
    """What stands around a word: the folded words of the utterance, what was written of them, the text before."""

    folded: list[str]
    before: str
    written: Items = field(default_factory=list)

    def previous(self) -> str:
        """The folded word before, taken from the text before the cursor at the start; «» after a sign or nothing."""
        if self.written:
            last = self.written[-1]
            if last.elision and last.elision != "l'" and last.stem in ("un", "une"):
                return last.stem  # «qu'un point», but «l'un point»
            return last.folded if last.kind is not Kind.SIGN else ""
        words = fold(self.before).split()
        return words[-1] if words and (words[-1][-1].isalnum() or words[-1][-1] == "'") else ""

    def enumerates(self) -> bool:
        """A number at the head of a line: «à la ligne deux point oméprazole»."""
        if not self.written or not is_number(self.written[-1].folded):
            return False
        return len(self.written) > 1 and self.written[-2].kind is Kind.SIGN and self.written[-2].text[0] == "\n"

    def fresh(self) -> bool:
        """Does a clause begin here: nothing before, or a sign?"""
        if self.written:
            return self.written[-1].kind is Kind.SIGN
        return not self.before.strip() or self.before.rstrip(" \u00a0\u202f")[-1] in _CLAUSE_ENDS

    def next(self, at: int) -> str:
        """The folded word there, «» after the end."""
        return self.folded[at] if at < len(self.folded) else ""

    def stops(self, at: int) -> bool:
        """Does the utterance end there, or a sign follow?"""
        return at >= len(self.folded) or phrase_at(self.folded, at) is not None

    def between_numbers(self, at: int, end: int) -> bool:
        """«trois virgule cinq», «trois barre oblique quatre»."""
        return at > 0 and end < len(self.folded) and is_number(self.folded[at - 1]) and is_number(self.folded[end])

    def complement(self, end: int) -> str | None:
        """The noun of «de côté», «d'appel» after the phrase; None without «de»."""
        following = self.next(end)
        if following.startswith("d'"):
            return following.removeprefix("d'")
        return self.next(end + 1) if following in ("de", "du") else None

    def opened(self, closing: str) -> bool:
        """Was what this sign closes opened?"""
        return any(CLOSES.get(item.text) == closing for item in self.written if item.kind is Kind.SIGN)


def is_prose(phrase: Phrase, around: Around, at: int) -> bool:
    """Whether the words of the phrase, from `at`, are text and no sign."""
    end = at + len(phrase.words)
    if phrase.sign in ",-/" and around.between_numbers(at, end):
        return phrase.sign == ","  # the numbers will read «trois virgule cinq»
    if phrase.sign == "." and around.enumerates():
        return False
    return _is_noun(phrase, around) or _by_its_rule(phrase, around, at, end)


def _by_its_rule(phrase: Phrase, around: Around, at: int, end: int) -> bool:
    match phrase.sign:
        case ".":
            return end - at == 1 and _point(around, end)
        case ":":
            return _two_points(around, end)
        case "\n":
            return _line(around, at, end)
        case "(" | ")" | "«" | "»":
            return not around.opened(phrase.sign) and around.previous() in folded_set("marks", "brackets", "after")
        case "((" | "««":
            return _between(around, end)
        case "•":
            return end - at == 1 and not around.fresh() and all(item.text != "•" for item in around.written)
        case _:
            return phrase.sign == "/" and around.fresh() and not around.before.strip()


def _is_noun(phrase: Phrase, around: Around) -> bool:
    """Does an article, a preposition or an adjective before make the phrase a noun?"""
    previous = around.previous()
    if not previous:
        return False
    if previous in ("un", "une"):
        return (previous == "une") is phrase.feminine and not _counted(around)
    if previous in ("le", "la"):
        return (previous == "la") is phrase.feminine
    last = around.written[-1] if around.written else None
    if last is not None and last.text == "a":
        return False  # a letter: «groupe a point»; «à» is another word
    if last is not None and last.elision and fold(last.stem) in folded_set("marks", "adjectives"):
        return True  # «pas d'autre point»
    if previous == "sa" and len(around.written) > 1 and is_number(around.written[-2].folded):
        return False  # weeks of amenorrhoea
    if previous in folded_set("marks", "hanging") or previous.endswith("'"):
        return phrase.sign not in _FREE or (phrase.sign != "/" and previous in _SUBJECTS)
    return previous in folded_set("marks", "adjectives") and _led(around)


def _counted(around: Around) -> bool:
    """«stade un», «virgule un»: «un» is the number."""
    if len(around.written) < 2:
        return False
    before = around.written[-2]
    return before.folded in folded_set("marks", "labels_before_un") or is_number(before.folded)


def _led(around: Around) -> bool:
    """Before the adjective stands an article, or the clause begins with it."""
    if len(around.written) < 2:
        before_text = around.before.rstrip()
        return bool(around.written) and (not before_text or before_text[-1] in ".,;:!?…")
    before = around.written[-2]
    if before.kind is Kind.SIGN or before.folded.endswith("'"):
        return True
    return before.folded in folded_set("marks", "hanging") | {"un", "une"}


def _point(around: Around, end: int) -> bool:
    if around.fresh() and not around.stops(end):
        return True
    noun = around.complement(end)
    if noun is not None and noun in folded_set("marks", "point", "of"):
        return True
    return (noun is not None or around.next(end) == "point") and _negated(around)


def _negated(around: Around) -> bool:
    """«il n'a point de fièvre»: «ne» without its second word since the last sign."""
    clause: list[str] = []
    for item in reversed(around.written):
        if item.kind is Kind.SIGN:
            break
        clause.append(item.folded)
    has_ne = any(word == "ne" or word.startswith("n'") for word in clause)
    return has_ne and not _NEGATION & set(clause)


def _two_points(around: Around, end: int) -> bool:
    following, noun = around.next(end), around.complement(end)
    if following in folded_set("marks", "two_points", "like"):
        return True
    if noun is not None and noun in folded_set("marks", "point", "of"):
        return True
    if around.previous() in folded_set("marks", "two_points", "after_verb"):
        return noun is not None or following in ("a", "sur", "en", "au", "par", "dans", "entre") or around.stops(end)
    return False


def _line(around: Around, at: int, end: int) -> bool:
    following = around.next(end)
    if around.folded[at] != "a":
        verb = around.next(at + 1) == "a"  # «passez à la ligne»
        return verb and (not around.fresh() or following in folded_set("marks", "line", "then"))
    if following in ("suivante", "precedente"):
        return True
    if around.fresh():
        return False
    if following in folded_set("marks", "line", "then") or following.startswith("d'"):
        return True
    return around.previous() in folded_set("marks", "line", "after") and not around.stops(end)


def _between(around: Around, end: int) -> bool:
    """«entre parenthèses»: prose when nothing follows, or after «mis», «écrit»."""
    if around.stops(end) or around.next(end) in folded_set("marks", "hanging"):
        return True
    return around.previous() in folded_set("marks", "brackets", "set")
