"""What has reached one customer of a simulation, and who waits for a place: one for all journeys
that are simulated together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from engine.arbiter import Cap, Defer, Place, Pressure, Reached, Rival, Touch
from engine.arbiter.pressure import NOTED

AboutToGoOn = Callable[[Place, datetime], bool]
"""Whether others who may want this place are, at this moment, about to be looked at."""

Whose = tuple[UUID, UUID | None]
"""The enrollment and the contact of a touch."""


@dataclass
class Ledger:
    """Times are aware UTC."""

    reached: list[Reached] = field(default_factory=list)
    waiting: dict[Whose, Rival] = field(default_factory=dict)
    gathered: set[Whose] = field(default_factory=set)
    """Whose rivals have been waited for."""
    watchers: list[AboutToGoOn] = field(default_factory=list)

    def pressure(self, touch: Touch, caps: Sequence[Cap], now: datetime) -> Pressure:
        me, place = touch.enrollment, touch.place(caps)
        return Pressure(
            self.reached,
            [rival for rival in self.waiting.values() if rival.enrollment != me],
            unheard=any(about_to(place, now) for about_to in self.watchers),
            gathered=_whose(touch) in self.gathered,
        )

    def put_off(self, touch: Touch, until: Defer, journey: str) -> None:
        whose = _whose(touch)
        self.waiting[whose] = Rival(
            touch.enrollment,
            touch.kind,
            touch.contact,
            touch.account,
            touch.rules.priority,
            touch.asked_at,
            until.until,
            journey,
        )
        if until.code == "rivals":
            self.gathered.add(whose)
        else:
            self.gathered.discard(whose)

    def decided(self, touch: Touch) -> None:
        self._forget(_whose(touch))

    def over(self, enrollment: UUID) -> None:
        """Nothing of this passage waits any more."""
        for whose in [each for each in self.waiting if each[0] == enrollment]:
            self._forget(whose)

    def heard(self, enrollment: UUID, now: datetime) -> bool:
        """Whether it is known already what a passage wants at this moment."""
        return any(
            whose[0] == enrollment and rival.due_at <= now + NOTED
            for whose, rival in self.waiting.items()
        )

    def _forget(self, whose: Whose) -> None:
        self.waiting.pop(whose, None)
        self.gathered.discard(whose)


def _whose(touch: Touch) -> Whose:
    return touch.enrollment, touch.contact
