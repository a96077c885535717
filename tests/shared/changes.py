"""What Python says has changed between two definitions, as a drawing marks it."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from pydantic import JsonValue

from engine.definition.document import to_json
from engine.differences.outline import link_changes, step_changes
from tests.shared import definitions, findings


def changes() -> JsonValue:
    """From each sound journey to what it was broken to, and from each journey to the next one."""
    journeys = definitions.everything()
    broken = {
        name: _between(to_json(journeys[of]), to_json(journey))
        for name, (of, journey) in findings.broken().items()
    }
    following = {
        f"{one} to {other}": _between(to_json(journeys[one]), to_json(journeys[other]))
        for one, other in pairwise(journeys)
    }
    return {"broken": broken, "following": following}


def _between(old: Mapping[str, Any], new: Mapping[str, Any]) -> JsonValue:
    return {
        "steps": [asdict(change) for change in step_changes(old, new)],
        "links": [asdict(change) for change in link_changes(old, new)],
    }
