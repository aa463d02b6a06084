"""The demonstration's post: real mail servers on loopback, an invented directory, and what lies in the boxes."""

from __future__ import annotations

import email
import email.policy
import io
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from actions.dispatch import directory
from actions.dispatch.directory import Directory
from actions.dispatch.directory_values import Correspondent, Mailbox
from actions.dispatch.message import Address
from assistant import store
from assistant.settings import Secret, Settings
from demo import mail_servers

PEOPLE = Path(__file__).with_name("correspondents.yml")
PATIENCE = 20.0
"""Seconds a mail and its delivery report may take."""
HL7 = {"h": "urn:hl7-org:v3"}
PDF = "string(//h:nonXMLBody/h:text)"


@dataclass(frozen=True, slots=True)
class Post:
    """Where it is."""

    servers: mail_servers.Servers
    folder: Path
    people: dict[str, Any]

    def settings(self, settings: Settings) -> Settings:
        """The assistant's, with everything that sending needs, and the doctor who speaks and signs."""
        made = settings.with_(
            "dispatch", outbox=self.folder / "outbox.db", directory=self.folder / "directory.db",
            post=self.folder / "post", grace=2.0, poll=0.5, production=False, address=self.people["ours"],
            label="DR_Camille_DURAND_Hôpital de démonstration", software="DPIVOCAL-DEMO", smtp_host="localhost",
            smtp_port=self.servers.smtp, imap_host="localhost", imap_port=self.servers.imap,
            password=Secret(mail_servers.PASSWORD), authority=str(self.servers.authority),
            organisation="Hôpital de démonstration", finess="750512345", oid="1.2.250.1.999.1",
            street="1 rue des Lilas", postcode="75005", town="PARIS", phone="0144534551",
        )  # fmt: skip
        return made.with_("site", person=self.people["doctor"]["id"], rpps=self.people["doctor"]["rpps"])

    def received(self, box: str, patient: tuple[str, str]) -> list[str]:
        """What is wrong with the mail in that box, opened without our code; [] when it is as it should be."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if (mails := self.servers.inbox(box)) and self._delivered(box):
                return _faults(mails[0], patient)
            time.sleep(0.1)
        return [f"nothing was received by {box}, or its delivery was not reported"]

    def _delivered(self, box: str) -> bool:
        with closing(sqlite3.connect(f"file:{self.folder / 'outbox.db'}?mode=ro", uri=True)) as db:
            found = db.execute("select status from parcel where address = ?", (box,)).fetchall()
        return found == [("delivered",)]


@contextmanager
def running() -> Iterator[Post | None]:
    """None, told on the way, where the servers cannot run (not provisioned, or not root)."""
    if why := mail_servers.missing():
        print(f"sending is left out: {why}", flush=True)
        yield None
        return
    people: dict[str, Any] = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    boxes = [person["box"] for person in people["correspondents"] if "box" in person]
    folder = Path(tempfile.mkdtemp(prefix="dpi-vocal-post-"))
    try:
        with mail_servers.running(people["ours"], *boxes) as servers:
            _fill(folder / "directory.db", people["correspondents"])
            yield Post(servers, folder, people)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(path: Path, people: list[dict[str, str]]) -> None:
    with store.opened(path, (directory.migrations,)) as db:
        Directory(db).put(
            Correspondent(
                p["rpps"], p["family"], p["given"], p["rpps"], "DR", p["code"], p["specialty"], p["town"],
                Address((p["street"],), p["postcode"], p["town"]), (Mailbox(p["box"]),) if "box" in p else (),
            )
            for p in people
        )  # fmt: skip


def _faults(data: bytes, patient: tuple[str, str]) -> list[str]:
    """(birth family name, given name) must be in the CDA, and its PDF be the one attached."""
    mail = email.message_from_bytes(data, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in mail.walk()}
    faults = [] if str(mail["Subject"]).startswith("XDM/1.0/DDM+") else ["the subject is not that of a document"]
    archive = zipfile.ZipFile(io.BytesIO(parts["application/zip"].get_content()))
    tree = etree.fromstring(archive.read("IHE_XDM/SUBSET01/DOC00001.XML"))
    names = " ".join(tree.xpath("//h:recordTarget//h:name//text()", namespaces=HL7)).casefold()
    if not all(name.casefold() in names for name in patient):
        faults.append("the document inside is not of that patient")
    inside = "".join(str(tree.xpath(PDF, namespaces=HL7)).split())
    attached = "".join(str(parts["application/pdf"].get_payload()).split())
    if inside != attached or not attached:
        faults.append("the PDF inside is not the one attached")
    if "IHE_XDM/SUBSET01/METADATA.XML" not in archive.namelist():
        faults.append("the archive has no metadata")
    return faults
