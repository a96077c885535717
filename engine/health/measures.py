"""What a component of a scorecard looks at. How it is measured is in `engine.health.measuring`.

All that happens is counted over the whole account, whichever of its contacts did it.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from engine.definition.base import EventName, Part
from engine.definition.conditions import (
    Condition,
    EventHappened,
    HealthIs,
    MessageWas,
    NowIs,
    PropertyIs,
    SegmentIs,
    TaskWas,
    TraitIs,
    TraitPath,
    leaves,
)
from engine.definition.times import Duration, Unit
from engine.facts import HEALTH_TRAITS

Text = Annotated[str, Field(min_length=1, max_length=200)]


_OWN_TRAITS = frozenset(f"account.{trait}" for trait in HEALTH_TRAITS.values())


def _of_account(path: str) -> str:
    if not path.startswith("account."):
        raise ValueError(
            f"“{path}” is of a contact, and an account has many: name a trait of the account."
        )
    if path in _OWN_TRAITS:
        raise ValueError(f"“{path}” is what comes of the scorecard: it cannot go into it.")
    return path


AccountTrait = Annotated[TraitPath, AfterValidator(_of_account)]
"""`account.seats`, `account.billing.status`."""


def _whole_days(period: Duration) -> Duration:
    if period.unit not in (Unit.DAYS, Unit.WEEKS) or period.amount == 0:
        raise ValueError(f"“{period}” cannot be a window: it is days or weeks, such as 30d or 12w.")
    return period


Window = Annotated[Duration, AfterValidator(_whole_days)]
"""So long back from now. Days of 24 hours: an account may have contacts in every zone."""


def _of_one_event(where: Condition) -> Condition:
    for leaf in leaves(where):
        match leaf:
            case TraitIs(trait=path):
                _of_account(path)
                _no_dates(leaf)
            case PropertyIs():
                _no_dates(leaf)
            case _:
                raise ValueError(
                    "Inside “where”, only the event's properties and the account's traits are seen."
                )
    return where


def _no_dates(leaf: TraitIs | PropertyIs) -> None:
    # Else an event would come to count, and cease to, at instants nobody has reckoned.
    if isinstance(leaf.expected, Duration):
        raise ValueError(
            f"Inside “where”, nothing is compared with now: {leaf.operator} cannot stand here."
        )


Filter = Annotated[Condition, AfterValidator(_of_one_event)]
"""Which of the events count: a condition on an event's properties and the account's traits."""


def _of_whole_account(segment: Condition) -> Condition:
    for leaf in leaves(segment):
        match leaf:
            case TraitIs(trait=path):
                _of_account(path)
            case EventHappened(within="enrollment" | "step"):
                raise ValueError(
                    "Nobody is in a journey here: write “within: ever”, or a duration such as 30d."
                )
            case EventHappened():
                if leaf.where is not None:
                    _of_one_event(leaf.where)
            case SegmentIs():
                pass
            case HealthIs():
                raise ValueError("Which scorecard holds cannot hang on the health it gives.")
            case NowIs():
                raise ValueError("Which scorecard holds cannot hang on the day or the hour.")
            case MessageWas() | TaskWas() | PropertyIs():
                raise ValueError(
                    "Nobody is in a journey here: ask for traits of the account, events or "
                    "segments."
                )
    return segment


OfAccount = Annotated[Condition, AfterValidator(_of_whole_account)]
"""A condition that an account fulfils by itself, outside any journey."""


class _OfEvents(Part):
    events: Annotated[tuple[EventName, ...], Field(min_length=1, max_length=100)]
    """Any of these."""
    within: Window
    where: Filter | None = None


class Count(_OfEvents):
    """How often it happened: logins in 30 days.

    Zero counts once anything at all has been heard from the account; until then there are no data.
    """

    type: Literal["count"]
    unit: Text = "event"
    """What one is called."""
    units: Text | None = None
    """What several are called; None: the unit with an s."""


class Distinct(_OfEvents):
    """How many different things it was: features used in 30 days. Different values of `property`,
    capitals aside; without it, different events of the list.

    Zero counts once anything at all has been heard from the account; until then there are no data.
    """

    type: Literal["distinct"]
    property: Text | None = None
    unit: Text = "value"
    units: Text | None = None


class Share(_OfEvents):
    """How many contacts did it, in percent of a numeric trait of the account: of its seats, how
    many are used.

    There are no data while the trait is missing, no number or below 1, nor before anything has
    been heard from the account.
    """

    type: Literal["share"]
    of: AccountTrait


class Trait(Part):
    """What a trait of the account is: a number, or one of several named values.

    There are no data while it is missing, or is nothing that the levels know.
    """

    type: Literal["trait"]
    trait: AccountTrait


class Latest(_OfEvents):
    """A property of the latest of the events that has it: the score of an answer.

    There are no data when none happened in the window.
    """

    type: Literal["latest"]
    property: Text


OfEvents = Count | Distinct | Share | Latest
"""The measures whose values change as time passes."""

Measure = Annotated[Count | Distinct | Share | Trait | Latest, Field(discriminator="type")]
