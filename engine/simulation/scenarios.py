"""Trying out the customers a journey's author made up, and saying what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.advancing.passage import Colleague
from engine.clock import before, in_words, known_zone
from engine.coming import coming, date_triggers
from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.scenarios import Expectation, SampleCustomer, Scenario
from engine.definition.scenarios import Happening as Written
from engine.definition.steps import TaskStep
from engine.entry import usual_event
from engine.reckoning import end_of
from engine.simulation.customers import Customer, company, person
from engine.simulation.expectations import Unmet, unmet
from engine.simulation.happenings import (
    Event,
    Happening,
    LetIn,
    MessageMarked,
    SurveyAnswered,
    TaskAnswered,
)
from engine.simulation.life import Life
from engine.simulation.runs import Noted
from engine.simulation.setting import Setting, named
from engine.simulation.taking_over import instead_of

USUAL_ENTRY = "2026-03-02T09:00"
"""On the customer's clock; a Monday."""

HORIZON = timedelta(days=400)
MOST_LOOKS = 5_000
"""More looks at the customer than this, and a scenario is given up."""

ORGANIZATION: Mapping[str, Any] = {
    "name": "Example",
    "app_url": "https://app.example.com",
    "help_url": "https://help.example.com",
    "tutorial_url": "https://example.com/tutorial",
    "community_url": "https://community.example.com",
}
"""What templates see, whatever installation tries the scenario out."""

OWNER = Colleague(UUID(int=1), "Olive Owner", "owner@example.com")
ADDRESS = "someone@example.com"
"""The contact's, unless the scenario gives them another, or none (`email: null`)."""


@dataclass(frozen=True)
class ScenarioResult:
    name: str
    passed: bool
    failures: tuple[Unmet, ...]
    """What was expected and did not come about, with what happened instead."""
    place: int | None
    """Which of what is expected fails first. None: there is another cause before it."""
    now: tuple[Expectation, ...] | None
    """What to expect so that it holds as the journey is now. None: that would not help."""
    trace: tuple[Noted, ...]
    """The customer's timeline."""
    zone: str
    """Theirs, to show its times in."""
    looks: int
    """How often it was looked at the customer: how much work it was."""


def run_scenario(
    journey: Journey,
    scenario: Scenario,
    *,
    zone: str = "UTC",
    organization: Mapping[str, Any] = ORGANIZATION,
    most_looks: int = MOST_LOOKS,
) -> ScenarioResult:
    """Live it through. `zone` is that of customers without one, an IANA name.

    The customer enters by the first event that lets just anybody in. Where there is none, and
    nothing is said of when they enter, by the first date of theirs that starts the journey; else by
    hand. What they did before lets them in nowhere. Dates of theirs that come later do what they do
    for real; schedules let nobody in, and nobody is kept out to compare with.
    """
    zone = known_zone(scenario.customer.time_zone, zone)
    usual = datetime.fromisoformat(USUAL_ENTRY).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    customer = sample_customer(scenario.customer, zone)
    who = customer.people[0].id
    date = (
        None if scenario.enters or usual_event(journey) else _date(journey, customer, zone, usual)
    )
    enters = date or (scenario.enters.astimezone(UTC) if scenario.enters else usual)
    happenings = [] if date else [_entering(journey, enters, who)]
    happenings += [_happening(journey, each, enters, zone, who) for each in scenario.happens]
    earlier = (
        Event(before(enters, each.ago, zone), each.event, each.properties, who)
        for each in scenario.before
    )
    life = Life(
        Setting(journey, zone, organization, (OWNER, *named(journey))),
        replace(customer, happenings=(*earlier, *happenings)),
        max([enters, *(each.at for each in happenings)]) + HORIZON,
        begins=enters,
        calendar_from=usual if date else enters,
        on_schedule=False,
        patience=most_looks,
    ).live()
    others = tuple(_other_causes(life, zone))
    unmet_at = (
        dict(_unmet(scenario, life, enters, zone)) if life.runs and not life.exhausted else {}
    )
    failures = (*others, *unmet_at.values())
    now = tuple(
        instead_of(each, life, enters, zone) if place in unmet_at else each
        for place, each in enumerate(scenario.expect)
    )
    trace = tuple(noted for run in life.runs for noted in run.timeline)
    return ScenarioResult(
        name=scenario.name,
        passed=not failures,
        failures=failures,
        place=None if others else next(iter(unmet_at), None),
        now=now if unmet_at and not others else None,
        trace=trace,
        zone=zone,
        looks=life.looks,
    )


_LET_IN = "Say of the customer what lets them in, such as traits and segments."


def _other_causes(life: Life, zone: str) -> Iterator[Unmet]:
    """Why it fails, whatever is expected."""
    if not life.runs:
        decided = life.decisions[0] if life.decisions else None
        said = decided.reason if decided else "Nothing let them in."
        more = f" {_LET_IN}" if decided and decided.code == "audience" else ""
        yield Unmet("", f"The customer did not enter. {said}{more}")
        return
    if life.exhausted:
        said = f"It was given up after {life.looks} looks: the journey goes round and round."
        yield Unmet("", said)
        return
    for missed in life.missed:
        when = in_words(missed.happening.at, zone)
        yield Unmet("", f"What was to happen on {when} could not: {missed.reason}")


def _unmet(
    scenario: Scenario, life: Life, enters: datetime, zone: str
) -> Iterator[tuple[int, Unmet]]:
    """What is expected that did not come about, by its place."""
    for place, expected in enumerate(scenario.expect):
        by = (
            end_of(expected.by, enrolled_at=enters, since=enters, zone=zone)
            if expected.by is not None
            else None
        )
        if failure := unmet(expected, life, by, zone):
            yield place, failure


def sample_customer(sample: SampleCustomer, zone: str) -> Customer:
    """Who is described: one account with one contact. `zone` is theirs unless they say another."""
    account = company("sample-account", {"name": "Sample Ltd", **_given(sample.account)})
    contact = {"email": ADDRESS, "name": "Sam Sample", **sample.contact}
    someone = person("sample-contact", _given(contact), roles=sample.roles)
    return Customer(
        replace(account, time_zone=account.time_zone or zone),
        (replace(someone, time_zone=someone.time_zone or sample.time_zone),),
        OWNER if sample.owner else None,
        segments=frozenset(sample.segments),
    )


def _given(traits: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in traits.items() if value is not None}


def _entering(journey: Journey, enters: datetime, who: UUID) -> Happening:
    if event := usual_event(journey):
        return Event(enters, event, contact=who)
    return LetIn(enters, who, by="the scenario")


def _date(journey: Journey, customer: Customer, zone: str, after: datetime) -> datetime | None:
    """When the first date of theirs comes that starts the journey. None: there is no such date."""
    found = (coming(each, customer.traits, zone, after) for each in date_triggers(journey))
    return min((each.at for each in found if each and each.at > after), default=None)


def _happening(
    journey: Journey, written: Written, enters: datetime, zone: str, who: UUID
) -> Happening:
    at = end_of(written.at, enrolled_at=enters, since=enters, zone=zone)
    match written:
        case Written(event=str(name)):
            return Event(at, name, written.properties, who)
        case Written(account=dict(traits)):
            return Event(at, "group", traits, who, _below("account", traits))
        case Written(contact=dict(traits)):
            return Event(at, "identify", traits, who, _below("contact", traits))
        case Written(message=str(step)) if written.was is not None:
            return MessageMarked(at, step, written.was)
        case Written(task=str(step)):
            return TaskAnswered(at, step, _button(journey, step, written.outcome))
        case Written(survey=str(step)) if written.score is not None:
            return SurveyAnswered(at, step, written.score)
        case _:
            raise AssertionError("one thing happens at a time")


def _button(journey: Journey, task: StepId, outcome: str | None) -> str | None:
    """A task without outcomes is simply `done`."""
    step = journey.steps.get(task)
    return None if isinstance(step, TaskStep) and step.outcomes is None else outcome


def _below(whose: str, traits: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{whose}.{name}": value for name, value in traits.items()}
