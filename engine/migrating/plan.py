"""What becomes of the customers inside when a journey gets a new version.

everyone: true
fates:
  first-week: retime
  call: {move: call-or-write}
  survey: {exit: We no longer ask.}
  renewal: continue
"""

from typing import Annotated, Literal

from pydantic import Field

from engine.definition.base import Part, StepId
from engine.definition.journey import Journey


class Move(Part):
    """To another step of the new version, entered when they are moved."""

    move: StepId


class TakeOut(Part):
    """The journey ends for them, for this reason."""

    exit: Annotated[str, Field(min_length=1, max_length=200)]


Fate = Literal["continue", "retime"] | Move | TakeOut
"""Of a customer who stands at a step.

`continue`: stays on the version they are on, to its end. `retime`: stands at the same step of the
new version; what it waits for is reckoned anew, from when they came to it.
"""


class Plan(Part):
    """Goes with a publish. Without one the new version is for new entrants only."""

    everyone: bool = False
    """False: whoever is inside stays on the version they are on."""
    fates: dict[StepId, Fate] = Field(default_factory=dict)
    """By the step they stand at, whichever version they are on. A step that the new version still
    has need not be named: it is `retime`."""


def fate_of(plan: Plan, step: StepId, new: Journey) -> Fate | None:
    """What the plan does with whoever stands at a step. None: it does not say, and it must."""
    return plan.fates.get(step) or ("retime" if step in new.steps else None)
