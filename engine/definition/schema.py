"""The journey language as JSON Schema.

`python -m engine.definition.schema > docs/journey.schema.json` writes the published copy.
"""

import json
from functools import cache
from typing import Any

from engine.definition.journey import Journey


@cache
def journey_schema() -> dict[str, Any]:
    """Draft 2020-12, keys as they are written in YAML and JSON. Not to be changed by the caller."""
    schema = Journey.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Onward journey",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def written() -> str:
    return json.dumps(journey_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(written(), end="")
