"""The mail servers of the tests (Debian's Postfix and Dovecot), unpacked in the clone and never installed.

Installing them would replace a mail server the machine may already have, and start one; the packages and what they
need that is not there are fetched by apt and opened under var/mail.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from provision.shell import Shell
from provision.step import VAR, StepError

PACKAGES = ("postfix", "dovecot-imapd")
ROOT = VAR / "mail"
_SKIPPED = ("cpio_",)
"""Needed by the installer of a package alone."""


def servers(shell: Shell) -> None:
    """Raises StepError(mail-servers)."""
    if not shutil.which("apt-get"):
        raise StepError("mail-servers", "apt-get is not on this machine; the tests of dispatch need Debian or kin")
    hint = "Debian's postfix and dovecot-imapd could not be fetched"
    fetched, quiet = VAR / "tmp" / "mail", {"DEBIAN_FRONTEND": "noninteractive"}
    shutil.rmtree(fetched, ignore_errors=True)
    (fetched / "partial").mkdir(parents=True)
    apt = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-o", f"Dir::Cache::archives={fetched}", "-y")
    if os.geteuid() == 0:
        shell.run(*apt, "update", code="mail-servers", hint=hint, more=quiet)
    shell.run(
        *apt, "install", "--download-only", "--reinstall", "--no-install-recommends", *PACKAGES,
        code="mail-servers", hint=hint, more=quiet,
    )  # fmt: skip
    shutil.rmtree(ROOT, ignore_errors=True)
    for archive in sorted(fetched.glob("*.deb")):
        if not archive.name.startswith(_SKIPPED):
            shell.run("dpkg-deb", "-x", archive, ROOT, code="mail-servers", hint=hint)
    shutil.rmtree(fetched, ignore_errors=True)
    if not (Path(ROOT) / "usr/sbin/dovecot").exists():
        raise StepError("mail-servers", hint)
