"""A place whose delays are counted (pytest_plugins in conftest.py)."""

import pytest

from tests.ledger_values import Place


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)
