"""The bench of names: the same base for the same seed, noise that changes words, figures that add up."""

from __future__ import annotations

import random
from collections import Counter

from assistant.bench.names import base, noise
from assistant.bench.names.run import measure


def test_the_base_is_drawn_again_with_french_frequencies() -> None:
    people = base.patients(20_000, 7)
    assert people == base.patients(20_000, 7)
    assert people[:100] != base.patients(100, 8)
    families = Counter(p.family for p in people)
    assert 0.0015 < families["Martin"] / len(people) < 0.005
    assert families.most_common(1)[0][1] > 40
    assert sum(times == 1 for times in families.values()) > 5_000
    assert len(families) > 5_000
    old = Counter(p.given for p in people if p.born and p.born.year < 1935)
    young = Counter(p.given for p in people if p.born and p.born.year > 2000)
    assert old["Marcel"] > young["Marcel"]
    assert young["Léa"] > old["Léa"]


def test_noise_is_noise() -> None:
    rnd = random.Random(1)
    assert {noise.same_sound("Lefèvre", rnd) for _ in range(50)} - {"lefèvre"}
    assert noise.other_sound("Morel", rnd) != "morel"
    assert {noise.cut("Le Goff", rnd) for _ in range(50)} == {"goff", "legoff"}
    assert noise.cut("Dupont", rnd) == "du pont"


async def test_the_figures_of_a_small_base() -> None:
    rows = [row async for row in measure(3_000, 300, 1)]
    every = next(row for row in rows if row.get("requests") == "all")
    assert every["n"] == 300
    assert every["opened"] + every["asked"] + every["nobody"] + every["wrong"] == 300  # type: ignore[operator]
    assert every["wrong"] == every["then_wrong"] == 0
    assert every["top3"] > 95  # type: ignore[operator]
    assert sum(int(row["n"]) for row in rows if row.get("requests") not in (None, "all")) == 300
