"""On which day steps are reached, by the definition alone. The cases are the builder's too."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from engine.definition.document import from_data, parse
from engine.ruler import Reach, ruler

SHARED = Path(__file__).parents[1] / "shared" / "ruler"
CASES = sorted(path.stem for path in SHARED.glob("*.json"))


def rounded(reach: Reach) -> dict[str, float | None]:
    return {name: None if days is None else round(days, 4) for name, days in asdict(reach).items()}


@pytest.mark.parametrize("name", CASES)
def test_steps_are_reached_when_the_shared_case_says(name: str) -> None:
    case = json.loads((SHARED / f"{name}.json").read_text())
    found = ruler(from_data(case["definition"]))
    assert {step: rounded(reach) for step, reach in found.items()} == case["expected"]


def test_bundled_journey_is_reached_on_the_days_it_speaks_of() -> None:
    text = (SHARED.parents[2] / "journeys" / "onboarding.yaml").read_text()
    found = ruler(parse(text, format="yaml"))
    days = {step: found[step].earliest_day for step in ("welcome", "tutorial", "call", "done")}
    assert days == {"welcome": 1, "tutorial": 3, "call": 14, "done": 30}


def test_days_are_counted_from_one() -> None:
    assert Reach(0.99, 1.0).earliest_day == 1
    assert Reach(0.99, 1.0).typical_day == 2
    assert Reach(45 * 1.4, None).earliest_day == 64
    assert Reach(None, None).typical_day is None
