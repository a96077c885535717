"""Everything at once: events, live journeys, segments, many accounts; and whether all is true.

    python -m benchmarks.load [--seconds 300] [--accounts 10000] [--rate 200] [--fresh] [--quick]

Two hundred events a second come in over HTTP for five minutes, about 10,000 accounts with a
history. Twenty journeys are live, and fifty segments are kept. Five events a second let a customer
into a journey, five end a customer's wait; ten change a trait that segments ask about; most are
logins and uses of features that segments count; the rest nobody hears. One worker, a process of its
own.

The segments are counted, and the health of all accounts is found out, before. With `--fresh` the
latter happens meanwhile, in the same worker, as after an import.

Afterwards it is counted: each event stored once and dispatched, each customer let in once and let
on once, and for a sample of accounts whether each segment holds whom its condition describes. A
wait hears what happens from when it began: an event that ends it is sent five seconds after the one
that lets the customer in, and where the worker is further behind than that, the wait has not begun.
Those are counted apart. Exit code 1 when anything is lost, doubled or wrong; speed is only
reported.
"""

import argparse
import asyncio
import random
import sys
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from sqlalchemy import text

from benchmarks import processor
from benchmarks.latency import Times, edge_of, look, report
from benchmarks.segments import NAMES, conditions, customers, make_segments
from engine.segments.written import condition_from
from engine.store.database import Database
from engine.store.health.due import take_in
from engine.store.segmenting.trying import explain
from engine.store.statements import run
from engine.store.tables.columns import utc_now
from tests.chaos.customers import TRIAL
from tests.chaos.house import house
from tests.parts import private_directory
from tests.world import World

EVENTS_A_SECOND = 200
STARTS, ENDS, TRAITS, UNHEARD = 5, 5, 10, 60
"""Of these, each second; the rest are uses and logins."""
SETTLE_SECONDS = 5.0
BATCH = 10
PATIENT_SECONDS = 60.0
"""For an answer to a request: only what is lost counts here."""
STILL_SECONDS, ALL_SECONDS = 30.0, 600.0
SAMPLE = 40
"""Accounts for which every segment is worked out anew."""

OTHERS = """
journey: other-{number}
name: Another journey
entry:
  triggers:
    - event: Feature {feature} Used
      where: {{property: via, is: nothing-that-is-sent}}
    - {{segment: s-{segment}, change: leaves}}
  audience: {{trait: account.plan, is: none-of-them}}
start: done
steps: {{done: {{type: exit}}}}
"""
"""Nineteen that hear a good part of what happens, and let nobody in: each time it is written down
why."""


@dataclass
class Sender:
    """Sends at an even pace, whether or not answers keep up."""

    edge: httpx.AsyncClient
    accounts: int
    times: Times
    rate: int = EVENTS_A_SECOND
    lots: random.Random = field(default_factory=lambda: random.Random(11))
    sent: int = 0
    started: list[tuple[int, float]] = field(default_factory=list)
    ended: int = 0
    again: int = 0
    """Batches that were not taken at first."""
    batch: list[dict[str, object]] = field(default_factory=list)

    def start(self) -> None:
        number = len(self.started) + 1
        self.started.append((number, time.perf_counter()))
        self._track("start", number, "Trial Started")

    def end(self) -> None:
        if self.ended < len(self.started):
            number, since = self.started[self.ended]
            if time.perf_counter() - since > SETTLE_SECONDS:
                self.ended += 1
                self._track("end", number, "Project Created")

    def trait(self) -> None:
        traits = {"seats": self.lots.randrange(120)}
        self._call("group", f"u-{self._anybody()}", groupId=self._account(), traits=traits)

    def murmur(self) -> None:
        self._track("murmur", self._anybody(), "Something Nobody Hears")

    def use(self) -> None:
        via = {"via": self.lots.choice(["api", "web"])}
        self._track("use", self._anybody(), self.lots.choice(NAMES), properties=via)

    def _anybody(self) -> int:
        return self.lots.randrange(1, self.accounts + 1)

    def _account(self) -> str:
        return f"co-{self._anybody()}"

    def _track(self, kind: str, number: int, event: str, **more: object) -> None:
        message = f"{kind}/{uuid4().hex}"
        if kind in ("start", "end"):
            self.times.sent[message] = time.perf_counter()
        context = {"groupId": f"co-{number}"}
        self._call("track", f"u-{number}", message, event=event, context=context, **more)

    def _call(self, kind: str, user: str, message: str | None = None, **call: object) -> None:
        self.sent += 1
        self.batch.append(
            {"type": kind, "userId": user, "messageId": message or uuid4().hex, **call}
        )

    async def flush(self) -> None:
        batch, self.batch = self.batch, []
        while batch and not await self._accepted(batch):
            self.again += 1
            await asyncio.sleep(1)

    async def _accepted(self, batch: list[dict[str, object]]) -> bool:
        """As the libraries do: what was not taken is sent again."""
        try:
            answer = await self.edge.post("/v1/batch", json={"batch": batch})
        except httpx.TransportError:
            return False
        if answer.status_code != 503:
            answer.raise_for_status()
        return answer.is_success

    async def send(self, seconds: float) -> None:
        share = self.rate / EVENTS_A_SECOND
        turns = [self.start] * round(STARTS * share) + [self.end] * round(ENDS * share)
        turns += [self.trait] * round(TRAITS * share) + [self.murmur] * round(UNHEARD * share)
        turns += [self.use] * (self.rate - len(turns))
        began = time.perf_counter()
        async with asyncio.TaskGroup() as sending:
            for second in range(round(seconds)):
                self.lots.shuffle(turns)
                for number, turn in enumerate(turns):
                    if number % BATCH == 0:
                        sending.create_task(self.flush())
                        due = began + second + number / self.rate
                        await asyncio.sleep(max(0.0, due - time.perf_counter()))
                    turn()
            await self.flush()


@dataclass(frozen=True)
class Counted:
    """What is there afterwards."""

    sent: int
    again: int
    """Batches that had to be sent again."""
    stored: int
    waiting: int
    """Not dispatched, or set aside."""
    told: int
    """Events that Onward told itself."""
    entered: int
    entered_twice: int
    let_on: int
    early: int
    """Events that were to end a wait that had not begun when they happened."""
    known: int
    """Accounts whose health is known."""
    turned: int
    """Changes of health that were told."""
    starts: int
    ends: int
    decisions: int
    changes: int
    """Comings into segments and leavings."""
    compared: int
    wrong: list[str]

    @property
    def is_true(self) -> bool:
        return (
            self.sent == self.stored
            and not self.waiting
            and self.entered == self.starts
            and not self.entered_twice
            and self.let_on == self.ends - self.early
            and not self.wrong
        )


@dataclass(frozen=True)
class Found:
    times: Times
    counted: Counted
    behind: float
    """Seconds from when the last event was sent until all were dispatched."""
    lags: list[float]
    """Seconds from receipt to dispatch."""
    work: processor.Times
    """Seconds of processor time, from the first event until all were dispatched."""


async def measure(seconds: float, accounts: int, history: int, rate: int, *, fresh: bool) -> Found:
    times = Times()
    settings = {"ONWARD_SECRET_KEY": uuid4().hex, "ONWARD_LOG_LEVEL": "warning"}
    with private_directory() as place:
        async with house(place, settings, workers=1) as built:
            database = Database(built.database_url)
            await _prepare(database, accounts, history)
            await _until_counted(database)
            if not fresh:
                await _until_health_is_known(database)
            async with edge_of(database) as edge, asyncio.TaskGroup() as tasks:
                edge.timeout = httpx.Timeout(PATIENT_SECONDS)
                sender = Sender(edge, accounts, Times(), rate)
                # Not of the API's connections, all of which may be waiting.
                watching = Database(built.database_url, pool_size=2)
                looking = tasks.create_task(look(watching, times))
                before = processor.used()
                await sender.send(SETTLE_SECONDS * 2)
                sender.times = times
                await sender.send(seconds)
                sent_at = time.perf_counter()
                await _until_quiet(watching)
                behind = time.perf_counter() - sent_at
                work = processor.since(before)
                await _until_still(times)
                looking.cancel()
                await watching.close()
            await _until_all_is_told(database)
            counted = await _count(database, sender)
            found = Found(times, counted, behind, await _lags(database), work)
            await database.close()
    return found


async def _prepare(database: Database, accounts: int, history: int) -> None:
    await customers(database, accounts, history)
    async with database.transaction() as session:
        await run(session, _PEOPLE, {})
    await make_segments(database)
    world = World(database)
    await world.publish(TRIAL)
    for number in range(19):
        written = OTHERS.format(number=number, feature=number % 8, segment=number * 2)
        await world.publish(written)


async def _until_counted(database: Database) -> None:
    print("Counting everybody for every segment ...", flush=True)
    began = time.perf_counter()
    open_ones = "SELECT count(*) FROM segment_counts WHERE finished_at IS NULL"
    while await _value(database, open_ones):  # noqa: ASYNC110
        await asyncio.sleep(1)
    print(f"  took {time.perf_counter() - began:.0f} s", flush=True)


async def _until_health_is_known(database: Database) -> None:
    print("Finding out everybody's health ...", flush=True)
    began, more = time.perf_counter(), 1
    while more:
        async with database.transaction() as session:
            more = await take_in(session, utc_now())
    await _until_all_is_told(database)
    print(f"  took {time.perf_counter() - began:.0f} s", flush=True)


async def _until_quiet(database: Database) -> None:
    # What Onward tells of itself goes on for minutes: every account's health is found out at first.
    waiting = (
        "SELECT count(*) FROM events WHERE dispatched_at IS NULL"
        " AND source_id <> (SELECT id FROM sources WHERE key = 'onward')"
    )
    while await _value(database, waiting):  # noqa: ASYNC110
        await asyncio.sleep(0.2)


async def _until_still(times: Times) -> None:
    """Until every event has its reaction, or none has come for a good while."""
    seen, since = -1, time.perf_counter()
    while len(times.reacted) < len(times.sent) and time.perf_counter() - since < STILL_SECONDS:
        if len(times.reacted) != seen:
            seen, since = len(times.reacted), time.perf_counter()
        await asyncio.sleep(0.1)


async def _until_all_is_told(database: Database) -> None:
    due = "(SELECT count(*) FROM health_due WHERE due_at <= now())"
    waiting = f"SELECT count(*) + {due} FROM events WHERE dispatched_at IS NULL"
    until = time.perf_counter() + ALL_SECONDS
    while await _value(database, waiting) and time.perf_counter() < until:  # noqa: ASYNC110
        await asyncio.sleep(1)


async def _lags(database: Database) -> list[float]:
    async with database.transaction() as session:
        return list((await run(session, _LAGS, {})).scalars())


_LAGS = text("""
    SELECT CAST(extract(epoch FROM dispatched_at - received_at) AS float) AS lag FROM events
    WHERE dispatched_at IS NOT NULL AND source_id NOT IN (
        SELECT id FROM sources WHERE key IN ('onward', 'product'))
    ORDER BY lag
""")


async def _count(database: Database, sender: Sender) -> Counted:
    async def value(query: str) -> int:
        return await _value(database, query)

    wrong, compared = await _compare(database)
    mine = "source_id <> (SELECT id FROM sources WHERE key = 'onward')"
    history = "source_id <> (SELECT id FROM sources WHERE key = 'product')"
    trial = "journey_id = (SELECT id FROM journeys WHERE key = 'trial')"
    return Counted(
        sent=sender.sent,
        again=sender.again,
        stored=await value(f"SELECT count(*) FROM events WHERE {mine} AND {history}"),
        waiting=await value(f"SELECT count(*) FROM events WHERE dispatched_at IS NULL AND {mine}"),
        told=await value(f"SELECT count(*) FROM events WHERE NOT ({mine})"),
        entered=await value(f"SELECT count(*) FROM enrollments WHERE {trial}"),
        entered_twice=await value(
            f"SELECT count(*) - count(DISTINCT subject_id) FROM enrollments WHERE {trial}"
        ),
        let_on=await value("SELECT count(*) FROM timeline_entries WHERE kind = 'happened'"),
        early=await value(_EARLY),
        known=await value("SELECT count(*) FROM account_health"),
        turned=await value("SELECT count(*) FROM events WHERE name LIKE 'health.%'"),
        starts=len(sender.started),
        ends=sender.ended,
        decisions=await value("SELECT count(*) FROM entry_decisions"),
        changes=await value("SELECT count(*) FROM segment_history"),
        compared=compared,
        wrong=wrong,
    )


async def _compare(database: Database) -> tuple[list[str], int]:
    """Each segment against its condition, for some accounts that something has happened to."""
    wrong, compared, now = list[str](), 0, utc_now()
    async with database.transaction() as session:
        some = (await run(session, _SOME, {"number": SAMPLE})).scalars().all()
        for account in some:
            for number, written in enumerate(conditions()):
                key, condition = f"s-{number}", condition_from(written)
                found = await explain(session, key, "account", condition, account, now, "UTC")
                compared += 1
                if found.because is None or found.is_member != found.because.holds:
                    wrong.append(f"{account} in {key}")
    return wrong, compared


_EARLY = """
    SELECT count(*) FROM events e
    JOIN enrollments n ON n.account_id = e.account_id
    JOIN journeys j ON j.id = n.journey_id AND j.key = 'trial'
    WHERE e.name = 'Project Created' AND NOT EXISTS (
        SELECT FROM timeline_entries t
        WHERE t.enrollment_id = n.id AND t.kind = 'waiting' AND t.at <= e.occurred_at)
"""
_PEOPLE = text("""
    WITH people AS (
        INSERT INTO contacts (id, external_id, email, name, traits, created_at, updated_at)
        SELECT gen_random_uuid(), 'u-' || substr(external_id, 4),
               substr(external_id, 4) || '@acme.test', 'Ada', '{}', now(), now()
        FROM accounts RETURNING id, external_id
    ), known AS (
        INSERT INTO identities (kind, value, contact_id, created_at)
        SELECT 'external_id', external_id, id, now() FROM people
    )
    INSERT INTO memberships (id, account_id, contact_id, roles, is_primary, created_at)
    SELECT gen_random_uuid(), a.id, p.id, '{}', true, now()
    FROM people p JOIN accounts a ON a.external_id = 'co-' || substr(p.external_id, 3)
""")
_SOME = text("""
    SELECT external_id FROM accounts WHERE id IN (
        SELECT account_id FROM events ORDER BY id DESC LIMIT 2000)
    ORDER BY md5(external_id) LIMIT :number
""")


async def _value(database: Database, query: str) -> int:
    async with database.transaction() as session:
        number: int = (await run(session, text(query), {})).scalar_one()
    return number


def told(counted: Counted, behind: float) -> None:
    print(
        f"{counted.sent:,} events sent ({counted.again} batches again), {counted.stored:,} stored, "
        f"{counted.waiting} not "
        f"dispatched; dispatched {behind:.1f} s after the last was sent"
    )
    print(
        f"{counted.starts} customers sent into a journey, {counted.entered} entered, "
        f"{counted.entered_twice} of them twice; {counted.ends} waits to end, "
        f"{counted.let_on} ended, {counted.early} had not begun"
    )
    print(
        f"{counted.changes:,} comings and goings of segments, {counted.told:,} events told, "
        f"{counted.decisions:,} decisions why somebody entered or did not, "
        f"{counted.turned:,} changes of health, of {counted.known:,} accounts in which it is known"
    )
    print(f"{counted.compared:,} memberships worked out anew, {len(counted.wrong)} of them wrong")
    for each in counted.wrong[:5]:
        print(f"  {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=EVENTS_A_SECOND, help="events a second")
    parser.add_argument("--fresh", action="store_true", help="health is found out meanwhile")
    parser.add_argument("--quick", action="store_true", help="20 seconds, 1,000 accounts")
    given = parser.parse_args()
    seconds, accounts = (20, 1_000) if given.quick else (given.seconds, given.accounts)
    history = 30_000 if given.quick else 300_000
    found = asyncio.run(measure(seconds, accounts, history, given.rate, fresh=given.fresh))
    told(found.counted, found.behind)
    spent = {
        "worker": found.work["rendering"],  # a child of ours, and so is what renders for it
        "PostgreSQL": found.work["PostgreSQL"],
        "Temporal": found.work["Temporal"],
        "sending, the API and looking": found.work["worker"],
    }
    of_each = (f"{who} {1000 * each / found.counted.sent:.2f}" for who, each in spent.items())
    print(f"Processor time, ms for each event sent: {', '.join(of_each)}")
    for what, took in (
        ("An event is dispatched", found.lags),
        ("A customer is let in", _took(found.times, "start")),
        ("A wait is ended", _took(found.times, "end")),
    ):
        if len(took) > 1:
            report(what, took)
    sys.exit(0 if found.counted.is_true else 1)


def _took(times: Times, kind: str) -> list[float]:
    """Of those that there was a reaction to: what is missing is counted elsewhere."""
    answered = {each: at for each, at in times.sent.items() if each in times.reacted}
    return Times(answered, times.reacted).took(kind)


if __name__ == "__main__":
    main()
