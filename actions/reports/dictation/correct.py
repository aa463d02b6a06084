"""Corrections by voice on a text with a cursor and a selection: (Correction, Draft) -> Outcome; pure."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.reports.dictation.edits import (
    Ambiguous,
    Case,
    Correction,
    Delete,
    Draft,
    Edited,
    Go,
    Insert,
    Jump,
    Named,
    NotFound,
    Outcome,
    Recase,
    Replace,
    Rewrite,
    Select,
    Selection,
    Span,
    Spell,
)
from actions.reports.dictation.finding import chosen, find, places
from actions.reports.dictation.formatter import write
from actions.reports.dictation.layout import capitalised
from actions.reports.dictation.values import FRENCH, Lexicon, Typography
from assistant.sounds import fold
from nlu.normalise.letters import spelled

_ELIDED = re.compile(r"(?:\b([dD]|[lL]|[qQ]u)['’]|\b([dD]e|[lL]e|[lL]a|[qQ]ue) )$")
_ELISION = re.compile(r"\b(?:[dlnsjmtcDLNSJMTC]|[qQ]u)['’]$")
_VOWEL = re.compile(r"[aeiou]")


def correct(
    correction: Correction, draft: Draft, lexicon: Lexicon | None = None, typography: Typography = FRENCH
) -> Outcome:
    """What becomes of the draft. Never raises: words that are not there give NotFound, several places Ambiguous."""
    return _Corrector(draft, lexicon, typography).run(correction)


class _Corrector:
    def __init__(self, draft: Draft, lexicon: Lexicon | None, typography: Typography) -> None:
        self._draft = draft
        self._lexicon = lexicon
        self._typography = typography

    def run(self, correction: Correction) -> Outcome:
        """Where the words decide the place, they are looked for on the way; else first the place, then the edit."""
        match correction:
            case Replace(cuts):
                return self._replace(cuts)
            case Insert(cuts, after):
                return self._insert(cuts, after=after)
            case Spell(letters):
                return self._spell(letters)
            case Jump(forward):
                return self._jump(forward=forward)
        where = self._where(correction)
        return where if isinstance(where, (Ambiguous, NotFound)) else self._at(where, correction)

    def _at(self, where: Span, correction: Rewrite | Select | Delete | Recase | Go) -> Edited:
        match correction:
            case Rewrite(new):
                return self._write(where, new)
            case Delete():
                return self._delete(where)
            case Recase(_, case):
                return self._edit(where, recased(self._draft.text[where[0] : where[1]], case))
            case Go(_, after):
                cursor = where[1 if after else 0]
                return Edited(replace(self._draft, cursor=cursor, selection=None), (cursor, cursor))
        return Edited(replace(self._draft, selection=where, cursor=where[1]), where)

    def _where(self, correction: Rewrite | Select | Delete | Recase | Go) -> Span | Ambiguous | NotFound:
        draft = self._draft
        if isinstance(correction, Rewrite):
            return find(Selection(), draft, self._lexicon)
        if isinstance(correction, Delete) and isinstance(correction.target, Selection) and not draft.selection:
            return draft.latest or NotFound()
        return find(correction.target, draft, self._lexicon)

    def _edit(self, where: Span, new: str) -> Edited:
        """The characters there replaced; doubtful words elsewhere move along, those inside are settled."""
        start, end = where
        text = self._draft.text[:start] + new + self._draft.text[end:]
        shift = len(new) - (end - start)
        kept = tuple(
            (a, b) if b <= start else (a + shift, b + shift) for a, b in self._draft.doubtful if b <= start or a >= end
        )
        return Edited(Draft(text, start + len(new), None, kept), (start, start + len(new)))

    def _write(self, where: Span, said: str) -> Edited:
        """Said words written in place; «d'» before them becomes «de», or the other way, as their first letter asks."""
        start, end = where
        text = self._draft.text
        new = write(said, text[:start], self._lexicon, self._typography).text.lstrip(" ")
        if new[-1:] in ".,;" and text[end : end + 1] == new[-1:]:
            end += 1
        link = _ELIDED.search(text[:start])
        if link and new and (article := _article(link, new)) is not None:
            edited = self._edit((link.start(), end), article + new)
            return Edited(edited.draft, (link.start() + len(article), edited.changed[1]))
        return self._edit((start, end), new)

    def _replace(self, cuts: tuple[tuple[str, str], ...]) -> Outcome:
        """The cut whose old words are in the text; of several the longest."""
        for old, new in sorted(cuts, key=lambda cut: -len(cut[0])):
            if found := chosen(places(old, self._draft.text, self._lexicon), self._draft):
                return (
                    found
                    if isinstance(found, Ambiguous)
                    else self._write(found, _without(old, new, self._draft.text, found))
                )
        return NotFound(cuts[0][0] if cuts else "")

    def _insert(self, cuts: tuple[tuple[str, str], ...], *, after: bool) -> Outcome:
        for anchor, new in sorted(cuts, key=lambda cut: -len(cut[0])):
            found = chosen(places(anchor, self._draft.text, self._lexicon), self._draft)
            if isinstance(found, Ambiguous):
                return found
            if found:
                at = found[1] if after else found[0]
                before = self._draft.text[:at]
                words = write(new, before, self._lexicon, self._typography).text
                return self._edit((at, at), words if after else words.strip(" ") + " ")
        return NotFound(cuts[0][0] if cuts else "")

    def _spell(self, letters: str) -> Outcome:
        """The letters joined, as the lexicon writes them when it has that name, else with a capital."""
        word = spelled(letters)
        if not word:
            return NotFound(letters)
        known = (name for name in (self._lexicon.names if self._lexicon else ()) for name in (name, *name.split()))
        word = next(
            (name for name in known if fold(name) == fold(word)), "-".join(map(str.capitalize, word.split("-")))
        )
        selection = self._draft.selection
        if selection is not None:
            return self._edit(selection, word)
        at = self._draft.cursor
        glue = "" if not at or self._draft.text[at - 1] in " \n('’\u00a0-" else " "
        edited = self._edit((at, at), glue + word)
        return Edited(edited.draft, (at + len(glue), edited.changed[1]))

    def _jump(self, *, forward: bool) -> Outcome:
        """To the next doubtful word; after the last one comes the first."""
        spans = sorted(self._draft.doubtful)
        if not spans:
            return NotFound()
        at = self._draft.selection[0] if self._draft.selection else self._draft.cursor
        current = self._draft.selection
        if forward:
            span = next((s for s in spans if s[0] >= at and s != current), spans[0])
        else:
            span = next((s for s in reversed(spans) if s[1] <= at and s != current), spans[-1])
        return Edited(replace(self._draft, selection=span, cursor=span[1]), span)

    def _delete(self, where: Span) -> Edited:
        """The words and one space beside them; what then begins a sentence gets its capital."""
        text = self._draft.text
        start, end = where
        if (link := _ELISION.search(text[:start])) and not text[end : end + 1].isalnum():
            start = link.start()  # «d'allergie»: nothing is left of «d'»
        before, after = text[:start], text[end:]
        opening = not before.rstrip() or before.rstrip(" ")[-1:] in ".!?\n"
        if opening and (mark := re.match(r"[,;.!?…]", after)):
            end += mark.end()
            after = text[end:]
        if after[:1] in (" ", "\u00a0") and (not before or before[-1:] in " \n"):
            end += 1
        elif before[-1:] == " " and (not after or after[0] in " ,.;:!?…)\n\u00a0\u202f"):
            start -= 1
        rest = text[end:]
        edited = self._edit((start, end), "")
        if opening and rest[:1].islower():
            draft = edited.draft
            fresh = draft.text[:start] + capitalised(draft.text[start:])
            edited = Edited(replace(draft, text=fresh), (start, start + 1))
        return edited


def recased(text: str, case: Case) -> str:
    """A capital at each word, all capitals, none."""
    if case is Case.CAPITAL:
        return re.sub(r"[^\W\d_]+", lambda m: m[0][0].upper() + m[0][1:], text, count=1)
    return text.upper() if case is Case.UPPER else text.lower()


def _article(link: re.Match[str], new: str) -> str | None:
    """«d'» before a consonant, «de» before a vowel: the other form; None when it is right («h» is left as it is)."""
    vowel = bool(_VOWEL.match(fold(new[:1])))
    if fold(new[:1]) == "h" or not new[:1].isalpha():
        return None
    if link[1] and not vowel:
        return link[1] + "e "
    if link[2] and vowel:
        return link[2][:-1] + "'"
    return None


def _without(old: str, new: str, text: str, found: Span) -> str:
    """The article of the new words falls with that of the old ones, when the old one was not in the text."""
    lead = re.match(r"(?:(?:le|la|les|un|une|du|des)\s+|l')(?=\S)", old)
    first = re.match(r"[^\W_]+", text[found[0] : found[1]])
    if lead and first and fold(first[0]) != fold(lead[0].strip(" '")):
        return re.sub(r"^(?:(?:le|la|les|un|une|du|des)\s+|l')(?=\S)", "", new)
    return new


__all__ = ["Named", "correct", "recased"]
