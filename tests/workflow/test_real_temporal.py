"""The whole worker on the server we bring along: everything that time-skipping leaves out."""

import asyncio

from temporalio.client import Client

from engine.store.access import create_user
from engine.store.audit import Actor
from engine.store.enrolling import Enrolled
from engine.store.mail_tests import Finished, ask_for, colleague_at
from engine.store.steering import retry
from engine.store.tables import Enrollment
from onward.embedded import EmbeddedTemporal
from tests.calling.server import Answer, web_server
from tests.mail.server import MailServer
from tests.workflow.test_calls import WEBHOOK
from tests.workflow.test_journeys import WELCOME
from tests.workflow.whole_worker import (
    client,
    mails,
    now,
    runs_anew,
    standing,
    temporal,
    until,
    working,
)
from tests.world import World

__all__ = ["client", "mails", "temporal", "working"]


async def test_an_event_starts_a_journey_and_mail_arrives(
    world: World, working: None, mails: MailServer
) -> None:
    await world.publish(WELCOME)
    acme = await world.customer()
    await world.happens("Account Created", acme, now())
    await standing(world, acme, lambda one: one.waiting_for is not None)
    await world.happens("Project Created", acme, now())
    await standing(world, acme, lambda one: one.outcome == "completed")
    assert [mail["Subject"] for mail in mails.handler.mails] == [
        "Welcome, Ada",
        "Your first project",
    ]


async def test_a_test_mail_arrives_without_a_journey(
    world: World, working: None, mails: MailServer
) -> None:
    by = Actor("maya@example.com")
    async with world.database.transaction() as session:
        await create_user(session, email="maya@example.com", name="Maya", by=by)
        to = await colleague_at(session, "maya@example.com")
        mail = Finished(None, None, "Ada", "Hello", "[Test] Hi", "Hi", "<p>Hi</p>")
        await ask_for(session, mail, to, by=by, now=now())

    async def arrived() -> bool:
        return bool(mails.handler.mails)

    await until(arrived)
    assert mails.handler.mails[0]["X-Onward-Test"] == "yes"


async def test_what_comes_in_while_temporal_is_away_is_acted_on_when_it_is_back(
    world: World, working: None, temporal: EmbeddedTemporal, mails: MailServer
) -> None:
    await world.publish(WELCOME)
    acme, other = await world.customer("Acme"), await world.customer("Other")
    await world.happens("Account Created", acme, now())
    await standing(world, acme, lambda one: one.waiting_for is not None)
    temporal.kill()
    await temporal.wait()
    await world.happens("Project Created", acme, now())
    await world.happens("Account Created", other, now())
    await standing(world, other, lambda one: one.status == "starting")
    assert len(mails.handler.mails) == 1

    await temporal.start()
    await standing(world, acme, lambda one: one.outcome == "completed")
    await standing(world, other, lambda one: one.waiting_for is not None)
    assert sorted(mail["Subject"] for mail in mails.handler.mails) == [
        "Welcome, Ada",
        "Welcome, Ada",
        "Your first project",
    ]


PING_PONG = """
journey: ping-pong
name: Round and round
entry: {triggers: [{event: Account Created}]}
start: ping
steps:
  ping: {type: wait, until: {event: Ping}, on: {happened: pong}}
  pong: {type: wait, until: {event: Ping}, on: {happened: ping}}
"""

SHORT_WAITS = """
journey: short-waits
name: Round and round by the clock
entry: {triggers: [{event: Account Created}]}
goal: {when: {event: Stop}}
start: tick
steps:
  tick: {type: wait, for: 1h, next: tock}
  tock: {type: wait, for: 1h, next: tick}
"""


async def test_no_event_is_lost_while_a_long_history_is_cut(
    world: World, working: None, client: Client
) -> None:
    """Each event comes while the workflow is still busy with the one before, which is also when it
    continues as new; no limit and no later event would make up for one that is lost."""
    await world.publish(PING_PONG)
    acme = await world.customer()
    await world.happens("Account Created", acme, now())
    for number in range(1, 41):
        await standing(world, acme, lambda one, n=number: visits(one) == n)  # type: ignore[misc]
        await world.happens("Ping", acme, now())
    await standing(world, acme, lambda one: visits(one) == 41)
    enrollment = await world.enrollment(acme)
    assert await runs_anew(client, enrollment)
    await world.take_out(acme, now(), "Enough.")
    await standing(world, acme, lambda one: one.status == "ended")


def visits(enrollment: Enrollment) -> int:
    """How many steps it has come to so far."""
    position = enrollment.position or {}
    return sum(dict(position.get("visits") or {}).values())  # type: ignore[arg-type]


async def test_a_loop_of_short_waits_goes_on_over_many_histories(
    world: World, working: None, client: Client
) -> None:
    journey = await world.publish(SHORT_WAITS)
    acme = await world.customer()
    run = await world.enroll(journey, acme, now(), is_test=True, seconds_per_day=2.4)
    assert isinstance(run, Enrolled)
    await standing(world, acme, lambda one: visits(one) > 15)
    # On a busy machine several waits are over at one look, and the history grows more slowly.
    for _ in range(300):
        if await runs_anew(client, await world.enrollment(acme)):
            break
        await asyncio.sleep(0.2)
    else:
        raise AssertionError("its history was never cut")
    await world.happens("Stop", acme, now())
    await standing(world, acme, lambda one: one.outcome == "goal")


async def test_what_is_to_be_tried_again_in_an_hour_is_tried_when_somebody_asks(
    world: World, working: None
) -> None:
    async with web_server() as server:
        server.answers = [Answer(503, {"Retry-After": "3600"})]
        await world.publish(WEBHOOK.replace("SERVER", server.url))
        acme = await world.customer()
        await world.happens("Account Created", acme, now())
        await standing(world, acme, lambda one: one.trouble is not None)
        await put_off(world)
        enrollment = await world.enrollment(acme)
        async with world.database.transaction() as session:
            await retry(
                session,
                enrollment.id,
                "They say it is mended.",
                by=Actor("kim@northwind.test"),
                now=now(),
                default_zone="UTC",
            )
        await standing(world, acme, lambda one: one.outcome == "completed")
        assert len(server.requests) == 2


async def put_off(world: World) -> None:
    """Wait until the call rests between two tries."""

    async def is_so() -> bool:
        return [message.status for message in await world.messages()] == ["queued"]

    await until(is_so)
