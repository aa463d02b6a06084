"""The demo DPI: started, fresh, of today, stopped for sure, with the invented hospital in it."""

from __future__ import annotations

import asyncio
import base64
import json
import signal
import socket
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import pytest
import yaml

from assistant.errors import SetupError
from demo.dpi import server
from demo.dpi.server import DemoDpi

HERE = Path(server.__file__).parent


def rows(database, question, *values):
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return db.execute(question, values).fetchall()


PATIENT = """SELECT y.name, y.dob, p.id FROM gnuhealth_patient p JOIN party_party y ON y.id = p.party
             WHERE y.lastname = ? ORDER BY y.name, y.dob"""


# --- what is in it


async def test_everybody_of_the_data_file_is_there_once(dpi):
    wanted = yaml.safe_load((HERE / "people.yml").read_text(encoding="utf-8"))["patients"]
    found = rows(
        dpi.file, "SELECT y.name, y.lastname, y.dob FROM gnuhealth_patient p JOIN party_party y ON y.id = p.party"
    )
    assert sorted(found) == sorted((given, family, born.isoformat()) for given, family, _sex, born, *_ in wanted)
    assert len(found) >= 120


async def test_homonyms_on_purpose(dpi):
    assert [name for name, *_ in rows(dpi.file, PATIENT, "Durand")] == ["Anne", "Marie"]
    martin = [(name, born) for name, born, _ in rows(dpi.file, PATIENT, "Martin")]
    assert martin.count(("Marie", "1962-01-09")) == 1
    assert [name for name, _ in martin].count("Marie") == 2
    assert len(rows(dpi.file, PATIENT, "Carpentier")) == 1


async def test_the_demonstration_has_what_it_shows(dpi):
    ((_, _, patient),) = rows(dpi.file, PATIENT, "Carpentier")
    haemoglobin = rows(
        dpi.file,
        """SELECT l.date_analysis, c.result, c.warning FROM gnuhealth_lab_test_critearea c
           JOIN gnuhealth_lab l ON l.id = c.gnuhealth_lab_id
           WHERE l.patient = ? AND c.name = 'Hémoglobine' ORDER BY l.date_analysis""",
        patient,
    )
    assert len(haemoglobin) == 9
    assert all(bool(low) == (not 12.0 <= value <= 16.5) for _, value, low in haemoglobin)
    letters = rows(dpi.file, "SELECT name FROM ir_attachment WHERE resource = ?", f"gnuhealth.patient,{patient}")
    assert any(title.startswith("Compte rendu opératoire du ") for (title,) in letters)
    for _, _, durand in rows(dpi.file, PATIENT, "Durand"):
        allergy = "SELECT count(*) FROM gnuhealth_patient_disease WHERE patient = ? AND is_allergy"
        assert rows(dpi.file, allergy, durand)[0][0] >= 1


async def test_the_agenda_is_of_today(dpi):
    moments = rows(dpi.file, "SELECT appointment_date FROM gnuhealth_appointment")
    days = [datetime.fromisoformat(m).replace(tzinfo=UTC).astimezone().date() for (m,) in moments]
    assert [days.count(day) for day in sorted(set(days))] == [10, 14, 10]
    assert days.count(date.today()) == 14


# --- running it


async def call(dpi, method, *params, session=""):
    headers = {"Authorization": f"Session {session}"} if session else {}
    question = {"id": 1, "method": method, "params": params}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{dpi.url}/{dpi.database}/", json=question, headers=headers) as answer,
    ):
        return answer.status, await answer.json(content_type=None) if answer.status == 200 else None


async def log_in(dpi):
    _, answer = await call(dpi, "common.db.login", dpi.user, {"password": dpi.password}, "fr")
    user, key = answer["result"]
    return base64.b64encode(f"{dpi.user}:{user}:{key}".encode()).decode()


async def test_down_up_and_logged_out():
    async with server.running(port=0) as own:
        session = await log_in(own)
        search = ("model.gnuhealth.patient.search_count", [["rec_name", "ilike", "%Durand%"]], 0, None, {})
        status, answer = await call(own, *search, session=session)
        assert (status, answer["result"]) == (200, 2)
        await own.end_sessions()
        assert (await call(own, *search, session=session))[0] == 401
        await own.pause()
        with pytest.raises(aiohttp.ClientConnectorError):
            await call(own, *search)
        with closing(sqlite3.connect(own.file)) as db, db:
            db.execute("DELETE FROM gnuhealth_appointment")
        await own.resume()
        assert await log_in(own)
        assert rows(own.file, "SELECT count(*) FROM gnuhealth_appointment") == [(0,)], "resume keeps the data"
        folder = own.file.parent
    assert not folder.exists()
    with pytest.raises(SetupError, match="dpi-stopped"):
        _ = own.file


async def test_a_taken_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=rf"port-taken: port {port} of 127\.0\.0\.1 is in use .*--port"):
            await DemoDpi(port=port).start()


async def test_nothing_built_says_what_to_run(tmp_path):
    with pytest.raises(SetupError, match=r"dpi-missing: .* is not built; run: make demo"):
        await DemoDpi(tmp_path, 0).start()


async def test_it_dies_with_us_even_when_we_are_killed():
    ours = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "demo.dpi", "0", stdout=asyncio.subprocess.PIPE, cwd=server.ROOT
    )
    said = (await asyncio.wait_for(ours.stdout.readline(), 60)).decode()
    assert said.startswith("http://127.0.0.1:")
    (child,) = Path(f"/proc/{ours.pid}/task/{ours.pid}/children").read_text().split()
    run = Path(f"/proc/{child}/cwd").resolve()
    ours.kill()
    await ours.wait()
    end = time.monotonic() + 10
    while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes():
        assert time.monotonic() < end, "the server outlived us"
        await asyncio.sleep(0.05)
    assert run.exists()
    server.forget_orphans(server.FOLDER)
    assert not run.exists()


async def test_ctrl_c_stops_it_cleanly():
    ours = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "demo.dpi", "0", stdout=asyncio.subprocess.PIPE, cwd=server.ROOT
    )
    await asyncio.wait_for(ours.stdout.readline(), 60)
    (child,) = Path(f"/proc/{ours.pid}/task/{ours.pid}/children").read_text().split()
    run = Path(f"/proc/{child}/cwd").resolve()
    ours.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(ours.wait(), 20) == 0
    assert not run.exists()


# --- dates


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/Guadeloupe"])
def test_moving_keeps_the_local_hour_across_a_change_of_clock(tmp_path, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        before = datetime(2026, 10, 20, 9, 30).astimezone()  # summer time in Paris
        database = tmp_path / "x.sqlite"
        with closing(sqlite3.connect(database)) as db, db:
            db.execute("CREATE TABLE gnuhealth_appointment (appointment_date TIMESTAMP)")
            db.execute("CREATE TABLE gnuhealth_inpatient_registration (hospitalization_date, discharge_date, state)")
            db.execute("INSERT INTO gnuhealth_appointment VALUES (?)", (f"{before.astimezone(UTC):%Y-%m-%d %H:%M:%S}",))
        server.move(database, 10)
        ((moved,),) = rows(database, "SELECT appointment_date FROM gnuhealth_appointment")
        after = datetime.fromisoformat(moved).replace(tzinfo=UTC).astimezone()
        assert (after.month, after.day, after.hour, after.minute) == (10, 30, 9, 30)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_seed_of_last_week_is_moved_to_today(tmp_path):
    made = json.loads((server.FOLDER / "seeded.json").read_text())["day"]
    before = rows(server.FOLDER / "seeded.sqlite", "SELECT appointment_date FROM gnuhealth_appointment ORDER BY id")
    later = date.fromordinal(date.fromisoformat(made).toordinal() + 7)
    run = server.fresh(server.FOLDER, 1, later)
    try:
        after = rows(run / "demo.sqlite", "SELECT appointment_date FROM gnuhealth_appointment ORDER BY id")
        pairs = zip(before, after, strict=True)
        moved = {(datetime.fromisoformat(b) - datetime.fromisoformat(a)).total_seconds() for (a,), (b,) in pairs}
        assert all(abs(seconds - 7 * 86400) <= 3600 for seconds in moved), "7 days, but for a change of clock"
        assert oct((server.FOLDER / "password").stat().st_mode)[-3:] == "600"
    finally:
        server.shutil.rmtree(run)
