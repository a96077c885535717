"""Who comes in by a publish itself, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.definition.document import parse
from engine.migrating.entering import who_enters

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WRITTEN = """
journey: save
name: Save
entry: {triggers: [TRIGGER]}
start: done
steps: {done: {type: exit}}
"""


@pytest.mark.parametrize(
    ("trigger", "more"),
    [
        ("{event: Account Created}", ""),
        (
            "{health: [yellow, red]}",
            " Accounts whose health is yellow or red already do not: “Let an audience in”, on the"
            " journey’s page, is for them.",
        ),
    ],
)
def test_whose_health_has_turned_already_is_said_to_stay_out(trigger: str, more: str) -> None:
    """**How it broke:** whoever published for accounts in the red looked for them in vain."""
    journey = parse(WRITTEN.replace("TRIGGER", trigger))
    found = who_enters(journey, [], NOW, timedelta(days=1))
    assert found.said == f"Nobody enters at once.{more}"
