"""On which day steps are reached, by the definition alone. The cases are the builder's too."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from engine.definition.document import from_data, parse
from engine.ruler import Reach, ruler
from tests.shared.definitions import everything

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


def test_typical_day_lies_between_the_earliest_and_the_latest() -> None:
    for key, journey in everything().items():
        for step, reach in ruler(journey).items():
            days = (reach.earliest, reach.typical, reach.latest)
            told = [each for each in days if each is not None]
            assert told == sorted(told), (key, step)


def test_a_long_journey_with_many_joins_is_reckoned_at_once() -> None:
    steps = {
        f"s{n}": {
            "type": "wait",
            "until": {"event": "Login"},
            "at_most": "1d",
            "on": {"happened": f"s{n + 1}", "timeout": f"s{n + 1}"},
        }
        for n in range(400)
    }
    journey = from_data(
        {
            "journey": "long",
            "name": "Long",
            "entry": {},
            "start": "s0",
            "steps": {**steps, "s400": {"type": "exit"}},
        }
    )
    assert ruler(journey)["s400"] == Reach(0, 200, 400)


def test_days_are_counted_from_one() -> None:
    reach = Reach(0.99, 1.0, 1.5)
    assert (reach.earliest_day, reach.typical_day, reach.latest_day) == (1, 2, 2)
    assert Reach(45 * 1.4, None, None).earliest_day == 64
    unknown = Reach(None, None, None)
    assert (unknown.typical_day, unknown.latest_day) == (None, None)
