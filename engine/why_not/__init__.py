"""Why something did not start a journey, and why somebody is not in one. Pure.

Who asks has gathered what was decided, and what could have been. A decision that was written down
is the answer; where there is none, it is found in what the journey starts by and when it was live.
"""

from engine.why_not.customers import Known, answer_for_customer
from engine.why_not.dates import Due
from engine.why_not.events import answer_for_event
from engine.why_not.parts import (
    Answer,
    Decided,
    Live,
    Looked,
    Passage,
    Standing,
    Told,
    Way,
    Whereabouts,
)

__all__ = [
    "Answer",
    "Decided",
    "Due",
    "Known",
    "Live",
    "Looked",
    "Passage",
    "Standing",
    "Told",
    "Way",
    "Whereabouts",
    "answer_for_customer",
    "answer_for_event",
]
