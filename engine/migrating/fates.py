"""What may become of those who stand at a step when the journey changes, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    ByDate,
    Limit,
    Step,
    Until,
    UntilCondition,
    UntilDate,
    UntilEvent,
    UntilTime,
    WaitStep,
    links,
)
from engine.definition.times import DayOfJourney, Duration
from engine.interpreter import waits_for_answer
from engine.migrating.comparing import change_of_step
from engine.migrating.plan import Fate, Move
from engine.sentences import NO_NAMES, Names, step_sentence, step_title, wait_sentence
from engine.sentences.words import joined
from engine.validation.graph import later

_NAMED = 3
"""So many steps are named one by one."""


@dataclass(frozen=True)
class FateChoice:
    """One of the things that may become of them."""

    kind: Literal["retime", "continue", "move", "exit"]
    fate: Fate | None
    """As a plan says it. Null: a step or a reason is still to be named: `{"move": …}`."""
    words: str
    explained: str
    """What it means for them, as a sentence or two."""


def fate_choices(
    step: StepId, old: Journey, new: Journey, number: int, names: Names = NO_NAMES
) -> tuple[FateChoice, ...]:
    """What may become of those who stand at a step of version `number`, the usual first."""
    return tuple(_choices(step, old, new, number, names))


def default_fate(step: StepId, old: Journey, new: Journey) -> Fate:
    """What is suggested where nobody says otherwise: to stay; of a step that is gone, to go on
    where those who come now go on, if that can be told; else to notice nothing."""
    if step in new.steps:
        return "retime"
    target = _in_its_place(step, old, new)
    return "continue" if target is None else Move(move=target)


def _in_its_place(step: StepId, old: Journey, new: Journey) -> StepId | None:
    """Where what led to the step leads now; else where it led on. None: to several, or back."""
    after = later(old, step)
    instead = {new.start} if old.start == step else set()
    for name, each in old.steps.items():
        if name in new.steps:
            now = links(new.steps[name])
            instead |= {
                now[outlet]
                for outlet, target in links(each).items()
                if target == step and outlet in now
            }
    for found in (instead, _first_kept(step, old, new)):
        ahead = {each for each in found if each not in old.steps or each in after}
        if len(ahead) == 1:
            return ahead.pop()
    return None


def _first_kept(step: StepId, old: Journey, new: Journey) -> set[StepId]:
    """The first steps after it that are still there."""
    found, passed, coming = set[StepId](), set[StepId](), [step]
    while coming:
        name = coming.pop()
        if name in new.steps:
            found.add(name)
        elif name not in passed:
            passed.add(name)
            coming += links(old.steps[name]).values()
    return found


def _choices(
    step: StepId, old: Journey, new: Journey, number: int, names: Names
) -> Iterator[FateChoice]:
    stays = FateChoice(
        "continue",
        "continue",
        "Continue on their old version",
        f"They go through version {number} to its end, and notice nothing.",
    )
    if step in new.steps:
        stay = _retimed(step, old, new, names)
        yield FateChoice("retime", "retime", "Stay at this step", stay)
        yield stays
    else:
        yield stays
    yield FateChoice(
        "move",
        None,
        "Move to another step",
        "They come to that step of the new version when they are moved. What they have had already"
        " is passed over.",
    )
    yield FateChoice(
        "exit",
        None,
        "Leave the journey",
        "The journey ends for them. The reason stays in their story.",
    )


def _retimed(step: StepId, old: Journey, new: Journey, names: Names) -> str:
    """What staying means at this very step, and what of the new version it keeps from them."""
    return f"{_staying(step, old, new, names)}{_missed(step, old, new)}"


def _missed(step: StepId, old: Journey, new: Journey) -> str:
    """The steps that are new and lead here alone: whoever stands here has come past them."""
    after = later(new, step)
    lost = [
        f"“{step_title(new, each)}”"
        for each in new.steps
        if each not in old.steps and each not in after and step in later(new, each)
    ]
    if not lost:
        return ""
    named = lost if len(lost) <= _NAMED else [*lost[: _NAMED - 1], f"{len(lost) - _NAMED + 1} more"]
    those, them = ("steps", "one of them") if len(lost) > 1 else ("step", "it")
    return (
        f" They do not come to the new {those} before it, {joined(named, 'and')}: to have them"
        f" begin there, move them to {them}."
    )


def _staying(step: StepId, old: Journey, new: Journey, names: Names) -> str:
    was, becomes = old.steps.get(step), new.steps[step]
    if was is None or change_of_step(step, old, new) == "same":
        return (
            "They stand at the same step of the new version; what comes after it goes by the new"
            " version."
        )
    if isinstance(was, WaitStep) and isinstance(becomes, WaitStep):
        return _reckoned_anew(old, was, new, becomes, names)
    if _asks_alike(was, becomes):
        return (
            "What was asked stays asked, with the answers of the new version to choose from;"
            " nobody is asked twice."
        )
    if type(was) is type(becomes):
        return "They get it as the new version has it, unless they have had it already."
    return f"The step is something else now: {step_sentence(new, step, names)}. They begin it."


def _reckoned_anew(
    old: Journey, was: WaitStep, new: Journey, becomes: WaitStep, names: Names
) -> str:
    before = str(wait_sentence(was, partial(step_title, old), names))
    after = str(wait_sentence(becomes, partial(step_title, new), names))
    if before == after:
        return "They wait as before; only where it leads has changed."
    reckoned = dict.fromkeys(_RECKONED[type(each)] for each in _ends(was, becomes))
    return " ".join([f"They wait {after} instead of {before}.", *reckoned])


_RECKONED: Mapping[type[Until | Limit], str] = {
    Duration: "The time is reckoned from when each of them came to this step, so that what they"
    " have waited counts.",
    DayOfJourney: "The days are counted from when each of them entered the journey: for whom that"
    " day is past, the wait is over at once.",
    UntilTime: "The first such time since each of them came to this step is meant: where it is"
    " past, the wait is over at once.",
    UntilDate: "It goes by the date of each customer, whenever they came to this step.",
    ByDate: "It goes by the date of each customer, whenever they came to this step.",
    UntilEvent: "What has happened since each of them came to this step counts.",
    UntilCondition: "For whom it holds already, the wait is over at once.",
}
"""What staying at a wait means, by what it ends with."""


def _ends(was: WaitStep, becomes: WaitStep) -> Iterator[Until | Limit]:
    """What ends the new wait, but for what is waited for as before."""
    until = becomes.for_ or becomes.until
    if until is not None and until != (was.for_ or was.until):
        yield until
    if becomes.at_most is not None:
        yield becomes.at_most


def _asks_alike(was: Step, becomes: Step) -> bool:
    return type(was) is type(becomes) and waits_for_answer(was) and waits_for_answer(becomes)
