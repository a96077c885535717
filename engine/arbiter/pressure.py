"""What has reached a customer already, and who else wants to reach them now.

Where a cap leaves room for some only, the most important go. Journeys wake independently of each
other, so whoever finds that others are about to speak waits a moment until all have been heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.arbiter.policy import Cap, Kind
from engine.arbiter.verdicts import Defer, Go, Skip, Verdict
from engine.clock import start_of_day

GATHERING = timedelta(minutes=1)
"""How long others who may want the same place are waited for."""

NOTED = 2 * GATHERING
"""A rival whose turn comes so soon is waited for. That is longer than others gather: who was noted
just before us may have read the time after us, or on another machine."""

STALE = timedelta(minutes=10)
"""A rival that should have been decided so long ago is in trouble, and is waited for no longer."""


@dataclass(frozen=True)
class Reached:
    """A touch that went out, or is on its way. `at` is on the journey's clock, aware UTC."""

    at: datetime
    kind: Kind
    contact: UUID | None
    account: UUID | None
    journey: str
    """Its name."""


@dataclass(frozen=True)
class Rival:
    """A touch of another journey that waits for a place."""

    enrollment: UUID
    kind: Kind
    contact: UUID | None
    account: UUID | None
    priority: int
    asked_at: datetime
    due_at: datetime
    journey: str


@dataclass(frozen=True)
class Place:
    """What a touch wants, as far as it matters who else may want it."""

    enrollment: UUID
    contact: UUID | None
    account: UUID | None
    whole_account: bool
    """Whether a cap counts what all of the account get. Else the place is the contact's alone."""

    def may_be_wanted(self, contact: UUID | None) -> bool:
        """By a journey of the same account about this contact, who alone is reached by it; or about
        the account itself, None, which may reach anybody there."""
        return self.whole_account or contact is None or contact == self.contact


@dataclass(frozen=True)
class Pressure:
    reached: Sequence[Reached] = ()
    rivals: Sequence[Rival] = ()
    unheard: bool = False
    """Whether other journeys of the same customer are at this moment about to go on, and may ask
    for a touch."""
    gathered: bool = False
    """Whether they have been waited for already."""


@dataclass(frozen=True)
class Wanting:
    """The touch at hand, as far as caps are concerned."""

    enrollment: UUID
    kind: Kind
    contact: UUID | None
    account: UUID | None
    priority: int
    asked_at: datetime
    """When it was first wanted."""

    @property
    def rank(self) -> tuple[int, datetime, UUID]:
        return (-self.priority, self.asked_at, self.enrollment)


def allot(
    wanting: Wanting, caps: Sequence[Cap], pressure: Pressure, now: datetime, zones: dict[str, str]
) -> Verdict:
    """Whether there is room for a touch. `zones` are those of the `contact` and the `account`."""
    full = [found for cap in caps if (found := _full(wanting, cap, pressure, now, zones[cap.who]))]
    if full:
        return max(full, key=lambda each: each.until)
    if caps and pressure.unheard and not pressure.gathered:
        said = "Other journeys may want to reach this customer now; the most important goes first."
        return Defer(now + GATHERING, "rivals", said)
    for cap in caps:
        if waits := _behind(wanting, cap, pressure, now, zones[cap.who]):
            return waits
    return Go()


def capped(wanting: Wanting, verdict: Verdict, then: str) -> Verdict:
    """What a touch for which there is no room says itself about it."""
    if then == "skip" and isinstance(verdict, Defer) and verdict.code == "cap":
        return Skip("cap", verdict.reason)
    return verdict


def _mine(wanting: Wanting | Rival | Reached, cap: Cap) -> UUID | None:
    return wanting.contact if cap.who == "contact" else wanting.account


def _counted(
    wanting: Wanting, cap: Cap, pressure: Pressure, now: datetime, zone: str
) -> list[Reached]:
    """What fills the cap, the oldest first."""
    whose = _mine(wanting, cap)
    if whose is None:
        return []
    since = _day(now, zone) - timedelta(days=cap.days - 1)
    found = [
        each
        for each in pressure.reached
        if cap.covers(each.kind) and _mine(each, cap) == whose and _day(each.at, zone) >= since
    ]
    return sorted(found, key=lambda each: each.at)


def _full(wanting: Wanting, cap: Cap, pressure: Pressure, now: datetime, zone: str) -> Defer | None:
    counted = _counted(wanting, cap, pressure, now, zone)
    if len(counted) < cap.at_most:
        return None
    # Room comes when so many have grown old that one fewer than the cap is left.
    last_to_go = counted[len(counted) - cap.at_most]
    free = _day(last_to_go.at, zone) + timedelta(days=cap.days)
    had = ", ".join(dict.fromkeys(f"“{each.journey}”" for each in counted[-cap.at_most :]))
    return Defer(start_of_day(free, zone), "cap", f"{cap.in_words()}; {had} had it.")


def _behind(
    wanting: Wanting, cap: Cap, pressure: Pressure, now: datetime, zone: str
) -> Defer | None:
    """Whether all places that are left are wanted by others who are more important."""
    whose = _mine(wanting, cap)
    if whose is None:
        return None
    room = cap.at_most - len(_counted(wanting, cap, pressure, now, zone))
    ahead = sorted(
        (
            rival
            for rival in pressure.rivals
            if cap.covers(rival.kind)
            and _mine(rival, cap) == whose
            and now - STALE < rival.due_at <= now + NOTED
            and (-rival.priority, rival.asked_at, rival.enrollment) < wanting.rank
        ),
        key=lambda rival: (-rival.priority, rival.asked_at, rival.enrollment),
    )
    if len(ahead) < room:
        return None
    first = ahead[0]
    said = f"{cap.in_words()}, and “{first.journey}” (priority {first.priority}) comes first."
    return Defer(now + GATHERING, "rivals", said)


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
