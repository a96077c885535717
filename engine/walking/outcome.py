"""What a walk comes to: what happened, where the customer rests or how it ended, and what of it a
scenario can say."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from engine.definition.base import StepId
from engine.walking.choosing import Option
from engine.walking.telling import Line, Travelled

Part = dict[str, JsonValue]
"""A piece of a definition, as it is written."""


@dataclass(frozen=True)
class Retold:
    """The walk as a scenario, or why there is none."""

    scenario: Part | None
    """As a definition writes it, without a name."""
    because: str | None
    """What of the walk a scenario cannot say, in words."""
    name: str | None = None
    """What the scenario may be called: what happens in it, and where that leads."""
    cut: str | None = None
    """How much of what they had done before goes along, in words. None: all of it that counts."""


@dataclass(frozen=True)
class Waiting:
    """Where the customer rests. Times are aware UTC."""

    step: StepId
    title: str
    since: datetime
    """When they came there."""
    because: str | None
    """What is waited for."""
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Ended:
    outcome: str
    """completed or the exit's own word, goal, exited."""
    reason: str
    at: datetime
    converted: bool
    """Whether they had reached the goal by then."""


@dataclass(frozen=True)
class Stopped:
    """Why the walk goes no further than it does."""

    code: str
    said: str


@dataclass(frozen=True)
class Walk:
    customer: str
    """What they are called."""
    zone: str
    """Theirs, an IANA name."""
    entered: bool
    now: datetime
    """What the walk's clock shows, aware UTC."""
    trace: tuple[Line, ...]
    visited: tuple[StepId, ...]
    """Every step they came to, each once, in that order."""
    links: tuple[Travelled, ...]
    """Every link they went along, each once, in that order."""
    used: int
    """How many of the choices were followed."""
    stopped: Stopped | None
    """Why they did not enter, why the next choice does not fit, or what is broken. None: all
    choices were followed."""
    waiting: Waiting | None
    ended: Ended | None
    retold: Retold
    """All of it as a scenario."""
