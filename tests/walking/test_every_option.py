"""Every option that is offered, over every journey there is: what is promised comes about."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from engine.definition.journey import Journey
from engine.definition.scenarios import SampleCustomer
from engine.simulation.scenarios import ORGANIZATION, sample_customer
from engine.simulation.setting import Setting, named
from engine.walking import Choice, Option, Walk, walk
from engine.walking.making import admitted
from tests.parts import tries
from tests.shared import definitions

BEGINS = datetime(2026, 3, 2, 9, 0, 40, tzinfo=UTC)
JOURNEYS = {**definitions.real(), **definitions.others()}
OF_THE_PAST = {"usage-decline"}
"""Its audience is who used to do something, and nothing has ever happened to who is made up."""
SOUND = JOURNEYS.keys() - {"contacts", "words"} - OF_THE_PAST
"""The first is left with an audience it does not have, the second with a template."""
MOST_WALKS = tries(25)
"""In each journey, shortest first."""


def walked(journey: Journey, choices: tuple[Choice, ...]) -> Walk:
    setting = Setting(journey, "UTC", ORGANIZATION, named(journey))
    customer = admitted(sample_customer(SampleCustomer(), "Asia/Tokyo"), journey, BEGINS)
    return walk(setting, customer, choices, begins=BEGINS)


def chosen(journey: Journey) -> Iterator[tuple[Walk, Option, Walk]]:
    """Walks, an option each of them offers, and what comes of it."""
    ahead: deque[tuple[Choice, ...]] = deque([()])
    walks = 0
    while ahead and walks < MOST_WALKS:
        choices = ahead.popleft()
        before = walked(journey, choices)
        assert before.stopped is None, before.stopped
        for option in before.waiting.options if before.waiting else ():
            walks += 1
            following = (*choices, option.choice)
            yield before, option, walked(journey, following)
            ahead.append(following)


@pytest.mark.parametrize("key", sorted(SOUND))
def test_options_lead_where_and_when_they_say_and_never_into_a_dead_end(key: str) -> None:
    journey = JOURNEYS[key]
    for before, option, after in chosen(journey):
        said = f"{key}: {option}"
        assert before.waiting is not None
        assert after.stopped is None, f"{said}: {after.stopped}"
        assert after.used == before.used + 1
        assert after.ended is not None or (after.waiting and after.waiting.options), said
        new = after.trace[len(before.trace) :]
        left = [line for line in new if line.outlet is not None]
        if option.outlet is None or (after.ended and after.ended.outcome in ("goal", "exited")):
            continue
        assert (left[0].step, left[0].outlet, left[0].to) == (
            before.waiting.step,
            option.outlet,
            option.to,
        ), said
        assert abs(left[0].at - option.at) < timedelta(seconds=1), said


@pytest.mark.parametrize("key", JOURNEYS)
def test_journey_that_lacks_a_step_is_walked_as_far_as_it_goes(key: str) -> None:
    journey = JOURNEYS[key]
    for gone in list(journey.steps)[::3]:
        steps = {name: step for name, step in journey.steps.items() if name != gone}
        broken = journey.model_copy(update={"steps": steps, "templates": {}})
        choices: tuple[Choice, ...] = ()
        for _ in range(5):
            found = walked(broken, choices)
            if found.stopped is not None or not found.waiting or not found.waiting.options:
                break
            choices = (*choices, found.waiting.options[-1].choice)
        if key in OF_THE_PAST:
            assert found.stopped is not None
            assert found.stopped.code == "audience"
            continue
        assert found.stopped is None or found.stopped.code in ("broken_journey", "has_ended")
        assert gone not in found.visited
