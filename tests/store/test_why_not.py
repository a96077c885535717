"""Why an event did not start a journey, and why a customer is not in one: asked of what the
dispatcher, the recurring jobs and PostgreSQL really did."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from engine.definition.times import Percentage
from engine.entry import refused_by_holdout
from engine.store.audit import Actor
from engine.store.journeys import archive
from engine.store.reading.events import get_event
from engine.store.reading.why_not import why_event
from engine.store.reading.why_outside import why_account, why_contact
from engine.store.settings import set_holdout
from engine.store.tables import Account, Contact, Event, JourneyVersion
from engine.store.tables.columns import utc_now
from engine.why_not import Answer, Whereabouts
from tests.world import Customer, World
from workflows.dispatcher import Dispatcher
from workflows.recurring import Recurring

KIM = Actor("kim@example.com")
WELCOME = """
journey: welcome
name: The welcome
entry:
  triggers: [{event: Account Created}]
  audience: {trait: account.plan, is: pro}
start: done
steps: {done: {type: wait, for: 3d, next: out}, out: {type: exit}}
"""
OF_CONTACTS = WELCOME.replace("start: done", "subject: contact\nstart: done")
AHEAD = """
journey: ahead
name: Ahead
entry:
  triggers:
    - {date: {trait: account.renewal_date, offset: -90d}}
    - {schedule: {cron: 0 9 1 * *}}
  audience: {trait: account.plan, is: pro}
start: done
steps: {done: {type: exit}}
"""


@dataclass
class House:
    """What runs in a worker, at this very time."""

    world: World

    async def runs(self) -> None:
        recurring = Recurring(self.world.database, utc_now)
        dispatcher = Dispatcher(self.world.database, time_zone="UTC", clock=utc_now)
        await recurring.look_at_dates()
        while await dispatcher.dispatch():
            pass

    async def hears(self, name: str, who: Customer, ago: timedelta = timedelta()) -> int:
        now = utc_now()
        event = await self.world.happens(name, who, now - ago, came_in=now)
        await self.runs()
        return event

    async def why(self, event: int, journey: str = "welcome") -> Answer:
        async with self.world.database.transaction() as session:
            return await why_event(session, event, journey, "UTC")

    async def why_out(self, who: Customer, journey: str = "welcome") -> Whereabouts:
        async with self.world.database.transaction() as session:
            row = await session.get_one(Account, who.account_id)
            return await why_account(session, row, journey, now=utc_now(), zone="UTC")

    async def why_person(self, who: Customer, journey: str = "welcome") -> Whereabouts:
        async with self.world.database.transaction() as session:
            row = await session.get_one(Contact, who.contact_id)
            return await why_contact(session, row, journey, now=utc_now(), zone="UTC")


@pytest.fixture
def house(world: World) -> House:
    return House(world)


async def test_what_was_decided_is_told_with_what_was_seen(house: House) -> None:
    await house.world.publish(WELCOME)
    acme = await house.world.customer(account={"plan": "pro"})
    assert (await house.why_out(acme)).code == "not_yet"
    free = await house.world.customer("Free", account={"plan": "free"})
    # It came at once, and no worker was there to hear it: that makes no news old.
    waited = await house.world.happens("Account Created", acme, utc_now() - timedelta(days=8))
    assert (await house.why_out(acme)).code == (await house.why(waited)).code == "waiting"
    await house.runs()
    first = await house.why(waited)
    again = await house.why(await house.hears("Account Created", acme))
    refused = await house.why(await house.hears("Account Created", free))
    old = await house.why(await house.hears("Account Created", free, timedelta(days=8)))
    other = await house.why(await house.hears("account-created", free))
    codes = [each.code for each in (first, again, refused, old, other)]
    assert codes == ["enrolled", "already_running", "audience", "too_old", "other_spelling"]
    assert first.enrollment_id == again.enrollment_id is not None
    assert refused.because is not None
    assert refused.because["actual"] == "free"
    assert (await house.why_out(acme)).code == "inside"
    outside = await house.why_out(free)
    assert (outside.code, outside.audience) == ("not_yet", refused.because)
    assert [each.decided.code for each in outside.looked] == ["too_old", "audience"]


async def test_what_names_nobody_starts_nothing(house: House) -> None:
    """**Invariant:** that it names nobody is what is said. **How it broke:** the audience was asked
    first, and of nobody it does not hold."""
    await house.world.publish(OF_CONTACTS)
    acme = await house.world.customer()
    event = await house.world.happens("Account Created", acme, utc_now())
    await house.world.change(Event, event, contact_id=None)
    await house.runs()
    assert (await house.why(event)).code == "no_subject"
    assert (await house.why_out(acme)).code == "other_subject"
    assert (await house.why_person(acme)).code == "not_yet"


async def test_a_journey_published_or_archived_since_is_told_as_it_was(house: House) -> None:
    acme = await house.world.customer(account={"plan": "pro"})
    before = await house.hears("Account Created", acme)
    await house.world.publish(WELCOME)
    assert (await house.why(before)).code == "published_later"
    async with house.world.database.transaction() as session:
        await archive(session, "welcome", by=KIM, now=utc_now())
    after = await house.hears("Account Created", acme)
    assert [(await house.why(each)).code for each in (before, after)] == [
        "published_later",
        "archived",
    ]
    assert (await house.why_out(acme)).code == "not_live"


async def test_what_cannot_be_acted_on_says_so(house: House) -> None:
    await house.world.publish(WELCOME)
    acme = await house.world.customer(account={"plan": "pro"})
    async with house.world.database.transaction() as session:
        version = await session.get_one(JourneyVersion, (await _version(house)))
        version.definition = {**version.definition, "from the future": True}
    answer = await house.why(await house.hears("Account Created", acme))
    assert (answer.code, answer.more[0].runs[0].text) == ("set_aside", "It is tried again ")


async def test_who_is_kept_out_to_compare_with_is_told_so(house: House) -> None:
    journey, half = await house.world.publish(WELCOME), Percentage.parse("50%")
    async with house.world.database.transaction() as session:
        await set_holdout(session, half, by=KIM, now=utc_now())
    acme = await house.world.customer(account={"plan": "pro"})
    while refused_by_holdout(journey, None, acme.account_id, half) is None:
        acme = await house.world.customer(account={"plan": "pro"})
    assert (await house.why(await house.hears("Account Created", acme))).code == "global_holdout"
    assert (await house.why_out(acme)).code == "held_out"


async def test_when_a_date_and_a_schedule_come_is_told(house: House) -> None:
    await house.world.publish(AHEAD)
    acme = await house.world.customer(
        account={"plan": "pro", "renewal_date": "2090-12-06"}, time_zone="Europe/Amsterdam"
    )
    past = await house.world.customer("Past", account={"renewal_date": "2020-12-06"})
    await house.runs()
    date, schedule = (await house.why_person(acme, "ahead")).ways
    assert str(date.says) == (
        "The account renewal date is 6 Dec 2090: it starts on"
        " Thu 7 Sep 2090, 09:00 (Europe/Amsterdam)."
    )
    assert str(schedule.says).endswith("They are in the audience as it is now.")
    date, schedule = (await house.why_out(past, "ahead")).ways
    assert str(date.says).endswith("had passed when that became known.")
    assert str(schedule.says).endswith("they are not in the audience.")


async def test_an_event_tells_what_came_of_it(house: House) -> None:
    await house.world.publish(WELCOME)
    acme = await house.world.customer(account={"plan": "pro"})
    event = await house.hears("Account Created", acme)
    async with house.world.database.transaction() as session:
        found = await get_event(session, event)
    assert [(each.journey, each.code) for each in found.decisions] == [("welcome", "enrolled")]
    assert (found.delivery, found.changed, found.event.account_name) == (None, [], "Acme")


async def _version(house: House) -> UUID:
    async with house.world.database.transaction() as session:
        return (await session.exec(select(JourneyVersion.id))).one()
