"""Whether a touch may reach a person now. One function, `judge`, asked before every message and
task, in production and in a simulation alike.

The answer is kept with its reason and shown wherever the touch would have been.
"""

from engine.arbiter.judging import Circumstances, Held, Touch, judge
from engine.arbiter.policy import Cap, Hold, Policy, QuietHours
from engine.arbiter.pressure import GATHERING, Place, Pressure, Reached, Rival
from engine.arbiter.rules import Rules, rules
from engine.arbiter.verdicts import Defer, Go, Skip, Verdict

__all__ = [
    "GATHERING",
    "Cap",
    "Circumstances",
    "Defer",
    "Go",
    "Held",
    "Hold",
    "Place",
    "Policy",
    "Pressure",
    "QuietHours",
    "Reached",
    "Rival",
    "Rules",
    "Skip",
    "Touch",
    "Verdict",
    "judge",
    "rules",
]
