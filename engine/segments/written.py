"""A segment's condition as it is written: what it may ask, and what it asks of other segments.

It is the language of journeys. But nobody is in a journey where it is asked, so what only a journey
knows cannot be asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import JsonValue, ValidationError

from engine.definition.base import Part
from engine.definition.comparisons import AS_WRITTEN
from engine.definition.conditions import (
    Condition,
    EventHappened,
    HealthIs,
    MessageWas,
    NowIs,
    PropertyIs,
    SegmentIs,
    TaskWas,
    TraitIs,
    leaves,
)
from engine.definition.explaining import explain
from engine.definition.problems import Problem
from engine.definition.text import read_data
from engine.definition.times import Duration
from engine.errors import DefinitionError
from engine.facts import SEGMENT_ENTERED, SEGMENT_LEFT
from engine.validation.asked import Asked, asked_by
from engine.validation.comparisons import problems_of as comparison_problems
from engine.validation.conditions import another_kind
from engine.validation.finding import found, meant
from engine.validation.known import Kinds, Values
from engine.validation.values import never_had

MOST_QUESTIONS = 50
"""Each costs something with every event it listens for."""

WHAT = "The condition"


class Written(Part):
    condition: Condition


@dataclass(frozen=True)
class Other:
    """A segment there is already."""

    subject_kind: str
    condition: Condition | None = None
    """None: it is a list."""
    name: str = ""
    """What people call it. Empty: its key."""


def condition_from(data: Any) -> Condition:
    """The condition that plain JSON data describes. Raises DefinitionError with every problem."""
    reading = read_data({"condition": data})
    try:
        written = Written.model_validate_json(
            orjson.dumps(reading.data), strict=True, by_alias=True, by_name=False
        )
    except ValidationError as error:
        problems = explain(Written, reading) or _unexplained(error)
        raise DefinitionError(problems, of=WHAT) from error
    return written.condition


def readable(data: Any) -> Condition | None:
    """As `condition_from`. None: it is of a version that this code does not know."""
    try:
        return condition_from(data)
    except DefinitionError:
        return None


def as_json(condition: Condition) -> dict[str, JsonValue]:
    """Plain JSON data, from which `condition_from` makes the same condition."""
    return condition.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _unexplained(error: ValidationError) -> list[Problem]:
    """Should the explanation ever find nothing wrong, the validator's own words must do."""
    return [
        Problem(code="bad_value", message=found["msg"], path=".".join(map(str, found["loc"])))
        for found in error.errors(include_url=False)
    ]


def problems(
    condition: Condition, subject_kind: str, others: Mapping[str, Other], *, key: str | None = None
) -> list[Problem]:
    """Everything that keeps it from being a segment's. `others`: all segments there are, by key.

    `key`: the segment's own. None: it has none yet.
    """
    asked = list(asked_by(condition, ("condition",)))
    if len(asked) > MOST_QUESTIONS:
        message = f"This asks {len(asked)} things. A segment asks at most {MOST_QUESTIONS}."
        hint = "Make a segment of a part of it, and ask for that one."
        return [found("too_many_questions", ("condition",), message, hint)]
    wrong = [
        problem
        for each in asked
        for problem in (
            *_unanswerable(each, subject_kind, others, key),
            *(one for one in comparison_problems(each) if one.severity == "blocking"),
        )
    ]
    loop = _loop(key, condition, others) if key is not None else None
    if loop:
        way = " → ".join(f"“{_called(each, others)}”" for each in loop)
        message = f"The segment would depend on itself: {way}."
        hint = "Ask for what that segment asks, instead of for the segment."
        wrong.append(found("segment_loop", ("condition",), message, hint))
    return wrong


def _called(key: str, others: Mapping[str, Other]) -> str:
    return (others[key].name if key in others else "") or key


def doubts(condition: Condition, kinds: Kinds, values: Values) -> list[Problem]:
    """What it asks that never comes out as meant, as things have come in. It can be kept all the
    same. `kinds` and `values`: see `Known`."""
    return [
        problem
        for asked in asked_by(condition, ("condition",))
        for problem in (
            *(another_kind(kinds, asked, asked.leaf) if isinstance(asked.leaf, TraitIs) else ()),
            *never_had(values, asked),
        )
    ]


def in_words(wrong: Sequence[Problem]) -> str:
    """What is wrong with a condition, in a sentence or two."""
    first = wrong[0]
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return f"{first.message}{f' {first.hint}' if first.hint else ''}{more}"


def not_finished(wrong: Sequence[Problem]) -> str:
    """The same of a condition that cannot be read yet, to who fills in a form."""
    return f"It is not finished: {in_words(wrong).replace(AS_WRITTEN, '')}"


def _unanswerable(
    asked: Asked, subject_kind: str, others: Mapping[str, Other], key: str | None
) -> Iterator[Problem]:
    path = asked.path
    match asked.leaf:
        case MessageWas() | TaskWas():
            message = "A segment knows no messages and no tasks: those are of one journey."
            hint = "Ask for an event such as “Message Opened”, or in a branch of the journey."
            yield found("not_in_a_segment", path, message, hint)
        case NowIs():
            message = (
                "A segment does not look at the calendar: everybody would come and go at once."
            )
            hint = "Ask for the time in the journey, in a branch or a wait."
            yield found("not_in_a_segment", path, message, hint)
        case EventHappened() | HealthIs() | SegmentIs() if asked.event_only:
            message = "Inside the “where” of an event, only its properties and traits are seen."
            hint = "Ask for both with “all:”, side by side."
            yield found("not_of_the_event", path, message, hint)
        case PropertyIs() if not asked.of_an_event:
            message = "There is no event here whose properties could be looked at."
            hint = "Ask for a property only inside “where” of an event; here, ask for a trait."
            yield found("property_outside_event", (*path, "property"), message, hint)
        case EventHappened():
            yield from _event(asked, asked.leaf)
        case TraitIs(trait=trait) if subject_kind == "account" and trait.startswith("contact."):
            message = f"A segment of accounts does not know whose “{trait}” is meant."
            hint = "Ask for a trait of the account, or make it a segment of contacts."
            yield found("which_contact", (*path, "trait"), message, hint)
        case SegmentIs(segment=named) if named != key:
            yield from _segment(asked, named, subject_kind, others)
        case _:
            pass


def _event(asked: Asked, leaf: EventHappened) -> Iterator[Problem]:
    if leaf.event in (SEGMENT_ENTERED, SEGMENT_LEFT):
        message = (
            "A segment does not ask when somebody came into one, or left: it might set off itself."
        )
        hint = "Ask whether they are in it, with “segment:”."
        yield found("not_in_a_segment", (*asked.path, "event"), message, hint)
    if not isinstance(leaf.within, Duration) and leaf.within != "ever":
        message = "Nobody is in a journey where this is asked, so there is no entry to count from."
        hint = "Write “within: ever”, or a duration such as 30d."
        yield found("not_inside_yet", (*asked.path, "within"), message, hint)


def _segment(
    asked: Asked, named: str, subject_kind: str, others: Mapping[str, Other]
) -> Iterator[Problem]:
    path = (*asked.path, "segment")
    other = others.get(named)
    if other is None:
        message = f"There is no segment “{named}” here."
        yield found("unknown_segment", path, message, meant(named, others, "Create it first."))
    elif other.subject_kind == "contact" and subject_kind == "account":
        message = f"“{other.name or named}” is a segment of contacts; no account is ever in it."
        yield found("segment_of_contacts", path, message, "Name a segment of accounts.")


def segments_asked(condition: Condition) -> frozenset[str]:
    """The segments it asks for."""
    return frozenset(leaf.segment for leaf in leaves(condition) if isinstance(leaf, SegmentIs))


def _loop(key: str, condition: Condition, others: Mapping[str, Other]) -> list[str] | None:
    """The way by which a segment comes back to itself. None: it does not."""
    waiting = [(each, [key, each]) for each in sorted(segments_asked(condition))]
    seen: set[str] = set()
    while waiting:
        at, way = waiting.pop()
        if at == key:
            return way
        other = others.get(at)
        if at in seen or other is None or other.condition is None:
            continue
        seen.add(at)
        waiting += [(each, [*way, each]) for each in sorted(segments_asked(other.condition))]
    return None


def depending(key: str, others: Mapping[str, Other]) -> list[str]:
    """The segments that ask for this one, be it through others: each after those it asks for."""
    found_so_far: list[str] = []
    asked_for = {
        name: segments_asked(other.condition)
        for name, other in others.items()
        if other.condition is not None
    }
    reached = {key}
    while more := sorted(n for n, asks in asked_for.items() if n not in reached and asks & reached):
        reached.update(more)
    waiting = sorted(reached - {key})
    while waiting:
        ready = [name for name in waiting if not asked_for[name] & (set(waiting) - {name})]
        if not ready:
            break  # a loop, which nobody could have made
        found_so_far += ready
        waiting = [name for name in waiting if name not in ready]
    return found_so_far
