"""Watching many customers, one after the other, and reporting on all of them."""

from collections.abc import Generator, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from engine.simulation.generating import Beside, Inhabitant
from engine.simulation.ledger import Ledger
from engine.simulation.life import Life
from engine.simulation.report import Report, Trace, TraceLine
from engine.simulation.setting import Setting
from engine.simulation.tally import Tally
from engine.simulation.together import beside, live_together

MOST_LOOKS = 20_000
"""More looks than this at one customer, and they are watched no further."""


def simulate(
    setting: Setting,
    inhabitants: Iterable[Inhabitant],
    begins: datetime,
    days: int,
    notes: Iterable[str] = (),
    until: datetime | None = None,
) -> Generator[int, None, Report]:
    """Yields after each customer how many are done; returns the report. To cancel, stop asking.

    `begins` and `until` are aware UTC. `until` None: to the end of the last day.
    """
    tally = Tally(setting.journey, begins, days)
    until = until or begins + timedelta(days=days)
    for done, inhabitant in enumerate(inhabitants, start=1):
        tally.add(watched(setting, inhabitant, until))
        yield done
    return tally.report(list(notes))


def watched(setting: Setting, inhabitant: Inhabitant, until: datetime) -> Life:
    """One customer's life up to `until`, aware UTC."""
    ledger = Ledger()
    life = Life(
        setting,
        inhabitant.customer,
        until,
        inhabitant.reactions,
        begins=inhabitant.begins,
        calendar_from=inhabitant.begins,
        patience=MOST_LOOKS,
        ledger=ledger,
    )
    others = [
        beside(
            replace(setting, journey=journey, beside=()),
            inhabitant.customer,
            own.enters,
            until,
            ledger=ledger,
            reactions=own.reactions,
            begins=inhabitant.begins,
            patience=MOST_LOOKS,
        )
        for journey in setting.beside
        for own in [inhabitant.beside.get(journey.journey, Beside())]
    ]
    if not others:
        return life.live()
    live_together([life, *others])
    return life


def finished(simulation: Generator[int, None, Report]) -> Report:
    """The report, when nobody wants to know how far it is."""
    while True:
        try:
            next(simulation)
        except StopIteration as done:
            answer: Report = done.value
            return answer


def trace_of(life: Life) -> Trace:
    """What happened to a customer, line by line."""
    if not life.runs:
        lines = [
            TraceLine(at=each.at, kind="refused", step=None, said=each.reason)
            for each in life.decisions
        ]
    else:
        lines = [
            TraceLine(
                at=noted.at, kind=noted.entry.kind, step=noted.entry.step, said=noted.entry.summary
            )
            for run in life.runs
            for noted in run.timeline
        ]
    contact = life.world.primary if life.setting.journey.subject == "contact" else None
    return Trace(
        customer=life.customer.key,
        name=life.customer.name,
        time_zone=life.world.zone(contact),
        lines=lines,
    )
