"""Whom programs let in, where their scenarios cannot say: scenarios begin inside, by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.entry import refused_by_event, triggers_for
from engine.facts import Facts
from tests.gallery.test_programs import PROGRAMS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEWS = timedelta()
BY_KEY = {program.journey: program for program in PROGRAMS}


def lets_in(program: str, event: str, properties: dict[str, Any]) -> bool:
    journey = BY_KEY[program]
    facts = Facts(now=NOW, properties=properties)
    meant = any(triggers_for(journey, event, properties))
    return meant and refused_by_event(journey, event, NEWS, facts) is None


@pytest.mark.parametrize(
    ("event", "properties", "enters"),
    [
        ("survey.answered", {"survey": "nps", "score": 6}, True),
        ("survey.answered", {"survey": "nps", "score": 7}, False),
        ("survey.answered", {"survey": "csat", "score": 1}, False),
        ("survey.answered", {"survey": "nps"}, False),
        ("Survey Answered", {"kind": "nps", "score": 0, "journey": "quarterly"}, True),
        ("Survey Answered", {"kind": "nps", "score": 10, "journey": "quarterly"}, False),
        ("Survey Answered", {"kind": "nps", "score": 0, "journey": "nps-check-in"}, False),
        ("Survey Answered", {"kind": "csat", "score": 1, "journey": "quarterly"}, False),
    ],
)
def test_only_detractors_whom_nobody_calls_yet_are_recovered(
    event: str, properties: dict[str, Any], enters: bool
) -> None:
    assert lets_in("nps-recovery", event, properties) is enters


@pytest.mark.parametrize(("band", "enters"), [("red", True), ("yellow", False), ("green", False)])
def test_only_red_accounts_are_saved(band: str, enters: bool) -> None:
    assert lets_in("save", "health.changed", {"from": "green", "to": band}) is enters
