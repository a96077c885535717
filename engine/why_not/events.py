"""Why one event did, or did not, start one journey."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.definition.triggers import (
    DateTrigger,
    EventTrigger,
    HealthTrigger,
    SegmentTrigger,
    Trigger,
)
from engine.entry import event_of, triggers_for
from engine.sentences import Names, Sentence, say, strong, trigger_sentences
from engine.sentences.entering import trigger_sentence
from engine.sentences.words import joined
from engine.spelling import nearest
from engine.why_not.parts import (
    Answer,
    Decided,
    Live,
    Passage,
    Standing,
    Told,
    has_passed,
    quoted,
    when,
)

_IN_THE_WAY = frozenset({"already_running", "already_been", "too_soon"})


def answer_for_event(
    told: Told, standing: Standing, decided: Decided | None, before: Passage | None, zone: str
) -> Answer:
    """`before` is the passage the customer had been in already when it was decided. Times are told
    in `zone`."""
    if decided is not None:
        return _as_decided(told, standing, decided, before, zone)
    if standing.now is None:
        return _never_published(told, standing)
    archived = _archived(told, standing, zone)
    if archived is not None:
        return archived
    live = standing.then
    if live is None:
        return _published_later(told, standing, standing.now, zone)
    if live.journey is None and told.dispatched_at is None:
        return _undecided(told, zone)
    if live.journey is None:
        said = f"Version {live.number}, which was live then, cannot be read by this Onward."
        return Answer("unreadable", say(said))
    if any(triggers_for(live.journey, told.name, told.properties)):
        return _undecided(told, zone)
    return _not_heard(told, standing, live, live.journey, zone)


def _as_decided(
    told: Told, standing: Standing, decided: Decided, before: Passage | None, zone: str
) -> Answer:
    if decided.enrolled:
        return Answer("enrolled", say("It did start it."), enrollment_id=decided.enrollment_id)
    more = list[Sentence]()
    passage = before if decided.code in _IN_THE_WAY else None
    if passage is not None:
        more.append(has_passed(passage, zone))
    was_inside = decided.code == "already_running" and passage is not None and passage.ended_at
    reason = "The customer was still in this journey at that moment." if was_inside else ""
    live = standing.then or standing.now
    if live is not None and decided.code != "no_subject":
        more += _of_nobody(told, live.journey)
    return Answer(
        decided.code,
        say(reason or decided.reason),
        tuple(more),
        because=decided.explanation,
        enrollment_id=passage.enrollment_id if passage else None,
    )


def _undecided(told: Told, zone: str) -> Answer:
    """The journey listens for it, and nothing is written down."""
    if told.error is not None:
        again = say(
            "It is tried again ", when(told.again_at, zone) if told.again_at else "at once", "."
        )
        return Answer("set_aside", say("It cannot be acted on: ", told.error), (again,))
    if told.dispatched_at is None:
        return Answer("waiting", say("It has not been acted on yet. That takes a moment."))
    said = "The journey listens for it, but what was decided is not written down."
    return Answer("unrecorded", say(said))


def _never_published(told: Told, standing: Standing) -> Answer:
    said = say(strong(standing.name), " has never been published, so nothing starts it.")
    return Answer("never_published", said, tuple(_by_draft(told, standing)))


def _archived(told: Told, standing: Standing, zone: str) -> Answer | None:
    at, acted = standing.archived_at, told.dispatched_at
    if standing.status != "archived" or (at is not None and acted is not None and acted < at):
        return None
    date = say(" on ", when(at, zone)) if at is not None else say()
    return Answer("archived", say("The journey was archived", date, ". Nobody enters any more."))


def _published_later(told: Told, standing: Standing, live: Live, zone: str) -> Answer:
    """The event was acted on before there was a version."""
    acted = told.dispatched_at
    date = say(", on ", when(acted, zone)) if acted is not None else say()
    said = say(strong(standing.name), " was not published yet when this was acted on", date, ".")
    more = [say(f"Version {live.number}, which is live now, was published ",
                when(live.published_at, zone), ".")]  # fmt: skip
    if _hears(live, told):
        more.append(say("It starts by such an event: the next one is looked at."))
    return Answer("published_later", said, tuple(more), _starts_by(live, standing.called))


def _not_heard(told: Told, standing: Standing, live: Live, journey: Journey, zone: str) -> Answer:
    now = standing.now
    more = tuple(_of_nobody(told, journey))
    if now is not None and now.number != live.number and _hears(now, told):
        said = say(
            f"Version {now.number} starts by it, and was published ",
            when(now.published_at, zone),
            f". It came before, when version {live.number} was live, which does not.",
        )
        return Answer("heard_since", said, more, _starts_by(live, standing.called))
    meant = [each for each in journey.entry.triggers if event_of(each) == told.name]
    if meant:
        said = _meant_for_another(told, journey, meant, standing.called)
        return Answer("meant_for_another", said, more, _starts_by(live, standing.called))
    events = [each.event for each in journey.entry.triggers if isinstance(each, EventTrigger)]
    if (near := nearest(told.name, events)) is not None:
        said = say("It starts by ", quoted(near), "; this was ", quoted(told.name),
                   ". Names must be the same to the letter.")  # fmt: skip
        return Answer("other_spelling", said, more, _starts_by(live, standing.called))
    more += tuple(_by_draft(told, standing))
    return Answer(
        "not_heard",
        say("It does not listen for ", quoted(told.name), "."),
        more,
        _starts_by(live, standing.called),
    )


def _meant_for_another(
    told: Told, journey: Journey, triggers: list[Trigger], names: Names
) -> Sentence:
    starts = joined((trigger_sentence(trigger, names) for trigger in triggers), "or")
    return say("It starts ", starts, ". ", _tells_of(told, journey, triggers[0], names))


def _tells_of(told: Told, journey: Journey, trigger: Trigger, names: Names) -> Sentence:
    seen = told.properties
    match trigger:
        case SegmentTrigger():
            segment = names.segment(str(seen.get("segment")))
            return say("This tells of the segment ", strong(segment), ".")
        case HealthTrigger():
            return say("This tells that it turned ", strong(str(seen.get("to"))), ".")
        case DateTrigger() if seen.get("journey") != journey.journey:
            other = names.journey(str(seen.get("journey")))
            return say("This tells of a date of the journey ", strong(other), ".")
        case DateTrigger():
            return say("This tells of another of its dates, or of one it had before.")
        case _:
            return say("This is another.")


def _of_nobody(told: Told, journey: Journey | None) -> Iterator[Sentence]:
    """The event names no subject of the journey's kind, so nobody could enter by it."""
    if journey is not None and not told.names(journey):
        kind = journey.subject
        yield say(f"It names no {kind} either, and the journey is for {kind}s.")


def _by_draft(told: Told, standing: Standing) -> Iterator[Sentence]:
    draft = standing.draft
    if draft is not None and any(triggers_for(draft, told.name, told.properties)):
        yield say("Its draft starts by such an event, and has not been published.")


def _hears(live: Live, told: Told) -> bool:
    return live.journey is not None and any(triggers_for(live.journey, told.name, told.properties))


def _starts_by(live: Live, names: Names) -> tuple[Sentence, ...]:
    return tuple(trigger_sentences(live.journey, names)) if live.journey is not None else ()
