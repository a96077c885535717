"""Real journeys as JSON, as the API gives them: the bundled ones, and the language's examples.

The builder's tests read `journeys.json` beside this file, so that what is written in TypeScript is
tried out on what Python says is a journey. To write it anew: `python -m tests.shared.writing`.
"""

import re
from pathlib import Path

import orjson
from pydantic import JsonValue

from engine.definition.document import parse, to_json

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILE = HERE / "journeys.json"


def journeys() -> dict[str, JsonValue]:
    """Definitions by their journey's key."""
    bundled = [path.read_text() for path in sorted((ROOT / "journeys").glob("*.yaml"))]
    page = (ROOT / "docs" / "language.md").read_text()
    examples = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)
    parsed = [parse(text, format="yaml") for text in (*bundled, *examples)]
    return {journey.journey: to_json(journey) for journey in parsed}


def written() -> bytes:
    return orjson.dumps(journeys(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    FILE.write_bytes(written())
