"""What a wait waits for, in words, and how long at most."""

from engine.definition.conditions import Condition
from engine.definition.steps import (
    ByDate,
    Limit,
    MovingDate,
    UntilCondition,
    UntilDate,
    UntilEvent,
    UntilTime,
    WaitStep,
)
from engine.definition.times import DayOfJourney, Duration
from engine.sentences.calendar import days_in_words
from engine.sentences.conditions import NameOfStep, condition_sentence
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.people import by_whom
from engine.sentences.words import Sentence, name_in_words, say, strong, trait_in_words


def wait_sentence(
    step: WaitStep, name_of: NameOfStep = name_in_words, names: Names = NO_NAMES
) -> Sentence:
    """`3 days`; `until First Login, at most 7 days`. Follows on “Wait”."""
    if step.for_ is not None:
        return say(strong(step.for_.in_words()))
    match step.until:
        case DayOfJourney():
            said = say("until ", strong(step.until.in_words()))
        case UntilTime():
            said = _until_time(step.until)
        case UntilDate():
            said = _until_date(step.until)
        case UntilEvent():
            whose, where = by_whom(step.until), _where(step.until.where, name_of, names)
            said = say("until ", strong(step.until.event), whose, where)
        case UntilCondition():
            said = say("until ", condition_sentence(step.until.when, name_of, names))
        case None:
            return say("for nothing")
    return say(said, ", ", limit_sentence(step.at_most)) if step.at_most else said


def limit_sentence(limit: Limit) -> Sentence:
    """`at most 7 days`, `at the latest day 7 at 09:00`, `at most until 14 days before account
    renewal date at 09:00`."""
    match limit:
        case Duration():
            return say("at most ", strong(limit.in_words()))
        case DayOfJourney():
            return say("at the latest ", strong(limit.in_words()))
        case ByDate():
            return say("at most ", _until_date(limit))


def limit_in_words(limit: Limit) -> str:
    """`7 days`, `day 7 at 09:00`, `until 14 days before account renewal date at 09:00`."""
    return str(_until_date(limit)) if isinstance(limit, ByDate) else limit.in_words()


def _where(where: Condition | None, name_of: NameOfStep, names: Names) -> Sentence:
    if where is None:
        return say()
    return say(" (only if ", condition_sentence(where, name_of, names), ")")


def _until_time(until: UntilTime) -> Sentence:
    any_day = until.days == "mon-sun"
    return say("until it is ", strong(until.time), "" if any_day else _on(until.days))


def _on(days: str) -> Sentence:
    return say(" on ", strong(days_in_words(days)))


def _until_date(until: UntilDate | ByDate) -> Sentence:
    return say("until ", date_sentence(until.date), " at ", strong(until.at))


def date_sentence(date: MovingDate) -> Sentence:
    """`90 days before account renewal date`."""
    trait, offset = trait_in_words(date.trait), date.offset
    return say(strong(offset.in_words()), " ", strong(trait)) if offset else say(strong(trait))
