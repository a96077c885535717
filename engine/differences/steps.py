"""Changes of steps: which are new or gone, what others do otherwise, and where they lead."""

from collections.abc import Iterator, Mapping

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.differences.difference import Difference, Kind
from engine.differences.doing import doing
from engine.differences.links import leading
from engine.sentences import NO_NAMES, Names, step_sentence, step_title


def changed_steps(old: Journey, new: Journey) -> Mapping[StepId, Kind]:
    """The steps that are not the same in both, those that are gone last.

    A step is itself changed, or not: one whose template reads otherwise now is the same step.
    """
    changed: dict[StepId, Kind] = {
        step: "changed" if step in old.steps else "added"
        for step in new.steps
        if old.steps.get(step) != new.steps[step]
    }
    return changed | {step: "removed" for step in old.steps if step not in new.steps}


def differences(old: Journey, new: Journey, names: Names = NO_NAMES) -> Iterator[Difference]:
    for step, kind in changed_steps(old, new).items():
        for text in _texts(old, new, step, kind, names):
            yield Difference(kind=kind, what="step", path=f"steps.{step}", step=step, text=text)


def _texts(old: Journey, new: Journey, step: StepId, kind: Kind, names: Names) -> Iterator[str]:
    match kind:
        case "added":
            yield f"“{step_title(new, step)}” is new: {step_sentence(new, step, names)}."
        case "removed":
            yield f"“{step_title(old, step)}” is gone: {step_sentence(old, step, names)}."
        case "changed":
            told = list(_changes(old, new, step, names))
            yield from told or [
                f"“{step_title(new, step)}” is written otherwise, and does as before."
            ]


def _changes(old: Journey, new: Journey, step: StepId, names: Names) -> Iterator[str]:
    before, now = old.steps[step], new.steps[step]
    title = step_title(new, step)
    if step_title(old, step) != title:
        yield f"“{step_title(old, step)}” is now called “{title}”."
    if type(before) is not type(now):
        yield (
            f"“{title}” is a step of another type now: {step_sentence(new, step, names)}. "
            f"It was: {step_sentence(old, step, names)}."
        )
    else:
        yield from doing(old, new, step, names)
    yield from leading(old, new, step, names)
