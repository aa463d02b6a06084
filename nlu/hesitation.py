"""«euh», words said twice, courtesy: neither read nor learnt by the model; where the other words were stays known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlu.sentences import Example, Span

_EMPTY = re.compile(
    r"(?<![\w'-])(?:(?:euh+|heu+|hum+|hm+|mm+h*)(?: |$)"
    r"|(le|la|les|de|du|des|un|une|au|à|dans|sur|pour|et|mets|ouvre) (?=\1 ))"
)
"""«bah» and «ben» stay: people are called so."""
_BETWEEN = r"(?:bien|juste|vite|encore|maintenant|aussi|me|nous|le|la|les|lui|leur|y|en) |m'|l'|t'|d'"
_INFINITIVE = rf"(?=(?:{_BETWEEN})*\w+(?:er|ir|re|oir)\b)"
_KINDLY = r"(?:l'obligeance|l'amabilité|la gentillesse|la bonté|l'extrême obligeance)"
_ASKED = re.compile(
    r"^(?:est-ce que )?(?:"
    rf"(?:(?:tu|vous) (?:peux|pouvez|pourrais|pourriez|veux bien|voulez bien|voudrais bien|voudriez bien)"
    rf"|(?:peux|pourrais|veux|voudrais)[- ]tu|(?:pouvez|pourriez|voulez|voudriez)[- ]vous) (?:bien )?{_INFINITIVE}"
    r"|veuillez (?:bien )?(?=\w)|merci de (?:bien vouloir )?(?=\w)"
    rf"|(?:ayez|aie|auriez-vous|aurais-tu|ayez donc) {_KINDLY} (?:de |d')"
    rf"|(?:(?:serait-il|est-il|c'est|ce serait|il serait) possible|y aurait-il moyen) (?:de |d'){_INFINITIVE})"
)
"""How an order is begun politely."""
_POLITE = re.compile(
    r" (?:s'il (?:te|vous) pla[iî]t|s'te pla[iî]t|svp|stp|je (?:te|vous) (?:en )?prie|je t'en prie"
    r"|si (?:tu peux|vous pouvez|possible|tu veux bien|vous voulez bien)|quand (?:tu peux|vous pouvez)"
    r"|vite fait|merci(?: bien| beaucoup| d'avance)?$)(?![\w'-])"
)


def gaps(text: str) -> tuple[tuple[int, int], ...]:
    """Stretches of a cleaned text that say nothing of what is wanted, in order; none that leave nothing."""
    found = sorted(m.span() for pattern in (_EMPTY, _ASKED, _POLITE) for m in pattern.finditer(text))
    return tuple(found) if len(text) > sum(end - start for start, end in found) else ()


def fluent(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without them, and the place each of its characters had; the text itself when nothing is left."""
    out, at, last = "", list[int](), 0
    for start, end in gaps(text):
        if end > last:
            out += text[last : max(last, start)]
            at += range(last, max(last, start))
            last = end
    out += text[last:]
    at += range(last, len(text))
    led = len(out) - len(out.lstrip())
    bare = out.strip()
    return (bare, tuple(at[led : led + len(bare)])) if bare else (text, tuple(range(len(text))))


def learnt(examples: Iterable[Example]) -> Iterator[Example]:
    """Training sentences as the model will be given them; each once."""
    seen: set[tuple[str, str]] = set()
    for example in examples:
        bare = _bare(example)
        if (bare.text, bare.intent) not in seen:
            seen.add((bare.text, bare.intent))
            yield bare


def _bare(example: Example) -> Example:
    text, at = fluent(example.text)
    spans = []
    for span in example.spans:
        start = next((i for i, place in enumerate(at) if place >= span.start), len(at))
        end = next((i for i, place in enumerate(at) if place >= span.end), len(at))
        if start >= end or "  " in text:
            return example
        spans.append(Span(span.name, start, end, span.value))
    return Example(text, example.intent, tuple(spans))
