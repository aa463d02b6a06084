"""Sentences as a recogniser may write them: homophones, lost endings, a lost article; the same ones each time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.sentences import Example, Span

HEARD_AS = {
    "mets": "mais", "mettez": "mettait", "lis": "lit", "lisez": "lisait", "et": "est", "est": "et", "ses": "ces",
    "ces": "ses",
    "à": "a", "envoie": "envoi", "envoyez": "envoyer", "affiche": "affiché", "montre": "montré", "efface": "effacé",
    "ouvre": "ouvert", "va": "vas", "trace": "trasse", "signe": "cygne", "champ": "chant", "imprime": "un prime",
    "enregistre": "en registre", "sors": "sort", "mes": "mais", "son": "sont", "dossier": "dossiers",
    "patient": "patients",
    "suivant": "suivants", "insère": "insert", "note": "notre", "écris": "écrit", "cherche": "cherché",
    "dictée": "dicter",
    "annule": "annulé", "ferme": "fermé", "passe": "pas", "retire": "retiré", "ajoute": "ajouté",
}  # fmt: skip
_ARTICLE = re.compile(r"(?<![\w'-])(?:le|la|les|un|une) ")
_WORD = re.compile(r"[\w'-]+")


def misheard(example: Example) -> Example:
    """The sentence with its first homophone and its first article gone wrong; what is marked stays as it was said."""
    changes = sorted(_changes(example), reverse=True)
    text, spans = example.text, list(example.spans)
    for start, end, by in changes:
        text = text[:start] + by + text[end:]
        shift = len(by) - (end - start)
        spans = [_moved(s, shift) if s.start >= end else s for s in spans]
    return Example(text, example.intent, tuple(spans))


def _changes(example: Example) -> Iterator[tuple[int, int, str]]:
    """Start, end and what stands there instead."""
    free = [m for m in _WORD.finditer(example.text) if not _marked(example, m.start(), m.end())]
    if word := next((m for m in free if m[0].lower() in HEARD_AS), None):
        yield word.start(), word.end(), HEARD_AS[word[0].lower()]
    articles = (m for m in _ARTICLE.finditer(example.text) if not _marked(example, m.start(), m.end() - 1))
    if article := next(articles, None):
        yield article.start(), article.end(), ""


def _marked(example: Example, start: int, end: int) -> bool:
    return any(s.start < end and start < s.end for s in example.spans)


def _moved(span: Span, shift: int) -> Span:
    return Span(span.name, span.start + shift, span.end + shift, span.value)
