"""How many journeys a second, bare and ours, with workers that are set up alike."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.bare import WAIT, BareWorkflow, touch
from benchmarks.customers import Published, customers, enroll_all
from benchmarks.house import House
from benchmarks.processor import Times, since, used
from workflows.worker import WorkerOptions, run_worker, sandbox

STARTS_AT_A_TIME = 64


@dataclass(frozen=True)
class Round:
    """How long so many journeys took together, in seconds."""

    journeys: int
    elapsed: float
    processor: Times

    @property
    def rate(self) -> float:
        """Journeys a second."""
        return self.journeys / self.elapsed

    @property
    def work(self) -> float:
        """Seconds of processor time for one journey."""
        return sum(self.processor.values()) / self.journeys

    def __str__(self) -> str:
        parts = ", ".join(
            f"{part} {1000 * seconds / self.journeys:.0f}"
            for part, seconds in self.processor.items()
            if seconds / self.journeys > 0.001
        )
        return f"{self.rate:.2f} a second, {1000 * self.work:.0f} ms of processor each ({parts})"


@dataclass(frozen=True)
class Speed:
    """The median of some rounds, bare and ours."""

    bare: Sequence[Round]
    ours: Sequence[Round]

    @property
    def ratio(self) -> float:
        """Ours to bare, in journeys a second."""
        return median(one.rate for one in self.ours) / median(one.rate for one in self.bare)

    @property
    def work_ratio(self) -> float:
        """Bare to ours, in processor time: what `ratio` would be on a machine left alone."""
        return median(one.work for one in self.bare) / median(one.work for one in self.ours)


async def measure(house: House, published: Published, *, journeys: int, rounds: int) -> Speed:
    """Both in turn, so that a machine that grows slower meanwhile is slower for both."""
    bare, ours = [], []
    await _ours(house, "warm up", published, 5)
    for number in range(rounds):
        bare.append(await _bare(house, f"bare-{number}", journeys))
        ours.append(await _ours(house, f"ours-{number}", published, journeys))
        print(f"  bare:   {bare[-1]}\n  Onward: {ours[-1]}")
    return Speed(bare, ours)


async def _bare(house: House, queue: str, journeys: int) -> Round:
    options = WorkerOptions(queue)
    worker = Worker(
        house.client,
        task_queue=queue,
        workflows=[BareWorkflow],
        activities=[touch],
        workflow_runner=sandbox(),
        max_cached_workflows=options.max_cached_workflows,
        max_concurrent_activities=options.max_concurrent_activities,
    )
    async with worker:
        return await _time(journeys, _start_bare(house.client, queue, journeys), house, queue)


async def _start_bare(client: Client, queue: str, journeys: int) -> None:
    turns = asyncio.Semaphore(STARTS_AT_A_TIME)

    async def start(number: int) -> None:
        async with turns:
            await client.start_workflow(BareWorkflow.run, id=f"{queue}/{number}", task_queue=queue)

    await asyncio.gather(*(start(number) for number in range(journeys)))


async def _ours(house: House, queue: str, published: Published, journeys: int) -> Round:
    accounts = await customers(house.database, journeys)
    async with onward(house, queue):
        begin = enroll_all(
            house.database, published, accounts, seconds_per_day=WAIT.total_seconds()
        )
        return await _time(journeys, begin, house, queue)


async def _time(journeys: int, begin: Awaitable[object], house: House, queue: str) -> Round:
    started, before = time.perf_counter(), used()
    await begin
    await until_ended(house.client, queue, journeys)
    return Round(journeys, time.perf_counter() - started, since(before))


@asynccontextmanager
async def onward(house: House, queue: str) -> AsyncIterator[None]:
    """Onward's worker with all its parts, as `onward worker` runs it."""
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(house.client, house.ports, WorkerOptions(queue), stop))
    try:
        yield
    finally:
        stop.set()
        await worker


async def until_ended(client: Client, queue: str, journeys: int) -> None:
    """Wait until so many workflows of this queue have completed."""
    ended = f"TaskQueue = '{queue}' AND ExecutionStatus = 'Completed'"
    while (await client.count_workflows(ended)).count < journeys:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
