"""How fast the simulator is, on one core.

    python -m benchmarks.simulator

Steps a second over the bundled onboarding, where events keep coming in that its goal and exits
listen for, and over a journey that is nothing but steps; and how long 1,000 accounts take for 90
days of the onboarding. A step is an effect looked after: a message decided about, a wait begun, a
branch taken. The first customers, for whom templates are compiled, are not counted but in the last.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
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

    def __str__(self) -> str:
        clock, processor = self.steps / self.elapsed, self.steps / self.processor
        return f"{clock:,.0f} steps a second ({processor:,.0f} a second of processor time)"


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
    clock, processor = time.perf_counter(), time.process_time()
    steps = _steps(setting, everybody, until)
    return Pace(steps, time.perf_counter() - clock, time.process_time() - processor)


def _steps(setting: Setting, everybody: Iterable[Inhabitant], until: datetime) -> int:
    lives = (watched(setting, each, until) for each in everybody)
    return sum(run.performed for life in lives for run in life.runs)


def whole(journey: Journey, population: Population, days: int) -> float:
    """Seconds for everything, from making the customers to the report."""
    began = time.perf_counter()
    setting = Setting(journey, "Europe/Amsterdam", {"name": "Acme"}, csms(population))
    everybody = inhabitants(journey, population, BEGINS, BEGINS + timedelta(days=days))
    finished(simulate(setting, everybody, BEGINS, days))
    return time.perf_counter() - began


def main() -> None:
    onboarding = parse(files("journeys").joinpath("onboarding.yaml").read_text())
    print("1,000 accounts × 90 days of the onboarding:", end=" ", flush=True)
    print(f"{whole(onboarding, usual_population(onboarding, 1_000), 90):.1f} s")
    print("The onboarding:", pace(onboarding, 500))
    print("Nothing but steps:", pace(plain(), 500))


if __name__ == "__main__":
    main()
