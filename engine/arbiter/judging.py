"""The one function every touch passes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from engine.arbiter.openings import Opening, opening
from engine.arbiter.policy import Cap, Hold, Kind, Policy
from engine.arbiter.pressure import Place, Pressure, Wanting, allot, capped
from engine.arbiter.rules import Rules
from engine.arbiter.verdicts import Defer, Skip, Verdict
from engine.consent import Consent
from engine.holidays import holiday_on
from engine.reckoning import Freeze, after_thaw

LOOK_AGAIN = timedelta(days=1)
"""How soon a hold is looked at again of which nothing is heard."""


@dataclass(frozen=True)
class Touch:
    """What wants to go out. Times are on the journey's clock."""

    enrollment: UUID
    kind: Kind
    rules: Rules
    asked_at: datetime
    """When it was first wanted: when the customer came to its step, or a reminder was due."""
    contact: UUID | None = None
    account: UUID | None = None

    def place(self, caps: Sequence[Cap]) -> Place:
        """What it wants under these caps."""
        whole = any(cap.who == "account" for cap in caps)
        return Place(self.enrollment, self.contact, self.account, whole)


@dataclass(frozen=True)
class Held:
    """A hold that is on, what is so of the customer, and when time alone may end it."""

    hold: Hold
    because: str
    turns_at: datetime | None = None


@dataclass(frozen=True)
class Circumstances:
    """Everything else that counts."""

    now: datetime
    zone: str
    """The recipient's own."""
    window_zone: str
    """The one the touch's window is read in."""
    consent: Consent = field(default_factory=Consent)
    policy: Policy = field(default_factory=Policy)
    region: str | None = None
    """Whose public holidays count. None: nobody knows where they are."""
    account_zone: str = "UTC"
    holds: Sequence[Held] = ()
    """Those that are on."""
    pressure: Pressure = field(default_factory=Pressure)
    freezes: Sequence[Freeze] = ()
    """When the journey's clock stood still. That asks for no patience."""


def judge(touch: Touch, around: Circumstances) -> Verdict:
    """Decide about one touch: whether it goes out, waits, or is left out, and why."""
    verdict = _judged(touch, around)
    patience = touch.rules.patience
    if isinstance(verdict, Defer) and patience is not None:
        last = after_thaw(touch.asked_at, patience, around.zone, around.freezes)
        if verdict.until > last:
            said = f"It could not go out within {patience.in_words()}. {verdict.reason}"
            return Skip("patience", said)
    return verdict


def _judged(touch: Touch, around: Circumstances) -> Verdict:
    rules = touch.rules
    if touch.kind != "task" and (refused := around.consent.why_not(rules.topic, touch.kind)):
        return Skip("consent", refused)
    for held in around.holds:
        return _held(held, around)
    opens = _opens(touch, around, around.now)
    if opens is None:
        return _NEVER
    if opens.code is not None:
        return Defer(opens.at, opens.code, opens.reason)
    wanting = Wanting(
        touch.enrollment,
        touch.kind,
        touch.contact,
        touch.account,
        rules.priority,
        touch.asked_at,
    )
    caps = around.policy.caps_on(touch.kind)
    zones = {"contact": around.zone, "account": around.account_zone}
    verdict = allot(wanting, caps, around.pressure, around.now, zones)
    return _when_open(capped(wanting, verdict, rules.capped), touch, around)


_NEVER = Skip("never", "Its sending window, quiet hours and holidays leave no time to send it in.")


def _held(held: Held, around: Circumstances) -> Verdict:
    reason = f"{held.hold.name}: {held.because}."
    if held.hold.then == "skip":
        return Skip("hold", reason)
    again = around.now + LOOK_AGAIN
    return Defer(min(again, held.turns_at or again), "hold", reason)


def _opens(touch: Touch, around: Circumstances, moment: datetime) -> Opening | None:
    mail, policy = touch.kind == "email", around.policy
    return opening(
        moment,
        window=touch.rules.window if touch.kind != "task" else None,
        window_zone=around.window_zone,
        quiet=policy.quiet if mail else None,
        zone=around.zone,
        holiday=_holidays(touch, around),
    )


def _holidays(touch: Touch, around: Circumstances) -> Callable[[date], str | None] | None:
    """What is celebrated on a day, of the region that counts. None: no day is looked at."""
    if touch.kind == "in_app":
        return None
    window = touch.rules.window
    said = window.holidays if window is not None else None
    if said == "none" or (said is None and not around.policy.holidays):
        return None
    region = around.region or around.policy.region if said in (None, "account") else said
    return partial(holiday_on, region) if region is not None else None


def _when_open(verdict: Verdict, touch: Touch, around: Circumstances) -> Verdict:
    """Room comes at midnight: it goes out when the clock allows it too."""
    if not isinstance(verdict, Defer) or verdict.code != "cap":
        return verdict
    opens = _opens(touch, around, verdict.until)
    return Defer(opens.at, verdict.code, verdict.reason) if opens else _NEVER
