"""Times that come again, in words."""

from collections.abc import Sequence
from datetime import date

from engine.crontab import Crontab, OfMonth, read
from engine.definition.triggers import Schedule
from engine.sentences.calendar import MONTHS, day_in_words, days_in_words
from engine.sentences.words import Sentence, say, strong

_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", None: "last"}
_ALWAYS = "every day"
_MANY = 5
"""From so many hours on that follow one another evenly, only the first and the last are said."""


def schedule_sentence(schedule: Schedule) -> Sentence:
    """`every Monday to Friday at 09:00, Europe/Amsterdam`. What words would not make clearer is
    shown as it is written."""
    zone = f", {schedule.time_zone.replace('_', ' ')}"
    begins = f", from {_in_full(schedule.starting)}" if schedule.starting else ""
    times = read(schedule.cron)
    if times is None:
        return say("at the times ", strong(schedule.cron), begins, zone)
    days = _days(times, schedule.weeks)
    at, hours = _hours(times)
    if days == _ALWAYS and not at:
        return say(strong(hours), begins, zone)
    return say(strong(days), " at " if at else ", ", strong(hours), begins, zone)


def _days(times: Crontab, weeks: int) -> str:
    months = "every month" if times.months is None else _months(times.months)
    match times.weekdays:
        case OfMonth(day=day, number=number):
            return f"on the {_ORDINALS[number]} {day_in_words(day)} of {months}"
        case None if times.days is not None:
            return f"{_of_month(times.days)} of {months}"
        case None:
            days = _ALWAYS
        case written:
            days = _weekly(days_in_words(written), weeks, alone=written.isalpha())
    return days if times.months is None else f"{days} in {months}"


def _weekly(days: str, weeks: int, *, alone: bool) -> str:
    if weeks == 1:
        return f"every {days}"
    often = _ORDINALS.get(weeks) if weeks < _MANY else None
    if often is None:
        return f"every {weeks} weeks on {days}"
    return f"every {often} {days}" if alone else f"every {often} week on {days}"


def _of_month(days: Sequence[int]) -> str:
    if not days:
        return "on the last day"
    return f"on day{'s' if len(days) > 1 else ''} {_listed([str(day) for day in days])}"


def _months(months: Sequence[int]) -> str:
    return _listed([MONTHS[month - 1] for month in months])


def _hours(times: Crontab) -> tuple[bool, str]:
    """Whether they are said one by one, and how."""
    if times.hours is None:
        return False, f"every hour at minute {times.minute}" if times.minute else "every hour"
    shown = [f"{hour:02}:{times.minute:02}" for hour in times.hours]
    apart = {later - hour for hour, later in zip(times.hours, times.hours[1:], strict=False)}
    if len(shown) < _MANY or len(apart) > 1:
        return True, _listed(shown)
    (step,) = apart
    often = "every hour" if step == 1 else f"every {step} hours"
    return False, f"{often} from {shown[0]} to {shown[-1]}"


def _listed(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _in_full(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
