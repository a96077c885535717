"""What the builder is tested with is what Python reads and writes today."""

from tests.shared.writing import FILE, written


def test_the_shared_journeys_are_current() -> None:
    """If this fails: python -m tests.shared.writing."""
    assert FILE.read_bytes() == written()
