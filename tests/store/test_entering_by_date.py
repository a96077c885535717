"""Journeys that start at a date of the customer's own, or on a schedule: never missed, never twice.

The dispatcher, the recurring jobs and PostgreSQL are real; the clock is moved by hand.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from engine.definition.times import Percentage
from engine.facts import DATE_REACHED
from engine.store import due_dates
from engine.store.audiences import begin_by_hand, chosen_of, stop, take_some
from engine.store.audit import Actor
from engine.store.dispatching import entrances
from engine.store.people import hold
from engine.store.settings import set_holdout
from engine.store.subjects import subjects
from engine.store.tables import (
    AudienceResult,
    AudienceRun,
    Calendar,
    DateSweep,
    DueDate,
    Event,
    HeldOut,
    JourneyVersion,
)
from engine.store.taking import take_events
from tests.world import Customer, World
from workflows.dispatcher import Dispatcher
from workflows.recurring import Recurring

NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)
DAY = timedelta(days=1)

RENEWAL = """
journey: renewal
name: The renewal
entry:
  triggers:
    - {date: {trait: account.renewal_date, offset: -90d}, PASSED}
  reentry: always
start: done
steps: {done: {type: exit}}
"""
AT_ONCE = RENEWAL.replace("PASSED", "passed: now")
LETS_PASS = RENEWAL.replace("PASSED", "passed: skip")
MONTHLY = """
journey: newsletter
name: The newsletter
entry:
  triggers: [{schedule: {cron: 0 9 1 * *}}]
  audience: {trait: account.status, is: active}
  reentry: always
start: done
steps: {done: {type: exit}}
"""


class House:
    """What runs in a worker, whenever it is told to."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, NOON
        self.dispatcher = Dispatcher(world.database, time_zone="UTC", clock=self._clock)
        self.recurring = Recurring(world.database, self._clock)

    def _clock(self) -> datetime:
        return self.now

    async def runs(self, at: datetime | None = None) -> None:
        """Everything that is to be done at this time is done."""
        self.now = at or self.now
        await self.recurring.keep_calendars()
        await self.recurring.look_at_dates()
        while await self.dispatcher.dispatch():
            pass

    async def entered(self) -> int:
        return len(await self.world.enrollments())

    async def takes_all(self, limit: int = 100) -> AudienceRun:
        """The audience that was begun last is let in."""
        run = (await self.audiences())[-1]
        done = False
        while not done:
            async with self.world.database.transaction() as session:
                done = (await take_some(session, run.id, limit, self.now, "UTC")).done
        return (await self.audiences())[-1]

    async def audiences(self) -> list[AudienceRun]:
        async with self.world.database.transaction() as session:
            return list(
                await session.exec(select(AudienceRun).order_by(AudienceRun.created_at))  # type: ignore[arg-type]
            )


@pytest.fixture
def house(world: World) -> House:
    return House(world)


async def renewing(world: World, date: str, name: str = "Acme") -> Customer:
    return await world.customer(name, account={"renewal_date": date, "status": "active"})


# Dates


async def test_a_date_starts_the_journey_on_its_day_and_never_again(house: House) -> None:
    await house.world.publish(LETS_PASS)
    await renewing(house.world, "2026-12-16")
    await house.runs()
    await house.runs(datetime(2026, 9, 17, 8, 59, tzinfo=UTC))
    assert await house.entered() == 0
    await house.runs(datetime(2026, 9, 17, 9, 0, tzinfo=UTC))
    assert await house.entered() == 1
    for _ in range(3):
        await house.runs(house.now + 30 * DAY)
    assert await house.entered() == 1


async def test_a_date_that_came_while_nothing_ran_starts_it_once(house: House) -> None:
    """**Invariant:** downtime loses no start. The worker is away on the very day."""
    await house.world.publish(LETS_PASS)
    acme = await renewing(house.world, "2026-12-16")
    await house.runs()
    house.now = datetime(2026, 9, 19, 12, tzinfo=UTC)
    # What the trait's neighbour does must not make the date look as if it had just become known.
    await house.world.set_traits(acme, house.now, timezone="Asia/Tokyo")
    await house.runs()
    await house.runs(house.now + DAY)
    assert await house.entered() == 1


async def test_a_date_that_comes_between_the_publish_and_the_first_look_starts_it(
    house: House,
) -> None:
    """**Invariant:** downtime loses no start. **How it broke:** everybody whose moment came after
    the publish, but before somebody looked at them, was taken for one that had passed long ago."""
    await renewing(house.world, "2026-12-06")
    await house.world.publish(LETS_PASS)
    await _published(house, datetime(2026, 9, 7, 8, 55, tzinfo=UTC))
    for day in range(3):
        await house.runs(NOON + day * DAY)
    assert await house.entered() == 1


async def test_a_date_that_comes_while_nothing_runs_for_days_after_the_publish_starts_it(
    house: House,
) -> None:
    """**Invariant:** downtime loses no start. **How it broke:** a publish counted as the time since
    when dates are looked for only if the first look came within a day of it."""
    await renewing(house.world, "2026-12-04")
    await house.world.publish(LETS_PASS)
    await _published(house, datetime(2026, 9, 4, 18, tzinfo=UTC))
    for day in range(3):
        await house.runs(NOON + day * DAY)
    assert await house.entered() == 1


async def test_who_joins_before_a_downtime_is_let_in_by_a_date_that_came_during_it(
    house: House,
) -> None:
    """**How it broke:** joining an account changes no trait, so that only the next look through
    everybody finds whoever did; and what lay before that look had passed."""
    await house.world.publish(LETS_PASS.replace("name: The", "subject: contact\nname: The"))
    acme = await renewing(house.world, "2026-12-09")
    await house.runs()
    await house.runs(NOON + timedelta(hours=1))
    await house.world.colleague(acme, email="new@acme.test")
    for day in range(4, 7):
        await house.runs(NOON + day * DAY)
    assert await house.entered() == 2


async def test_what_came_long_before_a_journey_is_first_looked_at_has_passed(
    house: House,
) -> None:
    await renewing(house.world, "2026-11-29")
    await house.world.publish(LETS_PASS)
    await _published(house, NOON - 30 * DAY)
    await house.runs()
    await house.runs(NOON + DAY)
    assert await house.entered() == 0


async def test_a_date_told_before_it_came_and_heard_of_after_starts_it(house: House) -> None:
    await house.world.publish(LETS_PASS)
    acme = await house.world.customer("Acme")
    await house.runs()
    await house.world.set_traits(acme, NOON, renewal_date="2026-12-07")
    late = datetime(2026, 9, 8, 10, tzinfo=UTC)
    await house.runs(late)
    await house.runs(late)
    assert await house.entered() == 1


async def test_the_dates_of_a_large_account_s_contacts_are_reckoned_together(
    house: House,
) -> None:
    of_contacts = AT_ONCE.replace("name: The", "subject: contact\nname: The")
    await house.world.publish(of_contacts)
    acme = await house.world.customer("Acme")
    for number in range(due_dates.AT_A_TIME + 60):
        await house.world.colleague(acme, email=f"{number}@acme.test")
    await house.runs()
    await house.world.set_traits(acme, NOON, renewal_date="2026-10-07")
    await house.runs()
    await house.runs()
    assert await house.entered() == due_dates.AT_A_TIME + 61


async def test_whoever_has_events_waits_for_no_customer(house: House) -> None:
    """**How it broke:** the dispatcher had events locked while it waited for the customer whose
    dates they changed; who merged that customer held them, and waited for the events."""
    await house.world.publish(LETS_PASS)
    acme = await renewing(house.world, "2026-12-16")
    async with (
        house.world.database.transaction() as held,
        house.world.database.transaction() as session,
    ):
        await hold(held, [acme.account_id, acme.contact_id])
        await session.execute(text("SET LOCAL lock_timeout = '1s'"))
        events = await take_events(session, 10, NOON)
        doors = (await entrances(session))[DATE_REACHED]
        await due_dates.follow(session, events, doors)
    await house.runs()
    async with house.world.database.transaction() as session:
        assert [row.date for row in await session.exec(select(DueDate))] == ["2026-12-16"]


async def test_what_was_reckoned_for_an_archived_journey_is_forgotten(house: House) -> None:
    journey = await house.world.publish(LETS_PASS)
    await renewing(house.world, "2026-12-16")
    await house.runs()
    await house.world._set_status(journey, "archived")
    await house.runs()
    async with house.world.database.transaction() as session:
        assert list(await session.exec(select(DueDate))) == []


async def test_a_date_that_moves_moves_the_start(house: House) -> None:
    await house.world.publish(LETS_PASS)
    acme = await renewing(house.world, "2026-12-16")
    await house.runs()
    await house.world.set_traits(acme, NOON, renewal_date="2027-01-16")
    await house.runs(datetime(2026, 9, 20, tzinfo=UTC))
    assert await house.entered() == 0
    await house.runs(datetime(2026, 10, 18, 10, tzinfo=UTC))
    assert await house.entered() == 1


@pytest.mark.parametrize(
    ("written", "date", "enters"),
    [
        (LETS_PASS, "2026-10-07", False),
        (AT_ONCE, "2026-10-07", True),
        (AT_ONCE, "2026-09-06", False),
    ],
)
async def test_what_has_passed_when_it_becomes_known_is_as_the_journey_says(
    house: House, written: str, date: str, enters: bool
) -> None:
    await renewing(house.world, date)
    await house.world.publish(written)
    for day in range(3):
        await house.runs(NOON + day * DAY)
    assert await house.entered() == enters


async def test_each_date_starts_it_once_even_if_it_is_moved_away_and_back(house: House) -> None:
    await house.world.publish(AT_ONCE)
    acme = await renewing(house.world, "2026-10-07")
    await house.runs()
    for date in ("2027-10-07", "2026-10-07"):
        await house.world.set_traits(acme, house.now, renewal_date=date)
        await house.runs(house.now + DAY)
    assert await house.entered() == 1


async def test_a_date_says_why_it_did_or_did_not_start_the_journey(house: House) -> None:
    once = AT_ONCE.replace("reentry: always", "audience: {trait: account.status, is: new}")
    await house.world.publish(once)
    await renewing(house.world, "2026-10-07")
    await house.runs()
    [decision] = await house.world.decisions()
    assert decision.code == "audience"
    async with house.world.database.transaction() as session:
        event = await session.get_one(Event, decision.event_id)
    assert event.name == "Date Reached"
    assert event.properties["date"] == "2026-10-07"


async def test_two_workers_tell_of_a_date_once(world: World) -> None:
    await world.publish(AT_ONCE)
    for number in range(20):
        await renewing(world, "2026-10-07", f"Company {number}")
    one, two = House(world), House(world)
    await asyncio.gather(one.runs(), two.runs())
    await one.runs()
    assert await one.entered() == 20
    assert len(await world.decisions()) == 20


async def test_a_contact_s_journey_goes_by_the_date_of_the_account(house: House) -> None:
    of_contacts = AT_ONCE.replace("name: The", "subject: contact\nname: The")
    await house.world.publish(of_contacts)
    acme = await house.world.customer("Acme")
    await house.runs()
    await house.world.set_traits(acme, NOON, renewal_date="2026-10-07")
    await house.runs()
    await house.runs()
    [enrollment] = await house.world.enrollments()
    assert (enrollment.subject_id, enrollment.account_id) == (acme.contact_id, acme.account_id)


async def test_what_a_new_version_no_longer_goes_by_is_forgotten(house: House) -> None:
    journey = await house.world.publish(LETS_PASS)
    await renewing(house.world, "2026-12-16")
    await house.runs()
    async with house.world.database.transaction() as session:
        [row] = await session.exec(select(DueDate))
        row.trigger = "account.another 09:00 skip"
        [sweep] = await session.exec(select(DateSweep))
        sweep.finished_at = NOON - 2 * DAY
    await house.runs(datetime(2026, 9, 18, tzinfo=UTC))
    async with house.world.database.transaction() as session:
        [row] = await session.exec(select(DueDate))
    assert row.trigger.startswith("account.renewal_date")
    assert journey.journey == "renewal"


# Schedules


async def test_a_schedule_lets_its_audience_in_each_time(house: House) -> None:
    await house.world.publish(MONTHLY)
    await _published(house, NOON)
    for number in range(5):
        await house.world.customer(f"Company {number}", account={"status": "active"})
    await house.world.customer("Gone", account={"status": "churned"})
    await house.runs()
    assert await house.audiences() == []
    await house.runs(datetime(2026, 10, 1, 9, 0, 10, tzinfo=UTC))
    run = await house.takes_all(limit=2)
    assert (run.total, run.seen, run.chosen, run.enrolled) == (6, 6, 5, 5)
    await house.runs()
    assert len(await house.audiences()) == 1
    await house.runs(datetime(2026, 11, 1, 9, 0, 10, tzinfo=UTC))
    assert len(await house.audiences()) == 2


async def test_after_a_long_downtime_a_schedule_catches_up_once(house: House) -> None:
    await house.world.publish(MONTHLY)
    await _published(house, NOON)
    await house.runs()
    await house.runs(datetime(2026, 12, 24, tzinfo=UTC))
    [run] = await house.audiences()
    assert run.cause["at"] == "2026-12-01T09:00:00+00:00"
    assert run.cause["instead_of"] == "2026-10-01T09:00:00+00:00"
    async with house.world.database.transaction() as session:
        [row] = await session.exec(select(Calendar))
    assert row.next_at == datetime(2027, 1, 1, 9, tzinfo=UTC)


async def test_what_was_noted_wrongly_is_put_right_before_it_comes(house: House) -> None:
    """**How it broke:** a time that was left out when the next one was noted stayed left out, also
    once it was known better."""
    await house.world.publish(MONTHLY)
    await _published(house, NOON)
    await house.runs()
    async with house.world.database.transaction() as session:
        [row] = await session.exec(select(Calendar))
        row.next_at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    await house.runs(NOON + DAY)
    await house.runs(datetime(2026, 10, 1, 10, tzinfo=UTC))
    [run] = await house.audiences()
    assert run.cause["at"] == "2026-10-01T09:00:00+00:00"


async def test_two_workers_begin_a_schedule_s_audience_once(world: World) -> None:
    one, two = House(world), House(world)
    await world.publish(MONTHLY)
    await _published(one, NOON)
    await one.runs()
    later = datetime(2026, 10, 1, 10, tzinfo=UTC)
    await asyncio.gather(one.runs(later), two.runs(later))
    assert len(await one.audiences()) == 1


async def _published(house: House, at: datetime) -> None:
    async with house.world.database.transaction() as session:
        for version in await session.exec(select(JourneyVersion)):
            version.published_at = at


# Audiences


async def test_an_audience_goes_on_where_it_was_killed_and_takes_nobody_twice(
    house: House,
) -> None:
    await house.world.publish(MONTHLY)
    await _published(house, NOON)
    for number in range(7):
        await house.world.customer(f"Company {number}", account={"status": "active"})
    await house.runs()
    await house.runs(datetime(2026, 10, 1, 10, tzinfo=UTC))
    [run] = await house.audiences()
    async with house.world.database.transaction() as session:
        await take_some(session, run.id, 3, house.now, "UTC")
        await session.rollback()
    async with house.world.database.transaction() as session:
        assert (await take_some(session, run.id, 3, house.now, "UTC")).enrolled == 3
    run = await house.takes_all(limit=3)
    assert (run.seen, run.enrolled, run.status) == (7, 7, "done")
    assert await house.entered() == 7


async def test_a_page_is_looked_at_in_as_many_statements_as_one_customer(house: House) -> None:
    """**How it broke:** the events of each customer were counted in a statement of its own."""
    counting = "{event: Login, at_least: 1, within: 30d}"
    journey = await house.world.publish(
        MONTHLY.replace("{trait: account.status, is: active}", counting)
    )
    customers = [await house.world.customer(f"Company {number}") for number in range(4)]
    for each in customers[1:]:
        await house.world.happens("Login", each, NOON - DAY)
    engine, statements = house.world.database.engine.sync_engine, list[str]()

    def keep(*given: Any) -> None:
        statements.append(given[2])

    event.listen(engine, "before_cursor_execute", keep)
    counts = []
    for some in (customers[1:2], customers):
        async with house.world.database.transaction() as session:
            whom = await subjects(session, "account", [each.account_id for each in some], "UTC")
            statements.clear()
            chosen = await chosen_of(session, journey, None, whom, NOON, "UTC")
            counts.append((len(chosen), len(statements)))
    event.remove(engine, "before_cursor_execute", keep)
    assert counts[0] == (1, counts[1][1])
    assert counts[1][0] == 3


async def test_no_more_enter_at_once_than_may_in_a_minute(house: House) -> None:
    await house.world.publish(MONTHLY)
    for number in range(5):
        await house.world.customer(f"Company {number}", account={"status": "active"})
    mo = Actor("mo@northwind.test")
    async with house.world.database.transaction() as session:
        run_id = await begin_by_hand(
            session, "newsletter", only=None, per_minute=2, by=mo, now=NOON
        )
    async with house.world.database.transaction() as session:
        taken = await take_some(session, run_id, 100, NOON, "UTC")
    assert (taken.enrolled, taken.done) == (2, False)


async def test_a_stopped_audience_lets_nobody_else_in(house: House) -> None:
    await house.world.publish(MONTHLY)
    await _published(house, NOON)
    for number in range(4):
        await house.world.customer(f"Company {number}", account={"status": "active"})
    await house.runs()
    await house.runs(datetime(2026, 10, 1, 10, tzinfo=UTC))
    [run] = await house.audiences()
    async with house.world.database.transaction() as session:
        await take_some(session, run.id, 1, house.now, "UTC")
        await stop(session, run.id, by=Actor("mo@northwind.test"), now=house.now)
    run = await house.takes_all()
    assert (run.status, run.stop_by, run.enrolled) == ("stopped", "mo@northwind.test", 1)


async def test_who_is_held_out_is_written_down_and_not_let_in(house: House) -> None:
    await house.world.publish(MONTHLY)
    await _published(house, NOON)
    async with house.world.database.transaction() as session:
        mo = Actor("mo@northwind.test")
        await set_holdout(session, Percentage.parse("50%"), by=mo, now=NOON)
    for number in range(16):
        await house.world.customer(f"Company {number}", account={"status": "active"})
    await house.runs()
    await house.runs(datetime(2026, 10, 1, 10, tzinfo=UTC))
    run = await house.takes_all()
    async with house.world.database.transaction() as session:
        kept_out = list(await session.exec(select(HeldOut)))
        results = list(await session.exec(select(AudienceResult)))
    assert 0 < len(kept_out) < 16
    assert len(kept_out) + run.enrolled == 16
    assert {row.code for row in kept_out} == {"global_holdout"}
    assert {row.code for row in results} == {"enrolled", "global_holdout"}
