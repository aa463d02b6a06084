"""The road of letters on paper: their two PDFs into the folder of whoever prints and posts, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from actions.dispatch import xdm
from actions.dispatch.outbox_values import Parcel
from actions.dispatch.transport import Fate, Result


@dataclass(frozen=True, slots=True)
class PostLink:
    """Files are named by the message: the same letter twice is the same two files."""

    folder: Path

    def deliver(self, parcel: Parcel, last_call: Callable[[], bool]) -> Result:
        """Written aside first; each file has its name only once it is whole."""
        parts: list[tuple[Path, Path]] = []
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name, data in xdm.unpack(parcel.data).items():
                file = self.folder / f"{parcel.id}_{name}"
                part = file.with_suffix(".part")
                part.touch(mode=0o600)
                part.write_bytes(data)
                parts.append((part, file))
            if not last_call():
                return Result(Fate.LOST)
            for part, file in parts:
                part.replace(file)
        except OSError as fault:
            return Result(Fate.RETRY, "post-down", type(fault).__name__)
        return Result(Fate.SENT)

    def close(self) -> None:
        """Nothing is kept open."""
