"""What has reached one customer of a simulation, and who waits for a place: one for all journeys
that are simulated together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from engine.arbiter import GATHERING, Defer, Pressure, Reached, Rival, Touch

AboutToGoOn = Callable[[UUID, datetime], bool]
"""Whether other passages than this one are, at this moment, about to be looked at."""


@dataclass
class Ledger:
    """Times are aware UTC."""

    reached: list[Reached] = field(default_factory=list)
    waiting: dict[UUID, Rival] = field(default_factory=dict)
    gathered: set[UUID] = field(default_factory=set)
    """Whose rivals have been waited for."""
    watchers: list[AboutToGoOn] = field(default_factory=list)

    def pressure(self, touch: Touch, now: datetime) -> Pressure:
        me = touch.enrollment
        return Pressure(
            self.reached,
            [rival for rival in self.waiting.values() if rival.enrollment != me],
            unheard=any(about_to(me, now) for about_to in self.watchers),
            gathered=me in self.gathered,
        )

    def put_off(self, touch: Touch, until: Defer, journey: str) -> None:
        self.waiting[touch.enrollment] = Rival(
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
            self.gathered.add(touch.enrollment)
        else:
            self.gathered.discard(touch.enrollment)

    def decided(self, enrollment: UUID) -> None:
        self.waiting.pop(enrollment, None)
        self.gathered.discard(enrollment)

    def heard(self, enrollment: UUID, now: datetime) -> bool:
        """Whether it is known already what a passage wants at this moment."""
        rival = self.waiting.get(enrollment)
        return rival is not None and rival.due_at <= now + GATHERING
