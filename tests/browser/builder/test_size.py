"""How much the builder is, for whoever opens it over a slow line: gzipped, as the site sends it."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

import hatch_build

MOST_BYTES = 250_000
BEGINS, PANELS = "src/main.tsx", "src/app/laterParts.ts"
EDITOR = "src/messages/MessageEditor.tsx"
WRITING = "src/messages/writing/Writing.tsx"
"""What texts are written in: of the message editor, and loaded for any form with such a text."""


@pytest.fixture(scope="module")
def chunks(bundle: None) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((hatch_build.BUNDLE / "manifest.json").read_text())
    return made


def loaded(chunks: dict[str, Any], begins: str) -> set[str]:
    """The files of a chunk and of all that it cannot begin without."""
    return files_of(chunks, begins, lambda chunk: chunk.get("imports", []))


def ever_loaded(chunks: dict[str, Any], begins: str) -> set[str]:
    """The files of a chunk and of all that it may ask for, but for the message editor."""

    def others(chunk: dict[str, Any]) -> list[str]:
        asked_for = [*chunk.get("imports", []), *chunk.get("dynamicImports", [])]
        return [other for other in asked_for if other not in (EDITOR, WRITING)]

    return files_of(chunks, begins, others)


def files_of(
    chunks: dict[str, Any], begins: str, others: Callable[[dict[str, Any]], list[str]]
) -> set[str]:
    seen, waiting = {begins}, [begins]
    while waiting:
        found = set(others(chunks[waiting.pop()])) - seen
        seen |= found
        waiting += found
    return {file for name in seen for file in (chunks[name]["file"], *chunks[name].get("css", []))}


def test_builder_is_less_than_250_kilobytes_without_the_message_editor(
    chunks: dict[str, Any],
) -> None:
    files = [hatch_build.BUNDLE / file for file in ever_loaded(chunks, BEGINS)]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < MOST_BYTES


def test_dialogs_and_panels_are_loaded_when_one_is_opened(chunks: dict[str, Any]) -> None:
    later = ever_loaded(chunks, BEGINS) - loaded(chunks, BEGINS)
    assert chunks[PANELS]["file"] in later


def test_message_editor_is_loaded_when_it_is_opened(chunks: dict[str, Any]) -> None:
    others = ever_loaded(chunks, BEGINS)
    assert not {chunks[EDITOR]["file"], chunks[WRITING]["file"]} & others
