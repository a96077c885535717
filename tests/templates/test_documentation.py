"""The examples in `docs/templates.md` do what the page says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engine.templates import render_line
from engine.templates.filters import FILTERS

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = [
    tuple(part.strip() for part in line.split("→"))
    for block in BLOCKS
    for line in block.splitlines()
    if "→" in line
]


def customer() -> dict[str, Any]:
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found
    scope: dict[str, Any] = json.loads(found[1])
    return scope


@pytest.mark.parametrize(("template", "read"), EXAMPLES)
def test_example_reads_as_the_page_says(template: str, read: str) -> None:
    assert render_line(template, customer()) == read


def test_every_filter_has_an_example() -> None:
    shown = " ".join(template for template, _ in EXAMPLES)
    assert [name for name in FILTERS if not re.search(rf"\| {name}\b", shown)] == []
