"""How fast the simulator is, on one core.

    python -m benchmarks.simulator [--rounds 5]

Steps a second over the bundled onboarding, where events keep coming in that its goal and exits
listen for, and over a journey that is nothing but steps; and how long 1,000 accounts take for 90
days of the onboarding. A step is an effect looked after: a message decided about, a wait begun, a
branch taken. The first customers, for whom templates are compiled, are not counted but in the last.

Everything is measured by the clock and in processor time at once, and of several rounds the best is
told: a neighbour on the same core can only make a round slower. All rounds are printed.
"""

import argparse
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files

from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.simulation.generating import Inhabitant, csms, inhabitants
from engine.simulation.population import Population
from engine.simulation.simulation import finished, simulate, watched
from engine.simulation.usual import usual_population
from engine.simulator import Setting

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
WARM_UP = 50
BAR = 20_000
"""Steps a second."""
MOST_SECONDS = 10

PLAIN = """\
journey: plain
name: Nothing but steps
entry: {triggers: [{event: Account Created}]}
start: rest-1
steps:
"""


@dataclass(frozen=True)
class Pace:
    """So many steps in so many seconds, on the clock and of the processor."""

    steps: int
    elapsed: float
    processor: float

    @property
    def by_clock(self) -> float:
        return self.steps / self.elapsed

    @property
    def by_processor(self) -> float:
        return self.steps / self.processor


@dataclass
class Stopwatch:
    """Seconds since it was made, on the clock and of the processor."""

    clock: float = field(default_factory=time.perf_counter)
    processor: float = field(default_factory=time.process_time)

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self.clock, time.process_time() - self.processor


def plain(rounds: int = 20) -> Journey:
    """A wait, a branch, a trait and a way on, over and over."""
    lines = [PLAIN]
    for number in range(1, rounds + 1):
        following = f"rest-{number + 1}" if number < rounds else "done"
        lines.append(
            f"  rest-{number}: {{type: wait, for: 1d, next: which-{number}}}\n"
            f"  which-{number}: {{type: branch, otherwise: on-{number}, cases: [{{id: big,"
            f" when: {{trait: account.seats, at_least: 500}}, next: on-{number}}}]}}\n"
            f"  on-{number}: {{type: go_to, to: {following}}}\n"
        )
    return parse("".join([*lines, "  done: {type: exit}\n"]))


def pace(journey: Journey, accounts: int) -> Pace:
    population = usual_population(journey, accounts)
    until = BEGINS + timedelta(days=90)
    setting = Setting(journey, "Europe/Amsterdam", {"name": "Acme"}, csms(population))
    everybody = list(inhabitants(journey, population, BEGINS, until))
    _steps(setting, everybody[:WARM_UP], until)
    everybody = list(inhabitants(journey, population, BEGINS, until))
    watch = Stopwatch()
    return Pace(_steps(setting, everybody, until), *watch.read())


def _steps(setting: Setting, everybody: Iterable[Inhabitant], until: datetime) -> int:
    lives = (watched(setting, each, until) for each in everybody)
    return sum(run.performed for life in lives for run in life.runs)


def whole(journey: Journey, population: Population, days: int) -> tuple[float, float]:
    """Seconds for everything, from making the customers to the report: by the clock, and of the
    processor."""
    watch = Stopwatch()
    setting = Setting(journey, "Europe/Amsterdam", {"name": "Acme"}, csms(population))
    everybody = inhabitants(journey, population, BEGINS, BEGINS + timedelta(days=days))
    finished(simulate(setting, everybody, BEGINS, days))
    return watch.read()


def report(name: str, paces: Sequence[Pace]) -> None:
    clock = ", ".join(f"{each.by_clock:,.0f}" for each in paces)
    processor = ", ".join(f"{each.by_processor:,.0f}" for each in paces)
    print(f"{name} (bar {BAR:,}):")
    print(f"  steps a second by the clock: {max(p.by_clock for p in paces):,.0f} (of {clock})")
    print(
        f"  steps a second of processor time: {max(p.by_processor for p in paces):,.0f}"
        f" (of {processor})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = range(parser.parse_args().rounds)
    onboarding = parse(files("journeys").joinpath("onboarding.yaml").read_text())
    clock, processor = whole(onboarding, usual_population(onboarding, 1_000), 90)
    print(
        f"1,000 accounts × 90 days of the onboarding (bar {MOST_SECONDS} s): {clock:.1f} s by the "
        f"clock, {processor:.1f} s of processor time"
    )
    report("The onboarding", [pace(onboarding, 500) for _ in rounds])
    report("Nothing but steps", [pace(plain(), 500) for _ in rounds])
    print(f"Load of the machine meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
