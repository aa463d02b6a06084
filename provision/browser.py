"""Chromium and its driver, from the distribution."""

from __future__ import annotations

from provision import checks
from provision.shell import Shell
from provision.step import StepError

PACKAGES = ("chromium", "chromium-driver", "fonts-dejavu-core")
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-y", "--no-install-recommends")


def chromium(shell: Shell) -> None:
    """apt, only when absent. Raises StepError(browser)."""
    if checks.programs():
        return
    hint = "Chromium could not be installed; run: apt install chromium chromium-driver"
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    shell.run(*APT, "update", code="browser", hint=hint, more=quiet)
    shell.run(*APT, "install", *PACKAGES, code="browser", hint=hint, more=quiet)
    if not checks.programs():
        raise StepError("browser", "chromium and chromedriver are installed but not on PATH; add /usr/bin to it")
