"""Chromium and its driver, from the distribution."""

from __future__ import annotations

from provision import checks
from provision.shell import Shell
from provision.step import Fault

APT = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-y", "--no-install-recommends")


def chromium(shell: Shell) -> None:
    """apt, only when absent. Raises Fault(browser)."""
    if checks.programs():
        return
    hint = "Chromium could not be installed; run: apt install chromium chromium-driver"
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    shell.run(*APT, "update", code="browser", hint=hint, more=quiet)
    shell.run(*APT, "install", "chromium", "chromium-driver", "fonts-dejavu-core", code="browser", hint=hint, more=quiet)
    if not checks.programs():
        raise Fault("browser", "apt installed Chromium, yet chromium and chromedriver are not on PATH; add /usr/bin to it")
