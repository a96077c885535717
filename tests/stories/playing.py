"""Plays a journey's scenarios in production parts, several side by side, on skipped time.

What the simulator says of a scenario must be true of the product: this is the product.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.clock import known_zone
from engine.definition.conditions import Mark
from engine.definition.journey import Journey
from engine.definition.scenarios import Expectation, Happening, SampleCustomer, Scenario
from engine.entry import usual_event
from engine.interpreter import Position
from engine.reckoning import end_of
from engine.simulation.scenarios import ADDRESS, HORIZON, USUAL_ENTRY
from engine.store.marks import mark_message
from engine.store.tables import Account, Contact, Enrollment
from tests.stories.telling import Story, Traveller

SOON = timedelta(minutes=1)
"""What is done at once still takes a moment."""

_DATE = re.compile(r"\b20\d\d-\d\d-\d\d")
_YEAR = timedelta(weeks=52)


def set_ahead(written: str, now: datetime) -> str:
    """The same journey with all its dates so many times 52 weeks later that its scenarios lie in
    the future: on the same days of the week, in the same season."""
    years = -((date.fromisoformat(USUAL_ENTRY[:10]) - now.date() - timedelta(days=2)) // _YEAR)
    return _DATE.sub(
        lambda found: str(date.fromisoformat(found[0]) + max(years, 0) * _YEAR), written
    )


@dataclass
class Played:
    """A scenario, who plays it, and when it begins."""

    scenario: Scenario
    acme: Traveller
    enters: datetime
    zone: str

    def moment(self, happening: Happening) -> datetime:
        return end_of(happening.at, enrolled_at=self.enters, since=self.enters, zone=self.zone)

    def deadline(self, expected: Expectation) -> datetime | None:
        if expected.by is None:
            return None
        by = end_of(expected.by, enrolled_at=self.enters, since=self.enters, zone=self.zone)
        return by + SOON


async def play(story: Story, journey: Journey, usual_entry: datetime) -> list[str]:
    """Live all scenarios through. Returns what was expected and did not come about.

    `usual_entry` is when customers enter who are not said to enter at another time, on the wall.
    """
    cast = [
        await _cast(story, scenario, number, usual_entry)
        for number, scenario in enumerate(journey.scenarios)
    ]
    cues: list[tuple[datetime, int, Played, Happening | None]] = []
    for number, each in enumerate(cast):
        cues.append((each.enters, number, each, None))
        cues += [(each.moment(one), number, each, one) for one in each.scenario.happens]
    for at, _, played, happening in sorted(cues, key=lambda cue: cue[:2]):
        if at > await story.now():
            await story.comes(at)
        await story.lulls()
        if happening is None:
            await _enter(story, journey, played.acme)
        else:
            await _happen(played.acme, happening)
        await story.lulls()
    return [failure for each in cast async for failure in _unmet(each)]


async def _cast(story: Story, scenario: Scenario, number: int, usual: datetime) -> Played:
    sample = scenario.customer
    zone = known_zone(sample.time_zone, "UTC")
    name = sample.account.get("name")
    acme = await story.customer(
        name if isinstance(name, str) else f"Sample {number}",
        account=sample.account,
        roles=sample.roles,
        time_zone=sample.time_zone,
        owned=sample.owner,
    )
    await _describe(acme, sample)
    enters = scenario.enters or usual.replace(tzinfo=ZoneInfo(zone))
    return Played(scenario, acme, enters.astimezone(ZoneInfo("UTC")), zone)


async def _describe(acme: Traveller, sample: SampleCustomer) -> None:
    contact = {"email": ADDRESS, "name": "Sam Sample", **sample.contact}
    given = {name: value for name, value in contact.items() if value is not None}
    await acme.world.change(
        Contact, acme.customer.contact_id, traits=given, email=given.get("email")
    )
    account = {"name": "Sample Ltd", **sample.account}
    await acme.world.change(Account, acme.customer.account_id, traits=account)


async def _enter(story: Story, journey: Journey, acme: Traveller) -> None:
    if event := usual_event(journey):
        await acme.does(event)
        return
    await story.world.enroll(journey, acme.customer, await story.now())
    await story.driver.settle()


async def _happen(acme: Traveller, happening: Happening) -> None:
    match happening:
        case Happening(event=str(name)):
            await acme.does(name, **happening.properties)
        case Happening(account=dict(traits)):
            await acme.becomes(**traits)
        case Happening(contact=dict(traits)):
            await acme.contact_becomes(**traits)
        case Happening(message=str(step)) if happening.was is not None:
            await _mark(acme, step, happening.was)
        case Happening(task=str(step)):
            (task,) = [each for each in await acme.tasks() if each.step == step][-1:]
            await acme.has_done(step, happening.outcome if task.outcomes else None)
        case Happening(survey=str(step)) if happening.score is not None:
            await acme.answers(step, happening.score)
        case _:
            raise AssertionError("one thing happens at a time")


async def _mark(acme: Traveller, step: str, mark: Mark) -> None:
    latest = [each for each in await acme.messages() if each.step == step][-1]
    now = await acme.driver.now()
    async with acme.world.database.transaction() as session:
        await mark_message(session, latest.id, mark, at=None, now=now)
    await acme.driver.settle()


async def _unmet(played: Played) -> AsyncIterator[str]:
    """What did not come about, once there is nothing more to come."""
    here = await _to_the_end(played)
    for expected in played.scenario.expect:
        moments = await _moments(played.acme, here, expected)
        deadline = played.deadline(expected)
        met = any(moment is None or deadline is None or moment <= deadline for moment in moments)
        if met is (expected.never is not None):
            told = " / ".join(await played.acme.story())
            yield f"{played.scenario.name}: {expected!r}, but: {told}"


async def _to_the_end(played: Played) -> Enrollment:
    """Let all time pass that a scenario has."""
    horizon = played.enters + HORIZON

    def over(one: Enrollment) -> bool:
        rests = one.waiting_for is not None and (one.wakes_at is None or one.wakes_at > horizon)
        return one.status == "ended" or rests

    return await played.acme.until(over, skip=True)


async def _moments(
    acme: Traveller, here: Enrollment, expected: Expectation
) -> list[datetime | None]:
    """When what is expected came about. None: nobody wrote down when."""
    match expected:
        case Expectation(sends=str(step)):
            sent = [each for each in await acme.messages() if each.step == step]
            return [each.sent_at for each in sent if each.status == "sent"]
        case Expectation(asks=str(step)):
            return [each.created_at for each in await acme.tasks() if each.step == step]
        case Expectation(reaches=str(step)) | Expectation(never=str(step)):
            return await _arrivals(acme, here, step)
        case _:
            return [here.ended_at] if here.outcome == expected.ends else []


async def _arrivals(acme: Traveller, here: Enrollment, step: str) -> list[datetime | None]:
    if here.position is None or step not in Position.model_validate(here.position).visits:
        return []
    told = [each.at for each in await acme.world.timeline(here.id) if each.step == step]
    return [min(told, default=None)]
