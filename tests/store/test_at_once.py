"""Who comes in by a publish itself is told before it: the same customers who then do."""

from sqlalchemy import text

from engine.definition.document import parse
from engine.definition.times import Percentage
from engine.errors import NotFound
from engine.facts import DATE_REACHED
from engine.migrating import DueCount, Entering, Plan
from engine.store import due_dates, journeys
from engine.store.audit import Actor
from engine.store.previewing import preview, preview_new
from engine.store.reading.journeys import get_journey
from engine.store.settings import set_holdout
from engine.store.statements import run
from tests.store.test_entering_by_date import (
    AT_ONCE,
    DAY,
    LETS_PASS,
    MONTHLY,
    NOON,
    House,
    renewing,
)
from tests.store.test_entering_by_date import house as house  # the fixture

MO = Actor("mo@northwind.test")
BUSY = AT_ONCE.replace(
    "start: done\nsteps: {done: {type: exit}}",
    """start: call
steps:
  call: {type: task, title: Call, assign: {owner: account, else: kim@example.com}, next: hello}
  hello: {type: email, template: hello, next: later}
  later: {type: wait, for: 3d, next: done}
  done: {type: exit}
templates: {hello: {subject: Hello, body: Hello.}}""",
)


async def told(house: House, written: str) -> Entering | None:
    """What the preview says of those who would enter now."""
    journey = parse(written)
    async with house.world.database.transaction() as session:
        try:
            await get_journey(session, journey.journey)
        except NotFound:
            seen = await preview_new(session, journey, Plan(), now=house.now, default_zone="UTC")
        else:
            seen = await preview(
                session, journey.journey, Plan(), now=house.now, definition=journey
            )
    return seen.entering


async def publish(house: House, written: str) -> None:
    """Once it is published, everything is done that is to be done now."""
    async with house.world.database.transaction() as session:
        await journeys.publish_definition(session, parse(written), by=MO, now=house.now)
    await house.runs()
    await house.runs()


async def test_they_are_told_before_the_first_publish_with_what_is_done_for_them(
    house: House,
) -> None:
    """**How it broke:** the dialog said that nobody was inside yet, and 24 customers whose date had
    passed entered within seconds of the first publish, each with a mail."""
    for name, date in (("Bolt", "2026-10-07"), ("Acme", "2026-10-08"), ("Past", "2026-09-06")):
        await renewing(house.world, date, name)
    await renewing(house.world, "2027-01-31", "Later")
    await house.world.customer("Dateless")
    entering = await told(house, BUSY)
    assert entering is not None
    assert entering.customers == 2
    assert [each.name for each in entering.sample] == ["Acme", "Bolt"]
    assert entering.said == (
        "2 customers enter at once. Within 24 hours 2 get a message and 2 get a task,"
        " if nothing else happens."
    )
    assert [(each.title, each.after) for each in entering.deeds] == [
        ("Call", DueCount(2, 2)),
        ("Hello", DueCount(2, 2)),
    ]
    await publish(house, BUSY)
    assert await house.entered() == 2


async def test_what_a_date_that_is_past_brings_about_is_told(house: House) -> None:
    """**How it broke:** customers for whom the wait's last day was past passed it at once, and got
    the message behind it, of whom it was said that nothing else was due for them."""
    await renewing(house.world, "2026-10-07", "Past")
    await renewing(house.world, "2026-12-01", "To come")
    written = BUSY.replace(
        "start: call\nsteps:\n",
        """start: signed
steps:
  signed:
    type: wait
    until: {event: Contract Signed}
    at_most: {date: {trait: account.renewal_date, offset: -45d}}
    on: {happened: done, timeout: call}
""",
    )
    entering = await told(house, written)
    assert entering is not None
    assert entering.said == (
        "2 customers enter at once. Within 24 hours 1 gets a message and 1 gets a task,"
        " if nothing else happens."
    )


async def test_they_are_told_of_many_customers_with_many_dates(house: House) -> None:
    """**How it broke:** with more dates that have come than a statement has room for, such as two
    each of 17,000 customers, nothing could be told, and so the journey not be published."""
    dates = "\n".join(
        f"    - {{date: {{trait: account.renewal_date, offset: -{days}d}}, passed: now}}"
        for days in range(90, 140)
    )
    [one] = [line for line in AT_ONCE.splitlines() if "offset" in line]
    async with house.world.database.transaction() as session:
        await run(session, _MANY, {})
    entering = await told(house, AT_ONCE.replace(one, dates))
    assert entering is not None
    assert entering.customers == 700


_MANY = text("""
    INSERT INTO accounts (id, external_id, traits, created_at, updated_at)
    SELECT gen_random_uuid(), 'many-' || n, '{"renewal_date": "2026-10-07"}', now(), now()
    FROM generate_series(1, 700) AS n
""")


async def test_a_date_below_another_trait_or_spelled_with_a_dot_is_found(house: House) -> None:
    """**How it broke:** a trait that was sent as “contract.ends” let customers in of whom nothing
    was said."""
    for name, traits in (
        ("Dotted", {"contract.ends": "2026-10-07"}),
        ("Nested", {"contract": {"ends": "2026-10-07"}}),
    ):
        await house.world.customer(name, account=traits)
    by_contract = AT_ONCE.replace("account.renewal_date", "account.contract.ends")
    entering = await told(house, by_contract)
    await publish(house, by_contract)
    assert entering is not None
    assert (entering.customers, await house.entered()) == (2, 2)


async def test_who_is_not_in_the_audience_or_kept_out_is_not_among_them(house: House) -> None:
    audience = AT_ONCE.replace(
        "reentry", "audience: {trait: account.status, is: active}\n  reentry"
    )
    async with house.world.database.transaction() as session:
        await set_holdout(session, Percentage.parse("50%"), by=MO, now=NOON)
    for number in range(16):
        await renewing(house.world, "2026-10-07", f"Company {number}")
    left = {"renewal_date": "2026-10-07", "status": "left"}
    await house.world.customer("Gone", account=left)
    entering = await told(house, audience)
    await publish(house, audience)
    assert entering is not None
    assert 0 < entering.customers < 16
    assert await house.entered() == entering.customers


async def test_of_a_later_publish_it_is_told_where_it_lets_anybody_in(house: House) -> None:
    await renewing(house.world, "2026-10-07", "Let in before")
    await publish(house, AT_ONCE)
    await renewing(house.world, "2026-12-20", "New by the wider offset")
    house.now += DAY
    same = AT_ONCE.replace("The renewal", "Another name")
    assert await told(house, same) is None
    wider = AT_ONCE.replace("-90d", "-120d")
    entering = await told(house, wider)
    assert entering is not None
    before = await house.entered()
    await publish(house, wider)
    # The other is inside already.
    assert (entering.customers, await house.entered() - before) == (1, 1)


async def test_a_date_that_has_let_them_in_does_not_again_where_only_the_past_is_treated_anew(
    house: House,
) -> None:
    await publish(house, LETS_PASS)
    await renewing(house.world, "2026-12-16")
    await house.runs()
    await house.runs(NOON + 11 * DAY)
    assert await house.entered() == 1
    entering = await told(house, AT_ONCE)
    await publish(house, AT_ONCE)
    assert entering is not None
    assert (entering.customers, await house.entered()) == (0, 1)


async def test_of_a_paused_journey_it_is_told_that_they_are_held(house: House) -> None:
    """**How it broke:** of customers who enter a paused journey, which holds them at its first
    step, it was said that they get a message within the day."""
    await publish(house, BUSY)
    async with house.world.database.transaction() as session:
        await journeys.pause(session, "renewal", by=MO, now=house.now, clock="keep")
    await renewing(house.world, "2026-10-07")
    entering = await told(house, BUSY.replace("Hello.", "Good day."))
    assert entering is not None
    assert entering.said == (
        "1 customer enters at once, and is held at the first step as long as the journey is paused."
    )
    assert (entering.kinds, entering.deeds) == ((), ())


async def test_where_nobody_does_it_is_said_who_comes_next(house: House) -> None:
    await renewing(house.world, "2026-10-07", "Passed")
    await renewing(house.world, "2026-12-16", "Acme")
    await renewing(house.world, "2027-01-16", "Bolt")
    entering = await told(house, LETS_PASS)
    assert entering is not None
    assert entering.said == (
        "Nobody enters at once. The first by date is Acme, on Thu 17 Sep 2026, 09:00 (UTC)."
    )
    by_schedule = await told(house, MONTHLY)
    assert by_schedule is not None
    assert by_schedule.said == (
        "Nobody enters at once. The schedule lets the first in on Thu 1 Oct 2026, 09:00 (UTC)."
    )


async def test_contacts_come_in_by_the_date_of_their_account(house: House) -> None:
    of_contacts = AT_ONCE.replace("name: The", "subject: contact\nname: The")
    acme = await renewing(house.world, "2026-10-07")
    await house.world.colleague(acme, email="new@acme.test")
    entering = await told(house, of_contacts)
    await publish(house, of_contacts)
    assert entering is not None
    assert (entering.customers, await house.entered()) == (2, 2)
    assert all(each.page.startswith("/contacts/") for each in entering.sample)


async def test_until_they_are_in_it_is_told_that_they_are_entering(house: House) -> None:
    await renewing(house.world, "2026-10-07")
    async with house.world.database.transaction() as session:
        await journeys.publish_definition(session, parse(AT_ONCE), by=MO, now=house.now)
    assert await _letting_in(house)
    await house.recurring.look_at_dates()
    assert (await house.entered(), await _letting_in(house)) == (0, True)
    await house.runs()
    await house.runs()
    assert (await house.entered(), await _letting_in(house)) == (1, False)


async def _letting_in(house: House) -> bool:
    async with house.world.database.transaction() as session:
        return await due_dates.is_letting_in(session, "renewal", house.now)


async def test_what_was_told_long_ago_is_not_read_to_see_whether_they_are_entering(
    house: House,
) -> None:
    """**How it broke:** each look at a page that waits for them read all events there have ever
    been, every few seconds."""
    await renewing(house.world, "2026-10-07")
    await publish(house, AT_ONCE)
    async with house.world.database.transaction() as session:
        await session.execute(_TOLD_BEFORE, {"name": DATE_REACHED})
        await session.execute(text("ANALYZE events"))
    async with house.world.database.transaction() as session:
        assert not await due_dates.is_letting_in(session, "renewal", house.now)
        read: int = (await session.execute(_EVENTS_READ)).scalar_one()
    assert read < 100


_TOLD_BEFORE = text("""
    INSERT INTO events (source_id, message_id, type, name, properties, context, changed,
                        occurred_at, received_at, dispatched_at)
    SELECT s.id, 'told-' || n, 'track', :name, '{"journey": "renewal"}', '{}', '{}',
           now(), now(), now()
    FROM generate_series(1, 5000) AS n, (SELECT id FROM sources LIMIT 1) AS s
""")
_EVENTS_READ = text("""
    SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
    FROM pg_stat_xact_user_tables WHERE relname = 'events'
""")
