"""Several journeys of one customer at once: what reaches them by one counts for the others.

Beside that they are on their own: traits that one of them changes are not seen by the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from engine.simulation.customers import Customer
from engine.simulation.happenings import Event, Happening, LetIn, SegmentChanged, Unsubscribed
from engine.simulation.ledger import Ledger
from engine.simulation.life import Life
from engine.simulation.reactions import Reactions
from engine.simulation.setting import Setting

_EVERYBODYS = Event | SegmentChanged | Unsubscribed
"""What every journey hears of; all else is about one journey's own messages and tasks."""


def live_together(lives: Sequence[Life]) -> None:
    """Let time pass for all of them, whoever comes first going first."""
    while True:
        coming = [(life, found) for life in lives if (found := life.coming()) is not None]
        if not coming:
            return
        life, first = min(coming, key=lambda each: each[1].at)
        life.go_on(first)


def beside(
    setting: Setting,
    customer: Customer,
    own: Iterable[Happening],
    until: datetime,
    *,
    ledger: Ledger,
    reactions: Reactions | None,
    begins: datetime | None,
    patience: int,
) -> Life:
    """The same customer in another journey. `own` is what lets them into that one."""
    shared = (each for each in customer.happenings if _concerns(each, setting.journey.journey))
    return Life(
        setting,
        replace(customer, happenings=(*shared, *own)),
        until,
        reactions,
        begins=begins,
        calendar_from=begins,
        patience=patience,
        ledger=ledger,
    )


def _concerns(happening: Happening, journey: str) -> bool:
    """Whether a journey beside the one that is asked for hears of it."""
    if isinstance(happening, LetIn):
        return happening.journey == journey
    return isinstance(happening, _EVERYBODYS)
