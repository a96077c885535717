"""Thousands of sleeping customers are moved to a new version, while the worker is killed.

    python -m benchmarks.migration [--customers 5000] [--quick]

They are enrolled as the API enrolls them, get a mail from version 1 and fall asleep in a wait of
thirty days: each has a workflow of its own on a real Temporal server. Version 2 is without the wait
they sleep in, and has another mail and another wait. Everybody is moved to its very first step,
which all of them have done. When a third of them have been moved, the worker is killed with
SIGKILL, and started again a second later. Exit code 1 when anybody got a mail twice, or none, or
was not moved; speed is only reported.
"""

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx
from sqlmodel import col, func, select

from api.app import create_app
from api.services import Services
from benchmarks.customers import Published, customers, enroll_all, publish
from engine.definition.document import parse
from engine.migrating import Plan
from engine.migrating.previewing import Preview
from engine.store import access, journeys
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.previewing import preview
from engine.store.reading.migrations import MigrationSummary, get_migration
from engine.store.tables import Enrollment, Message
from engine.store.tables.columns import utc_now
from tests.calling.parts import local_calls
from tests.chaos.house import House, house
from tests.parts import private_directory

BY = Actor("benchmark")
REAL_DAYS = 86_400.0
"""Seconds in a day of the journey: its time is real."""
LOOK_EVERY = 0.2

OLD = """
journey: long
name: A long journey
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, template: hello, next: asleep}
  asleep: {type: wait, for: 30d, next: news}
  news: {type: email, template: news, next: done}
  done: {type: exit}
templates:
  hello: {subject: Hello, body: Good to have you.}
  news: {subject: News, body: There is more.}
"""
NEW = OLD.replace(
    "  asleep: {type: wait, for: 30d, next: news}\n",
    "  between: {type: email, template: news, next: rest}\n"
    "  rest: {type: wait, for: 30d, next: news}\n",
).replace("next: asleep", "next: between")
PLAN = Plan.model_validate({"everyone": True, "fates": {"asleep": {"move": "hello"}}})


@dataclass
class Measured:
    customers: int
    asleep_after: float = 0.0
    preview_took: float = 0.0
    publish_took: float = 0.0
    moved_after: float = 0.0
    """Seconds from the publish until all were moved, a kill of the worker included."""
    resting_after: float = 0.0
    """Until each had got the new mail and slept again."""
    page_took: list[float] = field(default_factory=list)
    """The journey's page, asked for without end meanwhile."""
    preview: Preview | None = None
    migration: MigrationSummary | None = None
    mails: dict[tuple[str, int], int] = field(default_factory=dict)
    """How many customers got the mail of a step so many times."""

    @property
    def right(self) -> bool:
        assert self.migration is not None
        assert self.preview is not None
        everybody = self.customers
        return (
            dict(self.migration.counts) == {"moved": everybody}
            and (self.preview.customers, self.preview.moved) == (everybody, everybody)
            and self.mails == {("hello", 1): everybody, ("between", 1): everybody}
        )


async def measure(number: int) -> Measured:
    measured = Measured(number)
    secret = uuid4().hex
    settings = {"ONWARD_SECRET_KEY": secret, "ONWARD_LOG_LEVEL": "error"}
    with private_directory() as place:
        async with house(place, settings, workers=1) as built:
            database = Database(built.database_url)
            published = await publish(database, OLD)
            await _fall_asleep(database, published, measured)
            await _move(built, database, measured)
            await database.close()
    return measured


async def _fall_asleep(database: Database, published: Published, measured: Measured) -> None:
    began = time.perf_counter()
    accounts = await customers(database, measured.customers)
    await enroll_all(database, published, accounts, seconds_per_day=REAL_DAYS)
    await _until(database, "asleep", measured.customers)
    measured.asleep_after = time.perf_counter() - began


async def _move(built: House, database: Database, measured: Measured) -> None:
    began = time.perf_counter()
    async with database.transaction() as session:
        measured.preview = await preview(
            session, "long", PLAN, now=utc_now(), definition=parse(NEW)
        )
    measured.preview_took = time.perf_counter() - began
    began = time.perf_counter()
    async with database.transaction() as session:
        made = await journeys.publish_definition(
            session, parse(NEW), by=BY, now=utc_now(), plan=PLAN
        )
    measured.publish_took = time.perf_counter() - began
    assert made.migration_id is not None
    looking = asyncio.create_task(_look_at_the_page(database, measured))
    await _settled(database, made.migration_id, measured.customers // 3)
    await built.strike("worker 1", 1.0)
    measured.migration = await _settled(database, made.migration_id, measured.customers)
    measured.moved_after = time.perf_counter() - began
    await _until(database, "rest", measured.customers)
    measured.resting_after = time.perf_counter() - began
    looking.cancel()
    measured.mails = await _mails(database)


async def _until(database: Database, step: str, number: int) -> None:
    """Wait until so many customers wait at a step."""
    count = select(func.count()).where(
        Enrollment.current_step == step, col(Enrollment.waiting_for).is_not(None)
    )
    while True:
        async with database.transaction() as session:
            if (await session.exec(count)).one() >= number:
                return
        await asyncio.sleep(LOOK_EVERY)


async def _settled(database: Database, migration: UUID, number: int) -> MigrationSummary:
    while True:
        async with database.transaction() as session:
            found = await get_migration(session, migration)
        if found.settled >= number:
            return found
        await asyncio.sleep(LOOK_EVERY)


async def _look_at_the_page(database: Database, measured: Measured) -> None:
    """As somebody signed in does who cannot wait."""
    app = create_app(
        Services(
            database=database,
            secret_key=b"a key for measurements, long enough",
            public_url="http://onward.test",
            organization_name="Onward",
            time_zone="UTC",
            calls=local_calls(),
            secure_cookies=False,
        )
    )
    async with database.transaction() as session:
        await access.create_user(
            session, email="kim@onward.test", name="Kim", by=BY, password="long enough for this"
        )
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://onward.test", headers=headers
    ) as reader:
        form = {"email": "kim@onward.test", "password": "long enough for this"}
        assert (await reader.post("/sign-in", data=form)).status_code == 303
        while True:
            began = time.perf_counter()
            (await reader.get("/journeys/long")).raise_for_status()
            measured.page_took.append(time.perf_counter() - began)
            await asyncio.sleep(LOOK_EVERY)


async def _mails(database: Database) -> dict[tuple[str, int], int]:
    """How many customers were sent the mail of a step so many times."""
    each = (
        select(Message.step, func.count().label("times"))
        .where(Message.status == "sent")
        .group_by(col(Message.enrollment_id), col(Message.step))
        .subquery()
    )
    async with database.transaction() as session:
        found = await session.exec(
            select(each.c.step, each.c.times, func.count()).group_by(each.c.step, each.c.times)
        )
        return {(step, times): number for step, times, number in found}


def report(measured: Measured) -> None:
    page = sorted(measured.page_took)
    print(f"{measured.customers} customers asleep after {measured.asleep_after:.0f} s")
    print(f"preview {measured.preview_took:.2f} s, publish {measured.publish_took:.2f} s")
    print(
        f"all moved after {measured.moved_after:.1f} s, the worker killed once on the way; "
        f"all at rest again after {measured.resting_after:.0f} s"
    )
    print(
        f"the journey's page meanwhile: p50 {1000 * page[len(page) // 2]:.0f} ms, "
        f"slowest {1000 * page[-1]:.0f} ms, of {len(page)}"
    )
    for (step, times), number in sorted(measured.mails.items()):
        print(f"“{step}” was sent {times} time{'' if times == 1 else 's'} to {number}")
    print("right" if measured.right else "WRONG")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, default=5_000)
    parser.add_argument("--quick", action="store_true", help="three hundred customers")
    given = parser.parse_args()
    measured = asyncio.run(measure(300 if given.quick else given.customers))
    report(measured)
    sys.exit(0 if measured.right else 1)


if __name__ == "__main__":
    main()
