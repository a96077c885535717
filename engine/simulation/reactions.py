"""What a customer and their CSM do about what reaches them: somebody else decides it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from engine.simulation.happenings import Happening
from engine.simulation.runs import Handout, Letter


class Reactions(Protocol):
    """Times are aware UTC."""

    def to_letter(self, letter: Letter, now: datetime) -> Iterable[Happening]:
        """What follows a message that was sent."""
        ...

    def to_task(self, handout: Handout, now: datetime) -> Iterable[Happening]:
        """What follows a task."""
        ...
