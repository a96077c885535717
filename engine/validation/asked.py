"""Every question a journey asks: the leaves of its conditions, and where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.definition.base import StepId
from engine.definition.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    Leaf,
    Not,
)
from engine.definition.journey import Exit, Journey
from engine.definition.steps import (
    BranchStep,
    EmailStep,
    InAppStep,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilEvent,
    WaitStep,
)
from engine.definition.triggers import EventTrigger
from engine.validation.finding import Path


@dataclass(frozen=True)
class Asked:
    """One leaf, and where it is asked."""

    leaf: Leaf
    path: Path
    event: str | None
    """The one event it looks at: in a trigger's, a wait's or a count's `where`."""
    event_only: bool
    """Whether only that event and the traits are at hand there."""

    @property
    def of_an_event(self) -> bool:
        return self.event is not None

    @property
    def at_entry(self) -> bool:
        """Whether it is asked before the customer is in the journey."""
        return self.path[0] == "entry"

    @property
    def step(self) -> StepId | None:
        """The step it is asked at. None: at entry, or anywhere."""
        return str(self.path[1]) if self.path[0] == "steps" else None


def asks(journey: Journey) -> Iterator[Asked]:
    """Every leaf of every condition of the journey."""
    for path, condition, event, event_only in _conditions(journey):
        yield from _leaves(condition, path, event, event_only)


def asked_by(condition: Condition, path: Path) -> Iterator[Asked]:
    """Every leaf of one condition that stands on its own."""
    return _leaves(condition, path, None, False)


def _conditions(journey: Journey) -> Iterator[tuple[Path, Condition, str | None, bool]]:
    for number, trigger in enumerate(journey.entry.triggers):
        if isinstance(trigger, EventTrigger) and trigger.where is not None:
            yield ("entry", "triggers", number, "where"), trigger.where, trigger.event, False
    if journey.entry.audience is not None:
        yield ("entry", "audience"), journey.entry.audience, None, False
    if journey.goal is not None:
        yield ("goal", "when"), journey.goal.when, None, False
    for number, exit_ in enumerate(journey.exit):
        if isinstance(exit_, Exit):
            yield ("exit", number, "when"), exit_.when, None, False
    for name, step in journey.steps.items():
        for path, condition, event in _of_step(step):
            yield ("steps", name, *path), condition, event, event is not None
    for key, template in journey.templates.items():
        for number, item in enumerate(getattr(template, "items", None) or ()):
            if item.done_when is not None:
                yield ("templates", key, "items", number, "done_when"), item.done_when, None, False


def _of_step(step: Step) -> Iterator[tuple[Path, Condition, str | None]]:
    match step:
        case EmailStep() | InAppStep() | SurveyStep() | TaskStep():
            if step.skip_when is not None:
                yield ("skip_when",), step.skip_when, None
        case WaitStep(until=UntilEvent(event=event, where=where)) if where is not None:
            yield ("until", "where"), where, event
        case WaitStep(until=UntilCondition(when=when)):
            yield ("until", "when"), when, None
        case BranchStep():
            for number, case in enumerate(step.cases):
                yield ("cases", number, "when"), case.when, None
        case _:
            pass


def _leaves(
    condition: Condition, path: Path, event: str | None, event_only: bool
) -> Iterator[Asked]:
    match condition:
        case AllOf():
            for number, part in enumerate(condition.all):
                yield from _leaves(part, (*path, "all", number), event, event_only)
        case AnyOf():
            for number, part in enumerate(condition.any):
                yield from _leaves(part, (*path, "any", number), event, event_only)
        case Not():
            yield from _leaves(condition.not_, (*path, "not"), event, event_only)
        case EventHappened():
            yield Asked(condition, path, event, event_only)
            if condition.where is not None:
                yield from _leaves(condition.where, (*path, "where"), condition.event, True)
        case _:
            yield Asked(condition, path, event, event_only)
