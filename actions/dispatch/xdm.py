"""IHE_XDM.zip: a CDA with its metadata and what a person needs to read it (IHE ITI-32), the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from actions.dispatch import cda, metadata, wording
from actions.dispatch.message import Outgoing

NAME = "IHE_XDM.zip"
SUBSET = "IHE_XDM/SUBSET01"
DOCUMENT, METADATA, README, INDEX = f"{SUBSET}/DOC00001.XML", f"{SUBSET}/METADATA.XML", "README.TXT", "INDEX.HTM"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""A zip's oldest date: an entry's own date says nothing here, and would make each archive differ."""


def build(out: Outgoing) -> bytes:
    """The archive of one document."""
    document = cda.build(out)
    facts = wording.facts(out)
    return pack({
        README: wording.fill("readme.txt", facts).replace("\n", "\r\n").encode("utf-8"),
        INDEX: wording.fill("index.htm", facts, escape=True).replace("\n", "\r\n").encode("utf-8"),
        METADATA: metadata.build(out, document),
        DOCUMENT: document,
    })  # fmt: skip


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, in that order, without dates."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, data)
    return made.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Name -> bytes. Raises ValueError for what is no zip or is too large to be one of ours (64 MiB)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 64 * 2**20:
                raise ValueError("the archive is larger than 64 MiB once unpacked")
            return {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as fault:
        raise ValueError(f"no readable zip: {fault}") from fault
