"""A walk told again as a scenario: who the customer is, what happened, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from engine.arbiter import Policy
from engine.definition.journey import Journey
from engine.definition.scenarios import Scenario
from engine.definition.times import DayOfJourney, Duration, Moment
from engine.entry import usual_event
from engine.errors import BrokenJourney
from engine.reckoning import end_of
from engine.simulation.customers import Customer
from engine.simulation.happenings import (
    Event,
    Happening,
    MessageMarked,
    SegmentChanged,
    SurveyAnswered,
    TaskAnswered,
)
from engine.simulation.runs import Run
from engine.simulation.scenarios import HORIZON, run_scenario
from engine.simulation.setting import Setting
from engine.walking.naming import name_of
from engine.walking.outcome import Part, Retold, Waiting
from engine.walking.retold_customer import UntellableError, customer_told
from engine.walking.retold_past import Past, looks_back_for, past_of, several
from engine.walking.telling import Line

_MOST_HAPPENINGS, _MOST_EXPECTED = 1_000, 100
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Walked:
    """All that a walk is told again from."""

    customer: Customer
    """As they were walked, with what had happened before."""
    run: Run
    zone: str
    made: Sequence[Happening]
    """What was chosen to happen, and did."""
    now: datetime
    """What the walk's clock shows, aware UTC."""
    lines: Sequence[Line]
    rest: Waiting | None
    forced: str | None
    """A step that was led on from although nothing brought it about."""
    setting: Setting

    @property
    def journey(self) -> Journey:
        return self.setting.journey


def retold(walked: Walked) -> Retold:
    try:
        name = name_of(walked.made, walked.run, walked.rest)
        past = past_of(walked.customer, walked.journey, walked.run.enrolled_at, walked.zone)
        return Retold(_scenario(walked, past), None, name, past.cut)
    except UntellableError as because:
        return Retold(None, str(because))


def _scenario(walked: Walked, past: Past) -> Part:
    if walked.forced is not None:
        raise UntellableError(
            f"“{walked.forced}” was led on from as if what it waits for had come about. A scenario "
            "would have to say what brings it about, and nobody can tell."
        )
    begins = walked.run.enrolled_at
    customer = customer_told(walked.customer, walked.journey)
    happens = [_happening(walked, each) for each in walked.made]
    expect = list(_expected(walked))
    ends = max([begins, *(each.at for each in walked.made)]) + HORIZON
    if walked.now > ends:
        raise UntellableError(
            f"It takes too long: a scenario is watched for {HORIZON.days} days after the last "
            "thing that happens in it."
        )
    if len(happens) > _MOST_HAPPENINGS:
        raise UntellableError(
            f"More happens than the {_MOST_HAPPENINGS} things a scenario may tell."
        )
    if walked.zone != "UTC":
        customer["time_zone"] = walked.zone
    told: Part = {"customer": customer} if customer else {}
    told["enters"] = begins.astimezone(ZoneInfo(walked.zone)).isoformat()
    after: Part = {"happens": list[JsonValue](happens)} if happens else {}
    after["expect"] = list[JsonValue](expect[-_MOST_EXPECTED:])
    ways = [
        told | ({"before": list[JsonValue](each)} if each else {}) | after for each in several(past)
    ]
    return _that_holds(walked.setting, ways, past)


def _that_holds(setting: Setting, ways: Sequence[Part], past: Past) -> Part:
    """The first that comes out as it was walked. Whoever is walked is let in by hand, whoever a
    scenario describes by an event. That makes a difference where the journey looks back for it; and
    so may the installation's rules, which scenarios know nothing of, so that they hold
    everywhere; and a past that is told by days."""
    journey = setting.journey
    event = usual_event(journey)
    looks_back = event is not None and looks_back_for(journey, event)
    if not looks_back and not past.events and setting.policy == Policy():
        return ways[0]
    holding = next((told for told in ways if _holds(journey, told)), None)
    if holding is not None:
        return holding
    if looks_back:
        raise UntellableError(
            f"The customer of a scenario enters by “{event}”, for which this journey looks back, "
            "and then goes another way. Here they were let in by hand."
        )
    if past.cut is not None:
        raise UntellableError(f"{past.cut} With those alone they would go another way.")
    if setting.policy != Policy():
        raise UntellableError(
            "Without this installation’s own rules, such as quiet hours, they would go another "
            "way, and a scenario is tried without them."
        )
    raise UntellableError(
        "What they had done before cannot be told exactly: a scenario has one contact, and times "
        "to the minute. So they would go another way."
    )


def _holds(journey: Journey, told: Part) -> bool:
    scenario = Scenario.model_validate({"name": "The walk", **told})
    try:
        return run_scenario(journey, scenario).passed
    except BrokenJourney:
        return True  # It cannot be tried in any way yet.


# What happens


def _happening(walked: Walked, made: Happening) -> Part:
    match made:
        case Event(changes=changes) if changes:
            said = _changed(changes)
        case Event(name=name, properties=properties):
            said = {"event": name} | ({"properties": dict(properties)} if properties else {})
        case MessageMarked(step=step, mark=mark):
            said = {"message": step, "was": mark}
        case TaskAnswered(step=step, outcome=outcome):
            said = {"task": step, "outcome": outcome or "done"}
        case SurveyAnswered(step=step, score=score):
            said = {"survey": step, "score": score}
        case SegmentChanged(segment=segment, member=member):
            moved, name = (
                "comes into" if member else "leaves",
                walked.setting.names.segment(segment),
            )
            raise UntellableError(
                f"The customer {moved} the segment “{name}” on the way. In a scenario they are "
                "in the same segments from beginning to end."
            )
        case _:
            raise UntellableError("Something happens that a scenario has no word for.")
    return {"at": _exactly(made.at, walked), **said}


def _changed(changes: Mapping[str, Any]) -> Part:
    told: dict[str, dict[str, JsonValue]] = {}
    for path, value in changes.items():
        whose, _, name = path.partition(".")
        told.setdefault(whose, {})[name] = value
    if len(told) != 1 or not told.keys() <= {"account", "contact"}:
        raise UntellableError("Something changes that is no trait of an account or a contact.")
    return {whose: dict(values) for whose, values in told.items()}


def _exactly(at: datetime, walked: Walked) -> JsonValue:
    """The moment, to the minute; at least not before it."""
    begins, zone = walked.run.enrolled_at, walked.zone
    day = _day(at, walked)
    since = at - begins
    minutes = since // _MINUTE
    for_so_long = f"{minutes // 60}h" if minutes % 60 == 0 and minutes else f"{minutes}m"
    ways: list[JsonValue] = [day, for_so_long] if since >= _DAY else [for_so_long, day]
    exact = (way for way in ways if _moment(way, begins, zone) == at)
    return next(exact, None) or _day(at + _MINUTE, walked)


def _day(at: datetime, walked: Walked) -> Part:
    here = ZoneInfo(walked.zone)
    local, entered = at.astimezone(here), walked.run.enrolled_at.astimezone(here)
    return {"day": (local.date() - entered.date()).days + 1, "at": f"{local:%H:%M}"}


def _moment(way: JsonValue, begins: datetime, zone: str) -> datetime | None:
    limit: Moment
    if isinstance(way, str):
        if len(way) > 6:  # more digits than a duration has
            return None
        limit = Duration.parse(way)
    else:
        limit = DayOfJourney.model_validate(way)
    return end_of(limit, enrolled_at=begins, since=begins, zone=zone)


# What came of it


def _expected(walked: Walked) -> Iterator[Part]:
    """Each thing once: what was sent, whom was asked, and where they are in the end."""
    told: set[tuple[str, str]] = set()
    for line in walked.lines:
        key = _came_about(line)
        if key is not None and key not in told:
            told.add(key)
            yield {key[0]: key[1], **_by(line.at, walked)}
    run = walked.run
    if run.ended is not None and run.ended_at is not None:
        yield {"ends": run.ended.outcome, **_by(run.ended_at, walked)}
    elif walked.rest is not None:
        # Where they stand at once they need not stand by some day.
        at_once = walked.rest.since - run.enrolled_at < _MINUTE
        by = {} if at_once else _by(walked.rest.since, walked)
        yield {"reaches": walked.rest.step, **by}


def _came_about(line: Line) -> tuple[str, str] | None:
    if line.step is None:
        return None
    if line.message is not None and line.kind == "sent":
        return "sends", line.step
    return ("asks", line.step) if line.task is not None else None


def _by(at: datetime, walked: Walked) -> Part:
    """By the end of its day: whoever edits the journey may well move it by an hour."""
    day = _day(at + _MINUTE, walked)
    return {"by": {**day, "at": "23:59"}}
