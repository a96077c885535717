"""Whether a trace is what the journey says, by somebody who knows only what is written in it.

Production and the simulator share the interpreter, so that comparing them cannot find fault with
it. This reads the journey as plain data, without a line of the engine, and follows the trace: each
entry must lead where the journey says it leads, and what was waited for must have taken as long.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.differential.lives import Data, Life, Moment, Trace

SLACK = timedelta(minutes=3)
DAY = timedelta(days=1)

_ANSWERED = re.compile(r"Answered: ([\w -]+)\.")
_TOOK = re.compile(r"Took “([\w-]+)”")
_DATE_CAME = ("The day came.", "it happens now.")
STAYS = ("waiting", "deferred", "held", "goal", "entered")


def objections(life: Life, journey: Data, began: datetime, trace: Trace) -> list[str]:
    """What of the trace is not as the journey says."""
    return list(_Audit(life, journey, began).objections(trace))


@dataclass
class _Arrival:
    """When the customer came to the step they are at, since the beginning."""

    step: str
    after: timedelta


class _Audit:
    def __init__(self, life: Life, journey: Data, began: datetime) -> None:
        self.life = life
        self.steps: Mapping[str, Data] = journey["steps"]
        self.start: str = journey["start"]
        self.began = began

    def objections(self, trace: Trace) -> Iterator[str]:
        here = _Arrival(self.start, timedelta())
        for moment in trace:
            if moment.kind == "ended":
                return
            if moment.step is None or moment.kind in ("goal", "entered"):
                continue
            if moment.step != here.step:
                yield f"{moment!r} should stand at {here.step}"
                return
            if moment.kind in STAYS or self._is_asked(moment):
                continue
            yield from self._in_time(here, moment)
            here = _Arrival(self._leads_to(moment), moment.after)
            if self._by(moment) != here.step:
                yield f"{moment!r} should have left for {here.step}"

    def _is_asked(self, moment: Moment) -> bool:
        step = self.steps[moment.step or ""]
        asked = {"survey": "sent", "approve": "asked", "task": "asked"}
        waits = step["type"] != "task" or "outcomes" in step
        return waits and asked.get(step["type"]) == moment.kind

    # Where it leads

    def _leads_to(self, moment: Moment) -> str:
        step = self.steps[moment.step or ""]
        if step["type"] == "go_to":
            return str(step["to"])
        named = self._outlet(step, moment)
        for way in (*step.get("cases", ()), *step.get("ways", ())):
            if way["id"] == named:
                return str(way["next"])
        if named == "otherwise":
            return str(step["otherwise"])
        target = step.get("on", {}).get(named) or step.get("next")
        assert target, f"{moment!r} has no way for {named}"
        return str(target)

    def _by(self, moment: Moment) -> str | None:
        """Where the way leads that is said to have been taken."""
        step = self.steps[moment.step or ""]
        ways = {way["id"]: way["next"] for way in (*step.get("cases", ()), *step.get("ways", ()))}
        named = {name: step[name] for name in ("next", "otherwise", "to") if name in step}
        return {**named, **ways, **step.get("on", {})}.get(moment.outlet)

    def _outlet(self, step: Data, moment: Moment) -> str:
        if found := _ANSWERED.fullmatch(moment.said) or _TOOK.match(moment.said):
            return found[1].replace(" ", "_")
        match moment.kind, step["type"]:
            case "passed_over", "wait":
                return "passed"
            case "timed_out", "wait":
                early = "date" in step.get("until", {}) and moment.said.endswith(_DATE_CAME)
                plain = "at_most" not in step
                return "next" if early or plain else "timeout"
            case "timed_out", "approve":
                return str(step["silence"])
            case "timed_out", "task":
                return "overdue"
            case "timed_out", "survey":
                return "no_answer"
            case kind, _:
                return kind

    # How long it took

    def _in_time(self, here: _Arrival, moment: Moment) -> Iterator[str]:
        step = self.steps[here.step]
        if step["type"] != "wait" or moment.kind != "timed_out":
            return
        if self._disturbed(here.after, moment.after):
            return
        came = self.began + here.after
        wanted = self._due(step, came, moment)
        if wanted is not None and abs(max(came, wanted) - (self.began + moment.after)) > SLACK:
            yield f"{moment!r} should have come {max(came, wanted) - self.began}"

    def _disturbed(self, start: timedelta, end: timedelta) -> bool:
        """Whether something happened meanwhile that moves what is waited for."""
        moving = ("zone", "account", "pause", "freeze", "resume")
        meanwhile = (each for each in self.life.happenings if each.kind in moving)
        paused = any(each.kind in ("pause", "freeze") for each in self.life.happenings)
        return paused or any(start - SLACK <= each.after <= end for each in meanwhile)

    def _due(self, step: Data, came: datetime, moment: Moment) -> datetime | None:
        until = step.get("until", {})
        if "for" in step:
            return self._after(came, step["for"])
        if "day" in until:
            return self._on_day(until, moment)
        if "time" in until:
            return self._at_time(until, came)
        if "date" in until and moment.said.endswith(_DATE_CAME):
            return None  # the renewal moves by updates and changes; the store's tests see to it
        if "date" in until and "known" not in moment.said:
            return None
        limit = step["at_most"]
        if "date" in limit:
            return None
        return self._on_day(limit, moment) if isinstance(limit, dict) else self._after(came, limit)

    def _zone(self, at: datetime) -> ZoneInfo:
        """Where the customer lives at that time. An account that moves takes no contact along."""
        if self.life.journey["subject"] == "contact":
            return ZoneInfo(self.life.zone)
        moves = [
            each.name
            for each in self.life.happenings
            if each.kind == "zone" and self.began + each.after <= at
        ]
        return ZoneInfo(moves[-1] if moves else self.life.zone)

    def _after(self, came: datetime, duration: str) -> datetime:
        number, unit = int(re.match(r"\d+", duration)[0]), duration.lstrip("0123456789 ")  # type: ignore[index]
        if unit in ("m", "h"):
            return came + timedelta(minutes=number * (60 if unit == "h" else 1))
        here = came.astimezone(self._zone(came))
        days = number * (7 if unit == "w" else 1)
        if unit.startswith("business"):
            days = _business_days(here.date(), number)
        return _shown(here.date() + days * DAY, here.time(), here.tzinfo)

    def _on_day(self, limit: Data, moment: Moment) -> datetime:
        """Day 1 is the day of entry."""
        zone = self._zone(self.began + moment.after)
        first = self.began.astimezone(zone).date()
        at = time.fromisoformat(limit.get("at", "09:00"))
        return _shown(first + (limit["day"] - 1) * DAY, at, zone)

    def _at_time(self, until: Data, came: datetime) -> datetime:
        zone = self._zone(came)
        allowed = {"mon-sun": range(7), "mon-fri": range(5), "sat": [5]}[until["days"]]
        day = came.astimezone(zone).date()
        while True:
            at = _shown(day, time.fromisoformat(until["time"]), zone)
            if day.weekday() in allowed and at > came:
                return at
            day += DAY


def _business_days(start: date, number: int) -> int:
    days = 0
    while number:
        days += 1
        number -= (start + days * DAY).weekday() < 5
    return days


def _shown(day: date, at: time, zone: Any) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), zone).astimezone(UTC)
