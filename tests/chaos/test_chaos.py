"""Journeys go on while workers, Temporal and PostgreSQL are killed, and nothing is lost or doubled.

ONWARD_CHAOS_JOURNEYS=200 ONWARD_CHAOS_KILLS=30 pytest tests/chaos -s
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from temporalio.client import Client

from engine.definition.journey import Journey
from engine.store.database import Database
from tests.chaos import accounting
from tests.chaos.customers import MAILS, ONBOARDING, TRIAL, Crowd, insist
from tests.chaos.house import House, house
from tests.chaos.ledger import Ledger
from tests.ingest.parts import serving, source
from tests.mail.server import MailServer, mail_server
from tests.parts import private_directory

JOURNEYS = int(os.environ.get("ONWARD_CHAOS_JOURNEYS", "16"))
KILLS = int(os.environ.get("ONWARD_CHAOS_KILLS", "4"))
SEED = int(os.environ.get("ONWARD_CHAOS_SEED", str(random.randrange(10**6))))
LONGEST = float(os.environ.get("ONWARD_CHAOS_LONGEST", "0"))
"""Seconds Temporal stays away once, at the end; 0: not at all."""

SECONDS_PER_DAY = 0.3
TIMES_SENT = 5
VICTIMS = ["worker 1", "worker 2", "worker 1", "Temporal", "PostgreSQL"]
BETWEEN, AWAY = (1.0, 4.0), (0.0, 2.0)
"""Seconds between two kills, and until what was killed is started again."""

PATIENCE = 120
"""Seconds without anything being done, after which it is not going to be."""


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    """One that takes its time between taking a mail and saying so, as they do."""
    async with mail_server() as server:
        server.handler.seconds_to_answer = 0.2
        yield server


@pytest.fixture
async def killed(mail: MailServer) -> AsyncIterator[House]:
    settings = {
        "ONWARD_SMTP_URL": f"smtp://127.0.0.1:{mail.port}?starttls=never",
        "ONWARD_MAIL_FROM": "Northwind <success@northwind.test>",
        "ONWARD_SECRET_KEY": "a key for tests that is long enough",
    }
    with private_directory() as directory:
        async with house(directory, settings, workers=2) as built:
            yield built
        _show_troubles(directory)


def _show_troubles(directory: Path) -> None:
    for log in sorted(directory.glob("worker-*.log")):
        lines = [line for line in log.read_text().splitlines() if " WARN" in line or " ERR" in line]
        print(f"\n{log.name}: {len(lines)} warnings", *lines[:5], sep="\n  ")


@pytest.fixture
async def world(killed: House) -> AsyncIterator[Ledger]:
    database = Database(killed.database_url)
    yield Ledger(database)
    await database.close()


async def test_nothing_is_lost_or_done_twice(
    killed: House, world: Ledger, mail: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    print(f"\nONWARD_CHAOS_SEED={SEED}: {JOURNEYS} journeys, {KILLS} kills")
    began = time.monotonic()
    onboarding = await world.publish(ONBOARDING.read_text())
    await world.publish(TRIAL)
    key = (await source(world.database)).key
    async with (
        serving(world.database) as address,
        httpx.AsyncClient(base_url=address, auth=(key, ""), trust_env=False) as edge,
    ):
        await asyncio.gather(_customers_come(Crowd(world, edge), onboarding), _strikes(killed))
        await _until_quiet(world, await Client.connect(killed.temporal.address))
    print(f"killed: {', '.join(killed.strikes)}; done in {time.monotonic() - began:.0f} s")
    print("ended by themselves:", [worker.ended_by_itself for worker in killed.workers])

    arrived = accounting.copies(mail.handler.mails)
    print(f"{arrived.by_message.total()} mails, {arrived.beyond_the_first} of them second copies")
    enrollments = await world.enrollments()
    assert len(enrollments) == JOURNEYS + _trials()
    await accounting.every_passage_is_whole(world, enrollments)
    await accounting.every_customer_got_theirs(world, enrollments, MAILS)
    await accounting.every_task_was_asked_once(world, enrollments)
    accounting.every_mail_arrived(await world.messages(), arrived)


def _trials() -> int:
    return len(range(0, JOURNEYS, 4))


async def _customers_come(crowd: Crowd, onboarding: Journey) -> None:
    """Over the whole time of the kills."""
    chance = random.Random(SEED)
    pause = KILLS * sum(BETWEEN) / 2 / JOURNEYS
    async with asyncio.TaskGroup() as coming:
        for number in range(JOURNEYS):
            name = f"Acme {number}"
            customer = await insist(partial(crowd.world.customer, name))
            await crowd.onboard(onboarding, customer, SECONDS_PER_DAY)
            if number % 4 == 0:
                coming.create_task(crowd.try_out(number, TIMES_SENT))
            await asyncio.sleep(chance.uniform(0, 2 * pause))


async def _strikes(killed: House) -> None:
    chance = random.Random(SEED)
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(*BETWEEN))
        await killed.strike(chance.choice(VICTIMS), chance.uniform(*AWAY))
    if LONGEST:
        await killed.strike("Temporal", LONGEST)


async def _until_quiet(world: Ledger, client: Client) -> None:
    """Until everything is done. Fails when nothing is done any more, and something is left."""

    async def left() -> dict[str, int]:
        open_ones = await client.count_workflows("ExecutionStatus != 'Completed'")
        return await world.left_to_do() or ({"open": open_ones.count} if open_ones.count else {})

    now, since = await left(), time.monotonic()
    while now:
        await asyncio.sleep(0.5)
        before, now = now, await left()
        if now != before:
            since = time.monotonic()
        assert time.monotonic() - since < PATIENCE, f"left: {now}"
