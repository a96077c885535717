"""The plan of a publish, as a form says it: one choice for each step somebody may stand at."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definition.journey import Journey
from engine.definition.steps import ExitStep
from engine.migrating import Fate, Move, Plan, TakeOut, default_fate
from engine.sentences import step_title

REASON = "The journey was changed."
"""Why customers are taken out, unless somebody says it better."""


@dataclass(frozen=True)
class Choice:
    """One of the things that may become of those who stand at a step."""

    value: str
    words: str


def plan_of(
    form: Mapping[str, str], olds: Mapping[int, Journey], new: Journey, *, everyone: bool
) -> Plan:
    """The plan the form says, and where it says nothing, what is suggested."""
    if not everyone:
        return Plan()
    reason = form.get("reason", "").strip() or REASON
    fates: dict[str, Fate] = {}
    for step, old in _steps(olds).items():
        fate = _fate(form.get(f"fate:{step}", ""), step, old, new, reason)
        if fate is not None:
            fates[step] = fate
    return Plan(everyone=True, fates=fates)


def _steps(olds: Mapping[int, Journey]) -> dict[str, Journey]:
    """Every step somebody may stand at, with the latest version that has it."""
    return {
        name: old
        for _, old in sorted(olds.items())
        for name, step in old.steps.items()
        if not isinstance(step, ExitStep)
    }


def _fate(chosen: str, step: str, old: Journey, new: Journey, reason: str) -> Fate | None:
    """None: it is the plan's own default."""
    kind, _, target = chosen.partition(":")
    if kind == "continue":
        return "continue"
    if kind == "exit":
        return TakeOut(exit=reason)
    if kind == "move" and target in new.steps and target != step:
        return Move(move=target)
    return None if step in new.steps else default_fate(step, old, new)


def chosen(fate: Fate | None) -> str:
    """A fate as the value of its choice."""
    match fate:
        case Move(move=target):
            return f"move:{target}"
        case TakeOut():
            return "exit"
        case None:
            return ""
        case word:
            return word


def choices(step: str, new: Journey) -> tuple[list[Choice], list[Choice]]:
    """What may become of those who stand at a step; and the steps they may be moved to."""
    stay = [Choice("retime", "Stay at this step")] if step in new.steps else []
    elsewhere = [
        Choice(f"move:{name}", f"Move to “{step_title(new, name)}”")
        for name in new.steps
        if name != step
    ]
    return [
        *stay,
        Choice("continue", "Continue on their old version"),
        Choice("exit", "Leave the journey"),
    ], elsewhere
