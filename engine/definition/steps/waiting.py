"""Waiting: for a while, for a moment, or for something to happen."""

from typing import Annotated, Literal

from pydantic import Field

from engine.definition.base import EventName, Part, StepId
from engine.definition.conditions import Condition
from engine.definition.moving import Limit, MovingDate
from engine.definition.steps.base import BaseStep, Outlets, Role
from engine.definition.times import DayOfJourney, Days, Duration, TimeOfDay


class UntilTime(Part):
    """The next time the customer's clock shows this, on one of these days."""

    time: TimeOfDay
    days: Days = "mon-sun"


class UntilDate(Part):
    """A date of the customer's own. It moves when the date moves, and is waited for while nobody
    knows it."""

    date: MovingDate
    at: TimeOfDay = "09:00"
    passed: Literal["now", "skip"] = "now"
    """When the date is past already, or is moved into the past: go on to `next` all the same, or
    pass over what was meant for it, by `on.passed`."""


class UntilEvent(Part):
    event: EventName
    where: Condition | None = None
    """Only such an event: conditions on its properties."""
    by: Literal["any", "all"] = "any"
    """In an account's journey: once one of its contacts has done it, or each who is there."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)] | None = None
    """Only contacts with one of these roles count. None: whoever it is."""


class UntilCondition(Part):
    """Until this holds; at once if it does already."""

    when: Condition


Until = DayOfJourney | UntilTime | UntilDate | UntilEvent | UntilCondition


class WaitOutlets(Outlets):
    happened: StepId | None = None
    timeout: StepId | None = None
    passed: StepId | None = None


class WaitStep(BaseStep):
    """Wait for a while, until a moment, for an event, or for a condition to hold.

    `for` and `until: {day}`, `{time}` and `{date}` lead to `next`. `until: {event}` and `{when}`
    lead to `on.happened`, or, when `at_most` has passed, to `on.timeout`; so does a date that
    nobody knows by then.
    """

    type: Literal["wait"]
    for_: Duration | None = Field(default=None, alias="for")
    until: Until | None = None
    at_most: Limit | None = None
    next: StepId | None = None
    on: WaitOutlets | None = None
