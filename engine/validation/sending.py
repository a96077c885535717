"""When messages go out, and who should no longer get any."""

import re
from collections.abc import Iterator

from engine.clock import zone_of
from engine.definition.conditions import EventHappened, Leaf, TraitIs, leaves
from engine.definition.journey import Exit, Journey, LeavesAudience
from engine.definition.problems import Problem
from engine.definition.steps import EmailStep, InAppStep, SurveyStep, Window
from engine.definition.times import as_time
from engine.validation.finding import found, warning
from engine.validation.known import Known
from engine.validation.touches import by_mail


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for path, window in _windows(journey):
        if window.zone not in ("contact", "account") and zone_of(window.zone) is None:
            message = f"“{window.zone}” is not a time zone."
            hint = "Choose the contact’s clock, the account’s, or a zone such as Europe/Amsterdam."
            yield found("unknown_time_zone", (*path, "zone"), message, hint)
        opens, closes = as_time(window.from_), as_time(window.to)
        if opens == closes:
            message = f"A window from {window.from_} to {window.to} is open all day."
            yield warning("window_all_day", path, message, "Write “window: always”, or two times.")
        elif opens > closes:
            message = f"This window runs over midnight, from {window.from_} to {window.to}."
            yield warning("window_over_midnight", path, message, "Fine if the night is meant.")
    yield from _churn(journey, known)


def _windows(journey: Journey) -> Iterator[tuple[tuple[object, ...], Window]]:
    if isinstance(journey.send.window, Window):
        yield ("send", "window"), journey.send.window
    for name, step in journey.steps.items():
        match step:
            case EmailStep() | InAppStep() | SurveyStep() if step.send is not None:
                if isinstance(step.send.window, Window):
                    yield ("steps", name, "send", "window"), step.send.window
            case _:
                pass


_LEAVING = re.compile(
    r"churn|cancel|delet|remov|clos|terminat|expir|offboard|deactivat|status|stage|lifecycle"
    r"|subscription",
    re.IGNORECASE,
)
_GONE = re.compile(r"churn|cancel|terminat|closed|deleted|offboard|former|^(left|lost|gone)$", re.I)
"""What, as the value of a trait such as the plan, tells that an account has left."""
_LEFT = re.compile(
    r"(account|customer|company|subscription|contract|workspace|organi[sz]ation).*"
    r"(churn|cancel|delet|remov|clos|terminat|expir|offboard|deactivat)|churn",
    re.IGNORECASE,
)
"""What, seen as an event or as a trait that is yes or no, tells of an account that has left."""
_OF_ONE = re.compile(r"user|member|contact|person|people|seat|invit|role", re.IGNORECASE)
"""What tells of one of an account's people, and not of the account."""
_STANDINGS = ("account.status", "account.lifecycle", "account.lifecycle_stage")


def _churn(journey: Journey, known: Known) -> Iterator[Problem]:
    """Mail to customers who have left is the mistake people remember."""
    sends = any(
        isinstance(step, EmailStep | SurveyStep) and by_mail(step)
        for step in journey.steps.values()
    )
    if sends and not any(_is_about_leaving(exit_) for exit_ in journey.exit):
        message = (
            "Customers who stop being customers while they are in this journey would still get its"
            " mail."
        )
        yield warning("no_exit_on_churn", ("exit",), message, _leaving_seen(known))


def _leaving_seen(known: Known) -> str:
    """A rule about what has come in, or what to send so that there can be one."""
    traits = sorted(known.traits or ())
    if known.traits is None:
        return "Add to “exit:” a rule such as: “account.status” is churned."
    for trait in _STANDINGS:
        if trait in traits:
            return f"Add to “exit:” a rule such as: “{trait}” is churned."
    for trait in traits:
        if _tells_who_left(trait) and (known.kinds or {}).get(trait, frozenset()) == {"boolean"}:
            return f"Add to “exit:” a rule such as: “{trait}” is true."
    for event in sorted(known.events or ()):
        if _tells_who_left(event):
            return f"Add to “exit:” a rule such as: “{event}” has happened."
    return (
        "Nothing that has come in tells who has left. Send it, such as by the trait "
        "“account.status” or an event “Account Deleted”, and add to “exit:” a rule about that."
    )


def _is_about_leaving(exit_: Exit | LeavesAudience) -> bool:
    """A guess by name, from traits and events."""
    if isinstance(exit_, LeavesAudience):
        return True
    return any(_leaf_is_about_leaving(leaf) for leaf in leaves(exit_.when))


def _leaf_is_about_leaving(leaf: Leaf) -> bool:
    match leaf:
        case TraitIs(trait=name):
            values = [leaf.is_, *(leaf.in_ or ())]
            if any(isinstance(value, str) and _GONE.search(value) for value in values):
                return True
        case EventHappened(event=name):
            pass
        case _:
            return False
    return bool(_LEAVING.search(name)) and not _OF_ONE.search(name)


def _tells_who_left(name: str) -> bool:
    return bool(_LEFT.search(name)) and not _OF_ONE.search(name)
