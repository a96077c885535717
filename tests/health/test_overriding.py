"""A person's judgement in place of the computed health."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from engine.health import Level, Override, effective
from tests.health.parts import NOW, scored

UNTIL = NOW + timedelta(days=14)


def override(**said: Any) -> Override:
    return Override.model_validate(
        {"reason": "Their champion left.", "by": "Ada", "expires_at": UNTIL} | said
    )


def test_a_band_takes_the_place_of_the_computed_one_which_stays_visible() -> None:
    computed = scored()
    found = effective(computed, override(band="red"), NOW)
    assert (found.band, found.value) == ("red", 100)
    assert found.computed is computed
    assert found.sentence == (
        "Red, set by Ada until Mon 21 Sep 2026, 12:00 (UTC): Their champion left. "
        "Computed: 100, green: nothing is lost."
    )


@pytest.mark.parametrize(("points", "band"), [(70, "green"), (69.9, "yellow"), (39, "red")])
def test_a_score_brings_its_band_along(points: float, band: Level) -> None:
    found = effective(scored(), override(score=points), NOW)
    assert (found.value, found.band) == (points, band)
    assert found.computed.value == 100


def test_it_ends_at_the_instant_it_expires() -> None:
    computed = scored()
    said = override(band="red")
    assert effective(computed, said, UNTIL - timedelta(seconds=1)).override is said
    for expired in (effective(computed, said, UNTIL), effective(computed, None, NOW)):
        assert (expired.band, expired.value, expired.override) == ("green", 100, None)
        assert expired.sentence == computed.sentence


def test_where_data_are_insufficient_a_person_may_still_judge() -> None:
    computed = scored(logins=None, features=None, active_users=None, nps=None)
    assert effective(computed, override(band="yellow"), NOW).band == "yellow"
    assert effective(computed, override(band="yellow"), NOW).value is None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"band": "red", "score": 10},
        {"band": "orange"},
        {"score": 101},
        {"band": "red", "reason": " "},
        {"band": "red", "expires_at": "2026-09-21T12:00:00"},
        {"band": "red", "expires_at": None},
    ],
)
def test_it_needs_a_band_or_a_score_a_reason_and_an_end(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        override(**said)


def test_it_survives_being_kept() -> None:
    said = override(score=62.5)
    assert Override.model_validate_json(said.model_dump_json()) == said
