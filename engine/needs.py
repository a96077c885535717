"""What a journey needs from whoever uses it: what must be sent, set up and known for it to work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.definition.conditions import Condition, EventHappened, HealthIs, SegmentIs, TraitIs
from engine.definition.journey import Journey
from engine.definition.steps import (
    EmailStep,
    EnrollStep,
    InAppStep,
    NotifyStep,
    Step,
    SurveyStep,
    TaskStep,
    ToRole,
    ToRoles,
    UntilEvent,
    UpdateStep,
    WaitStep,
    WebhookStep,
    dates_of,
)
from engine.definition.triggers import (
    DateTrigger,
    EventTrigger,
    HealthTrigger,
    SegmentTrigger,
)
from engine.facts import HEALTH_TRAITS
from engine.templates import variables
from engine.templates.texts import sources
from engine.validation.asked import Asked, asked_by, asks


@dataclass(frozen=True)
class Needs:
    """Names, each once, in the order in which the journey comes to them."""

    triggers: tuple[str, ...]
    """Events that let customers in."""
    events: tuple[str, ...]
    """All events it looks at, those that let customers in first."""
    traits: tuple[str, ...]
    """`account.plan`: what it asks about, then what its messages mention."""
    roles: tuple[str, ...]
    segments: tuple[str, ...]
    channels: tuple[str, ...]
    journeys: tuple[str, ...]
    """Others that it lets customers into."""
    organization: tuple[str, ...]
    """`app_url`: what its messages say of you."""
    messages: int
    """Steps that reach a contact. Nobody need get all of them."""
    tasks: int


def needs_of(journey: Journey) -> Needs:
    steps = list(journey.steps.values())
    triggers = [each.event for each in journey.entry.triggers if isinstance(each, EventTrigger)]
    mentioned = list(_mentioned(journey))
    return Needs(
        triggers=_once(triggers),
        events=_once([*triggers, *_events(journey)]),
        traits=_once(
            [*_traits(journey), *(path for path in mentioned if _root(path) in _CUSTOMERS)]
        ),
        roles=_once(role for step in steps for role in _roles(step)),
        segments=_once(_segments(journey)),
        channels=_once(step.channel for step in steps if isinstance(step, NotifyStep)),
        journeys=_once(step.journey for step in steps if isinstance(step, EnrollStep)),
        organization=_once(
            path.partition(".")[2] for path in mentioned if _root(path) == "organization"
        ),
        messages=sum(isinstance(step, EmailStep | InAppStep | SurveyStep) for step in steps),
        tasks=sum(isinstance(step, TaskStep) for step in steps),
    )


_CUSTOMERS = ("account", "contact")


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _root(path: str) -> str:
    return path.partition(".")[0]


def traits_in(condition: Condition) -> frozenset[str]:
    """What a condition on its own asks about."""
    return frozenset(_traits_asked(asked_by(condition, ())))


def events_in(condition: Condition) -> frozenset[str]:
    """Which events a condition on its own counts."""
    return frozenset(_events_asked(asked_by(condition, ())))


def _events(journey: Journey) -> Iterator[str]:
    yield from _events_asked(asks(journey))
    for step in journey.steps.values():
        if isinstance(step, WaitStep) and isinstance(step.until, UntilEvent):
            yield step.until.event


def _segments(journey: Journey) -> Iterator[str]:
    for trigger in journey.entry.triggers:
        if isinstance(trigger, SegmentTrigger):
            yield trigger.segment
    for asked in asks(journey):
        if isinstance(asked.leaf, SegmentIs):
            yield asked.leaf.segment


def _traits(journey: Journey) -> Iterator[str]:
    for trigger in journey.entry.triggers:
        match trigger:
            case DateTrigger():
                yield trigger.date.trait
            case HealthTrigger():
                yield f"account.{HEALTH_TRAITS['band']}"
            case _:
                pass
    yield from _traits_asked(asks(journey))
    for step in journey.steps.values():
        yield from (moving.trait for moving in dates_of(step))


def _events_asked(asks: Iterable[Asked]) -> Iterator[str]:
    for asked in asks:
        if isinstance(asked.leaf, EventHappened):
            yield asked.leaf.event


def _traits_asked(asks: Iterable[Asked]) -> Iterator[str]:
    for asked in asks:
        match asked.leaf:
            case TraitIs(trait=path):
                yield path
            case HealthIs(health=which):
                yield f"account.{HEALTH_TRAITS[which]}"
            case _:
                pass


def _roles(step: Step) -> Iterator[str]:
    to = getattr(step, "to", None)
    if isinstance(to, ToRole):
        yield to.role
    elif isinstance(to, ToRoles):
        yield from to.roles
    if isinstance(step, WaitStep) and isinstance(step.until, UntilEvent):
        yield from step.until.roles or ()


def _mentioned(journey: Journey) -> Iterator[str]:
    """What its texts read, as dotted paths."""
    for text in (*_templates(journey), *(t for s in journey.steps.values() for t in _texts(s))):
        yield from sorted(variable.path for variable in variables(text))


def _templates(journey: Journey) -> Iterator[str]:
    for template in journey.templates.values():
        yield from sources(template)


def _texts(step: Step) -> Iterator[str]:
    match step:
        case TaskStep(title=title, instructions=instructions):
            yield from (title, instructions)
        case NotifyStep(text=text):
            yield text
        case WebhookStep(data=values) | UpdateStep(set=values):
            yield from (value for value in values.values() if isinstance(value, str))
        case _:
            pass
