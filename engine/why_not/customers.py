"""Why a customer is, or is not, in a journey."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from engine.coming import mark_of
from engine.definition.journey import Journey
from engine.definition.triggers import (
    DateTrigger,
    EventTrigger,
    HealthTrigger,
    ScheduleTrigger,
    SegmentTrigger,
    Trigger,
)
from engine.entry import Past, Refusal, refused_by_past
from engine.evaluation import Finding
from engine.facts import health_of
from engine.schedules import next_time
from engine.sentences import Names, Sentence, say, strong
from engine.sentences.entering import trigger_sentence
from engine.spelling import nearest
from engine.why_not.dates import Due, date_stands
from engine.why_not.parts import (
    Live,
    Looked,
    Passage,
    Standing,
    Told,
    Way,
    Whereabouts,
    has_passed,
    quoted,
    when,
)


@dataclass(frozen=True)
class Known:
    """What is known of the customer. Times are aware UTC."""

    now: datetime
    zone: str
    """Their own: dates come on their clock."""
    passage: Passage | None = None
    """Their latest."""
    lot: Refusal | None = None
    """Why they would be kept out to compare with; None: they would not."""
    audience: Finding | None = None
    """How the audience comes out now."""
    traits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    health: str | None = None
    """The account's, as it was reckoned last, in a sentence."""
    segments: frozenset[str] = frozenset()
    """Those of the journey's triggers they are in."""
    dues: Mapping[str, Due] = field(default_factory=dict)
    """Dates that are kept for them, by `engine.coming.mark_of`."""
    seen: Mapping[str, datetime] = field(default_factory=dict)
    """Their events by name, and when each last came."""
    looked: tuple[Looked, ...] = ()
    """Their latest events that were looked at for the journey, the latest first."""
    waiting: Told | None = None
    """The first of their events that may start it and has not been acted on."""


def answer_for_customer(standing: Standing, known: Known, zone: str) -> Whereabouts:
    """Times are told in `zone`."""
    live, passage = standing.now, known.passage
    identifier = passage.enrollment_id if passage is not None else None
    code, answer = _in_short(standing, known, zone)
    if live is None or live.journey is None or code == "inside":
        return Whereabouts(code, answer, identifier, looked=known.looked)
    return Whereabouts(
        code,
        answer,
        identifier,
        more=tuple(_more(live.journey, known, zone)),
        ways=tuple(_ways(live, live.journey, known, zone, standing.called)),
        audience=known.audience.as_json() if known.audience is not None else None,
        looked=known.looked,
    )


def _in_short(standing: Standing, known: Known, zone: str) -> tuple[str, Sentence]:
    live, passage = standing.now, known.passage
    if passage is not None and passage.ended_at is None:
        return "inside", has_passed(passage, zone)
    if live is None:
        return "never_published", say(strong(standing.name), " has never been published.")
    if standing.status == "archived":
        at = standing.archived_at
        date = say(" on ", when(at, zone)) if at is not None else say()
        return "not_live", say("The journey was archived", date, ". Nobody enters any more.")
    if known.lot is not None:
        return "held_out", say(known.lot.reason)
    if passage is not None:
        return "been", has_passed(passage, zone)
    if known.waiting is not None:
        return _waits(known.waiting)
    return "not_yet", _not_yet(live, known, zone)


def _waits(told: Told) -> tuple[str, Sentence]:
    named = quoted(told.name)
    if told.error is not None:
        return "set_aside", say(named, " may start it, and cannot be acted on: ", told.error)
    return "waiting", say(named, " may start it, and has not been acted on yet. That takes a ",
                          "moment.")  # fmt: skip


def _not_yet(live: Live, known: Known, zone: str) -> Sentence:
    if live.journey is None:
        return say(f"Version {live.number}, which is live, cannot be read by this Onward.")
    if known.looked:
        latest = known.looked[0]
        return say("Latest, ", quoted(latest.name), " did not let them in: ", latest.decided.reason)
    if not live.journey.entry.triggers:
        return say("Nothing starts it by itself: they enter by hand, or from another journey.")
    triggers = live.journey.entry.triggers
    if any(_before(live, each, known) for each in triggers if isinstance(each, EventTrigger)):
        return say("Nothing that starts it has come about for them since ", _published(live),
                   " on ", when(live.published_at, zone), ".")  # fmt: skip
    return say("Nothing that starts it has come about for them yet.")


def _published(live: Live) -> str:
    return "it was published" if live.number == 1 else f"version {live.number} was published"


def _before(live: Live, trigger: EventTrigger, known: Known) -> bool:
    """Whether it happened, and only before what is live was there to hear it."""
    last = known.seen.get(trigger.event)
    unheard = not known.looked and known.passage is None
    return unheard and last is not None and last < live.published_at


def _more(journey: Journey, known: Known, zone: str) -> Iterator[Sentence]:
    passage = known.passage
    if passage is not None:
        past = Past(running=False, enrolled_at=passage.enrolled_at)
        refusal = refused_by_past(journey, past, known.now, known.zone)
        yield say(refusal.reason if refusal else "They may enter again.")
        if known.lot is not None:
            yield has_passed(passage, zone)
        if known.waiting is not None:
            yield _waits(known.waiting)[1]
    if known.audience is not None and not known.audience.holds:
        yield say("They are not in its audience as it is now.")


def _ways(live: Live, journey: Journey, known: Known, zone: str, names: Names) -> Iterator[Way]:
    for trigger in journey.entry.triggers:
        stands = _stands(live, trigger, known, zone)
        yield Way(trigger_sentence(trigger, names).capitalized(), stands)


def _stands(live: Live, trigger: Trigger, known: Known, zone: str) -> Sentence:
    match trigger:
        case EventTrigger():
            return _event_stands(live, trigger, known, zone)
        case SegmentTrigger():
            return _segment_stands(trigger, known)
        case HealthTrigger():
            return _health_stands(trigger, known)
        case DateTrigger():
            due = known.dues.get(mark_of(trigger))
            return date_stands(trigger, due, known.traits, known.zone, known.now)
        case ScheduleTrigger():
            return _schedule_stands(trigger, known, zone)
        case _:
            assert_never(trigger)


def _event_stands(live: Live, trigger: EventTrigger, known: Known, zone: str) -> Sentence:
    last = known.seen.get(trigger.event)
    if last is not None:
        before = f", before {_published(live)}" if _before(live, trigger, known) else ""
        return say("It last happened on ", when(last, zone), f"{before}.")
    near = nearest(trigger.event, known.seen)
    if near is not None:
        return say("It has never happened, but ", quoted(near), " has. Names must be the same to ",
                   "the letter.")  # fmt: skip
    return say("It has never happened.")


def _segment_stands(trigger: SegmentTrigger, known: Known) -> Sentence:
    inside = trigger.segment in known.segments
    if trigger.change == "enters":
        if inside:
            return say("They are in it already. It is coming into it that starts the journey.")
        return say("They are not in it.")
    if inside:
        return say("They are in it.")
    return say("They are not in it. It is going out of it that starts the journey.")


def _health_stands(trigger: HealthTrigger, known: Known) -> Sentence:
    band = health_of(known.traits.get("account", {})).get("band")
    if band is None:
        return say(
            "No health has been reckoned for it yet.", f" {known.health}" if known.health else ""
        )
    if band in trigger.bands:
        return say(
            "It is ", strong(str(band)), " already. It is turning so that starts the journey."
        )
    return say("It is ", strong(str(band)), ".")


def _schedule_stands(trigger: ScheduleTrigger, known: Known, zone: str) -> Sentence:
    comes = next_time(trigger.schedule, known.now)
    next_ = say("It comes next on ", when(comes, zone)) if comes else say("It never comes again")
    if known.audience is None:
        return say(next_, ", for everybody.")
    if known.audience.holds:
        return say(next_, ". They are in the audience as it is now.")
    return say(next_, ". As things are now it leaves them out: they are not in the audience.")
