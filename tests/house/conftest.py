"""What the tests of the house share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts import private_directory


@pytest.fixture
def directory() -> Iterator[Path]:
    """A place of this test's own, with room for servers and their sockets."""
    with private_directory() as place:
        yield place
