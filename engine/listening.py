"""What an enrollment listens for, as keys the dispatcher can match: `event:…`, `trait:…`."""

from collections.abc import Iterable, Iterator

from engine.definition.base import StepId
from engine.definition.conditions import (
    Condition,
    EventHappened,
    HealthIs,
    MessageWas,
    SegmentIs,
    TraitIs,
    leaves,
)
from engine.definition.journey import Journey, LeavesAudience
from engine.definition.kept import kept
from engine.definition.steps import (
    SurveyStep,
    UntilCondition,
    UntilEvent,
    WaitStep,
    dates_of,
)
from engine.facts import (
    HEALTH_TRAITS,
    JOINED_ACCOUNT,
    LEFT_ACCOUNT,
    MARK_EVENTS,
    SURVEY_ANSWERED,
)

ZONE_TRAITS = ("time_zone", "timezone", "timeZone")
"""The names under which a customer's time zone is sent."""


def event_key(name: str) -> str:
    return f"event:{name}"


def trait_key(path: str) -> str:
    return f"trait:{path}"


def heard_as(keys: Iterable[str]) -> tuple[list[str], list[str]]:
    """The names of events, and the paths of traits, by which something is heard under the keys."""
    names, paths = list[str](), list[str]()
    for key in keys:
        kind, _, rest = key.partition(":")
        (names if kind == "event" else paths).append(rest)
    return sorted(names), sorted(paths)


_ZONES = [trait_key(f"{whose}.{name}") for whose in ("account", "contact") for name in ZONE_TRAITS]


def listens(journey: Journey, step: StepId | None) -> frozenset[str]:
    """What may wake a customer who stands at `step`: its wait, the goal, every exit, and a change
    of the clock by which days and hours are reckoned.

    None: has not entered yet.
    """
    found = set(_ZONES)
    for condition in standing_conditions(journey):
        found.update(keys_asked(condition))
    here = journey.steps.get(step) if step else None
    match here:
        case WaitStep(until=UntilEvent(event=name, where=where) as until):
            found.add(event_key(name))
            if until.by == "all":
                # Once who has not done it leaves, or is no longer meant, everybody else has.
                found.update(event_key(each) for each in (LEFT_ACCOUNT, JOINED_ACCOUNT))
            found.update(keys_asked(where) if where is not None else ())
        case WaitStep(until=UntilCondition(when=when)):
            found.update(keys_asked(when))
        case SurveyStep():
            found.add(event_key(SURVEY_ANSWERED))
        case _:
            pass
    if here is not None:
        found.update(trait_key(first_level(moving.trait)) for moving in dates_of(here))
    return frozenset(found)


@kept
def standing_conditions(journey: Journey) -> tuple[Condition, ...]:
    """What may end the journey at any moment: the goal and every exit."""
    found: list[Condition] = [journey.goal.when] if journey.goal else []
    for exit_ in journey.exit:
        if not isinstance(exit_, LeavesAudience):
            found.append(exit_.when)
        elif journey.entry.audience is not None:
            found.append(journey.entry.audience)
    return tuple(found)


def keys_asked(condition: Condition) -> Iterator[str]:
    """The keys of everything that may change how a condition comes out.

    What becomes of a task needs none: whoever completes it wakes the enrollment.
    """
    for leaf in leaves(condition):
        match leaf:
            case EventHappened():
                yield event_key(leaf.event)
                if leaf.where is not None:
                    yield from keys_asked(leaf.where)
            case TraitIs():
                yield trait_key(first_level(leaf.trait))
            case HealthIs():
                yield trait_key(f"account.{HEALTH_TRAITS[leaf.health]}")
            case SegmentIs():
                yield segment_key(leaf.segment)
            case MessageWas(
                was=(
                    "delivered"
                    | "opened"
                    | "clicked"
                    | "replied"
                    | "bounced"
                    | "dismissed"
                    | "completed"
                ) as mark
            ):
                yield event_key(MARK_EVENTS[mark])
            case _:
                pass


def segment_key(segment: str) -> str:
    return trait_key(segment_path(segment))


def segment_path(segment: str) -> str:
    """A change of membership is told as a change of `segment.newly-paid`."""
    return f"segment.{segment}"


def first_level(path: str) -> str:
    """`account.billing.country` is heard as `account.billing`: changes are noted per trait."""
    return ".".join(path.split(".")[:2])
