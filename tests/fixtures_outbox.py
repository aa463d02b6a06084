"""An outbox on real SQLite with a clock moved by hand, and what is put into it (pytest_plugins in conftest.py)."""

from __future__ import annotations

import pytest

from actions.dispatch.outbox import Outbox, migrations
from actions.dispatch.outbox_values import Parcel
from assistant import store

MSS = ("mssante",)


class Hand:
    """A clock moved by hand."""

    def __init__(self):
        self.at = 1_000_000.0

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def box(tmp_path, clock):
    return opened(tmp_path, clock)


def opened(folder, clock=None):
    return Outbox(store.connect(folder / "outbox.sqlite", (migrations,)), clock)


def parcel(number=1, to="adam@x.mssante.fr", data=b"Subject: x\r\n\r\n.bonjour\r\n"):
    name = f"p{number}"
    return Parcel(
        name, f"r{number}", f"1.2.{number}", "1.2", 1, "mssante", to, to, "Dr Adam", "42", "cardio@x.mssante.fr",
        f"<{name}@x.fr>", name, f"Message-ID: <{name}@x.fr>\r\n".encode() + data,
    )  # fmt: skip
