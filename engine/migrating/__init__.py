"""Changing a journey under the customers who are in it. Pure.

A plan says what becomes of them; `check_plan` what is wrong with it; `migrated` carries it out for
one of them; `forecast` says which messages come due soon, before and after; `fates` puts the
choices into words.
"""

from engine.migrating.checking import check_plan
from engine.migrating.due import DueCount, DueMessage, Gathering
from engine.migrating.fates import FateChoice, default_fate, fate_choices
from engine.migrating.forecast import Due, Horizon, due_of, due_soon, next_messages
from engine.migrating.moving import Leaves, Moved, Stays, migrated
from engine.migrating.plan import Fate, Move, Plan, TakeOut, fate_of

__all__ = [
    "Due",
    "DueCount",
    "DueMessage",
    "Fate",
    "FateChoice",
    "Gathering",
    "Horizon",
    "Leaves",
    "Move",
    "Moved",
    "Plan",
    "Stays",
    "TakeOut",
    "check_plan",
    "default_fate",
    "due_of",
    "due_soon",
    "fate_choices",
    "fate_of",
    "migrated",
    "next_messages",
]
