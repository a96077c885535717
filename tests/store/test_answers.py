"""How each kind of leaf is answered from PostgreSQL, and what it costs."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import TypeAdapter
from sqlalchemy import event, text

from engine.clock import JourneyClock
from engine.definition.conditions import Condition, EventHappened
from engine.evaluation import evaluate
from engine.facts import MARK_EVENTS, Facts, MessageState, Occurrences, TaskState
from engine.store.database import Database
from engine.store.facts import MOST_COUNTED, Witness, gather, last_heard
from engine.store.tables import Message, Segment, SegmentMember, Task
from engine.turning import next_turn
from tests.parts import LONG
from tests.world import Customer, World, days

ENTERED = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
NOW = ENTERED + days(10)

conditions: TypeAdapter[Condition] = TypeAdapter(Condition)

JOURNEY = """
journey: asked
name: Asked
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
"""


def witness(customer: Customer, **given: Any) -> Witness:
    known: dict[str, Any] = {
        "contact_id": customer.contact_id, "subject_kind": "account", "zone": "UTC", "traits": {},
        "clock": JourneyClock(ENTERED), "entered_since": ENTERED, **given,
    }  # fmt: skip
    return Witness(customer.account_id, **known)


async def answered(world: World, view: Witness, *asked: Any) -> Facts:
    async with world.database.transaction() as session:
        return await gather(
            session, [conditions.validate_python(each) for each in asked], view, NOW
        )


async def seen(world: World, view: Witness, **asked: Any) -> Occurrences:
    leaf = EventHappened.model_validate({"event": "Logged In", **asked})
    return (await answered(world, view, leaf)).occurrences[leaf]


@pytest.fixture
async def acme(world: World) -> Customer:
    """A customer who logged in on each of the first five days."""
    customer = await world.customer()
    for day in range(1, 6):
        await world.happens("Logged In", customer, ENTERED + days(day), {"day": day})
    return customer


# Events


async def test_the_first_and_the_last_time_are_told(world: World, acme: Customer) -> None:
    found = await seen(world, witness(acme))
    assert (found.first, found.last) == (ENTERED + days(1), ENTERED + days(5))


@pytest.mark.parametrize(
    ("asked", "pivots"),
    [
        ({}, (5, 4)),
        ({"at_least": 2}, (4, 3)),
        ({"at_most": 0}, (5,)),
        ({"exactly": 5}, (1,)),
        ({"at_least": 9}, ()),
    ],
)
async def test_the_events_on_which_a_count_turns_are_told(
    world: World, acme: Customer, asked: dict[str, int], pivots: tuple[int, ...]
) -> None:
    found = await seen(world, witness(acme), **asked)
    assert found.pivots == tuple(ENTERED + days(day) for day in pivots)


async def test_a_window_turns_when_the_event_it_hangs_on_falls_out_of_it(
    world: World, acme: Customer
) -> None:
    asked = conditions.validate_python({"event": "Logged In", "at_least": 2, "within": "7d"})
    facts = await answered(world, witness(acme), asked)
    assert evaluate(asked, facts).holds
    assert next_turn([asked], facts) == ENTERED + days(4) + days(7)


async def test_events_at_a_step_are_those_since_it_was_entered(
    world: World, acme: Customer
) -> None:
    at_step = witness(acme, step_since=ENTERED + days(3))
    assert (await seen(world, at_step, within="step")).count == 2
    assert (await seen(world, at_step)).count == 5


async def test_times_are_told_on_the_journey_s_clock(world: World) -> None:
    acme = await world.customer()
    await world.happens("Logged In", acme, NOW - timedelta(seconds=2))
    clock = JourneyClock(NOW - timedelta(seconds=10), seconds_per_day=1)
    found = await seen(world, witness(acme, clock=clock), within="ever")
    assert found.last == found.pivots[0] == NOW - timedelta(seconds=10) + days(8)


async def test_no_more_is_counted_than_decides(world: World) -> None:
    acme = await world.customer()
    await many(world, acme, 3 * MOST_COUNTED)
    found = await seen(world, witness(acme), within="ever")
    assert found.count == MOST_COUNTED
    assert found.first == NOW - timedelta(seconds=3 * MOST_COUNTED)
    more = await seen(world, witness(acme), within="ever", at_least=2_000)
    assert (more.count, len(more.pivots)) == (2_002, 2)


async def test_a_leaf_without_a_subject_finds_nothing(world: World, acme: Customer) -> None:
    nobody = witness(acme, subject_kind="contact", contact_id=None)
    assert await seen(world, nobody, within="ever") == Occurrences()


# Messages, tasks, segments, health


async def enrolled(world: World, customer: Customer) -> Witness:
    await world.enroll(await world.publish(JOURNEY), customer, ENTERED)
    enrollment = await world.enrollment(customer)
    return witness(customer, enrollment_id=enrollment.id)


def passage(view: Witness) -> UUID:
    assert view.enrollment_id is not None
    return view.enrollment_id


async def message(
    world: World, view: Witness, status: str, *, visit: int = 1, step: str = "hello"
) -> str:
    async with world.database.transaction() as session:
        enrollment = await session.execute(text("SELECT journey_id FROM enrollments"))
        row = Message(
            id=uuid4(), enrollment_id=passage(view), journey_id=enrollment.scalar_one(),
            account_id=view.account_id, step=step, visit=visit, channel="email", template="t",
            topic="product", status=status,
        )  # fmt: skip
        session.add(row)
    return str(row.id)


async def state_of(world: World, view: Witness) -> MessageState | None:
    return (await answered(world, view, {"message": "hello", "was": "sent"})).messages["hello"]


async def test_of_a_message_that_is_not_settled_nothing_is_known(
    world: World, acme: Customer
) -> None:
    view = await enrolled(world, acme)
    assert await state_of(world, view) is None
    await message(world, view, "claimed")
    assert await state_of(world, view) is None


async def test_the_latest_message_counts_with_the_marks_left_on_it(
    world: World, acme: Customer
) -> None:
    view = await enrolled(world, acme)
    earlier = await message(world, view, "sent")
    later = await message(world, view, "sent", visit=2)
    await world.happens(MARK_EVENTS["clicked"], acme, NOW, {"message_id": earlier})
    await world.happens(MARK_EVENTS["opened"], acme, NOW, {"message_id": later})
    await world.happens("Something Else", acme, NOW, {"message_id": later})
    assert await state_of(world, view) == MessageState("sent", frozenset({"opened"}))


async def test_a_step_that_wrote_to_several_has_sent_if_one_of_them_got_it(
    world: World, acme: Customer
) -> None:
    view = await enrolled(world, acme)
    for status in ("skipped", "sent", "failed"):
        await message(world, view, status)
    assert await state_of(world, view) == MessageState("sent")


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"status": "open"}, TaskState("open", NOW)),
        ({"status": "held"}, TaskState("open")),
        (
            {"status": "done", "outcome": "booked", "completed_at": ENTERED},
            TaskState("done", NOW, "booked", ENTERED),
        ),
        ({"status": "cancelled"}, TaskState("cancelled", NOW)),
    ],
)
async def test_the_latest_task_of_a_step_is_told(
    world: World, acme: Customer, row: dict[str, Any], state: TaskState
) -> None:
    view = await enrolled(world, acme)
    async with world.database.transaction() as session:
        journey = (await session.execute(text("SELECT journey_id FROM enrollments"))).scalar_one()
        for visit, given in ((1, {"status": "done"}), (2, row)):
            session.add(
                Task(
                    id=uuid4(), enrollment_id=passage(view), journey_id=journey, step="call",
                    visit=visit, title="Call", assigned_because="So it is.", due_at=NOW, **given,
                )
            )  # fmt: skip
    facts = await answered(world, view, {"task": "call", "was": "open"})
    assert facts.tasks == {"call": state}


async def test_all_segments_are_asked_for_at_once(world: World, acme: Customer) -> None:
    async with world.database.transaction() as session:
        for key in ("at-risk", "beta", "other"):
            session.add(Segment(key=key, name=key, subject_kind="account"))
        await session.flush()
        for key in ("at-risk", "other"):
            session.add(SegmentMember(segment_key=key, subject_id=acme.account_id))
    asked = {"any": [{"segment": "at-risk"}, {"segment": "beta"}]}
    assert (await answered(world, witness(acme), asked)).segments == {"at-risk"}
    of_contact = witness(acme, subject_kind="contact")
    assert (await answered(world, of_contact, asked)).segments == {"at-risk"}


async def test_health_zone_and_entry_are_filled_in(world: World, acme: Customer) -> None:
    traits = {"account": {"health_band": "red", "health_score": 20}}
    facts = await answered(world, witness(acme, traits=traits, zone="Europe/Paris"))
    assert facts.health == {"band": "red", "score": 20}
    assert (facts.zone, facts.enrolled_at, facts.now) == ("Europe/Paris", ENTERED, NOW)


# When something was last heard


async def heard(world: World, view: Witness, *keys: str, since: datetime) -> datetime | None:
    async with world.database.transaction() as session:
        return await last_heard(session, keys, view, since, NOW)


async def test_the_latest_of_what_is_listened_for_is_found(world: World, acme: Customer) -> None:
    await world.happens("group", acme, ENTERED + days(7), changed=("account.plan",))
    await world.happens("group", acme, ENTERED + days(8), changed=("account.seats",))
    view = witness(acme)
    login, plan = "event:Logged In", "trait:account.plan"
    assert await heard(world, view, login, since=ENTERED) == ENTERED + days(5)
    assert await heard(world, view, login, plan, since=ENTERED) == ENTERED + days(7)
    assert await heard(world, view, login, since=ENTERED + days(5)) is None
    assert await heard(world, view, "event:Other", since=ENTERED) is None


async def test_an_account_s_traits_are_heard_in_its_contacts_journeys(
    world: World, acme: Customer
) -> None:
    bea = await world.colleague(acme, email=None)
    await world.happens("group", acme, ENTERED + days(7), changed=("account.plan",))
    of_bea = witness(Customer(acme.account_id, bea), subject_kind="contact")
    assert await heard(world, of_bea, "trait:account.plan", since=ENTERED) == ENTERED + days(7)
    assert await heard(world, of_bea, "event:Logged In", since=ENTERED) is None


async def test_what_a_clock_ahead_of_ours_dated_is_heard_now(world: World) -> None:
    acme = await world.customer()
    await world.happens("Logged In", acme, NOW + timedelta(seconds=1))
    assert await heard(world, witness(acme), "event:Logged In", since=ENTERED) == NOW


# What it costs


async def many(world: World, customer: Customer, number: int) -> None:
    """So many logins, one a second, the last of them a second ago."""
    await world.happens("Signed Up", customer, ENTERED)
    async with world.database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO events (source_id, message_id, type, name, account_id, contact_id,"
                " properties, context, changed, occurred_at, received_at, dispatched_at)"
                " SELECT source_id, 'many-' || n, 'track', 'Logged In', account_id, contact_id,"
                " jsonb_build_object('plan', CASE WHEN n % 3 = 0 THEN 'pro' ELSE 'free' END), '{}',"
                " CASE WHEN n % 2 = 0 THEN ARRAY['account.seats'] ELSE '{}' END,"
                " CAST(:now AS timestamptz) - n * interval '1 second', now(), now()"
                " FROM events, generate_series(1, :number) AS n WHERE name = 'Signed Up'"
            ),
            {"now": NOW, "number": number},
        )
        await session.execute(text("ANALYZE events"))


class Watched:
    """The statements that a database is asked to run."""

    def __init__(self, database: Database) -> None:
        self.statements: list[tuple[str, Any]] = []
        event.listen(database.engine.sync_engine, "before_cursor_execute", self._keep)

    def _keep(self, *args: Any) -> None:
        self.statements.append((args[2], args[3]))

    async def plans(self, database: Database) -> Iterable[str]:
        event.remove(database.engine.sync_engine, "before_cursor_execute", self._keep)
        plans = []
        for statement, parameters in list(self.statements):
            async with database.transaction() as session:
                connection = await session.connection()
                found = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
                plans.append("\n".join(row[0] for row in found))
        return plans


ASKED = (
    {"event": "Logged In"},
    {"event": "Logged In", "within": "ever", "at_least": 3},
    {"event": "Logged In", "within": "7d", "where": {"property": "plan", "is": "pro"}},
    {"event": "Logged In", "within": "ever", "last": {"longer_ago_than": "14d"}},
    {"event": "Logged In", "within": "ever", "first": {"within_last": "30d"}},
)


@pytest.mark.parametrize("subject", ["account", pytest.param("contact", marks=pytest.mark.long)])
async def test_each_leaf_is_one_query_that_reads_an_index_from_its_end(
    world: World, subject: str
) -> None:
    acme = await world.customer()
    await many(world, acme, 200_000 if LONG else 40_000)
    watched = Watched(world.database)
    view = witness(acme, subject_kind=subject)
    await answered(world, view, *ASKED)
    await heard(world, view, "event:Logged In", "trait:account.plan", since=ENTERED)
    assert len(watched.statements) == len(ASKED) + 1
    for plan in await watched.plans(world.database):
        assert "Scan Backward using events_" in plan, plan
        assert "Seq Scan on events" not in plan, plan
        assert "Bitmap" not in plan, plan
