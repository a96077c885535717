"""Conditions ask only what can be answered where they stand."""

from collections.abc import Iterator, Mapping

from engine.definition.base import StepId
from engine.definition.conditions import (
    EventHappened,
    HealthIs,
    MessageWas,
    NowIs,
    PropertyIs,
    SegmentIs,
    TaskWas,
    TraitIs,
)
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import ApproveStep, EmailStep, InAppStep, SurveyStep, TaskStep
from engine.evaluation import folded
from engine.validation.asked import Asked, asks
from engine.validation.finding import found, meant, meant_trait, no_segment, warning
from engine.validation.graph import later
from engine.validation.known import Kinds, Known
from engine.written import number

FOLLOWED = ("tour", "checklist")
"""What is followed from its first step to its last."""

_EQUAL = ("is", "is_not", "in", "not_in")

APPROVAL = ("approved", "cancelled")
"""What may come of an approval."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for asked in asks(journey):
        match asked.leaf:
            case TraitIs():
                yield from _trait(journey, known, asked, asked.leaf)
            case PropertyIs():
                yield from _property(asked, asked.leaf)
            case MessageWas() | TaskWas() if asked.of_an_event or asked.at_entry:
                yield from _too_early(asked, asked.leaf)
            case MessageWas():
                yield from _message(journey, asked, asked.leaf)
            case TaskWas():
                yield from _task(journey, asked, asked.leaf)
            case EventHappened() if asked.event_only:
                message = "Events cannot be counted inside the “where” of another event."
                hint = "Ask for both with “all:”, side by side."
                yield found("event_inside_event", asked.path, message, hint)
            case HealthIs() | SegmentIs() | NowIs() if asked.event_only:
                message = "Inside the “where” of an event, only its properties and traits are seen."
                hint = "Ask for both with “all:”, side by side."
                yield found("not_of_the_event", asked.path, message, hint)
            case EventHappened(within="step") if asked.at_entry:
                message = "Nobody is at a step yet when this is asked."
                hint = "Write “within: ever”, or a duration such as 30d."
                yield found("not_inside_yet", (*asked.path, "within"), message, hint)
            case NowIs(now="day") if asked.at_entry:
                message = "There is no day of the journey yet when this is asked."
                hint = "Ask for the weekday, the time or the date."
                yield found("not_inside_yet", (*asked.path, "now"), message, hint)
            case SegmentIs():
                yield from _segment(journey, known, asked, asked.leaf)
            case _:
                pass


def _property(asked: Asked, leaf: PropertyIs) -> Iterator[Problem]:
    if not asked.of_an_event:
        message = f"There is no event here whose “{leaf.property}” could be looked at."
        hint = "Ask for a property only inside “where” of an event; here, ask for a trait."
        yield found("property_outside_event", (*asked.path, "property"), message, hint)


def _too_early(asked: Asked, leaf: MessageWas | TaskWas) -> Iterator[Problem]:
    hint = "Ask in a branch, or on a later step."
    match leaf:
        case MessageWas():
            message = "Here, nothing has been sent yet that could be asked about."
            yield found("message_too_early", (*asked.path, "message"), message, hint)
        case TaskWas():
            message = "Here, nobody has been asked to do anything yet."
            yield found("task_too_early", (*asked.path, "task"), message, hint)


def _message(journey: Journey, asked: Asked, leaf: MessageWas) -> Iterator[Problem]:
    path = (*asked.path, "message")
    touches = [
        name
        for name, step in journey.steps.items()
        if isinstance(step, EmailStep | InAppStep | SurveyStep)
    ]
    if leaf.message not in touches:
        message = f"“{leaf.message}” is not a step that sends a message."
        hint = meant(leaf.message, touches, "Name a step of type email, in_app or survey.")
        yield found("not_a_message", path, message, hint)
        return
    if _never_before(journey, asked, leaf.message):
        message = f"“{leaf.message}” never comes before “{asked.step}”, so this never holds."
        yield warning("message_not_earlier", path, message, "Name an earlier step.")
    match journey.steps[leaf.message]:
        case InAppStep(format=form) if leaf.was == "completed" and form not in FOLLOWED:
            message = f"Only a tour or a checklist is ever completed, and “{leaf.message}” is none."
            yield warning("mark_of_tours", (*asked.path, "was"), message, "Ask for another mark.")
        case EmailStep() | SurveyStep() if leaf.was in ("dismissed", "completed"):
            message = f"A mail or a survey is never {leaf.was}; only what is shown in the product."
            yield warning("mark_of_product", (*asked.path, "was"), message, "Ask for another mark.")
        case InAppStep() | SurveyStep(channel="in_app") if leaf.was in ("replied", "bounced"):
            message = f"A message in the product is never {leaf.was}; only mail is."
            yield warning("mark_of_mail", (*asked.path, "was"), message, "Ask for another mark.")
        case _:
            pass


def _task(journey: Journey, asked: Asked, leaf: TaskWas) -> Iterator[Problem]:
    path = (*asked.path, "task")
    tasks = [
        name for name, step in journey.steps.items() if isinstance(step, TaskStep | ApproveStep)
    ]
    if leaf.task not in tasks:
        message = f"“{leaf.task}” is not a step that asks a colleague for something."
        hint = meant(leaf.task, tasks, "Name a step of type task or approve.")
        yield found("not_a_task", path, message, hint)
        return
    outcomes = outcomes_of(journey, leaf.task)
    if leaf.outcome is not None and leaf.outcome not in outcomes:
        message = f"“{leaf.task}” never comes out as “{leaf.outcome}”."
        hint = meant(leaf.outcome, outcomes, "Give the task “outcomes:”, or ask “was: done”.")
        yield found("unknown_outcome", (*asked.path, "outcome"), message, hint)
    step = journey.steps[leaf.task]
    if leaf.was == "overdue" and isinstance(step, TaskStep) and step.due is None:
        message = f"“{leaf.task}” is never overdue: nothing says by when it is due."
        yield warning("never_overdue", (*asked.path, "was"), message, "Give the task “due:”.")
    if _never_before(journey, asked, leaf.task):
        message = f"“{leaf.task}” never comes before “{asked.step}”, so this never holds."
        yield warning("task_not_earlier", path, message, "Name an earlier step.")


def outcomes_of(journey: Journey, task: StepId) -> tuple[str, ...]:
    """What the task or approval can come out as."""
    match journey.steps.get(task):
        case TaskStep(outcomes=outcomes):
            return outcomes or ()
        case ApproveStep():
            return APPROVAL
        case _:
            return ()


def _never_before(journey: Journey, asked: Asked, step: StepId) -> bool:
    return asked.step is not None and asked.step not in later(journey, step)


def _segment(journey: Journey, known: Known, asked: Asked, leaf: SegmentIs) -> Iterator[Problem]:
    if known.segments is not None and leaf.segment not in known.segments:
        path = (*asked.path, "segment")
        yield no_segment(path, leaf.segment, known.segments, journey.subject, "nobody is in it")


def _trait(journey: Journey, known: Known, asked: Asked, leaf: TraitIs) -> Iterator[Problem]:
    path = (*asked.path, "trait")
    whose, _, name = leaf.trait.partition(".")
    if whose == "contact" and journey.subject == "account":
        which = (
            "the contact of the event that starts it"
            if asked.at_entry
            else "the account’s primary contact"
        )
        message = f"In an account’s journey, “{leaf.trait}” is that of {which}."
        yield warning("which_contact", path, message, "Fine if that is whom you mean.")
    first = f"{whose}.{name.partition('.')[0]}"
    if known.traits is not None and first not in known.traits:
        message = f"Nobody has ever sent the trait “{name}” of {_ONE[whose]}."
        hint = meant_trait(leaf.trait, known.traits, "Check how it is spelt where it is sent from.")
        yield warning("unknown_trait", path, message, hint)
    yield from another_kind(known.kinds, asked, leaf)


_ONE: Mapping[str, str] = {"account": "an account", "contact": "a contact"}
_KINDS: Mapping[str, tuple[str, str]] = {
    "boolean": ("as yes or no", "Choose yes or no as what it is compared with (true or false)."),
    "number": ("as a number", "Compare it with a number."),
}


def another_kind(kinds: Kinds | None, asked: Asked, leaf: TraitIs) -> Iterator[Problem]:
    """A text that can be none of what has come in: “yes” is not true, and “ten” is not 10.

    `kinds`: see `Known`."""
    seen = (kinds or {}).get(leaf.trait, frozenset()) - {"null"}
    if not seen or not seen <= _KINDS.keys() or leaf.operator not in _EQUAL:
        return
    expected = leaf.expected if isinstance(leaf.expected, tuple) else (leaf.expected,)
    for value in expected:
        if not isinstance(value, str) or number(value) is not None:
            continue
        if "boolean" in seen and folded(value) in ("true", "false"):
            continue
        ways = sorted(seen)
        name = leaf.trait.replace(".", " ").replace("_", " ")
        come = " or ".join(_KINDS[kind][0] for kind in ways)
        message = f"{name} has come in {come}; “{value}” here is text and never equals it."
        hint = " ".join(_KINDS[kind][1] for kind in ways)
        yield warning("text_never_equals", (*asked.path, leaf.operator), message, hint)
