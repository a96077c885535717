"""Changing a journey under the customers who are in it. Pure.

A plan says what becomes of them; `check_plan` what is wrong with it; `migrated` carries it out for
one of them; `forecast` says what is done for them soon, before and after; `fates` puts the
choices into words; `entering` says who comes in by the publish itself.
"""

from engine.migrating.checking import check_plan
from engine.migrating.due import DueCount, DueDeed, DueKind, Gathering, Named
from engine.migrating.entering import Comer, Entering, Upcoming, who_enters
from engine.migrating.fates import FateChoice, default_fate, fate_choices
from engine.migrating.forecast import Due, Horizon, ahead, due_of, messages
from engine.migrating.moving import Leaves, Moved, Stays, migrated
from engine.migrating.plan import Fate, Move, Plan, TakeOut, fate_of

__all__ = [
    "Comer",
    "Due",
    "DueCount",
    "DueDeed",
    "DueKind",
    "Entering",
    "Fate",
    "FateChoice",
    "Gathering",
    "Horizon",
    "Leaves",
    "Move",
    "Moved",
    "Named",
    "Plan",
    "Stays",
    "TakeOut",
    "Upcoming",
    "ahead",
    "check_plan",
    "default_fate",
    "due_of",
    "fate_choices",
    "fate_of",
    "messages",
    "migrated",
    "who_enters",
]
