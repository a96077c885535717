"""A whole audience let into a journey, against workflows that are merely started.

    python -m benchmarks.audience [--accounts 10000] [--compare 1000] [--quick]

Bare is the least anybody could do on the same server: `start_workflow`, 64 at a time, with nobody
to run them. Beside it stands the same with a worker, whose workflows do one activity that does
nothing and then sleep: what Onward's customers cost there too. Onward lets everybody in by one run
over the audience, which looks at each account's traits, and its worker takes each as far as the
first wait. Each has servers of its own. The bare ones are as many at most as `--compare` says,
since their pace is asked for and not how long they go on.
Exit code 1 when anybody did not enter, or twice; speed is only reported.
"""

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.bare import SleepingWorkflow, touch
from benchmarks.customers import Published, customers, publish
from benchmarks.house import House, house
from benchmarks.speed import STARTS_AT_A_TIME, onward
from engine.store.audiences import begin_by_hand
from engine.store.audit import Actor
from engine.store.reading.audiences import RunSummary, get_run
from engine.store.statements import run
from engine.store.tables.columns import utc_now
from workflows.worker import WorkerOptions, sandbox

RATIO = 0.7
FASTEST = 1_000_000
"""Customers a minute: no limit."""
LOOK_EVERY, SAY_EVERY = 0.5, 15.0
"""Seconds."""

SLEEPS = """
journey: audience
name: An audience
entry: {audience: {trait: account.name, is: Acme}}
start: asleep
steps:
  asleep: {type: wait, for: 30d, next: done}
  done: {type: exit}
"""


@dataclass(frozen=True)
class Measured:
    accounts: int
    bare: float
    """Workflows a second that are started and nobody runs."""
    slept: float
    """Bare workflows a second that are started, do their activity and sleep."""
    entered: float
    """Seconds until everybody was written down as enrolled."""
    started: float
    """Seconds until everybody's workflow was started; the first are run meanwhile."""
    rested: float
    """Seconds until everybody's workflow rested at the first wait."""
    run: RunSummary
    enrollments: int


async def measure(accounts: int, compare: int) -> Measured:
    async with house() as built:
        published = await publish(built.database, SLEEPS)
        await customers(built.database, accounts)
        print(f"Letting {accounts:,} accounts in ...", flush=True)
        ours = await _ours(built, published)
    async with house() as built:
        print(f"Starting {compare:,} bare workflows ...", flush=True)
        bare = compare / await _bare(built.client, compare)
    async with house() as built:
        print(f"Starting and running {compare:,} bare workflows ...", flush=True)
        slept = compare / await _sleeping(built.client, compare)
    return Measured(accounts, bare, slept, *ours)


async def _bare(client: Client, accounts: int) -> float:
    started = time.perf_counter()
    await _start(client, f"bare-{uuid4().hex}", accounts)
    return time.perf_counter() - started


async def _sleeping(client: Client, accounts: int) -> float:
    queue, done = f"sleeping-{uuid4().hex}", 0
    options = WorkerOptions(queue)
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[SleepingWorkflow],
        activities=[touch],
        workflow_runner=sandbox(),
        max_cached_workflows=options.max_cached_workflows,
        max_concurrent_activities=options.max_concurrent_activities,
    )
    started = time.perf_counter()
    async with worker:
        await _start(client, queue, accounts)
        last = client.get_workflow_handle(f"{queue}/{accounts - 1}")
        while done < 2:  # its activity is over when a timer has begun
            described = await last.describe()
            done = described.history_length // 5 if described.history_length else 0
            await asyncio.sleep(LOOK_EVERY)
        return time.perf_counter() - started


async def _start(client: Client, queue: str, accounts: int) -> None:
    turns = asyncio.Semaphore(STARTS_AT_A_TIME)

    async def start(number: int) -> None:
        async with turns:
            await client.start_workflow(
                SleepingWorkflow.run, id=f"{queue}/{number}", task_queue=queue
            )

    await asyncio.gather(*(start(number) for number in range(accounts)))


async def _ours(built: House, published: Published) -> tuple[float, float, float, RunSummary, int]:
    async with built.database.transaction() as session:
        run_id = await begin_by_hand(
            session,
            published.journey.journey,
            only=None,
            per_minute=FASTEST,
            by=Actor("benchmark"),
            now=utc_now(),
        )
    began, entered, started, told = time.perf_counter(), 0.0, 0.0, 0.0
    async with onward(built, f"ours-{uuid4().hex}"):
        while True:
            async with built.database.transaction() as session:
                seen = await get_run(session, run_id)
                there, running, resting = await _count(session)
            passed = time.perf_counter() - began
            if not entered and seen.status == "done":
                entered = passed
            if entered and not started and running == there:
                started = passed
            if started and resting == there:
                return entered, started, passed, seen, there
            if passed > told + SAY_EVERY:
                told = passed
                print(
                    f"  {passed:.0f} s: {there:,} enrolled, {running:,} started, "
                    f"{resting:,} at rest",
                    flush=True,
                )
            await asyncio.sleep(LOOK_EVERY)


async def _count(session: AsyncSession) -> tuple[int, int, int]:
    """How many are enrolled, how many of them started, and how many of those at rest."""
    row = (await run(session, _COUNT, {})).one()
    return row.there, row.running, row.resting


_COUNT = text("""
    SELECT count(*) AS there, count(*) FILTER (WHERE status <> 'starting') AS running,
           count(waiting_for) AS resting
    FROM enrollments
""")


def report(found: Measured) -> None:
    print(
        f"Of {found.accounts} accounts {found.run.enrolled} entered, by {found.enrollments} "
        "enrollments."
    )
    for what, seconds in (
        ("enrolled by Onward", found.entered),
        ("and their workflows started, the first run meanwhile", found.started),
        ("and resting at the first wait", found.rested),
    ):
        print(f"  {what}: {seconds:.1f} s, {found.accounts / seconds:.0f} a second")
    print(f"  started bare, nobody runs them: {found.bare:.0f} a second")
    print(f"  started bare, each does an activity and sleeps: {found.slept:.0f} a second")
    begun, done = found.accounts / found.started, found.accounts / found.rested
    print(
        f"Ratio of starts to bare starts {begun / found.bare:.2f}, of who rests to bare workflows "
        f"that are run {done / found.slept:.2f} (bar {RATIO})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--compare", type=int, default=1_000, help="bare workflows")
    parser.add_argument("--quick", action="store_true", help="500 accounts")
    given = parser.parse_args()
    accounts, compare = (500, 500) if given.quick else (given.accounts, given.compare)
    found = asyncio.run(measure(accounts, compare))
    report(found)
    everybody = found.run.enrolled == found.enrollments == found.accounts
    sys.exit(0 if everybody else 1)


if __name__ == "__main__":
    main()
