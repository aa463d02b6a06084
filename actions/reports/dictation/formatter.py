"""What was dictated, as the recogniser writes it -> what a French medical secretary would have typed."""

from __future__ import annotations

from actions.reports.dictation.addresses import addresses
from actions.reports.dictation.amounts import amounts
from actions.reports.dictation.fixed_forms import phrases
from actions.reports.dictation.items import context, split, without_context
from actions.reports.dictation.layout import lay
from actions.reports.dictation.levels import levels
from actions.reports.dictation.moments import moments
from actions.reports.dictation.names import names
from actions.reports.dictation.numerals import numerals
from actions.reports.dictation.readings import readings
from actions.reports.dictation.settle import settle
from actions.reports.dictation.signs import signs, tidy
from actions.reports.dictation.terms import terms
from actions.reports.dictation.values import FRENCH, Lexicon, Typography, Written

_NO_NAMES = Lexicon()


def ready() -> None:
    """Load every list of words, so that the first utterance waits for none (about a second on a busy machine)."""
    write("madame dubreuil point l'ecg de zyrtexine deux fois cinq milligrammes à nantes le trois mars")


def write(words: str, before: str = "", lexicon: Lexicon | None = None, typography: Typography = FRENCH) -> Written:
    """The text to insert at the cursor after `before`.

    `words`: lower case, numbers in words, no punctuation, parted by spaces. Never raises; empty words write nothing.
    Conventions: actions/reports/dictation/README.md.
    """
    said = words.lower().replace("’", "'").split()
    items = context(before) + signs(addresses(split(said)), before)
    for step in (phrases, numerals, moments, readings, amounts, levels):
        items = step(items)
    items = names(items, lexicon or _NO_NAMES)
    items = without_context(settle(terms(items)))
    return lay(tidy(items, before), len(said), before, typography)
