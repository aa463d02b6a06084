"""A real Postfix and a real Dovecot on loopback high ports, TLS only, for one run; nothing leaves the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.bench.dispatch import authority

ROOT = Path(__file__).resolve().parent.parent / "var" / "mail"
LIBRARIES = ":".join(
    str(ROOT / part)
    for part in ("usr/lib/x86_64-linux-gnu", "usr/lib/dovecot", "usr/lib/dovecot/modules/old-stats", "usr/lib/postfix")
)
MODULES = b"/usr/lib/dovecot/modules"
OWNER, PASSWORD = "mail", "mot-de-passe-d-essai"
"""Account that owns the boxes (it is on every Debian), and the password of each box."""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
daemon_directory = {root}/usr/lib/postfix/sbin
command_directory = {root}/usr/sbin
shlib_directory = no
mail_owner = mail
setgid_group = daemon
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG LD_LIBRARY_PATH={libraries}
maillog_file = {home}/log/postfix.log
maillog_file_prefixes = {home}/log
myhostname = serveur.mssante.test
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
default_transport = error:nothing leaves this machine
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = texthash:{home}/boxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_mandatory_protocols = >=TLSv1.2
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
message_size_limit = 30000000
"""
DOVECOT = """\
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log/dovecot.log
libexec_dir = {root}/usr/lib/dovecot
mail_plugin_dir = {root}/usr/lib/dovecot/modules
import_environment = TZ LD_LIBRARY_PATH={libraries}
default_internal_user = mail
default_internal_group = mail
default_login_user = nobody
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_min_protocol = TLSv1.2
ssl_cert = <{cert}
ssl_key = <{key}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
"""
QUEUES = (
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Servers:
    """Where they are, and whom to trust."""

    smtp: int
    imap: int
    authority: Path
    home: Path

    def inbox(self, box: str) -> list[bytes]:
        """Messages of a box as the server keeps them, in no order."""
        return [path.read_bytes() for part in ("cur", "new") for path in (self.home / "mail" / box / part).iterdir()]


def missing() -> str:
    """Why they cannot run here; «» when they can."""
    if not (ROOT / "usr/lib/postfix/sbin/master").exists():
        return "python3 -m provision mail-servers was not run"
    return "" if os.geteuid() == 0 else "Postfix starts as root only"


@contextmanager
def running(*boxes: str) -> Iterator[Servers]:
    """Both, with these boxes («name@domain»)."""
    import pwd

    owner = pwd.getpwnam(OWNER)
    with ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="dpi-vocal-mail-"))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        home.chmod(0o755)  # the boxes' owner must reach them
        modules = Path(tempfile.mkdtemp(prefix="dpi-dovecot", dir="/tmp"))
        stack.callback(shutil.rmtree, modules, ignore_errors=True)
        modules.chmod(0o755)
        libraries = _moved(home, modules)
        pems = authority.make(home / "tls")
        servers = Servers(_free_port(), _free_port(), pems.certificate, home)
        facts = {
            "home": home, "root": ROOT, "libraries": libraries, "cert": pems.server, "key": pems.key,
            "uid": owner.pw_uid, "gid": owner.pw_gid, "domains": " ".join({b.partition("@")[2] for b in boxes}),
        }  # fmt: skip
        _lay_out(home, boxes, owner.pw_uid, owner.pw_gid)
        _configure(home, servers, facts)
        for command in (
            [ROOT / "usr/lib/postfix/sbin/master", "-c", home / "postfix", "-d"],
            _dovecot(home / "dovecot.conf"),
        ):
            stack.enter_context(_child([str(word) for word in command], libraries))
        for port in (servers.smtp, servers.imap):
            _wait_for(port, home)
        yield servers


def _dovecot(configuration: Path) -> list[str | Path]:
    """As dovecot itself would, were doveconf in /usr/bin: doveconf reads the file and becomes dovecot."""
    asked = ("-f", "service=master", "-c", configuration, "-m", "master", "-p", "-e")
    return [ROOT / "usr/bin/doveconf", *asked, ROOT / "usr/sbin/dovecot", "-F", "-c", configuration]


def _lay_out(home: Path, boxes: tuple[str, ...], uid: int, gid: int) -> None:
    for name in ("log", "run", "postfix", "queue", "data", "mail", "queue/pid"):
        (home / name).mkdir()
    for name in (*(f"queue/{q}" for q in QUEUES), "queue/maildrop", "queue/public", "data", "mail"):
        (home / name).mkdir(exist_ok=True)
        os.chown(home / name, uid, gid)
    for box in boxes:
        for part in ("", "cur", "new", "tmp"):
            (home / "mail" / box / part).mkdir(exist_ok=True)
            os.chown(home / "mail" / box / part, uid, gid)
    (home / "boxes").write_text("".join(f"{box} {box}/\n" for box in boxes))
    (home / "passwords").write_text("".join(f"{box}:{{PLAIN}}{PASSWORD}\n" for box in boxes))
    os.chown(home / "passwords", uid, gid)


def _configure(home: Path, servers: Servers, facts: dict[str, object]) -> None:
    (home / "postfix" / "main.cf").write_text(MAIN.format(**facts))
    (home / "postfix" / "master.cf").write_text(MASTER.format(port=servers.smtp))
    (home / "dovecot.conf").write_text(DOVECOT.format(port=servers.imap, **facts))


def _moved(home: Path, modules: Path) -> str:
    """Dovecot looks for its TLS module in one fixed folder only, where it is not installed: its libraries are copied
    with the name of another folder, of the same length, in that place. The path for the loader."""
    (home / "lib").mkdir()
    for module in (ROOT / "usr/lib/dovecot/modules").iterdir():
        (modules / module.name).symlink_to(module)
    for library in (ROOT / "usr/lib/dovecot").glob("libdovecot*.so.0"):
        data = library.read_bytes().replace(MODULES, os.fsencode(modules))
        (home / "lib" / library.name).write_bytes(data)
    return f"{home / 'lib'}:{LIBRARIES}"


@contextmanager
def _child(command: list[str], libraries: str) -> Iterator[None]:
    surroundings = {**os.environ, "LD_LIBRARY_PATH": libraries}
    child = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(10)
        child.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, home: Path) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    logs = "\n".join(path.read_text(errors="replace")[-2000:] for path in (home / "log").glob("*"))
    raise RuntimeError(f"nothing answers on port {port}:\n{logs}")
