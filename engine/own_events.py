"""The events that Onward tells of itself: they may come whoever sends what."""

from typing import get_args

from engine.definition.steps.messages import InAppFormat
from engine.facts import (
    DATE_REACHED,
    HEALTH_CHANGED,
    HEALTH_SCORED,
    LEFT_ACCOUNT,
    MARK_EVENTS,
    OUT_OF_OFFICE,
    SEGMENT_ENTERED,
    SEGMENT_LEFT,
    SURVEY_ANSWERED,
    TAKEN_AWAY,
    TRAITS_UPDATED,
)
from engine.in_app.states import ITEM_COMPLETED, State, event_of

OWN_EVENTS = frozenset(
    {
        *MARK_EVENTS.values(),
        *(event_of(state, form) for state in get_args(State) for form in get_args(InAppFormat)),
        ITEM_COMPLETED,
        OUT_OF_OFFICE,
        SURVEY_ANSWERED,
        TRAITS_UPDATED,
        DATE_REACHED,
        HEALTH_CHANGED,
        HEALTH_SCORED,
        SEGMENT_ENTERED,
        SEGMENT_LEFT,
        LEFT_ACCOUNT,
        TAKEN_AWAY,
    }
)
