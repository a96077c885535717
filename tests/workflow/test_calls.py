"""Steps that tell other systems, against a real server that has bad days."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from activities.advance import GIVE_UP_AFTER
from activities.calling.transport import Calling, CallTransport
from activities.receipts import Receipt
from engine.store.audit import Actor
from engine.store.chat import list_channels, remove_channel, set_channel
from engine.store.chat_addresses import Chat
from engine.store.enrolling import Enrolled
from engine.store.reading.calls import list_attempts
from onward.processes.calls import calls
from onward.settings import load
from tests.calling.server import Answer, WebServer, web_server
from tests.workflow.driver import Driver
from tests.world import Customer, World, days

BY = Actor("kim@example.com")
WEBHOOK = """
journey: handover
name: Handover
entry: {triggers: [{event: Account Created}]}
start: tell
steps:
  tell:
    type: webhook
    url: SERVER/hooks?token=secret
    data: {plan: "{{ account.plan }}", seats: 5, hello: "Hi {{ contact.first_name }}"}
    next: done
    on: {failed: missed}
  done: {type: exit}
  missed: {type: exit, outcome: not-told}
"""
NOTIFY = """
journey: alert
name: Alert
entry: {triggers: [{event: Account Created}]}
start: tell
steps:
  tell:
    type: notify
    channel: cs-alerts
    text: "{{ account.name }} has begun."
    next: done
    on: {failed: missed}
  done: {type: exit}
  missed: {type: exit, outcome: not-told}
"""


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with web_server() as running:
        yield running


async def enters(driver: Driver, world: World, journey: str, server: WebServer) -> Customer:
    await world.publish(journey.replace("SERVER", server.url))
    acme = await world.customer(account={"plan": "Team"})
    await driver.happens("Account Created", acme)
    return acme


async def set_up(world: World, url: str, kind: Chat = "slack") -> None:
    async with world.database.transaction() as session:
        await set_channel(session, "cs-alerts", kind=kind, url=url, by=BY)


async def test_a_webhook_says_who_where_and_what(
    driver: Driver, world: World, server: WebServer
) -> None:
    acme = await enters(driver, world, WEBHOOK, server)
    ended = await driver.ends(acme)

    [request] = server.requests
    said = json.loads(request.body)
    assert (said["type"], set(said)) == ("journey.step", {"type", "timestamp", "data"})
    data = said["data"]
    assert data["journey"] == {"key": "handover", "name": "Handover", "version": 1}
    assert (data["enrollment"], data["step"]) == (str(ended.id), "tell")
    assert data["account"]["name"] == "Acme"
    assert data["contact"]["email"] == "ada@acme.test"
    assert data["data"] == {"plan": "Team", "seats": 5, "hello": "Hi Ada"}
    assert data["is_test"] is False

    [call] = await world.messages()
    assert (call.channel, call.status, call.attempts) == ("webhook", "sent", 1)
    assert (call.contact_id, call.topic) == (None, "handover")
    assert call.to_address == f"{server.url}/hooks"
    assert call.text == request.body.decode()
    assert call.wire_message_id == request.headers["webhook-id"]
    assert call.provider_response == "200 OK. ok"
    assert f"Called {server.url}/hooks." in await world.story(acme)


async def test_what_is_not_known_of_a_customer_is_null(
    driver: Driver, world: World, server: WebServer
) -> None:
    await world.publish(WEBHOOK.replace("SERVER", server.url))
    acme = await world.customer()
    await driver.happens("Account Created", acme)
    await driver.ends(acme)
    assert json.loads(server.requests[0].body)["data"]["data"]["plan"] is None


async def test_a_server_in_trouble_is_called_again_with_the_same_words(
    driver: Driver, world: World, server: WebServer
) -> None:
    server.answers = [Answer(500), Answer(hangs_up=True)]
    acme = await enters(driver, world, WEBHOOK, server)
    ended = await driver.ends(acme)

    assert (ended.outcome, ended.trouble) == ("completed", None)
    assert len({request.headers["webhook-id"] for request in server.requests}) == 1
    assert len({request.body for request in server.requests}) == 1
    [call] = await world.messages()
    assert (call.status, call.attempts) == ("sent", 3)
    async with world.database.transaction() as session:
        logged = (await list_attempts(session, call=call.id)).rows
    assert [(each.http_status, each.taken) for each in logged] == [
        (200, True),
        (None, False),
        (500, False),
    ]
    # Five seconds, then five minutes: the first of the pauses of Standard Webhooks.
    assert logged[0].at - logged[2].at >= timedelta(minutes=5)


async def test_who_leaves_while_a_call_waits_for_its_next_attempt_leaves_at_once(
    driver: Driver, world: World, server: WebServer
) -> None:
    """**Invariant:** the hours between two attempts keep nobody in a journey they are to leave."""
    server.answers = [Answer(503, {"Retry-After": "80000"})]
    left = WEBHOOK.replace("start:", "exit: [{when: {event: Account Closed}}]\nstart:")
    acme = await enters(driver, world, left, server)
    await driver.until(acme, lambda one: one.wakes_at is not None)
    await driver.happens("Account Closed", acme)
    assert (await driver.until(acme, lambda one: one.status == "ended", skip=False)).outcome
    assert len(server.requests) == 1


async def test_an_address_that_is_gone_is_left_alone_by_all(
    driver: Driver, world: World, server: WebServer
) -> None:
    server.answers = [Answer(410)]
    acme = await enters(driver, world, WEBHOOK, server)
    assert (await driver.ends(acme)).outcome == "not-told"
    beta = await world.customer("beta")
    await driver.happens("Account Created", beta)
    assert (await driver.ends(beta)).outcome == "not-told"
    assert len(server.requests) == 1
    assert "has answered that it is gone for good" in str(await world.story(beta))


async def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
    driver: Driver, world: World, server: WebServer
) -> None:
    server.answers = [Answer(429, {"Retry-After": "7200"})]
    acme = await enters(driver, world, WEBHOOK, server)
    await driver.until(acme, lambda one: one.trouble is not None)
    await driver.sleep(timedelta(hours=3))
    await driver.ends(acme)

    [call] = await world.messages()
    assert call.sent_at is not None
    assert call.sent_at - call.created_at >= timedelta(hours=2)
    assert len(server.requests) == 2


async def test_a_no_takes_the_way_of_what_failed(
    driver: Driver, world: World, server: WebServer
) -> None:
    server.answers = [Answer(404, body=b"no such hook")]
    acme = await enters(driver, world, WEBHOOK, server)
    assert (await driver.ends(acme)).outcome == "not-told"

    [call] = await world.messages()
    assert (call.status, call.reason) == ("failed", "Answered 404 Not Found. no such hook")
    assert len(server.requests) == 1
    story = await world.story(acme)
    assert f"Could not be sent to {server.url}/hooks: {call.reason}" in story


async def test_an_address_that_is_none_takes_the_way_of_what_failed(
    driver: Driver, world: World
) -> None:
    """**Invariant:** no step that is live holds its customers for ever. **How it broke:** the name
    of an address that cannot be taken apart, such as one with half of a bracket, failed again and
    again, and the checks before publishing had nothing against it."""
    await world.publish(WEBHOOK.replace("SERVER/hooks?token=secret", "'https://['"))
    acme = await world.customer(account={"plan": "Team"})
    await driver.happens("Account Created", acme)
    assert (await driver.ends(acme)).outcome == "not-told"

    [call] = await world.messages()
    assert (call.status, call.to_address) == ("failed", "an address that is none")
    assert "https://[" not in "\n".join(await world.story(acme))


async def test_a_server_that_is_away_is_called_once_it_is_back(
    driver: Driver, world: World, server: WebServer
) -> None:
    await server.stop()
    acme = await enters(driver, world, WEBHOOK, server)
    troubled = await driver.until(acme, lambda one: one.trouble is not None)
    assert troubled.trouble is not None
    assert troubled.trouble["error"] == "127.0.0.1 cannot be reached."
    await server.start()
    assert (await driver.ends(acme)).outcome == "completed"
    assert len(server.requests) == 1


async def test_after_three_days_without_an_answer_it_has_failed(
    driver: Driver, world: World, server: WebServer
) -> None:
    server.answers = [Answer(503, {"Retry-After": "90000"}) for _ in range(9)]
    acme = await enters(driver, world, WEBHOOK, server)
    await driver.until(acme, lambda one: one.trouble is not None)
    await driver.sleep(GIVE_UP_AFTER + days(2))
    assert (await driver.ends(acme)).outcome == "not-told"
    [call] = await world.messages()
    assert call.reason is not None
    assert call.reason.endswith("Given up after 3 days.")
    assert len(server.requests) > 3


class DyingAfterwards:
    """The first call is made, and then the process that made it is gone."""

    def __init__(self, calls: CallTransport) -> None:
        self._calls = calls
        self._died = False

    async def send(self, calling: Calling) -> Receipt:
        receipt = await self._calls.send(calling)
        if not self._died:
            self._died = True
            raise RuntimeError("the power went")
        return receipt

    async def close(self) -> None:
        await self._calls.close()


@asynccontextmanager
async def calling_by(driver: Driver, calls: CallTransport) -> AsyncIterator[Driver]:
    ports = replace(driver.ports, calls=calls)
    async with Driver(driver.environment, ports, driver.world) as other:
        yield other


async def test_a_call_whose_fate_died_with_its_process_is_made_again_under_the_same_id(
    driver: Driver, world: World, server: WebServer
) -> None:
    async with calling_by(driver, DyingAfterwards(driver.ports.calls)) as dying:
        acme = await enters(dying, world, WEBHOOK, server)
        await dying.ends(acme)

    first, second = server.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert [(each.status, each.attempts) for each in await world.messages()] == [("sent", 2)]


async def test_a_test_run_calls_and_says_that_it_is_one(
    driver: Driver, world: World, server: WebServer
) -> None:
    journey = await world.publish(WEBHOOK.replace("SERVER", server.url))
    acme = await world.customer()
    run = await world.enroll(journey, acme, await driver.now(), is_test=True, seconds_per_day=1)
    assert isinstance(run, Enrolled)
    await driver.settle()
    await driver.ends(acme)
    assert json.loads(server.requests[0].body)["data"]["is_test"] is True


async def test_nobody_who_edits_journeys_can_have_a_private_network_called(
    driver: Driver, world: World, server: WebServer
) -> None:
    guarded = calls(load(beside_up=False, secret_key="a secret of the tests, long enough"))
    async with calling_by(driver, guarded) as careful:
        acme = await enters(careful, world, WEBHOOK, server)
        assert (await careful.ends(acme)).outcome == "not-told"
    assert not server.requests
    [call] = await world.messages()
    assert "not on the public internet" in (call.reason or "")


# Channels


async def test_colleagues_are_told_in_slack(
    driver: Driver, world: World, server: WebServer
) -> None:
    await set_up(world, f"{server.url}/services/T0/B0/x")
    acme = await enters(driver, world, NOTIFY, server)
    await driver.ends(acme)

    [request] = server.requests
    assert request.target == "/services/T0/B0/x"
    assert json.loads(request.body) == {"text": "Acme has begun."}
    [call] = await world.messages()
    assert (call.channel, call.to_address, call.text) == ("notify", "cs-alerts", "Acme has begun.")
    assert "Told the channel “cs-alerts”: “Acme has begun.”." in await world.story(acme)
    async with world.database.transaction() as session:
        [channel] = await list_channels(session)
    assert channel.last_used_at is not None
    assert channel.last_error is None


async def test_and_in_teams(driver: Driver, world: World, server: WebServer) -> None:
    await set_up(world, server.url, "teams")
    acme = await enters(driver, world, NOTIFY, server)
    await driver.ends(acme)
    [attachment] = json.loads(server.requests[0].body)["attachments"]
    assert attachment["content"]["body"][0]["text"] == "Acme has begun."


async def test_a_mended_channel_gets_what_waited_for_it(
    driver: Driver, world: World, server: WebServer
) -> None:
    server.answers = [Answer(503), Answer(503)]
    await set_up(world, f"{server.url}/old")
    acme = await enters(driver, world, NOTIFY, server)
    await driver.until(acme, lambda one: one.trouble is not None)
    await set_up(world, f"{server.url}/new")
    await driver.ends(acme)
    assert [request.target for request in server.requests][-1] == "/new"


async def test_a_channel_that_was_removed_meanwhile_has_failed(
    driver: Driver, world: World, server: WebServer
) -> None:
    server.answers = [Answer(503, {"Retry-After": "3600"})]
    await set_up(world, server.url)
    acme = await enters(driver, world, NOTIFY, server)
    await driver.until(acme, lambda one: one.trouble is not None)
    async with world.database.transaction() as session:
        await remove_channel(session, "cs-alerts", by=BY)
    await driver.sleep(timedelta(hours=2))
    assert (await driver.ends(acme)).outcome == "not-told"
    [call] = await world.messages()
    assert (call.status, call.reason) == ("failed", "Nobody has set up the channel “cs-alerts”.")


async def test_a_channel_nobody_set_up_has_failed(
    driver: Driver, world: World, server: WebServer
) -> None:
    acme = await enters(driver, world, NOTIFY, server)
    assert (await driver.ends(acme)).outcome == "not-told"


async def test_what_is_paused_tells_nobody(driver: Driver, world: World, server: WebServer) -> None:
    journey = await world.publish(WEBHOOK.replace("SERVER", server.url))
    await world.pause(journey)
    acme = await world.customer()
    await world.enroll(journey, acme, await driver.now())
    await driver.settle()
    await driver.sleeps_held(acme)
    assert not server.requests
    await world.resume(journey, await driver.now())
    await driver.settle()
    await driver.ends(acme)
    assert len(server.requests) == 1


async def test_colleagues_are_told_with_gaps_rather_than_not_at_all(
    driver: Driver, world: World, server: WebServer
) -> None:
    await set_up(world, server.url)
    await enters(driver, world, NOTIFY.replace("account.name", "account.csm_notes"), server)
    await server.called(1)
    told = json.loads(server.requests[0].body)["text"]
    assert told.endswith("(Not known for this customer: account.csm_notes.)")


async def test_a_text_that_cannot_be_filled_in_has_failed_and_says_why(
    driver: Driver, world: World, server: WebServer
) -> None:
    await set_up(world, server.url)
    acme = await enters(driver, world, NOTIFY.replace("account.name", "1 / 0"), server)
    assert (await driver.ends(acme)).outcome == "not-told"
    [call] = await world.messages()
    assert (call.status, server.requests) == ("failed", [])
    assert (call.reason or "").startswith("What is to be sent cannot be filled in: ")
