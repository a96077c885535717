"""Journeys a second against bare Temporal, and what a journey costs there.

    python -m benchmarks.journeys [--journeys 120] [--rounds 3] [--quick]

Exit code 1 when a journey costs more actions, events or bytes than it may. Speed is only reported.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks.customers import Published, customers, enroll_all, publish
from benchmarks.histories import MOST_ACTIONS, MOST_BYTES, MOST_EVENTS, Cost, cost_of
from benchmarks.house import House, house
from benchmarks.speed import measure, onward, until_ended
from engine.identifiers import workflow_id

RATIO = 0.7
ONBOARDING = Path(__file__).parents[1] / "journeys" / "onboarding.yaml"
SECONDS_PER_DAY = 1.0
"""The cost is counted at this pace: faster, and every timer misses its sending window."""
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
    """Take one customer through each journey, and count."""
    accounts = await customers(house.database, len(journeys))
    async with onward(house, "costs"):
        enrolled = [
            await enroll_all(house.database, journey, [account], seconds_per_day=SECONDS_PER_DAY)
            for journey, account in zip(journeys, accounts, strict=True)
        ]
        await until_ended(house.client, "costs", len(journeys))
    return [await cost_of(house.client, workflow_id(one)) for [one] in enrolled]


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
