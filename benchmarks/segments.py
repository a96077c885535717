"""What keeping segments up to date costs the dispatcher.

    python -m benchmarks.segments [--quick]

Fifty segments over 10,000 accounts, of the kinds people make: traits, health, events counted in
windows, some of whose properties are asked about, and segments of segments. The same events are
dispatched without segments and with them, batch by batch as production takes them: logins and other
events a good part of the segments listen for, changes of traits, and such that none hears. How long
a first count takes, and a look at all that time has turned, is measured beside it.
"""

import argparse
import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from engine.segments.written import condition_from
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.segments import put_segment
from engine.store.statements import run
from engine.store.tables.columns import utc_now
from onward import migrate
from onward.embedded import EmbeddedPostgres
from tests.parts import private_directory
from workflows.dispatcher import Dispatcher
from workflows.recurring import Recurring

BY = Actor("benchmark")
NAMES = [f"Feature {number} Used" for number in range(8)] + ["Login"] * 8 + ["Page Viewed"] * 16


def conditions() -> list[Any]:
    """Twenty that hear a login, sixteen about features, eight about traits, six of segments."""
    found: list[Any] = []
    for days in (1, 3, 7, 14, 21, 30, 45, 60, 75, 90):
        login = {"event": "Login", "within": f"{days}d"}
        found += [{**login, "at_most": 0}, {**login, "at_least": 2 + days // 10}]
    for number in range(8):
        used = {"event": f"Feature {number} Used", "within": "30d"}
        found += [{**used, "at_least": 3}, {**used, "where": {"property": "via", "is": "api"}}]
    for number in range(4):
        found += [
            {"trait": "account.seats", "at_least": 20 * (number + 1)},
            {"all": [{"trait": "account.plan", "is": "pro"}, {"health": "score", "less_than": 50}]},
        ]
    for number in range(6):
        found.append(
            {"all": [{"segment": f"s-{number}"}, {"not": {"segment": f"s-{40 + number}"}}]}
        )
    return found


@asynccontextmanager
async def postgres() -> AsyncIterator[Database]:
    with private_directory() as place:
        async with EmbeddedPostgres(place / "postgres") as server:
            url = await server.create_database("onward")
            await migrate.upgrade(url)
            database = Database(url)
            yield database
            await database.close()


_ACCOUNTS = text("""
    INSERT INTO accounts (id, external_id, name, traits, created_at, updated_at)
    SELECT gen_random_uuid(), 'co-' || n, 'Company ' || n,
           jsonb_build_object('seats', n % 120, 'health_score', n % 100,
                              'plan', (ARRAY['trial', 'pro', 'enterprise'])[1 + n % 3]),
           now(), now()
    FROM generate_series(1, :number) AS n RETURNING id
""")

_SOURCE = text("""
    INSERT INTO sources (id, key, name, kind, created_at)
    VALUES (gen_random_uuid(), 'product', 'Product', 'segment', now()) RETURNING id
""")

_EVENTS = text("""
    INSERT INTO events (source_id, message_id, type, name, account_id, properties, context,
                        changed, occurred_at, received_at, dispatched_at)
    SELECT :source, gen_random_uuid(), 'track', e.name, e.account, e.properties, '{}',
           e.changed, e.at, now(), CASE WHEN :past THEN now() END
    FROM json_to_recordset(CAST(:events AS json))
         AS e(name text, account uuid, properties jsonb, changed text[], at timestamptz)
""")


class Customers:
    def __init__(self, database: Database, source: UUID, accounts: list[UUID]) -> None:
        self.database, self.source, self.accounts = database, source, accounts
        self.random = random.Random(7)

    async def happen(self, number: int, *, past: bool) -> None:
        """So many events: of the last 90 days and long dispatched, or just now."""
        rows = []
        for _ in range(number):
            name = self.random.choice(NAMES)
            trait = not past and self.random.random() < 0.05
            ago = timedelta(days=self.random.random() * 90) if past else timedelta()
            rows.append(
                {
                    "name": "group" if trait else name,
                    "account": str(self.random.choice(self.accounts)),
                    "properties": {"via": self.random.choice(["api", "web"])},
                    "changed": ["account.seats"] if trait else [],
                    "at": (utc_now() - ago).isoformat(),
                }
            )
        async with self.database.transaction() as session:
            await run(
                session,
                _EVENTS,
                {"source": self.source, "past": past, "events": orjson.dumps(rows).decode()},
            )


async def customers(database: Database, number: int, history: int) -> Customers:
    async with database.transaction() as session:
        source = (await run(session, _SOURCE, {})).scalar_one()
        accounts = list((await run(session, _ACCOUNTS, {"number": number})).scalars())
    found = Customers(database, source, accounts)
    for _ in range(history // 10_000):
        await found.happen(10_000, past=True)
    async with database.transaction() as session:
        await run(session, text("DELETE FROM segment_newcomers"), {})
    return found


async def dispatched(found: Customers, number: int) -> float:
    """Events a second through the dispatcher, counting those that segments tell as well."""
    await found.happen(number, past=False)
    dispatcher = Dispatcher(found.database, time_zone="UTC", clock=utc_now)
    began, done = time.perf_counter(), 0
    while some := await dispatcher.dispatch():
        done += some
    took = time.perf_counter() - began
    print(f"  {number:,} events, {done - number:,} more told by segments: {took:.1f} s")
    return number / took


async def make_segments(database: Database) -> None:
    async with database.transaction() as session:
        for number, condition in enumerate(conditions()):
            await put_segment(
                session,
                f"s-{number}",
                name=f"Segment {number}",
                subject_kind="account",
                condition=condition_from(condition),
                by=BY,
                now=utc_now(),
            )


async def main(accounts: int, history: int, events: int) -> None:
    async with postgres() as database:
        found = await customers(database, accounts, history)
        await dispatched(found, events // 4)  # warm
        without = await dispatched(found, events)
        await make_segments(database)
        recurring = Recurring(database, utc_now)
        began = time.perf_counter()
        await recurring.count_segments()
        took = time.perf_counter() - began
        looks = accounts * len(conditions())
        print(
            f"First count of {len(conditions())} segments x {accounts:,} accounts:"
            f" {took:.0f} s, {looks / took:,.0f} looks a second"
        )
        await dispatched(found, events // 4)
        with_them = await dispatched(found, events)
        print(f"Dispatcher without segments: {without:,.0f} events a second")
        print(f"Dispatcher with {len(conditions())} segments: {with_them:,.0f} events a second")
        print(f"Ratio: {with_them / without:.2f}")
        later = Recurring(database, lambda: utc_now() + timedelta(days=2))
        async with database.transaction() as session:
            due = (await run(session, _DUE, {"now": utc_now() + timedelta(days=2)})).scalar_one()
        began = time.perf_counter()
        await later.look_again_at_segments()
        took = time.perf_counter() - began
        print(f"Two days pass at once: {due:,} looks that were due, in {took:.0f} s")


_DUE = text("SELECT count(*) FROM segment_turns WHERE due_at <= :now")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    if quick:
        asyncio.run(main(1_000, 30_000, 1_000))
    else:
        asyncio.run(main(10_000, 300_000, 4_000))
