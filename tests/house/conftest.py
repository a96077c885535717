"""What the tests of the house share: a short, private directory that goes away afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def private_directory() -> Iterator[Path]:
    """Not pytest's: that is long for a socket, and closed to the database's user at every run."""
    place = Path(tempfile.mkdtemp(prefix="onward-test-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def directory() -> Iterator[Path]:
    with private_directory() as place:
        yield place
