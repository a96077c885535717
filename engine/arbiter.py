"""Whether a touch may reach a person now. One function, asked before every message.

The answer is kept with its reason and shown wherever the touch would have been.
"""

from dataclasses import dataclass
from datetime import datetime

from engine.clock import next_opening
from engine.consent import Consent, Way
from engine.definition.steps import Sending, Window


@dataclass(frozen=True)
class Go:
    """Deliver it now."""


@dataclass(frozen=True)
class Defer:
    """Deliver it later, and ask again then."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Skip:
    """Do not deliver it at all."""

    reason: str


Verdict = Go | Defer | Skip


@dataclass(frozen=True)
class Rules:
    """What holds for one touch once journey and step have had their say."""

    topic: str
    window: Window | None


_NOTHING_OF_ITS_OWN = Sending()


def rules(journey: Sending, step: Sending | None, topic: str) -> Rules:
    """The step's rules where it has any, else the journey's; `topic` where neither names one."""
    own = step or _NOTHING_OF_ITS_OWN
    window = own.window or journey.window
    return Rules(own.topic or journey.topic or topic, window if window != "always" else None)


def judge(rules: Rules, *, now: datetime, zone: str, consent: Consent, way: Way) -> Verdict:
    """Decide about one touch.

    `zone` is the IANA zone its window is read in, `consent` the contact's, `way` how it reaches
    them.
    """
    if consent.refuses(rules.topic, way):
        return Skip(f"Unsubscribed from “{rules.topic}”.")
    if rules.window is not None:
        opens = next_opening(rules.window, now, zone)
        if opens > now:
            return Defer(opens, f"Outside the sending window ({_said(rules.window)}, {zone}).")
    return Go()


def _said(window: Window) -> str:
    return f"{window.days} {window.from_}–{window.to}"
