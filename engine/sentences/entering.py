"""What starts a journey, in words."""

import re
from typing import assert_never

from engine.definition.triggers import (
    DateTrigger,
    EventTrigger,
    HealthTrigger,
    Schedule,
    ScheduleTrigger,
    SegmentTrigger,
    Trigger,
)
from engine.sentences.calendar import days_in_words
from engine.sentences.conditions import condition_sentence
from engine.sentences.waits import date_sentence
from engine.sentences.words import Sentence, joined, name_in_words, say, strong


def trigger_sentence(trigger: Trigger) -> Sentence:
    """`when Account Created happens`, `90 days before account renewal date at 09:00`."""
    match trigger:
        case EventTrigger(event=event, where=None):
            return say("when ", strong(event), " happens")
        case EventTrigger(event=event, where=where):
            filtered = condition_sentence(where) if where is not None else ""
            return say("when ", strong(event), " happens and ", filtered)
        case SegmentTrigger(segment=segment, change="enters"):
            return say("when the customer enters the segment ", strong(name_in_words(segment)))
        case SegmentTrigger(segment=segment):
            return say("when the customer leaves the segment ", strong(name_in_words(segment)))
        case HealthTrigger():
            bands = joined((strong(band) for band in trigger.bands), "or")
            return say("when the account’s health turns ", bands)
        case DateTrigger():
            late = ", at once if that has passed" if trigger.passed == "now" else ""
            return say(date_sentence(trigger.date), " at ", strong(trigger.at), late)
        case ScheduleTrigger():
            return schedule_sentence(trigger.schedule)
        case _:
            assert_never(trigger)


_ONCE_A_DAY = re.compile(
    r"(?P<minute>[0-5]?\d) (?P<hour>[01]?\d|2[0-3]) (?P<day>\*|\d{1,2}) \* "
    r"(?P<weekdays>\*|[a-z,-]+)",
    re.ASCII,
)


def schedule_sentence(schedule: Schedule) -> Sentence:
    """`every Monday to Friday at 09:00, Europe/Amsterdam`. What is not so simple is shown as it is
    written."""
    zone = schedule.time_zone.replace("_", " ")
    simple = _ONCE_A_DAY.fullmatch(" ".join(schedule.cron.lower().split()))
    if simple is None:
        return say("at the times ", strong(schedule.cron), f", {zone}")
    at = f"{int(simple['hour']):02}:{int(simple['minute']):02}"
    if simple["day"] != "*":
        when = f"on day {int(simple['day'])} of every month"
    elif simple["weekdays"] != "*":
        when = f"every {days_in_words(simple['weekdays'])}"
    else:
        when = "every day"
    return say(strong(when), " at ", strong(at), f", {zone}")
