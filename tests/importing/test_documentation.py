"""The files printed in docs/importing.md are taken as they stand."""

import re
from pathlib import Path
from typing import Any

import pytest

from engine.importing.rows import Rejected
from tests.importing.test_reading import taken

WRITTEN = (Path(__file__).parents[2] / "docs" / "importing.md").read_text()
FILES = re.findall(r"```(csv|jsonl) (\w+)\n(.*?)```", WRITTEN, re.DOTALL)


@pytest.mark.parametrize(("form", "kind", "content"), FILES)
def test_a_file_that_is_printed_is_taken_by_what_is_guessed(
    form: str, kind: Any, content: str
) -> None:
    assert not [
        each for each in taken(kind, content, name=f"a.{form}") if isinstance(each, Rejected)
    ]


def test_every_kind_is_printed() -> None:
    assert {kind for _, kind, _ in FILES} == {"accounts", "contacts", "events"}
