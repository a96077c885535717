"""Where to go: by what is known, by lot, elsewhere, or out."""

from typing import Annotated, Literal

from pydantic import Field

from engine.definition.base import Key, Part, StepId
from engine.definition.conditions import Condition
from engine.definition.steps.base import BaseStep


class Case(Part):
    id: StepId
    when: Condition
    next: StepId


class BranchStep(BaseStep):
    """Take the first case that holds, else `otherwise`."""

    type: Literal["branch"]
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]
    otherwise: StepId


class Way(Part):
    id: StepId
    weight: Annotated[int, Field(ge=1, le=10_000)] = 1
    next: StepId


class SplitStep(BaseStep):
    """Part the customers by lot, in proportion to the weights.

    Everybody of one account takes the same way, each time they come by, and in every version of
    the journey that keeps the step and its ways.
    """

    type: Literal["split"]
    ways: Annotated[tuple[Way, ...], Field(min_length=2, max_length=20)]


class GoToStep(BaseStep):
    """Go on at another step; spares a long line on the canvas."""

    type: Literal["go_to"]
    to: StepId


class ExitStep(BaseStep):
    """The end of the journey for this customer."""

    type: Literal["exit"]
    outcome: Key = "completed"
