"""What the workflow of an audience and its activity tell each other. Histories hold it."""

from uuid import UUID

from pydantic import BaseModel

TAKE_SOME = "take_some_of_audience"
"""The activity's name. Histories hold it: never change it."""


class AudienceRef(BaseModel):
    """Which run. All else is read from the database when it is needed."""

    run_id: UUID


class Step(BaseModel):
    """How far one call has come."""

    done: bool = False
    """There is nobody left, or it was stopped."""
    rest_seconds: float = 0
    """How long to let no more in, so that not too many are in a minute."""
