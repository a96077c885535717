"""How much the builder is, for whoever opens it over a slow line."""

import gzip
import json
from typing import Any

import pytest

import hatch_build

MOST_BYTES = 250_000
BEGINS, EDITOR = "src/main.tsx", "src/messages/MessageEditor.tsx"


@pytest.fixture(scope="module")
def chunks(bundle: None) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((hatch_build.BUNDLE / "manifest.json").read_text())
    return made


def loaded(chunks: dict[str, Any], begins: str) -> set[str]:
    """The files of a chunk and of all that it cannot begin without."""
    found, waiting = set[str](), [begins]
    while waiting:
        chunk = chunks[waiting.pop()]
        if chunk["file"] not in found:
            found |= {chunk["file"], *chunk.get("css", [])}
            waiting += chunk.get("imports", [])
    return found


def test_builder_opens_with_less_than_250_kilobytes(chunks: dict[str, Any]) -> None:
    files = [hatch_build.BUNDLE / file for file in loaded(chunks, BEGINS)]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < MOST_BYTES


def test_message_editor_is_loaded_when_it_is_opened(chunks: dict[str, Any]) -> None:
    assert chunks[EDITOR]["file"] not in loaded(chunks, BEGINS)
