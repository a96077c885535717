"""When a touch may go out as far as the clock and the calendar are concerned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.arbiter.policy import QuietHours
from engine.arbiter.verdicts import Code
from engine.clock import next_opening, start_of_day
from engine.definition.steps import Window
from engine.sentences.calendar import days_in_words

_FAR = 800
"""Looks into the future before it is given up: more than two years of holidays."""


@dataclass(frozen=True)
class Opening:
    """The first moment at which nothing speaks against it, and what did until then."""

    at: datetime
    code: Code | None = None
    reason: str = ""


def opening(
    now: datetime,
    *,
    window: Window | None,
    window_zone: str,
    quiet: QuietHours | None,
    zone: str,
    holiday: Callable[[date], str | None] | None,
) -> Opening | None:
    """None: there is no such moment. `zone` is the recipient's own, for quiet hours and holidays.
    `holiday` names what is celebrated on a day."""
    moment, code, reason = now, None, ""
    for _ in range(_FAR):
        put_off = _against(moment, window, window_zone, quiet, zone, holiday)
        if put_off is None:
            return Opening(moment, code, reason)
        if code is None:
            code, reason = put_off.code, put_off.reason
        moment = put_off.at
    return None


def _against(
    moment: datetime,
    window: Window | None,
    window_zone: str,
    quiet: QuietHours | None,
    zone: str,
    holiday: Callable[[date], str | None] | None,
) -> Opening | None:
    """What speaks against a moment, and until when. None: nothing does."""
    if window is not None:
        opens = next_opening(window, moment, window_zone)
        if opens > moment:
            hours = f"{days_in_words(window.days)}, {window.from_}–{window.to}"
            return Opening(opens, "window", f"Outside the sending window ({hours}, {window_zone}).")
    if quiet is not None:
        loud = Window.model_validate({"days": "mon-sun", "from": quiet.to, "to": quiet.from_})
        opens = next_opening(loud, moment, zone)
        if opens > moment:
            said = f"Quiet hours ({quiet.from_}–{quiet.to}, {zone})."
            return Opening(opens, "quiet", said)
    if holiday is not None:
        today = moment.astimezone(ZoneInfo(zone)).date()
        if name := holiday(today):
            tomorrow = start_of_day(today + timedelta(days=1), zone)
            return Opening(tomorrow, "holiday", f"A public holiday where they are: {name}.")
    return None
