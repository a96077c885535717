"""What a journey and its step say about a touch, put together."""

from dataclasses import dataclass
from typing import Literal

from engine.definition.steps import Sending, Window
from engine.definition.times import Duration

PRIORITY = 50
"""Of a journey that says nothing: the middle of 0 to 100."""


@dataclass(frozen=True)
class Rules:
    """What holds for one touch once journey and step have had their say."""

    topic: str
    window: Window | None
    priority: int = PRIORITY
    """0 to 100. Where there is room for some only, the highest go."""
    capped: Literal["wait", "skip"] = "wait"
    """What becomes of it when there is no room for it."""
    patience: Duration | None = None
    """How long it may be put off before it is left out. None: as long as it takes."""


_NOTHING_OF_ITS_OWN = Sending()


def rules(journey: Sending, step: Sending | None, topic: str) -> Rules:
    """The step's rules where it has any, else the journey's; `topic` where neither names one."""
    own = step or _NOTHING_OF_ITS_OWN
    window = own.window or journey.window
    priority = own.priority if own.priority is not None else journey.priority
    return Rules(
        topic=own.topic or journey.topic or topic,
        window=window if window != "always" else None,
        priority=PRIORITY if priority is None else priority,
        capped=own.capped or journey.capped or "wait",
        patience=own.patience or journey.patience,
    )
