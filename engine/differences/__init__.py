"""What has changed between two definitions of a journey, in words a reviewer can judge.

Pure. Two definitions that mean the same differ in nothing, however they are written.
"""

from engine.differences.comparison import Comparison, compare, differences
from engine.differences.difference import Difference, Kind, What
from engine.differences.outline import Change, LinkChange, StepChange
from engine.differences.steps import changed_steps

__all__ = [
    "Change",
    "Comparison",
    "Difference",
    "Kind",
    "LinkChange",
    "StepChange",
    "What",
    "changed_steps",
    "compare",
    "differences",
]
