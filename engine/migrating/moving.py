"""Carrying out a plan for one customer: where they stand in the new version, and what is done.

What a customer has had they do not get again, wherever they are moved to. A step counts as done
when it reached out to somebody, and the version they were on would never have come back to it: a
loop goes on repeating, and what lay behind them for good stays behind them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import ApproveStep, Step, TaskStep
from engine.interpreter import Position, reaches_out, step_at, waits_for_answer
from engine.migrating.plan import Fate, Move, TakeOut
from engine.validation.graph import later


@dataclass(frozen=True)
class Moved:
    """Stands there in the new version."""

    position: Position


@dataclass(frozen=True)
class Stays:
    """Stays on the version they are on, to its end."""


@dataclass(frozen=True)
class Leaves:
    """The journey ends for them."""

    reason: str


def migrated(
    position: Position, old: Journey, new: Journey, fate: Fate, now: datetime
) -> Moved | Stays | Leaves:
    """What a fate makes of a position. `now` is on the journey's clock: when a move is a coming.

    The plan must have been checked. Raises BrokenJourney for a step that the new version lacks.
    """
    match fate:
        case "continue":
            return Stays()
        case TakeOut():
            return Leaves(fate.exit)
        case "retime":
            return Moved(_retimed(position, old, new))
        case Move(move=target):
            return Moved(_elsewhere(position, old, new, target, now))
        case _:
            assert_never(fate)


def _retimed(position: Position, old: Journey, new: Journey) -> Position:
    step_at(new, position.step)
    asked = position.asked_at is not None
    answerable = asked and _same_question(old, new, position.step)
    return position.model_copy(
        update={
            "asked_at": position.asked_at if answerable else None,
            "reminded": position.reminded and answerable,
            "done": done_before(position, old, new, with_current=asked and not answerable),
        }
    )


def _elsewhere(
    position: Position, old: Journey, new: Journey, target: StepId, now: datetime
) -> Position:
    step_at(new, target)
    done = done_before(position, old, new, with_current=position.asked_at is not None)
    return position.come_to(target, now, done=done, after_event=position.after_event)


def _same_question(old: Journey, new: Journey, step: StepId) -> bool:
    """Whether the answer to what was asked in the old version is still waited for in the new."""
    before, after = old.steps.get(step), new.steps[step]
    return type(before) is type(after) and waits_for_answer(after)


def done_before(
    position: Position, old: Journey, new: Journey, *, with_current: bool
) -> frozenset[StepId]:
    """What is not to be done again when they come by next.

    `with_current`: the step they stand at has reached somebody already.
    """
    ahead = later(old, position.step)
    behind = {step for step in position.visits if step != position.step and step not in ahead}
    current = {position.step} if with_current else set()
    had = {step for step in behind | current if _has_been_had(step, old, new)}
    return frozenset((position.done | had) & new.steps.keys())


def _has_been_had(step: StepId, old: Journey, new: Journey) -> bool:
    """Whether doing a step that was completed would be doing it twice.

    What was not a question and has become one has never been asked. What they visited in a version
    before the old one is judged by what the new one has there.
    """
    becomes = new.steps.get(step)
    was = old.steps.get(step) or becomes
    if was is None or becomes is None or not reaches_out(was):
        return False
    return not _is_question(becomes) or (type(was) is type(becomes) and _is_question(was))


def _is_question(step: Step) -> bool:
    """Whether somebody of ours is asked, and the customer goes no further without an answer."""
    return isinstance(step, TaskStep | ApproveStep) and waits_for_answer(step)
