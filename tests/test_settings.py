"""Settings: typed, every fault told at once, secrets never shown."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from assistant import settings
from assistant.errors import SettingsError


def write(path: Path, text: str) -> Path:
    file = path / "site.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_defaults_load() -> None:
    loaded = settings.load()
    assert loaded.console.host == "127.0.0.1"
    assert loaded.store.path.is_absolute()


def test_a_site_writes_only_what_differs(tmp_path: Path) -> None:
    loaded = settings.load(write(tmp_path, '[chart]\nkind = "gnuhealth"\n'))
    assert loaded.chart.kind == "gnuhealth"
    assert loaded.chart.timeout == 15.0


def test_unknown_keys_get_a_suggestion_and_all_faults_are_told(tmp_path: Path) -> None:
    file = write(tmp_path, '[chart]\nkinds = "memory"\ntimeout = "long"\n[consol]\nport = 1\n')
    with pytest.raises(SettingsError) as caught:
        settings.load(file)
    message = str(caught.value)
    assert "chart.kinds: unknown key, did you mean 'kind'?" in message
    assert "chart.timeout: float is wanted, not str" in message
    assert "[consol]: unknown section, did you mean 'console'?" in message


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_a_wildcard_address_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="wildcard"):
        settings.load(write(tmp_path, f'[console]\nhost = "{host}"\n'))


@pytest.mark.parametrize("line", ["complete = 0.9", "complete = 0", "unfinished = 0.5", "dictation = 0.1"])
def test_silences_that_contradict_each_other_are_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError, match="complete <= silence <= unfinished"):
        settings.load(write(tmp_path, f"[listening]\n{line}\n"))


@pytest.mark.parametrize("said", ["18h", "25:00", "8:00", "18:61", ""])
def test_a_deadline_is_an_hour(tmp_path: Path, said: str) -> None:
    with pytest.raises(SettingsError, match=r"secretariat\.deadline"):
        settings.load(write(tmp_path, f'[secretariat]\ndeadline = "{said}"\n'))


def test_the_deadline_is_the_end_of_the_day_unless_an_hour_is_given(tmp_path: Path) -> None:
    assert settings.load().secretariat.hour is None
    assert settings.load(write(tmp_path, '[secretariat]\ndeadline = "18:30"\n')).secretariat.hour == time(18, 30)


def test_a_secret_is_looked_up_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DPI_PASSWORD", "hunter2")
    loaded = settings.load(write(tmp_path, '[chart]\npassword = "env:DPI_PASSWORD"\n'))
    assert loaded.chart.password == "hunter2"
    assert "hunter2" not in repr(loaded)
    assert "hunter2" not in repr(loaded.chart.password)


def test_a_missing_secret_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="NO_SUCH_VARIABLE is not set"):
        settings.load(write(tmp_path, '[interpreter]\ntoken = "env:NO_SUCH_VARIABLE"\n'))


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"site\.toml"):
        settings.load(write(tmp_path, "[chart\n"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.toml"):
        settings.load(tmp_path / "absent.toml")
