"""A journey changes under the customers who are in it: each gets what is still to come, once."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from activities.mail.message import Mail
from activities.receipts import Receipt, TemporaryFailure
from engine.definition.document import parse
from engine.migrating import Plan
from engine.store import journeys, tasks
from engine.store.audit import Actor
from engine.store.migration_runs import retry_failed
from engine.store.reading.migrations import MigrationSummary, get_migration, list_results
from engine.store.tables import Task
from engine.store.undertakings import LOST_AFTER
from tests.workflow.driver import Driver
from tests.workflow.transports import Accepting, Away
from tests.world import Customer, World, days
from workflows.courier import Courier
from workflows.recurring import Recurring

MO = Actor("mo@northwind.test")


def series(mails: int, ending: str) -> str:
    """So many mails one after the other, and then whatever `ending` says, from a step `rest`."""
    steps = "".join(
        f"  mail-{n}: {{type: email, template: mail, "
        f"next: {f'mail-{n + 1}' if n + 1 < mails else 'rest'}}}\n"
        for n in range(mails)
    )
    return (
        "journey: series\nname: Series\nentry: {triggers: [{event: Account Created}]}\n"
        f"start: mail-0\nsteps:\n{steps}{ending}  done: {{type: exit}}\n"
        "templates:\n  mail: {subject: Hello, body: Good to have you.}\n"
        "  news: {subject: News, body: There is more.}\n"
    )


OLD = series(5, "  rest: {type: wait, for: 30d, next: done}\n")
NEW = series(
    5,
    "  rest: {type: wait, for: 30d, next: news}\n"
    "  news: {type: email, template: news, next: done}\n",
)


async def publish(driver: Driver, world: World, written: str, **plan: Any) -> UUID | None:
    now = await driver.now()
    async with world.database.transaction() as session:
        published = await journeys.publish_definition(
            session, parse(written), by=MO, now=now, plan=Plan.model_validate(plan)
        )
    return published.migration_id


async def resting(driver: Driver, world: World, count: int) -> list[Customer]:
    """Customers who have had all five mails, and rest."""
    await publish(driver, world, OLD)
    customers = [await world.customer(f"Customer {number}") for number in range(count)]
    for customer in customers:
        await world.happens("Account Created", customer, await driver.now())
    await driver.settle()
    for customer in customers:
        await driver.sleeps(customer, "rest")
    return customers


async def migrated(driver: Driver, migration: UUID | None) -> MigrationSummary:
    """Have the migration carried out to its end."""
    assert migration is not None
    await driver.settle()
    workflow = driver.environment.client.get_workflow_handle(f"migration/{migration}")
    await workflow.result()
    await driver.settle()
    return await summary(driver.world, migration)


async def summary(world: World, migration: UUID) -> MigrationSummary:
    async with world.database.transaction() as session:
        return await get_migration(session, migration)


async def sent(world: World) -> Counter[tuple[UUID, str]]:
    """How often each customer got each mail."""
    return Counter(
        (message.enrollment_id, message.step)
        for message in await world.messages()
        if message.status == "sent"
    )


async def test_redirecting_everybody_to_the_start_sends_nothing_twice(
    driver: Driver, world: World
) -> None:
    """**Invariant:** a completed step is never sent again, whatever is redirected where.

    **How it broke**, elsewhere: a hundred people who rested at the end of a series were redirected
    to its start, and got eleven thousand five hundred mails."""
    customers = await resting(driver, world, 3)
    plan = {"everyone": True, "fates": {"rest": {"move": "mail-0"}}}
    done = await migrated(driver, await publish(driver, world, NEW, **plan))
    assert (done.status, dict(done.counts)) == ("done", {"moved": 3})
    for customer in customers:
        await driver.ends(customer)
    received = await sent(world)
    assert set(received.values()) == {1}
    assert Counter(step for _, step in received) == {
        **{f"mail-{number}": 3 for number in range(5)},
        "news": 3,
    }


async def test_the_timeline_tells_of_the_move_and_of_what_is_not_done_again(
    driver: Driver, world: World
) -> None:
    [acme] = await resting(driver, world, 1)
    plan = {"everyone": True, "fates": {"rest": {"move": "mail-4"}}}
    await migrated(driver, await publish(driver, world, NEW, **plan))
    await driver.rests(acme, "rest")
    story = await world.story(acme)
    assert "Moved to version 2: from “Rest” to “Mail 4”." in story
    assert "Done before the journey was changed; it is not done again." in story


async def test_a_shorter_wait_takes_effect_at_once_for_those_asleep(
    driver: Driver, world: World
) -> None:
    [acme] = await resting(driver, world, 1)
    await driver.sleep(days(3))
    shorter = NEW.replace("for: 30d", "for: 5d")
    await migrated(driver, await publish(driver, world, shorter, everyone=True))
    until = (await driver.rests(acme, "rest")).wakes_at
    assert until is not None
    assert until < await driver.now() + days(2)
    await driver.ends(acme)
    assert (await sent(world)).total() == 6


async def test_a_limit_that_is_a_date_in_the_new_version_is_reckoned_for_those_asleep(
    driver: Driver, world: World
) -> None:
    wait = "until: {event: Signed}, on: {happened: done, timeout: done}, at_most:"
    await publish(driver, world, series(1, f"  rest: {{type: wait, {wait} 30d}}\n"))
    day = (await driver.now() + days(54)).date()
    renews = await world.customer("Renews", account={"renewal_date": day.isoformat()})
    lacks = await world.customer("Lacks it")
    for each in (renews, lacks):
        await driver.happens("Account Created", each)
        await driver.sleeps(each, "rest")
    date = "{date: {trait: account.renewal_date, offset: -14d}}"
    new = series(1, f"  rest: {{type: wait, {wait} {date}}}\n")
    await migrated(driver, await publish(driver, world, new, everyone=True))
    at = (await driver.rests(renews, "rest")).wakes_at
    assert at is not None
    assert at.date() == day - days(14)
    await driver.until(lacks, lambda one: one.wakes_at is None, skip=False)
    await driver.ends(renews)


async def test_a_longer_wait_is_slept_through_without_anybody_being_woken(
    driver: Driver, world: World
) -> None:
    [acme] = await resting(driver, world, 1)
    longer = NEW.replace("for: 30d", "for: 60d")
    await migrated(driver, await publish(driver, world, longer, everyone=True))
    assert await world.wakes() == []
    began = await driver.now()
    await driver.ends(acme)
    assert await driver.now() - began > days(59)
    assert (await sent(world)).total() == 6


async def test_whoever_wakes_before_their_turn_is_moved_at_the_door(
    driver: Driver, world: World
) -> None:
    """Nothing superseded goes out, although the migration's workflow never gets to run."""
    old = series(1, "  rest: {type: wait, for: 2d, next: old-news}\n"
                 "  old-news: {type: email, template: mail, next: done}\n")  # fmt: skip
    new = series(1, "  rest: {type: wait, for: 2d, next: news}\n"
                 "  news: {type: email, template: news, next: done}\n")  # fmt: skip
    await publish(driver, world, old)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, "rest")
    await publish(driver, world, new, everyone=True, fates={"old-news": "continue"})
    await driver.ends(acme)
    assert [message.step for message in await world.messages()] == ["mail-0", "news"]


async def test_those_the_plan_takes_out_leave_with_its_reason(driver: Driver, world: World) -> None:
    [acme] = await resting(driver, world, 1)
    plan = {"everyone": True, "fates": {"rest": {"exit": "The series is over."}}}
    await migrated(driver, await publish(driver, world, NEW, **plan))
    ended = await driver.ends(acme)
    assert ended.outcome == "exited"
    assert ended.end_reason == "Taken out by the change to version 2: The series is over."


async def test_who_continues_lives_to_the_end_of_the_old_version(
    driver: Driver, world: World
) -> None:
    [acme] = await resting(driver, world, 1)
    plan = {"everyone": True, "fates": {"rest": "continue"}}
    done = await migrated(driver, await publish(driver, world, NEW, **plan))
    assert dict(done.counts) == {"continues": 1}
    await driver.ends(acme)
    assert (await sent(world)).total() == 5


# What may go wrong on the way


async def test_a_migration_that_temporal_has_forgotten_is_started_again(
    driver: Driver, world: World
) -> None:
    """**Invariant:** what is shown as running is being worked on, or will be soon."""
    await resting(driver, world, 1)
    migration = await publish(driver, world, NEW, everyone=True)
    assert migration is not None
    await forgotten(driver, migration)
    assert (await summary(world, migration)).status == "running"
    start = await driver.now()
    for passed, status in ((LOST_AFTER / 2, "running"), (LOST_AFTER * 2, "starting")):
        recurring = Recurring(world.database, lambda passed=passed: start + passed)  # type: ignore[misc]
        await recurring.start_lost_migrations()
        assert (await summary(world, migration)).status == status
    assert dict((await migrated(driver, migration)).counts) == {"moved": 1}


async def forgotten(driver: Driver, migration: UUID) -> None:
    """The migration's workflow is started where nobody works, and then is gone."""
    client = driver.environment.client
    courier = Courier(driver.world.database, client, f"nobody-{migration}", lambda: started)
    started = await driver.now()
    await courier.carry()
    await client.get_workflow_handle(f"migration/{migration}").terminate()


class PublishesMeanwhile(Accepting):
    """Somebody publishes, with a plan for everybody, while this takes the first mail."""

    def __init__(self, publish: Callable[[], Awaitable[UUID | None]]) -> None:
        super().__init__()
        self.publish = publish
        self.migration: UUID | None = None

    async def send(self, mail: Mail) -> Receipt:
        if not self.accepted:
            self.migration = await self.publish()
        return await super().send(mail)


async def test_what_follows_a_mail_is_the_new_version_when_it_came_while_the_mail_was_sent(
    driver: Driver, world: World
) -> None:
    """**Invariant:** nothing superseded goes out. The mail that is on its way is settled; before
    the next one the customer is moved, whoever comes first to move them."""
    old = series(2, "  rest: {type: wait, for: 30d, next: done}\n")
    new = old.replace(
        "mail-1: {type: email, template: mail", "mail-1: {type: email, template: news"
    )
    await publish(driver, world, old)
    mail = PublishesMeanwhile(lambda: publish(driver, world, new, everyone=True))
    acme = await world.customer()
    ports = replace(driver.ports, mail=mail)
    async with Driver(driver.environment, ports, world) as sending:
        await sending.happens("Account Created", acme)
        await sending.rests(acme, "rest")
        assert dict((await migrated(sending, mail.migration)).counts) == {"moved": 1}
    assert [each.subject for each in mail.accepted] == ["Hello", "News"]
    assert (await sent(world)).total() == 2
    kinds = [entry.kind for entry in await world.timeline((await world.enrollment(acme)).id)]
    assert kinds == ["entered", "sent", "migrated", "sent", "waiting"]


async def test_who_waits_for_a_mail_on_its_way_is_shown_and_moved_when_it_is_settled(
    driver: Driver, world: World
) -> None:
    """The mail server hung up without a word, and may have taken it."""
    why = TemporaryFailure("Connection lost.", timedelta(hours=6), maybe_sent=True)
    mail = Away(why)
    await publish(driver, world, OLD)
    acme = await world.customer()
    async with Driver(driver.environment, replace(driver.ports, mail=mail), world) as unlucky:
        await unlucky.happens("Account Created", acme)
        await unlucky.until(acme, lambda one: one.trouble is not None, skip=False)
        migration = await publish(unlucky, world, NEW, everyone=True)
        assert migration is not None
        await unlucky.settle()
        await unlucky.sleep(timedelta(minutes=10))
        seen = await summary(world, migration)
        assert (seen.status, dict(seen.counts), seen.on_the_way) == ("running", {"pending": 1}, 1)
        assert await waits(world, migration) == [
            "It is not known yet whether a mail went out; they are moved once it is. "
            "It is tried again: Connection lost."
        ]
        mail.why = None
        await unlucky.sleep(timedelta(hours=6))
        await unlucky.rests(acme, "rest")
        done = await migrated(unlucky, migration)
        assert (dict(done.counts), done.on_the_way) == ({"moved": 1}, 0)
    assert len(mail.accepted) == 5


async def waits(world: World, migration: UUID) -> list[str | None]:
    async with world.database.transaction() as session:
        page = await list_results(session, migration, on_the_way=True)
    return [each.waits_because for each in page.rows]


CALL = """
journey: series
name: Series
entry: {triggers: [{event: Account Created}]}
start: call
steps:
  call: {type: task, title: Call them, outcomes: [reached, gone], on: {reached: news, gone: done}}
  news: {type: email, template: news, next: done}
  done: {type: exit}
templates:
  news: {subject: News, body: There is more.}
"""


async def test_who_cannot_be_moved_stands_still_says_why_and_is_tried_again(
    driver: Driver, world: World
) -> None:
    await publish(driver, world, CALL)
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, "call")
    [task] = await world.tasks()
    await answer(driver, world, task.id, "gone")
    without = CALL.replace(", gone]", ", later]").replace("gone: done", "later: done")
    migration = await publish(driver, world, without, everyone=True)
    assert dict((await migrated(driver, migration)).counts) == {"failed": 1}
    why = "“Call” was answered with “gone”, which leads nowhere in the new version."
    assert await failures(world, migration) == [why]
    held_up = await driver.until(acme, lambda one: one.trouble is not None, skip=False)
    assert (held_up.trouble or {})["error"] == why
    assert held_up.current_step == "call"

    await world.change(Task, task.id, outcome="reached")
    await retry(driver, world, migration)
    assert dict((await migrated(driver, migration)).counts) == {"moved": 1}
    await driver.sleep(timedelta(minutes=10))  # the activity’s own next try
    ended = await driver.ends(acme)
    assert (ended.outcome, ended.trouble) == ("completed", None)
    assert [message.subject for message in await world.messages()] == ["News"]


async def answer(driver: Driver, world: World, task: UUID, outcome: str) -> None:
    """Somebody answers; nobody has been told yet."""
    now = await driver.now()
    async with world.database.transaction() as session:
        await tasks.complete(session, task, outcome=outcome, note=None, by=MO, now=now)


async def failures(world: World, migration: UUID | None) -> list[str | None]:
    assert migration is not None
    async with world.database.transaction() as session:
        page = await list_results(session, migration, status="failed")
    return [each.error for each in page.rows]


async def retry(driver: Driver, world: World, migration: UUID | None) -> None:
    assert migration is not None
    now = await driver.now()
    async with world.database.transaction() as session:
        assert await retry_failed(session, migration, by=MO, now=now) == 1


# Pauses that stop the clock


async def pause(driver: Driver, world: World, clock: journeys.Clock) -> None:
    now = await driver.now()
    async with world.database.transaction() as session:
        await journeys.pause(session, "series", by=MO, now=now, clock=clock)


async def resume(driver: Driver, world: World) -> int:
    now = await driver.now()
    async with world.database.transaction() as session:
        woken = await journeys.resume(session, "series", by=MO, now=now)
    await driver.settle()
    return woken


async def test_a_frozen_clock_leaves_as_much_of_a_wait_as_there_was(
    driver: Driver, world: World
) -> None:
    [acme] = await resting(driver, world, 1)
    rested = (await world.enrollment(acme)).wakes_at
    assert rested is not None
    await pause(driver, world, "freeze")
    await driver.sleep(days(40))
    assert (await driver.until(acme, lambda one: one.held_because is not None)).wakes_at is None
    assert await resume(driver, world) == 1
    after = (await driver.until(acme, lambda one: one.held_because is None)).wakes_at
    assert after is not None
    assert abs(after - rested - days(40)) < timedelta(minutes=5)


async def test_a_kept_clock_goes_on_and_what_came_due_happens_on_resume(
    driver: Driver, world: World
) -> None:
    [acme] = await resting(driver, world, 1)
    await pause(driver, world, "keep")
    await driver.sleep(days(40))
    await driver.until(acme, lambda one: one.held_because is not None)
    assert await resume(driver, world) == 1
    began = await driver.now()
    await driver.ends(acme)
    assert await driver.now() - began < days(1)


QUESTION = """
journey: call-them
name: Call them
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: in_app, template: hello, next: call}
  call:
    type: task
    title: Call them
    outcomes: [good, bad]
    due: 2d
    next: done
    on: {overdue: done}
  done: {type: exit}
templates: {hello: {title: TITLE, body: Hi.}}
"""


async def test_who_is_moved_to_before_a_question_waits_for_its_answer_when_they_come_by(
    driver: Driver, world: World
) -> None:
    """**Invariant:** wherever a plan moves somebody, they can go on from there.

    **How it broke:** the open task of whoever was moved away from it was called off without a
    date. They came by it again, were not to be asked twice, and waited for ever for an answer that
    nobody could give any more.
    """
    await publish(driver, world, QUESTION.replace("TITLE", "Hi"))
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, "call")
    changed = QUESTION.replace("TITLE", "Hello")
    plan = {"everyone": True, "fates": {"call": {"move": "hello"}}}
    await migrated(driver, await publish(driver, world, changed, **plan))
    await driver.until(acme, lambda one: one.current_step == "call" and bool(one.waiting_for))
    [task] = await world.tasks()
    assert task.status == "open"
    assert len(await world.messages()) == 1
    async with world.database.transaction() as session:
        now = await driver.now()
        await tasks.complete(session, task.id, outcome="good", note=None, by=MO, now=now)
    await driver.settle()
    assert (await driver.ends(acme)).outcome == "completed"
