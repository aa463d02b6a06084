"""A certificate authority made for one run by openssl: its certificate, and one for 127.0.0.1 and localhost."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import SetupError


@dataclass(frozen=True, slots=True)
class Authority:
    """Paths of PEM files."""

    certificate: Path
    """Of the authority: what a client trusts."""
    server: Path
    """Certificate of the server."""
    key: Path

    def context(self) -> ssl.SSLContext:
        """For a server."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.server, self.key)
        return made


def make(folder: Path) -> Authority:
    """Raises SetupError(openssl-missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    ca, ca_key, cert, key, request = (
        folder / n for n in ("ca.pem", "ca.key", "server.pem", "server.key", "server.csr")
    )
    names = folder / "names.cnf"
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", encoding="ascii")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    _openssl("req", "-x509", *curve, "-keyout", ca_key, "-out", ca, "-days", "2", "-subj", "/CN=test authority")
    _openssl("req", *curve, "-keyout", key, "-out", request, "-subj", "/CN=localhost")
    _openssl(
        "x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-out", cert, "-days", "2",
        "-extfile", names,
    )  # fmt: skip
    return Authority(ca, cert, key)


def _openssl(*words: str | Path) -> None:
    try:
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        raise SetupError("openssl-missing", f"openssl {words[0]} failed") from fault
