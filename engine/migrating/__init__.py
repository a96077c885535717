"""Changing a journey under the customers who are in it. Pure.

A plan says what becomes of them; `check_plan` what is wrong with it; `migrated` carries it out for
one of them; `forecast` says which messages come due soon, before and after.
"""

from engine.migrating.checking import check_plan
from engine.migrating.forecast import Due, Horizon, due_soon
from engine.migrating.moving import Leaves, Moved, Stays, migrated
from engine.migrating.plan import Fate, Move, Plan, TakeOut, fate_of

__all__ = [
    "Due",
    "Fate",
    "Horizon",
    "Leaves",
    "Move",
    "Moved",
    "Plan",
    "Stays",
    "TakeOut",
    "check_plan",
    "due_soon",
    "fate_of",
    "migrated",
]
