"""Deciding a condition, with an explanation of everything that was looked at.

Three-valued: a comparison with a value that is missing, or of a type that cannot be compared, is
neither true nor false but unknown. `not` leaves unknown unknown; `all` is false as soon as one
part is false and `any` true as soon as one is true, else unknown if any part is. A decision that
comes out unknown counts as no: nobody is sent down a path on a guess.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from engine.clock import after, before, start_of_day
from engine.definition.conditions import (
    Age,
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    HealthIs,
    MessageWas,
    Not,
    NowIs,
    Operator,
    PropertyIs,
    SegmentIs,
    TaskWas,
    TraitIs,
)
from engine.definition.kept import kept
from engine.definition.times import WEEKDAYS, Duration
from engine.facts import MISSING, Facts, MessageState, Occurrences, TaskState, dig
from engine.sentences import condition_sentence
from engine.written import day, instant, is_time, number


@dataclass(frozen=True)
class Finding:
    """One node of an evaluated condition: what was expected, what was found, whether it holds."""

    text: str
    """What was asked, in words: `account seats is less than 10`."""
    holds: bool | None
    """None: cannot be said."""
    actual: JsonValue = None
    """The value seen; None when there was none, or for `all`, `any` and `not`."""
    parts: tuple["Finding", ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The explanation as it is stored and shown."""
        return {
            "text": self.text,
            "holds": self.holds,
            "actual": self.actual,
            "parts": [part.as_json() for part in self.parts],
        }


def evaluate(condition: Condition, facts: Facts) -> Finding:
    """Decide a condition. `facts` must answer every leaf: see `engine.facts.Facts`."""
    match condition:
        case EventHappened():
            return _happened(condition, facts)
        case TraitIs():
            return _compared(condition, facts.trait(condition.trait), facts)
        case PropertyIs():
            return _compared(condition, dig(facts.properties or {}, condition.property), facts)
        case HealthIs():
            return _compared(condition, facts.health.get(condition.health, MISSING), facts)
        case NowIs():
            return _compared(condition, now_value(condition, facts), facts)
        case MessageWas():
            message = facts.messages[condition.message]
            return _finding(condition, *_became(condition, message))
        case TaskWas():
            return _finding(condition, *_stands(condition, facts.tasks[condition.task], facts))
        case SegmentIs():
            member = condition.segment in facts.segments
            return _finding(condition, member, "in it" if member else "not in it")
        case AllOf():
            parts = tuple(evaluate(part, facts) for part in condition.all)
            return _finding(condition, _all(part.holds for part in parts), parts=parts)
        case AnyOf():
            parts = tuple(evaluate(part, facts) for part in condition.any)
            none = _all(_not(part.holds) for part in parts)
            return _finding(condition, _not(none), parts=parts)
        case Not():
            part = evaluate(condition.not_, facts)
            return _finding(condition, _not(part.holds), parts=(part,))
        case _:
            assert_never(condition)


def _finding(
    condition: Condition,
    holds: bool | None,
    actual: JsonValue = None,
    *,
    parts: tuple[Finding, ...] = (),
) -> Finding:
    return Finding(_asked(condition), holds, actual, parts)


@kept
def _asked(condition: Condition) -> str:
    """The condition in words. A journey asks the same ones over and over."""
    return str(condition_sentence(condition))


def _not(holds: bool | None) -> bool | None:
    return None if holds is None else not holds


def _all(values: Iterable[bool | None]) -> bool | None:
    seen = list(values)
    if False in seen:
        return False
    return None if None in seen else True


Compared = TraitIs | PropertyIs | HealthIs | NowIs


def _compared(leaf: Compared, actual: Any, facts: Facts) -> Finding:
    known = actual is not MISSING
    if leaf.operator == "exists":
        holds: bool | None = known is leaf.expected
    elif not known:
        holds = None
    elif isinstance(leaf.expected, Duration):
        dated = _dated_in_event if isinstance(leaf, PropertyIs) else _dated
        holds = dated(leaf.operator, actual, leaf.expected, facts)
    else:
        holds = compare(leaf.operator, actual, leaf.expected)
    return _finding(leaf, holds, _kept(actual) if known else None)


_LONGEST_KEPT = 300


def _kept(actual: Any) -> JsonValue:
    """The value as evidence. Of a long one, such as a list of everybody, its beginning."""
    if isinstance(actual, str | list | dict) and len(said := str(actual)) > _LONGEST_KEPT:
        return f"{said[:_LONGEST_KEPT]}…"
    kept: JsonValue = actual
    return kept


def now_value(leaf: NowIs, facts: Facts) -> Any:
    """What the customer's clock shows. MISSING: they are not in a journey, so no day counts."""
    here = facts.now.astimezone(ZoneInfo(facts.zone))
    match leaf.now:
        case "weekday":
            return WEEKDAYS[here.weekday()]
        case "time":
            return f"{here:%H:%M}"
        case "date":
            return f"{here:%Y-%m-%d}"
        case "day":
            if facts.enrolled_at is None:
                return MISSING
            entry = facts.enrolled_at.astimezone(ZoneInfo(facts.zone))
            return (here.date() - entry.date()).days + 1


def instant_of(value: Any, zone: str) -> datetime | None:
    """The instant a trait names; the beginning of a day, in the zone, when it names only that."""
    named = day(value)
    try:
        return start_of_day(named, zone) if named else instant(value)
    except OverflowError:  # a day at the very end of the calendar
        return None


def _dated(operator: Operator, actual: Any, period: Duration, facts: Facts) -> bool | None:
    """Compare a date with now. Every answer changes at an instant that `turns` names."""
    named = instant_of(actual, facts.zone)
    turn = turning(operator, named, period, facts.zone) if named else None
    if named is None or turn is None:
        return None
    match operator:
        case "within_last":
            return named <= facts.now < turn
        case "longer_ago_than":
            return facts.now >= turn
        case "within_next":
            return turn <= facts.now < named
        case _:
            return facts.now < turn


@dataclass(frozen=True)
class Edge:
    """An instant that a property's date is compared with, and the first day to begin after it."""

    at: datetime
    first_day: date

    @classmethod
    def of(cls, at: datetime, zone: str) -> "Edge":
        around = at.astimezone(ZoneInfo(zone)).date()
        near = (around + timedelta(days) for days in (-1, 0, 1, 2))
        return cls(at, next(each for each in near if start_of_day(each, zone) > at))

    def before(self, value: Any) -> bool | None:
        """Whether it names an instant after this. None: it names none."""
        named = day(value)
        if named is not None:
            return named >= self.first_day
        moment = instant(value)
        return None if moment is None else moment > self.at


def edges(operator: Operator, period: Duration, facts: Facts) -> tuple[Edge, Edge] | None:
    """Now, and now less or plus the period. None: the calendar ends before it.

    A property's date is compared by these, and not, as a trait's, by when its own answer turns.
    PostgreSQL can then pick from thousands of events by comparing with two instants. The two
    differ for an hour when clocks change, and for business days on a weekend.
    """
    shift = before if operator in ("within_last", "longer_ago_than") else after
    try:
        far = Edge.of(shift(facts.now, period, facts.zone), facts.zone)
        return Edge.of(facts.now, facts.zone), far
    except OverflowError:
        return None


def _dated_in_event(operator: Operator, actual: Any, period: Duration, facts: Facts) -> bool | None:
    found = edges(operator, period, facts)
    if found is None:
        return None
    after_now, after_far = (edge.before(actual) for edge in found)
    match operator:
        case "within_last":
            return _all((after_far, _not(after_now)))
        case "longer_ago_than":
            return _not(after_far)
        case "within_next":
            return _all((after_now, _not(after_far)))
        case _:
            return after_far


def turning(operator: Operator, day: datetime, period: Duration, zone: str) -> datetime | None:
    """The instant at which the answer to a comparison with now turns, beside the date itself."""
    shift = after if operator in ("within_last", "longer_ago_than") else before
    try:
        return shift(day, period, zone)
    except OverflowError:  # the calendar ends before it
        return None


def _happened(leaf: EventHappened, facts: Facts) -> Finding:
    seen = facts.occurrences[leaf]
    age = leaf.first or leaf.last
    if age is None:
        return _finding(leaf, _enough(leaf, seen.count), seen.count)
    moment = moment_asked(leaf, seen)
    if moment is None:
        return _finding(leaf, None)
    said = moment.isoformat(timespec="seconds")
    return _finding(leaf, _aged(age, moment, facts), said)


def moment_asked(leaf: EventHappened, seen: Occurrences) -> datetime | None:
    """The first or the last time, whichever the leaf asks about."""
    return seen.first if leaf.first is not None else seen.last


def _aged(age: Age, moment: datetime, facts: Facts) -> bool | None:
    if age.within_last is not None:
        return facts.now < after(moment, age.within_last, facts.zone)
    assert age.longer_ago_than is not None
    return facts.now >= after(moment, age.longer_ago_than, facts.zone)


def _became(leaf: MessageWas, message: MessageState | None) -> tuple[bool | None, JsonValue]:
    if message is None:
        return None, None
    if leaf.was in ("sent", "skipped", "failed"):
        return message.fate == leaf.was, message.fate
    said: JsonValue = [message.fate, *sorted(message.marks)]
    return leaf.was in message.marks, said


def _stands(leaf: TaskWas, task: TaskState | None, facts: Facts) -> tuple[bool | None, JsonValue]:
    if task is None:
        return None, None
    if leaf.outcome is not None:
        return task.outcome == leaf.outcome, task.outcome or task.status
    overdue = task.status == "open" and task.due_at is not None and task.due_at <= facts.now
    said: JsonValue = "overdue" if overdue else task.status
    return (overdue if leaf.was == "overdue" else task.status == leaf.was), said


def compare(operator: Operator, actual: Any, expected: Any) -> bool | None:
    """Compare a value that is there. None when the two cannot be compared."""
    match operator:
        case "is":
            return _same(actual, expected)
        case "is_not":
            return _not(_same(actual, expected))
        case "in":
            return any(_same(actual, one) for one in expected)
        case "not_in":
            return not any(_same(actual, one) for one in expected)
        case "contains":
            return _contains(actual, expected)
        case "less_than":
            return _ordered(actual, expected, lambda order: order < 0)
        case "at_most":
            return _ordered(actual, expected, lambda order: order <= 0)
        case "more_than":
            return _ordered(actual, expected, lambda order: order > 0)
        case "at_least":
            return _ordered(actual, expected, lambda order: order >= 0)
        case "starts_with":
            return isinstance(actual, str) and folded(actual).startswith(_said(expected))
        case "exists":
            return True
        case "within_last" | "longer_ago_than" | "within_next" | "further_off_than":
            raise AssertionError(f"{operator} compares a date with now")
        case _:
            assert_never(operator)


def folded(text: str) -> str:
    """Text as it is compared: without regard to A or a. Other alphabets' letters stay as they are,
    so that PostgreSQL, whatever its locale, compares the same."""
    return text.translate(_LOWER)


_LOWER = {ord(letter): ord(letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _same(actual: Any, expected: Any) -> bool:
    if isinstance(actual, str | bool) and isinstance(expected, str | bool):
        return _said(actual) == _said(expected)
    left, right = number(actual), number(expected)
    return left is not None and left == right


def _said(value: Any) -> str:
    return folded(str(value))


def _contains(actual: Any, expected: Any) -> bool | None:
    if isinstance(actual, list | tuple):
        return any(_same(one, expected) for one in actual)
    if isinstance(actual, str):
        return _said(expected) in folded(actual)
    return None


def _ordered(actual: Any, expected: Any, verdict: Callable[[int], bool]) -> bool | None:
    order = _order(actual, expected)
    return None if order is None else verdict(order)


def _order(actual: Any, expected: Any) -> int | None:
    left, right = number(actual), number(expected)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    if is_time(actual) and is_time(expected):
        return int(actual > expected) - int(actual < expected)
    first, second = instant(actual), instant(expected)
    if first is not None and second is not None:
        return (first > second) - (first < second)
    return None


def _enough(leaf: EventHappened, count: int) -> bool:
    if leaf.exactly is not None:
        return count == leaf.exactly
    if leaf.at_most is not None:
        return count <= leaf.at_most
    return count >= (leaf.at_least or 1)
