"""What may come out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Code = Literal[
    "consent", "window", "quiet", "holiday", "hold", "cap", "rivals", "patience", "never"
]
"""What decided, for whoever counts. `rivals`: others want the same place, and are heard first."""


@dataclass(frozen=True)
class Go:
    """Deliver it now."""


@dataclass(frozen=True)
class Defer:
    """Deliver it later, and ask again then."""

    until: datetime
    code: Code
    reason: str


@dataclass(frozen=True)
class Skip:
    """Do not deliver it at all."""

    code: Code
    reason: str


Verdict = Go | Defer | Skip
