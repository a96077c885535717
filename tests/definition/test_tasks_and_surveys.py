"""The journey printed in docs/tasks-and-surveys.md can be published as it stands."""

import re
from pathlib import Path

from engine.definition.document import parse
from engine.validation import validate

PAGE = (Path(__file__).parents[2] / "docs" / "tasks-and-surveys.md").read_text()


def test_the_printed_journey_has_no_fault() -> None:
    (printed,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
    journey = parse(printed, format="yaml")
    assert [each for each in validate(journey) if each.severity == "blocking"] == []
