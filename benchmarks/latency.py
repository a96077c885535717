"""How long after an event was sent a customer's journey has reacted to it.

    python -m benchmarks.latency [--seconds 30] [--quick]

A hundred events a second come in over HTTP, five at a time. Five of them let a customer into a
journey, five end a customer's wait, ninety are about customers in a journey that does not listen
for them. (Each new customer also brings an identify and a group call.)
The worker is a process of its own. Counted is from sending the event until what the journey did
about it is committed, looked for every few milliseconds. Speed is only reported.
"""

import argparse
import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from uuid import uuid4

import httpx
from sqlalchemy import text

from engine.store.database import Database
from engine.store.statements import run
from tests.chaos.customers import TRIAL
from tests.chaos.house import house
from tests.ingest.parts import serving, source
from tests.parts import private_directory
from tests.world import World

BAR_SECONDS = 1.0
EVENTS_A_SECOND, STARTS_A_SECOND, ENDS_A_SECOND = 100, 5, 5
SETTLE_SECONDS = 3.0
"""A customer waits this long before its wait is ended."""
BATCH = 5
LOOK_EVERY = 0.02
STRAGGLERS = 500
"""Entries that may be committed after one with a higher number."""
_REACTIONS = text("""
    SELECT entries.id, events.message_id FROM timeline_entries AS entries
    JOIN events ON events.id = CAST(entries.detail ->> 'event_id' AS bigint)
    WHERE entries.kind IN ('entered', 'happened') AND entries.id > :seen
""")


@dataclass
class Times:
    """When each event was sent, and when its reaction was seen, by message id."""

    sent: dict[str, float] = field(default_factory=dict)
    reacted: dict[str, float] = field(default_factory=dict)

    def took(self, kind: str) -> list[float]:
        """Seconds, for events whose message id begins so. Fails if one has no reaction."""
        return sorted(
            self.reacted[message] - at
            for message, at in self.sent.items()
            if message.startswith(kind)
        )


class Sender:
    """A system that sends events about ever more customers, in batches as the libraries do."""

    def __init__(self, edge: httpx.AsyncClient, times: Times) -> None:
        self.edge = edge
        self.times = times
        self.waiting: deque[tuple[str, float]] = deque()
        """Customers let in and not yet let go, and since when."""
        self.batch: list[dict[str, object]] = []

    def start(self) -> None:
        name = uuid4().hex
        traits = {"email": f"{name}@acme.test", "name": "Ada"}
        self._call("identify", name, traits=traits)
        self._call("group", name, groupId=name, traits={"name": "Acme"})
        self._track("start", name, "Trial Started")
        self.waiting.append((name, time.perf_counter()))

    def end(self) -> None:
        if self.waiting and time.perf_counter() - self.waiting[0][1] > SETTLE_SECONDS:
            name, _ = self.waiting.popleft()
            self._track("end", name, "Project Created")

    def murmur(self) -> None:
        """Something nobody listens for."""
        if self.waiting:
            self._track("murmur", random.choice(self.waiting)[0], "Page Viewed")

    def _track(self, kind: str, name: str, event: str) -> None:
        message = f"{kind}/{uuid4().hex}"
        if kind != "murmur":
            self.times.sent[message] = time.perf_counter()
        self._call("track", name, event=event, messageId=message, context={"groupId": name})

    def _call(self, kind: str, name: str, **call: object) -> None:
        self.batch.append({"type": kind, "userId": name, "messageId": uuid4().hex, **call})

    async def flush(self) -> None:
        batch, self.batch = self.batch, []
        if batch:
            (await self.edge.post("/v1/batch", json={"batch": batch})).raise_for_status()


async def measure(seconds: float) -> Times:
    times = Times()
    settings = {"ONWARD_SECRET_KEY": uuid4().hex, "ONWARD_LOG_LEVEL": "warning"}
    with private_directory() as place:
        async with house(place, settings, workers=1) as built:
            database = Database(built.database_url)
            await World(database).publish(TRIAL)
            async with edge_of(database) as edge, asyncio.TaskGroup() as tasks:
                looking = tasks.create_task(look(database, times))
                sender = Sender(edge, Times())
                await _send(sender, SETTLE_SECONDS * 2)
                sender.times = times
                await _send(sender, seconds)
                while len(times.reacted) < len(times.sent):  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_EVERY)
                looking.cancel()
            await database.close()
    return times


@asynccontextmanager
async def edge_of(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    key = (await source(database)).key
    async with (
        serving(database) as address,
        httpx.AsyncClient(base_url=address, auth=(key, ""), trust_env=False) as edge,
    ):
        yield edge


async def _send(sender: Sender, seconds: float) -> None:
    """Send at an even pace, whether or not answers keep up."""
    others = EVENTS_A_SECOND - STARTS_A_SECOND - ENDS_A_SECOND
    turns = [sender.start] * STARTS_A_SECOND + [sender.end] * ENDS_A_SECOND
    turns += [sender.murmur] * others
    began = time.perf_counter()
    async with asyncio.TaskGroup() as sending:
        for second in range(round(seconds)):
            random.shuffle(turns)
            for number, turn in enumerate(turns):
                if number % BATCH == 0:
                    sending.create_task(sender.flush())
                    due = began + second + number / EVENTS_A_SECOND
                    await asyncio.sleep(max(0.0, due - time.perf_counter()))
                turn()
        await sender.flush()


async def look(database: Database, times: Times) -> None:
    seen = 0
    while True:
        async with database.transaction() as session:
            found = (await run(session, _REACTIONS, {"seen": seen - STRAGGLERS})).all()
        now = time.perf_counter()
        for row in found:
            seen = max(seen, row.id)
            if row.message_id in times.sent:
                times.reacted.setdefault(row.message_id, now)
        await asyncio.sleep(LOOK_EVERY)


def report(what: str, took: list[float]) -> None:
    cuts = quantiles(took, n=100)
    print(
        f"{what}: p50 {1000 * cuts[49]:.0f} ms, p99 {1000 * cuts[98]:.0f} ms "
        f"(bar {1000 * BAR_SECONDS:.0f}), slowest {1000 * took[-1]:.0f} ms, of {len(took)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--quick", action="store_true", help="ten seconds")
    given = parser.parse_args()
    times = asyncio.run(measure(10 if given.quick else given.seconds))
    report("A customer is let in", times.took("start"))
    report("A wait is ended", times.took("end"))


if __name__ == "__main__":
    main()
