"""Moving one customer to another step of the version they are on.

What they have had is passed over when they come by again, as after a change of the journey: see
`engine.migrating.moving`. Whoever moves them may say that it is to be done again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.interpreter import Position, reaches_out, step_at
from engine.migrating.moving import done_before
from engine.validation.graph import later


@dataclass(frozen=True)
class Moved:
    """Stands there now."""

    position: Position
    again: frozenset[StepId]
    """What they have had and may get again."""
    not_again: frozenset[StepId]
    """What they have had and will not get again, should they come by."""


@dataclass(frozen=True)
class DoneBefore:
    """They have had that very step; nobody has said that it is to be done again."""

    again: frozenset[StepId]
    """What would be done again."""


def moved_to(
    journey: Journey,
    position: Position,
    target: StepId,
    now: datetime,
    *,
    again: bool = False,
    unreached: Collection[StepId] = (),
) -> Moved | DoneBefore:
    """Where a move leads. `now` is on the journey's clock: when they come to the step.

    `unreached`: steps whose message, call or task reached nobody, so that doing them is not doing
    them again. Raises BrokenJourney for a step that the version does not have.
    """
    step_at(journey, target)
    had = _had(journey, position, unreached)
    coming = comes_again(journey, position, target, unreached)
    if target in coming and not again:
        return DoneBefore(coming)
    done = had - coming if again else had
    moved = position.come_to(target, now, done=done)
    return Moved(moved, coming if again else frozenset(), done & _from(journey, target))


def comes_again(
    journey: Journey, position: Position, target: StepId, unreached: Collection[StepId] = ()
) -> frozenset[StepId]:
    """What the customer has had and would come by again, once moved to `target`.

    The step itself also where a loop would have brought them back to it: to be moved there is to
    get it sooner, and whoever moves them is to know that they have had it.
    """
    coming = _had(journey, position, unreached) & _from(journey, target)
    been = target in position.visits and target != position.step and target not in unreached
    return coming | {target} if been and reaches_out(journey.steps[target]) else coming


def _had(journey: Journey, position: Position, unreached: Collection[StepId]) -> frozenset[StepId]:
    asked = position.asked_at is not None
    return done_before(position, journey, journey, with_current=asked) - frozenset(unreached)


def _from(journey: Journey, target: StepId) -> frozenset[StepId]:
    return later(journey, target) | {target}
