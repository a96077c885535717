"""What the tests of the house share: a short, private directory that goes away afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def directory() -> Iterator[Path]:
    """Not `tmp_path`: that is too long for a socket, and closed to the database's user."""
    place = Path(tempfile.mkdtemp(prefix="onward-test-"))
    yield place
    shutil.rmtree(place, ignore_errors=True)
