"""Recipes: the shipped one loads; a faulty one says everything that is wrong."""

from __future__ import annotations

import pytest

from actions.charts.browser.recipe import RECIPES, load
from assistant.errors import SettingsError
from assistant.record import SECTIONS


def test_the_shipped_recipe_covers_every_section() -> None:
    recipe = load("gnuhealth-sao")
    assert set(recipe.sections) == set(SECTIONS)
    assert recipe.dialogs[-1].button == ""


def test_an_unknown_recipe_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="gnuhealth-sao"):
        load("dpi-qui-n-existe-pas")


def test_all_faults_are_told_at_once(tmp_path) -> None:
    text = (RECIPES / "gnuhealth-sao.toml").read_text(encoding="utf-8")
    bad = text.replace("booted = ", "bootted = ").replace("background = 0", 'background = "0"')
    path = tmp_path / "bad.toml"
    path.write_text(bad.replace("[sections.vitals]\nmodel", "[sections.vitals]\nmodell"), encoding="utf-8")
    with pytest.raises(SettingsError) as fault:
        load(str(path))
    for told in ("selectors.booted is missing", "selectors.bootted is unknown", "background has the wrong type",
                 "sections.vitals.modell is unknown", "sections.vitals.model is missing"):  # fmt: skip
        assert told in fault.value.detail


def test_broken_toml_says_where(tmp_path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("name = ", encoding="utf-8")
    with pytest.raises(SettingsError, match="end of document"):
        load(str(path))
