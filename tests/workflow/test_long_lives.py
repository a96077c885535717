"""Journeys that go round for a year: their histories are cut, and nothing is lost or piles up."""

import asyncio
import json

import pytest
from temporalio.client import Client

from engine.interpreter import Position
from engine.store.tables import Enrollment
from tests.workflow.driver import Driver
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

DAILY = """
journey: daily
name: Day by day
entry: {triggers: [{event: Account Created}]}
start: morning
steps:
  morning: {type: wait, until: {time: "09:00"}, next: note}
  note: {type: in_app, template: note, next: grown}
  grown:
    type: branch
    cases: [{id: grown, when: {now: day, at_least: 400}, next: done}]
    otherwise: morning
  done: {type: exit, outcome: grown}
templates: {note: {title: Good morning, body: Another day.}}
"""


@pytest.mark.long
async def test_a_journey_goes_round_every_morning_for_more_than_a_year(
    driver: Driver, world: World
) -> None:
    await world.publish(DAILY)
    acme = await world.customer(time_zone="Europe/Amsterdam")
    await driver.happens("Account Created", acme)
    young = await driver.rests(acme, "morning")
    size = len(json.dumps(young.position))
    for mornings in range(50, 400, 50):
        grown = await driver.until(acme, lambda one, n=mornings: _visits(one) >= n)  # type: ignore[misc]
        assert len(json.dumps(grown.position)) < 2 * size
    ended = await driver.ends(acme)
    assert ended.outcome == "grown"
    assert await runs_anew(driver.environment.client, ended)
    notes = await world.messages()
    assert [each.visit for each in notes] == list(range(1, _visits(ended) + 1))


COUNTED = """
journey: counted
name: One after the other
entry: {triggers: [{event: Account Created}]}
exit: [{when: {event: Stop}}]
start: odd
steps:
  odd: {type: wait, until: {event: Ping}, on: {happened: even}}
  even: {type: wait, until: {event: Ping}, on: {happened: odd}}
"""


@pytest.mark.long
async def test_of_many_events_in_bursts_none_is_lost_however_often_the_history_is_cut(
    world: World, working: None, client: Client
) -> None:
    """Nobody waits for the customer to have moved: events come before, during and after each
    cut."""
    await world.publish(COUNTED)
    acme = await world.customer()
    await world.happens("Account Created", acme, now())
    await standing(world, acme, lambda one: one.waiting_for is not None)
    for _ in range(15):
        for _ in range(6):
            await world.happens("Ping", acme, now())
        await asyncio.sleep(0.1)
    await standing(world, acme, lambda one: _visits(one) == 15 * 6 + 1)
    enrollment = await world.enrollment(acme)
    await until(lambda: runs_anew(client, enrollment))
    await world.happens("Stop", acme, now())
    await standing(world, acme, lambda one: one.status == "ended")


def _visits(enrollment: Enrollment) -> int:
    """How often it has come to wait."""
    visits = Position.model_validate(enrollment.position).visits if enrollment.position else {}
    return sum(visits.get(step, 0) for step in ("morning", "odd", "even"))
