"""What conditions look at, gathered from what came in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.clock import JourneyClock
from engine.definition.conditions import EventHappened
from engine.store.facts import Witness, gather
from engine.store.segmenting.gathering import subjects_of
from engine.store.subjects import Kind, subjects
from engine.store.tables import Account, Contact
from tests.world import Customer, World

ENTERED = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
NOW = ENTERED + timedelta(days=10)


def witness(customer: Customer, **given: Any) -> Witness:
    known: dict[str, Any] = {
        "contact_id": customer.contact_id, "subject_kind": "account", "zone": "UTC", "traits": {},
        "clock": JourneyClock(ENTERED), "entered_since": ENTERED, **given,
    }  # fmt: skip
    return Witness(customer.account_id, **known)


async def counted(world: World, view: Witness, **asked: Any) -> int:
    leaf = EventHappened.model_validate({"event": "Logged In", **asked})
    async with world.database.transaction() as session:
        return (await gather(session, [leaf], view, NOW)).occurrences[leaf].count


@pytest.fixture
async def acme(world: World) -> Customer:
    """A customer who logged in before entering, on day 1, and twice yesterday."""
    customer = await world.customer()
    for at in (-1.0, 0.5, 9.0, 9.1):
        plan = "pro" if at > 9 else "free"
        await world.happens("Logged In", customer, ENTERED + timedelta(days=at), {"plan": plan})
    return customer


@pytest.mark.parametrize(
    ("within", "count"), [("enrollment", 3), ("ever", 4), ("2d", 2), ("1d", 1)]
)
async def test_events_count_within_the_period_asked_for(
    world: World, acme: Customer, within: str, count: int
) -> None:
    # Yesterday at noon lies exactly a day back, and has just left the window.
    assert await counted(world, witness(acme), within=within) == count


async def test_only_events_that_pass_the_filter_count(world: World, acme: Customer) -> None:
    where = {"property": "plan", "is": "pro"}
    assert await counted(world, witness(acme), where=where, within="ever") == 1


@pytest.mark.parametrize(("kind", "zone"), [("account", "Europe/Paris"), ("contact", "Asia/Tokyo")])
async def test_whoever_looks_at_a_customer_goes_by_the_same_zone(
    world: World, kind: Kind, zone: str
) -> None:
    """**How it broke:** segments and the dispatcher took the account's zone for a contact who has
    one of their own; dates and enrollments took the contact's."""
    customer = await world.customer()
    async with world.database.transaction() as session:
        account = await session.get_one(Account, customer.account_id)
        contact = await session.get_one(Contact, customer.contact_id)
        account.time_zone, contact.time_zone = "Europe/Paris", "Asia/Tokyo"
    whose = account.id if kind == "account" else contact.id
    async with world.database.transaction() as session:
        [dated] = await subjects(session, kind, [whose], "UTC")
        asked = (await subjects_of(session, kind, [whose], "UTC", ()))[whose]
    assert dated.zone == asked.witness.zone == zone


async def test_before_anybody_has_entered_all_events_count(world: World, acme: Customer) -> None:
    outside = witness(acme, clock=None, entered_since=None)
    assert await counted(world, outside) == 4


async def test_the_event_that_let_the_customer_in_does_not_count_as_in_the_enrollment(
    world: World,
) -> None:
    acme = await world.customer()
    trigger = await world.happens("Logged In", acme, ENTERED)
    await world.happens("Logged In", acme, ENTERED)
    assert await counted(world, witness(acme, entered_by=trigger)) == 1
    assert await counted(world, witness(acme, entered_by=trigger), within="ever") == 2


async def test_an_event_dated_by_a_clock_ahead_of_ours_counts(world: World) -> None:
    """**Invariant:** what wakes an enrollment is seen by it.

    **How it broke:** events were counted up to now by the worker's clock. Where the clock of the
    machine that took an event in was a moment ahead, the wake-up came before the event's time; the
    enrollment saw nothing, and nobody woke it again."""
    acme = await world.customer()
    await world.happens("Logged In", acme, NOW + timedelta(seconds=1))
    assert await counted(world, witness(acme)) == 1


async def test_a_contact_s_events_are_theirs_and_an_account_s_are_everybody_s(
    world: World, acme: Customer
) -> None:
    bea = await world.colleague(acme, email=None)
    await world.happens("Logged In", Customer(acme.account_id, bea), NOW)
    assert await counted(world, witness(acme), within="ever") == 5
    of_bea = witness(acme, subject_kind="contact", contact_id=bea)
    assert await counted(world, of_bea, within="ever") == 1


async def test_on_a_test_clock_a_week_is_as_short_as_its_days(world: World) -> None:
    acme = await world.customer()
    for second in (1, 5, 9):
        await world.happens("Logged In", acme, NOW - timedelta(seconds=second))
    clock = JourneyClock(NOW - timedelta(seconds=10), seconds_per_day=1)
    assert await counted(world, witness(acme, clock=clock), within="7d") == 2
