"""How durations and days are written in a definition."""

import pytest
from pydantic import TypeAdapter, ValidationError

from engine.definition.moving import Limit
from engine.definition.times import Duration, Unit, weekdays
from engine.sentences.waits import limit_in_words

duration = TypeAdapter(Duration)


@pytest.mark.parametrize(
    ("written", "amount", "unit", "words"),
    [
        ("30m", 30, Unit.MINUTES, "30 minutes"),
        ("1h", 1, Unit.HOURS, "1 hour"),
        ("3d", 3, Unit.DAYS, "3 days"),
        ("2w", 2, Unit.WEEKS, "2 weeks"),
        ("1 business day", 1, Unit.BUSINESS_DAYS, "1 business day"),
        ("2 business days", 2, Unit.BUSINESS_DAYS, "2 business days"),
        ("1 business hour", 1, Unit.BUSINESS_HOURS, "1 business hour"),
    ],
)
def test_a_duration_is_read_written_and_said(
    written: str, amount: int, unit: Unit, words: str
) -> None:
    read = duration.validate_python(written)
    assert read == Duration(amount, unit)
    assert duration.dump_python(read, mode="json") == written
    assert read.in_words() == words


@pytest.mark.parametrize("written", ["", "3", "d", "-3d", "3 months", "1.5h", "3d 2h", "999999d"])
def test_what_is_no_duration_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        duration.validate_python(written)


def test_space_around_a_duration_does_not_matter() -> None:
    assert duration.validate_python(" 3 d ") == Duration(3, Unit.DAYS)


def test_a_limit_is_a_duration_a_day_of_the_journey_or_a_date_of_theirs() -> None:
    limit: TypeAdapter[Limit] = TypeAdapter(Limit)
    assert limit.validate_python("3d") == Duration(3, Unit.DAYS)
    day, before = {"day": 7, "at": "10:00"}, {"trait": "account.renewal_date", "offset": "-14d"}
    assert limit_in_words(limit.validate_python(day)) == "day 7 at 10:00"
    said = "until 14 days before account renewal date at 09:00"
    assert limit_in_words(limit.validate_python({"date": before})) == said


def test_days_are_single_ranges_and_lists_and_may_wrap() -> None:
    assert weekdays("mon-fri") == {0, 1, 2, 3, 4}
    assert weekdays("mon,wed,fri") == {0, 2, 4}
    assert weekdays("sat-mon") == {5, 6, 0}
    assert weekdays("sun") == {6}
