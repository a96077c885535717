"""A journey's own rules as an explanation tells them."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.explanation.parts import Rule
from engine.sentences import (
    NO_NAMES,
    Names,
    Sentence,
    audience_sentence,
    exit_sentences,
    goal_sentence,
    holdout_sentence,
    reentry_sentence,
    say,
    sending_sentence,
    strong,
    trigger_sentences,
)
from engine.sentences.words import name_in_words


def rules(journey: Journey, names: Names = NO_NAMES) -> tuple[Rule, ...]:
    """In the order in which a customer meets them."""
    goal = goal_sentence(journey, names)
    return (
        Rule("Who enters", tuple(_entering(journey, names))),
        Rule("What it is for", (goal or say("It has no goal that is measured"),)),
        Rule("What takes customers out early", tuple(_leaving(journey, names))),
        Rule("When it sends", tuple(_sending(journey))),
    )


def _entering(journey: Journey, names: Names) -> Iterator[Sentence]:
    yield from trigger_sentences(journey, names)
    if journey.entry.audience is not None:
        yield audience_sentence(journey, names)
    if (kept_out := holdout_sentence(journey)) is not None:
        yield kept_out
    yield say("May a customer enter more than once? ", reentry_sentence(journey))


def _leaving(journey: Journey, names: Names) -> Iterator[Sentence]:
    found = exit_sentences(journey, names)
    yield from found or [say("Nothing but the goal, or somebody who takes them out")]


def _sending(journey: Journey) -> Iterator[Sentence]:
    yield sending_sentence(journey.send)
    topic = strong(name_in_words(journey.topic))
    yield say("Who unsubscribes from ", topic, " gets no more of its mail")
