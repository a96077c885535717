"""How a definition writes durations, times of day and days of the journey."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticSerializationUnexpectedValue, core_schema

from engine.definition.base import Part


class Unit(StrEnum):
    MINUTES = "m"
    HOURS = "h"
    DAYS = "d"
    WEEKS = "w"
    BUSINESS_DAYS = "business days"
    BUSINESS_HOURS = "business hours"


_DAYS = {
    Unit.MINUTES: 1 / 1440,
    Unit.HOURS: 1 / 24,
    Unit.DAYS: 1.0,
    Unit.WEEKS: 7.0,
    Unit.BUSINESS_DAYS: 7 / 5,
    Unit.BUSINESS_HOURS: 7 / 40,
}


class _WrittenAsText(ABC):
    """A value that is kept as text."""

    PATTERN: ClassVar[re.Pattern[str]]
    """Of how it is written."""

    @classmethod
    @abstractmethod
    def parse(cls, written: str) -> Self:
        """Raises ValueError for what is not written so."""

    @classmethod
    def _written(cls, value: object) -> str:
        if not isinstance(value, cls):
            raise PydanticSerializationUnexpectedValue(f"{value!r} is not a {cls.__name__}")
        return str(value)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from_text = core_schema.chain_schema(
            [
                core_schema.str_schema(pattern=cls.PATTERN.pattern, strip_whitespace=True),
                core_schema.no_info_plain_validator_function(cls.parse),
            ]
        )
        as_it_is = core_schema.is_instance_schema(cls)
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema([as_it_is, from_text]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                cls._written, return_schema=core_schema.str_schema()
            ),
        )


@dataclass(frozen=True)
class Duration(_WrittenAsText):
    """`30m`, `12h`, `3d`, `2w`, `2 business days` or `4 business hours`.

    Minutes and hours are exact. Days, weeks and business days are calendar days in the customer's
    zone: three days after Friday 09:00 is Monday 09:00, also when the clocks change in between.
    Business hours are those from nine to five, Monday to Friday. For what colleagues are asked,
    business days and hours are their own: their hours, holidays and time off.
    """

    PATTERN: ClassVar = re.compile(r"^(\d{1,5}) ?(m|h|d|w|business days?|business hours?)$")

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, written: str) -> Self:
        found = cls.PATTERN.match(written.strip())
        if not found:
            raise ValueError(
                f"“{written}” is not a duration. Write 30m, 12h, 3d, 2w or 2 business days."
            )
        unit = found[2]
        return cls(int(found[1]), Unit(f"{unit.removesuffix('s')}s" if " " in unit else unit))

    def __str__(self) -> str:
        if " " in self.unit:
            return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"
        return f"{self.amount}{self.unit}"

    @property
    def days(self) -> float:
        """About how long: in days of 24 hours, five business days to a week and eight
        hours to each."""
        return self.amount * _DAYS[self.unit]

    @property
    def least(self) -> timedelta:
        """How long at least: as if no night and no weekend came in between."""
        match self.unit:
            case Unit.MINUTES:
                return timedelta(minutes=self.amount)
            case Unit.HOURS | Unit.BUSINESS_HOURS:
                return timedelta(hours=self.amount)
            case Unit.WEEKS:
                return timedelta(weeks=self.amount)
            case Unit.DAYS | Unit.BUSINESS_DAYS:
                return timedelta(days=self.amount)

    def in_words(self) -> str:
        """`3 days`, `1 hour`, `2 business days`."""
        words = {
            Unit.MINUTES: "minute",
            Unit.HOURS: "hour",
            Unit.DAYS: "day",
            Unit.WEEKS: "week",
            Unit.BUSINESS_DAYS: "business day",
            Unit.BUSINESS_HOURS: "business hour",
        }
        return f"{self.amount} {words[self.unit]}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True)
class Offset(_WrittenAsText):
    """`-60d`: so long before a date; `14d`: so long after it."""

    PATTERN: ClassVar = re.compile(
        r"^([+-]?)(\d{1,5} ?(?:m|h|d|w|business days?|business hours?))$"
    )

    duration: Duration
    before: bool = False

    @classmethod
    def parse(cls, written: str) -> Self:
        found = cls.PATTERN.match(written.strip())
        if not found:
            raise ValueError(
                f"“{written}” is not an offset. Write -60d for before the date, 14d for after it."
            )
        return cls(Duration.parse(found[2]), before=found[1] == "-")

    def __str__(self) -> str:
        return f"{'-' if self.before else ''}{self.duration}"

    def in_words(self) -> str:
        """`60 days before`, `2 weeks after`."""
        return f"{self.duration.in_words()} {'before' if self.before else 'after'}"


@dataclass(frozen=True)
class Percentage(_WrittenAsText):
    """`10%`: a share of a whole, more than nothing and at most half."""

    PATTERN: ClassVar = re.compile(r"^(\d{1,2}(?:\.\d)?) ?%$")

    tenths: int
    """Tenths of a percent: 100 is 10%."""

    @classmethod
    def parse(cls, written: str) -> Self:
        found = cls.PATTERN.match(written.strip())
        tenths = round(float(found[1]) * 10) if found else 0
        if not 0 < tenths <= 500:
            raise ValueError(f"“{written}” is no share. Write one from 0.1% to 50%, such as 10%.")
        return cls(tenths)

    def __str__(self) -> str:
        whole, tenth = divmod(self.tenths, 10)
        return f"{whole}.{tenth}%" if tenth else f"{whole}%"

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.tenths / 1000


TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time on a wall clock, `09:00`."""


@lru_cache(maxsize=1_440)
def as_time(written: str) -> time:
    return time.fromisoformat(written)


LAST_DAY = 3_660
"""No day of a journey after this one can be named."""


class DayOfJourney(Part):
    """The n-th calendar day of the enrollment in the customer's zone. Day 1 is the day of entry."""

    day: Annotated[int, Field(ge=1, le=LAST_DAY)]
    at: TimeOfDay = "09:00"

    def in_words(self) -> str:
        return f"day {self.day} at {self.at}"


Moment = Duration | DayOfJourney
"""So long after something began, or on a day of the journey."""


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "(mon|tue|wed|thu|fri|sat|sun)"
_DAY_OR_RANGE = f"{_DAY}(-{_DAY})?"
Days = Annotated[str, StringConstraints(pattern=f"^{_DAY_OR_RANGE}(,{_DAY_OR_RANGE})*$")]
"""`mon-fri`, `mon,wed,fri`, `sat-mon`."""


def widest_gap(written: Days) -> int:
    """The most days from one of the days meant to the next: 3 of `mon-fri`, 7 of `mon`."""
    days = sorted(weekdays(written))
    return max(
        (after - day - 1) % 7 + 1 for day, after in zip(days, days[1:] + days[:1], strict=True)
    )


@lru_cache(maxsize=512)
def weekdays(written: Days) -> frozenset[int]:
    """The days meant, 0 for Monday to 6 for Sunday. A range may run over the week's end."""
    found: set[int] = set()
    for part in written.split(","):
        first, _, last = part.partition("-")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found.update((start + ahead) % 7 for ahead in range((end - start) % 7 + 1))
    return frozenset(found)
