"""What starts a journey, in words."""

from collections.abc import Mapping
from typing import assert_never

from engine.definition.triggers import (
    DateTrigger,
    EventTrigger,
    HealthTrigger,
    ScheduleTrigger,
    SegmentTrigger,
    Trigger,
)
from engine.sentences.conditions import condition_sentence
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.schedules import schedule_sentence
from engine.sentences.waits import date_sentence
from engine.sentences.words import Sentence, joined, say, strong

REFUSALS: Mapping[str, str] = {
    "already_running": "In it already",
    "already_been": "Been through before",
    "too_soon": "Too soon after last time",
    "audience": "“Only if” does not hold for them",
    "trigger_filter": "What happened is not all that “Who enters” asks for",
    "too_old": "What happened came in more than seven days late",
    "nothing": "Nothing happened that lets them in",
    "holdout": "Kept out to compare with",
    "global_holdout": "Kept out of all journeys",
    "no_subject": "Named nobody",
}
"""Why somebody does not enter, by its code. “Only if” is called so where it is edited."""


def trigger_sentence(trigger: Trigger, names: Names = NO_NAMES) -> Sentence:
    """`when Account Created happens`, `90 days before account renewal date at 09:00`."""
    match trigger:
        case EventTrigger(event=event, where=None):
            return say("when ", strong(event), " happens")
        case EventTrigger(event=event, where=where):
            filtered = condition_sentence(where, names=names) if where is not None else ""
            return say("when ", strong(event), " happens and ", filtered)
        case SegmentTrigger(segment=segment, change="enters"):
            return say("when the customer enters the segment ", strong(names.segment(segment)))
        case SegmentTrigger(segment=segment):
            return say("when the customer leaves the segment ", strong(names.segment(segment)))
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
