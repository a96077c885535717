"""Conditions ask only what can be answered where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.definition.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    Leaf,
    MessageWas,
    Not,
    PropertyIs,
    TraitIs,
)
from engine.definition.journey import Journey, LeavesAudience
from engine.definition.problems import Problem
from engine.definition.steps import (
    BranchStep,
    EmailStep,
    InAppStep,
    TaskStep,
    UntilEvent,
    WaitStep,
)
from engine.validation import links
from engine.validation.finding import found, meant, warning
from engine.validation.known import Known

Path = tuple[object, ...]


@dataclass(frozen=True)
class Asked:
    """One leaf, and where it is asked."""

    leaf: Leaf
    path: Path
    of_an_event: bool
    """Whether it looks at one event: a trigger's, a wait's or a count's `where`."""
    uncounted: bool
    """Whether only that event and the traits are at hand there."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for asked in asks(journey):
        match asked.leaf:
            case PropertyIs() if not asked.of_an_event:
                message = (
                    f"There is no event here whose “{asked.leaf.property}” could be looked at."
                )
                hint = "Ask for a property only inside “where” of an event; here, ask for a trait."
                yield found("property_outside_event", (*asked.path, "property"), message, hint)
            case EventHappened() if asked.uncounted:
                message = "Events cannot be counted inside the “where” of another event."
                hint = "Ask for both with “all:”, side by side."
                yield found("event_inside_event", asked.path, message, hint)
            case MessageWas():
                yield from _message(journey, asked, asked.leaf)
            case TraitIs():
                yield from _trait(journey, known, asked, asked.leaf)
            case _:
                pass


def asks(journey: Journey) -> Iterator[Asked]:
    """Every leaf of every condition of the journey."""
    for path, condition, of_an_event, uncounted in _conditions(journey):
        yield from _leaves(condition, path, of_an_event, uncounted)


def _conditions(journey: Journey) -> Iterator[tuple[Path, Condition, bool, bool]]:
    for number, trigger in enumerate(journey.entry.triggers):
        if trigger.where is not None:
            yield ("entry", "triggers", number, "where"), trigger.where, True, False
    if journey.entry.audience is not None:
        yield ("entry", "audience"), journey.entry.audience, False, False
    if journey.goal is not None:
        yield ("goal", "when"), journey.goal.when, False, False
    for number, exit_ in enumerate(journey.exit):
        if isinstance(exit_, LeavesAudience):
            continue
        yield ("exit", number, "when"), exit_.when, False, False
    for name, step in journey.steps.items():
        match step:
            case EmailStep() | InAppStep() | TaskStep() if step.skip_when is not None:
                yield ("steps", name, "skip_when"), step.skip_when, False, False
            case WaitStep(until=UntilEvent(where=where)) if where is not None:
                yield ("steps", name, "until", "where"), where, True, True
            case BranchStep():
                for number, case in enumerate(step.cases):
                    yield ("steps", name, "cases", number, "when"), case.when, False, False
            case _:
                pass


def _leaves(
    condition: Condition, path: Path, of_an_event: bool, uncounted: bool
) -> Iterator[Asked]:
    match condition:
        case AllOf():
            for number, part in enumerate(condition.all):
                yield from _leaves(part, (*path, "all", number), of_an_event, uncounted)
        case AnyOf():
            for number, part in enumerate(condition.any):
                yield from _leaves(part, (*path, "any", number), of_an_event, uncounted)
        case Not():
            yield from _leaves(condition.not_, (*path, "not"), of_an_event, uncounted)
        case EventHappened():
            yield Asked(condition, path, of_an_event, uncounted)
            if condition.where is not None:
                yield from _leaves(condition.where, (*path, "where"), True, True)
        case _:
            yield Asked(condition, path, of_an_event, uncounted)


def _message(journey: Journey, asked: Asked, leaf: MessageWas) -> Iterator[Problem]:
    path = (*asked.path, "message")
    touches = [
        name for name, step in journey.steps.items() if isinstance(step, EmailStep | InAppStep)
    ]
    if asked.of_an_event or asked.path[0] == "entry":
        message = "Here, nothing has been sent yet that could be asked about."
        yield found("message_too_early", path, message, "Ask in a branch, or on a later step.")
    elif leaf.message not in touches:
        message = f"“{leaf.message}” is not a step that sends a message."
        hint = meant(leaf.message, touches, "Name a step of type email or in_app.")
        yield found("not_a_message", path, message, hint)
    elif asked.path[0] == "steps" and asked.path[1] not in links.later(journey, leaf.message):
        here = asked.path[1]
        message = f"“{leaf.message}” never comes before “{here}”, so this never holds."
        yield warning("message_not_earlier", path, message, "Name an earlier step.")


def _trait(journey: Journey, known: Known, asked: Asked, leaf: TraitIs) -> Iterator[Problem]:
    path = (*asked.path, "trait")
    whose, _, name = leaf.trait.partition(".")
    if whose == "contact" and journey.subject == "account":
        which = (
            "the contact of the event that starts it"
            if asked.path[0] == "entry"
            else "the account's primary contact"
        )
        message = f"In an account's journey, “{leaf.trait}” is that of {which}."
        yield warning("which_contact", path, message, "Fine if that is whom you mean.")
    first = f"{whose}.{name.partition('.')[0]}"
    if known.traits is not None and first not in known.traits:
        message = f"No {whose} has a “{name}” so far."
        hint = meant(leaf.trait, known.traits, "Check how it is spelt where it is sent from.")
        yield warning("unknown_trait", path, message, hint)
