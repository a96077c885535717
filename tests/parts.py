"""The real parts tests run against: PostgreSQL, Temporal, a mail server, a place to put them."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def private_directory() -> Iterator[Path]:
    """A short path, and open to the database's own user; pytest's directories are neither."""
    place = Path(tempfile.mkdtemp(prefix="onward-test-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
