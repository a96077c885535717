"""Which segments a journey asks for."""

from collections.abc import Iterator

from engine.definition.conditions import PropertyIs, SegmentIs
from engine.definition.journey import Journey
from engine.definition.kept import kept
from engine.definition.triggers import EventTrigger, SegmentTrigger
from engine.facts import SEGMENT_ENTERED, SEGMENT_LEFT
from engine.validation.asked import asks


@kept
def segments_of(journey: Journey) -> frozenset[str]:
    """Those its conditions ask for, and those whose members coming or leaving it listens for."""
    triggers = journey.entry.triggers
    named = {each.segment for each in triggers if isinstance(each, SegmentTrigger)}
    return frozenset(named | set(_asked(journey)))


def _asked(journey: Journey) -> Iterator[str]:
    hears = {each.event for each in journey.entry.triggers if isinstance(each, EventTrigger)}
    of_segments = bool(hears & {SEGMENT_ENTERED, SEGMENT_LEFT})
    for asked in asks(journey):
        match asked.leaf:
            case SegmentIs(segment=segment):
                yield segment
            case PropertyIs(property="segment", expected=expected) if asked.of_an_event and (
                of_segments or not asked.at_entry
            ):
                values = expected if isinstance(expected, tuple) else (expected,)
                yield from (value for value in values if isinstance(value, str))
            case _:
                pass
