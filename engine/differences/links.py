"""Where a step leads otherwise than before."""

from collections.abc import Iterator

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import links
from engine.sentences import Names, outlet_sentence, step_title


def leading(old: Journey, new: Journey, step: StepId, names: Names) -> Iterator[str]:
    """One sentence for each link of a step, kept in both, that is new, gone or leads elsewhere."""
    before, now = links(old.steps[step]), links(new.steps[step])
    title = f"“{step_title(new, step)}”"
    for outlet, target in now.items():
        when, there = _when(new, step, outlet, names), f"“{step_title(new, target)}”"
        if outlet not in before:
            yield f"{title} now leads{when} to {there}."
        elif before[outlet] != target:
            was = step_title(old, before[outlet])
            yield f"{title} now leads{when} to {there} instead of “{was}”."
    for outlet, target in before.items():
        if outlet not in now:
            when = _when(old, step, outlet, names)
            yield f"{title} no longer leads{when} to “{step_title(old, target)}”."


def _when(journey: Journey, step: StepId, outlet: str, names: Names) -> str:
    said = outlet_sentence(journey, step, outlet, names)
    return "" if said is None else f" ({said})"
