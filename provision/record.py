"""The demo DPI: GNU Health in its environment, its web client, a database with ICD-10 in French, invented patients."""

from __future__ import annotations

import json
import secrets
import shutil
from datetime import date, datetime
from pathlib import Path

from provision import pips
from provision.shell import Shell
from provision.step import ROOT, VAR

HERE = ROOT / "demo" / "dpi"
DPI = VAR / "dpi"
PYTHON = DPI / "venv" / "bin" / "python"
CLIENT = DPI / "sao"
MODULES = ("health_lab", "health_inpatient", "health_icd10", "health_history", "health_imaging")
LIBRARIES = {
    "jquery": "jquery", "bootstrap": "bootstrap", "moment": "moment", "gettext.js": "gettext.js", "c3": "c3",
    "papaparse": "papaparse", "fullcalendar": "fullcalendar", "mousetrap": "mousetrap", "sortablejs": "Sortable",
    "d3/dist/d3.min.js": "d3/d3.min.js",
}  # fmt: skip
"""npm's place -> the place where sao looks (bower's)."""
OLDEST = 30
"""Days after which the invented results look old: the seed is made again."""
CONFIG = "[database]\nuri = sqlite://\npath = {folder}\nlanguage = fr\n[attachment]\nfilestore = False\n"


def server(shell: Shell) -> None:
    """GNU Health's own environment."""
    pips.environment(shell, DPI / "venv", HERE / "requirements.lock")


def client(shell: Shell) -> None:
    """sao's published files, with the libraries it expects beside them."""
    npm = DPI / "npm"
    npm.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, npm / name)
    shell.run(
        "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=npm,
        code="client-failed", hint=f"the record's web client could not be fetched: {pips.FAILED}",
    )  # fmt: skip
    modules = npm / "node_modules"
    shutil.rmtree(CLIENT, ignore_errors=True)
    shutil.copytree(modules / "tryton-sao", CLIENT, ignore=shutil.ignore_patterns("node_modules"))
    for source, target in LIBRARIES.items():
        place = CLIENT / "bower_components" / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if (modules / source).is_dir():
            shutil.copytree(modules / source, place)
        else:
            shutil.copy(modules / source, place)
    for name in ("custom.js", "custom.css"):
        (CLIENT / name).touch()
    shutil.rmtree(npm)


def database(shell: Shell) -> None:
    """An empty hospital: every table, every French label, ICD-10; and the password of its three users."""
    work = _work("base")
    password = DPI / "password"
    if not password.exists():
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(18), encoding="utf-8")
    (work / "demo.sqlite").touch()
    shell.run(
        PYTHON, "-W", "ignore", DPI / "venv" / "bin" / "trytond-admin", "-c", work / "trytond.conf", "-d", "demo",
        "-l", "fr", "--email", "admin@example.org", "-u", *MODULES, "--activate-dependencies", "-v",
        code="database-failed", hint="the record's database could not be made", more={"TRYTONPASSFILE": str(password)},
    )  # fmt: skip
    _keep(work, "base.sqlite")


def people(shell: Shell) -> None:
    """The invented hospital, as of today."""
    work, today = _work("people"), _today().isoformat()
    shutil.copy(DPI / "base.sqlite", work / "demo.sqlite")
    shell.run(
        PYTHON, "-W", "ignore", "-m", "demo.dpi.seed", work / "trytond.conf", "demo", today,
        say_in=(DPI / "password").read_text(encoding="utf-8") + "\n",
        code="seed-failed", hint="the invented patients could not be made",
    )  # fmt: skip
    _keep(work, "seeded.sqlite")
    (DPI / "seeded.json").write_text(json.dumps({"day": today}), encoding="utf-8")


def young() -> bool:
    """The seed is less than a month old."""
    made = json.loads((DPI / "seeded.json").read_text(encoding="utf-8"))["day"]
    return abs((_today() - date.fromisoformat(made)).days) <= OLDEST


def _today() -> date:
    return datetime.now().astimezone().date()


def _work(name: str) -> Path:
    work = VAR / "tmp" / f"dpi-{name}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / "trytond.conf").write_text(CONFIG.format(folder=work), encoding="utf-8")
    return work


def _keep(work: Path, name: str) -> None:
    (work / "demo.sqlite").replace(DPI / name)
    shutil.rmtree(work)
