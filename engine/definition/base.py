"""What every part of a definition shares: strict, immutable models and the names they use."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

StepId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
"""A step's name within its journey: lower-case letters, digits, `-` and `_`."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
"""A journey's, topic's or template's name."""

TemplateName = Annotated[str, StringConstraints(pattern=r"^(library/)?[a-z0-9][a-z0-9_-]{0,62}$")]
"""A template of the journey, or one of the library: `library/welcome`."""

EventName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""An event's name, exactly as it is sent."""

Scalar = bool | int | float | str


class Part(BaseModel):
    """A piece of a definition. Unknown keys are errors, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
