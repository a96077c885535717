"""What a new version does to a step that somebody stands at."""

from typing import Literal

from engine.definition.base import StepId
from engine.definition.journey import Journey

Change = Literal["same", "changed", "gone"]


def change_of_step(step: StepId, old: Journey, new: Journey) -> Change:
    """Where it leads counts, and the words it sends; not what comes after."""
    if step not in new.steps:
        return "gone"
    if old.steps.get(step) != new.steps[step]:
        return "changed"
    template = getattr(new.steps[step], "template", None)
    if template is not None and old.templates.get(template) != new.templates.get(template):
        return "changed"
    return "same"
