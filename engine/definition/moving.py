"""Dates of the customer's own, which move as the customer's traits do, and what may end by one."""

from engine.definition.base import Part
from engine.definition.conditions import TraitPath
from engine.definition.times import Moment, Offset, TimeOfDay


class MovingDate(Part):
    """A date the customer has, such as the renewal, or so long before or after it."""

    trait: TraitPath
    offset: Offset | None = None
    """`-60d` is sixty days before, `14d` two weeks after."""


class ByDate(Part):
    """At a date of the customer's own. It moves when the date moves; while nobody knows the date,
    it never comes."""

    date: MovingDate
    at: TimeOfDay = "09:00"


Limit = Moment | ByDate
"""When a wait ends at the latest."""
