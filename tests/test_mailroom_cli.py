"""The command line around sending: the directory is filled and looked into, faults are told, copies are whole."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

import pytest

from assistant import settings as configuration
from assistant import store
from assistant.cli import doctor, records
from assistant.cli.correspondents import correspondents
from assistant.errors import SetupError
from tests.correspondence import settings
from tests.test_dispatch_directory import PEOPLE, written


@pytest.fixture
def site(tmp_path):
    made = configuration.load()
    return replace(made, dispatch=settings(tmp_path)).with_("store", path=tmp_path / "store.sqlite")


def verb(*words):
    return argparse.Namespace(what=words[0], of=list(words[1:]), json=True)


async def test_the_national_file_is_imported_and_found(site, tmp_path, capsys):
    assert await correspondents(verb("boxes", str(written(tmp_path, PEOPLE))), site) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kept"] >= 1
    assert await correspondents(verb("find", "hoda"), site) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["boxes"]
    assert await correspondents(verb("find", "personne"), site) == 1


async def test_a_file_that_is_not_there_is_named(site, tmp_path):
    with pytest.raises(SetupError, match=r"nothing\.txt"):
        await correspondents(verb("boxes", str(tmp_path / "nothing.txt")), site)


def test_doctor_tells_what_would_keep_everything_from_leaving(site):
    assert doctor._dispatch(configuration.load()).says.startswith("off")
    assert doctor._dispatch(site).well
    without = doctor._dispatch(site.with_("dispatch", finess="", software=""))
    assert not without.well
    assert "dispatch.finess, dispatch.software" in without.says
    assert not doctor._dispatch(site.with_("dispatch", authority="no/such.pem")).well


async def test_a_backup_holds_the_outbox_too(site, tmp_path, capsys):
    for path in (site.store.path, site.dispatch.outbox):
        store.connect(path, ()).close()
    to = tmp_path / "copies" / "monday.sqlite"
    assert await records.backup(argparse.Namespace(to=str(to), json=True), site) == 0
    assert sorted(file.name for file in to.parent.iterdir()) == ["monday-outbox.db", "monday.sqlite"]
    assert len(capsys.readouterr().out.splitlines()) == 2
