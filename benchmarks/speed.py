"""How many journeys a second, bare and ours, with workers that are set up alike."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.bare import WAIT, BareWorkflow, touch
from benchmarks.customers import Published, customers, enroll_all
from benchmarks.house import House
from workflows.worker import WorkerOptions, run_worker, sandbox

STARTS_AT_A_TIME = 64


@dataclass(frozen=True)
class Speed:
    """Journeys a second, the median of some rounds."""

    bare: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


async def measure(house: House, published: Published, *, journeys: int, rounds: int) -> Speed:
    """Both in turn, so that a machine that grows slower meanwhile is slower for both."""
    bare, ours = [], []
    await _ours(house, "warm up", published, 5)
    for number in range(rounds):
        bare.append(await _bare(house, f"bare-{number}", journeys))
        ours.append(await _ours(house, f"ours-{number}", published, journeys))
        print(f"  round {number + 1}: bare {bare[-1]:.2f}, Onward {ours[-1]:.2f} a second")
    return Speed(median(bare), median(ours))


async def _bare(house: House, queue: str, journeys: int) -> float:
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
        return await _rate(journeys, _start_bare(house.client, queue, journeys), house, queue)


async def _start_bare(client: Client, queue: str, journeys: int) -> None:
    turns = asyncio.Semaphore(STARTS_AT_A_TIME)

    async def start(number: int) -> None:
        async with turns:
            await client.start_workflow(BareWorkflow.run, id=f"{queue}/{number}", task_queue=queue)

    await asyncio.gather(*(start(number) for number in range(journeys)))


async def _ours(house: House, queue: str, published: Published, journeys: int) -> float:
    accounts = await customers(house.database, journeys)
    async with onward(house, queue):
        begin = enroll_all(
            house.database, published, accounts, seconds_per_day=WAIT.total_seconds()
        )
        return await _rate(journeys, begin, house, queue)


async def _rate(journeys: int, begin: Awaitable[object], house: House, queue: str) -> float:
    started = time.perf_counter()
    await begin
    await until_ended(house.client, queue, journeys)
    return journeys / (time.perf_counter() - started)


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
