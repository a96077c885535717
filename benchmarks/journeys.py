"""Journeys a second against bare Temporal, and what a journey costs there.

    python -m benchmarks.journeys [--journeys 120] [--rounds 3] [--quick]

Exit code 1 when a journey costs more actions, events or bytes than it may. Speed is only reported.
"""

import argparse
import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from temporalio import activity

from benchmarks.customers import Published, publish
from benchmarks.histories import MOST_ACTIONS, MOST_BYTES, MOST_EVENTS, Cost, cost_of
from benchmarks.house import House, house
from benchmarks.speed import measure
from tests.parts import time_skipping_server
from tests.workflow.driver import Driver
from tests.world import World

RATIO = 0.7
ONBOARDING = Path(__file__).parents[1] / "journeys" / "onboarding.yaml"
FIVE_TOUCHES = """
journey: five-touches
name: Five touches
entry: {triggers: [{event: Account Created}]}
start: wait-1
steps:
  wait-1: {type: wait, for: 1d, next: mail-1}
  mail-1: {type: email, template: mail, next: wait-2}
  wait-2: {type: wait, for: 1d, next: notice-2}
  notice-2: {type: in_app, format: banner, template: notice, next: wait-3}
  wait-3: {type: wait, for: 1d, next: mail-3}
  mail-3: {type: email, template: mail, next: wait-4}
  wait-4: {type: wait, for: 1d, next: notice-4}
  notice-4: {type: in_app, format: banner, template: notice, next: wait-5}
  wait-5: {type: wait, for: 1d, next: mail-5}
  mail-5: {type: email, template: mail, next: done}
  done: {type: exit}
templates:
  mail: {subject: "Hello {{ contact.first_name }}", body: "Good to have **{{ account.name }}**."}
  notice: {title: "Next step", body: "{{ account.name }} is nearly there."}
"""
"""As many waits and touches as the bare workflow has timers and activities."""


async def costs(house: House, *journeys: Published) -> list[Cost]:
    """Take one customer through each journey, in skipped time, and count.

    From a Monday: then two mails of the onboarding are due at a weekend and put off, which is the
    most there can be.
    """
    world, found = World(house.database), list[Cost]()
    ports = replace(house.ports, clock=lambda: activity.info().started_time)
    async with time_skipping_server() as environment, Driver(environment, ports, world) as driver:
        for published in journeys:
            monday, customer = await driver.comes(0, hour=10), await world.customer()
            await world.enroll(published.journey, customer, monday)
            await driver.settle()
            workflow = driver.workflow(await driver.ends(customer))
            await workflow.result()
            found.append(await cost_of(environment.client, workflow.id))
    return found


def report(name: str, cost: Cost) -> None:
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(cost.actions.items()))
    print(
        f"{name}: {cost.billed} actions (bar {MOST_ACTIONS}; {kinds}), "
        f"{cost.events} events (bar {MOST_EVENTS}), {cost.bytes:,} bytes (bar {MOST_BYTES:,})"
    )


async def run(journeys: int, rounds: int) -> bool:
    """Measure and print. Returns whether the counts are within their bars."""
    async with house() as built:
        five = await publish(built.database, FIVE_TOUCHES)
        onboarding = await publish(built.database, ONBOARDING.read_text())
        speed = await measure(built, five, journeys=journeys, rounds=rounds)
        found = await costs(built, five, onboarding)
    print(
        f"Onward to bare Temporal: {speed.ratio:.2f} in journeys a second (bar {RATIO}), "
        f"{speed.work_ratio:.2f} in processor time"
    )
    for name, each in zip(("Five waits and touches", "Bundled onboarding"), found, strict=True):
        report(name, each)
    return all(each.within_bars for each in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--journeys", type=int, default=120, help="of each kind in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of 30")
    given = parser.parse_args()
    journeys, rounds = (30, 1) if given.quick else (given.journeys, given.rounds)
    sys.exit(0 if asyncio.run(run(journeys, rounds)) else 1)


if __name__ == "__main__":
    main()
