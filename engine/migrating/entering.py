"""Who comes in by a publish itself, in words, and what is done for them soon. Pure.

Whom it lets in is looked up by `engine.store.at_once`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.clock import in_words
from engine.definition.journey import Journey
from engine.definition.triggers import EventTrigger, HealthTrigger, SegmentTrigger
from engine.interpreter import begin
from engine.migrating.due import SAMPLE, DueDeed, DueKind, Gathering, Named
from engine.migrating.forecast import Horizon, ahead
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.words import joined


@dataclass(frozen=True)
class Comer:
    """Somebody who comes in at once."""

    id: UUID
    named: Named
    zone: str
    traits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Under `account` and `contact`."""


@dataclass(frozen=True)
class Upcoming:
    """The first to come in after that. `name` None: everybody a schedule lets in."""

    name: str | None
    at: datetime
    zone: str

    def in_words(self) -> str:
        when = in_words(self.at, self.zone)
        if self.name is None:
            return f"The schedule lets the first in on {when}."
        return f"The first by date is {self.name}, on {when}."


@dataclass(frozen=True)
class Entering:
    """Who comes in at once, and what is done for them within 24 hours."""

    customers: int
    said: str
    """All of it as a sentence or two."""
    sample: tuple[Named, ...]
    """The first few of them."""
    kinds: tuple[DueKind, ...]
    deeds: tuple[DueDeed, ...]


def who_enters(
    journey: Journey,
    comers: Sequence[Comer],
    now: datetime,
    soon: timedelta,
    *,
    upcoming: Upcoming | None = None,
    all_looked_at: bool = True,
    paused: bool = False,
    called: Names = NO_NAMES,
) -> Entering:
    """`now` is real time. Not `all_looked_at`: there may be more of them, and somebody before
    whoever is `upcoming`. `paused`: the journey is, so that nothing is done for anybody."""
    gathering = Gathering()
    position = begin(journey, now)
    for each in () if paused else comers:
        horizon = Horizon(now, now + soon, each.zone, traits=each.traits)
        coming = ahead(journey, position, horizon)
        gathering.after(each.id, coming)
    names = {each.id: each.named for each in comers}
    kinds = gathering.kinds() if comers and not paused else ()
    return Entering(
        customers=len(comers),
        said=_said(len(comers), kinds, upcoming, all_looked_at=all_looked_at, paused=paused)
        + _stay_out(journey, called),
        sample=tuple(each.named for each in comers[:SAMPLE]),
        kinds=kinds,
        deeds=gathering.told(journey, (), names, called),
    )


def _stay_out(journey: Journey, called: Names) -> str:
    """That who has come to where the journey starts before is not let in by that, and what lets
    them in."""
    triggers = journey.entry.triggers
    bands = dict.fromkeys(
        band for each in triggers if isinstance(each, HealthTrigger) for band in each.bands
    )
    who = [f"accounts whose health is {joined(bands, 'or')}"] if bands else []
    who += [
        f"those in the segment “{called.segment(each.segment)}”"
        for each in triggers
        if isinstance(each, SegmentTrigger) and each.change == "enters"
    ]
    events = [f"“{each.event}”" for each in triggers if isinstance(each, EventTrigger)]
    if events:
        who.append(f"those who have done {joined(dict.fromkeys(events), 'or')}")
    if not who and triggers:
        return ""
    lets_in = "“Let customers in”, on the journey’s page, is for those you have now."
    if not who:
        return f" {lets_in}"
    those = str(joined(who, "and"))
    return f" {those[0].upper()}{those[1:]} already do not: {lets_in}"


def _said(
    count: int,
    kinds: Sequence[DueKind],
    upcoming: Upcoming | None,
    *,
    all_looked_at: bool,
    paused: bool,
) -> str:
    if not count and not all_looked_at:
        return (
            "Nobody enters at once of the customers that were looked at. So many have such a date"
            " that not all of them were: others may."
        )
    if not count:
        nobody = "Nobody enters at once."
        return f"{nobody} {upcoming.in_words()}" if upcoming else nobody
    many = f"{count:,}" if all_looked_at else f"At least {count:,}"
    enter = f"{many} customer{' enters' if count == 1 else 's enter'} at once"
    if paused:
        held = "is held at the first step" if count == 1 else "are held at the first step"
        return f"{enter}, and {held} as long as the journey is paused."
    done = [each.in_words() for each in kinds if each.after.at_most]
    if not done:
        return f"{enter}. Nothing else is due for them within 24 hours."
    return f"{enter}. Within 24 hours {joined(done, 'and')}, if nothing else happens."
