"""A whole audience, on the server we bring along: everybody once, also when workers die."""

from sqlmodel import select
from temporalio.client import Client

from activities.ports import Ports
from engine.store.audiences import begin_by_hand
from engine.store.audit import Actor
from engine.store.tables import AudienceRun
from tests.mail.server import MailServer
from tests.workflow.whole_worker import client, mails, now, temporal, until, worker
from tests.world import World

__all__ = ["client", "mails", "temporal"]

QUIET = """
journey: quiet
name: Quiet
entry: {}
start: rest
steps:
  rest: {type: wait, for: 30d, next: done}
  done: {type: exit}
"""
EVERYBODY = 110


async def test_everybody_of_an_audience_enters_once_though_the_worker_is_replaced(
    world: World, ports: Ports, client: Client, mails: MailServer
) -> None:
    await world.publish(QUIET)
    for number in range(EVERYBODY):
        await world.customer(f"Company {number}")
    async with world.database.transaction() as session:
        mo = Actor("mo@northwind.test")
        await begin_by_hand(session, "quiet", only=None, per_minute=60_000, by=mo, now=now())

    async def has_begun() -> bool:
        return len(await world.enrollments()) > 0

    async def all_wait() -> bool:
        rows = await world.enrollments()
        return len(rows) == EVERYBODY and all(row.waiting_for for row in rows)

    async with worker(ports, client, mails):
        await until(has_begun)
    async with worker(ports, client, mails):
        await until(all_wait)
        await until(lambda: _is_done(world))
    assert len({row.subject_id for row in await world.enrollments()}) == EVERYBODY


async def _is_done(world: World) -> bool:
    async with world.database.transaction() as session:
        [run] = await session.exec(select(AudienceRun))
    return (run.status, run.seen, run.enrolled) == ("done", EVERYBODY, EVERYBODY)
