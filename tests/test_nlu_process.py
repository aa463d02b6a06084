"""Children are watched: an exit code when they end, «stuck» when they stand still, and nothing is left behind."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nlu import process

SLEEPS = "import time; time.sleep(60)"
WORKS = "import time\nend = time.time() + 3.5\nwhile time.time() < end: pass\nraise SystemExit(3)"

HAS_IT_DONE = f"import subprocess, sys\nraise SystemExit(subprocess.call([sys.executable, '-c', {WORKS!r}]))"


@pytest.mark.parametrize(("code", "ended"), [(SLEEPS, process.STUCK), (WORKS, "3"), (HAS_IT_DONE, "3")])
async def test_a_child_that_works_is_waited_for_and_one_that_stands_still_is_told(tmp_path: Path, code, ended):
    with (tmp_path / "log").open("wb") as log:
        child = await process.spawn([sys.executable, "-c", code], {}, log, tmp_path)
    try:
        assert await process.ended(child, 1.5) == ended
    finally:
        await process.end(child)
    assert child.returncode is not None
