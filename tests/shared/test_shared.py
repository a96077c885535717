"""What the builder is tested with is what Python reads, writes and says today."""

import pytest

from tests.shared.writing import FILES, HERE, written


@pytest.mark.parametrize("name", FILES)
def test_the_shared_files_are_current(name: str) -> None:
    """If this fails: python -m tests.shared."""
    assert (HERE / name).read_bytes() == written(name), "Run: python -m tests.shared"


def test_no_other_file_is_taken_for_one() -> None:
    assert {path.name for path in HERE.glob("*.json")} == set(FILES)
