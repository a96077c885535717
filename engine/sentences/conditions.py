"""Conditions in words."""

from collections.abc import Callable
from typing import Any, assert_never

from engine.definition.base import Scalar, StepId
from engine.definition.comparisons import Comparison
from engine.definition.conditions import (
    Age,
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    HealthIs,
    MessageWas,
    Not,
    NowIs,
    PropertyIs,
    SegmentIs,
    TaskWas,
    TraitIs,
)
from engine.definition.times import Duration
from engine.sentences.calendar import day_in_words
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.words import (
    Piece,
    Run,
    Sentence,
    joined,
    name_in_words,
    say,
    strong,
    text_in_words,
    trait_in_words,
    value_in_words,
)

NameOfStep = Callable[[StepId], str]
Words = Callable[[Any], str]
"""How a value that is compared with is said."""


IN_SEGMENT = "the customer is in the segment "


def condition_sentence(
    condition: Condition, name_of: NameOfStep = name_in_words, names: Names = NO_NAMES
) -> Sentence:
    """What the condition asks, in lower case and without a full stop."""
    match condition:
        case TraitIs() | PropertyIs() | HealthIs() | NowIs():
            return say(_compared(condition), " ", comparison(condition, _words_of(condition)))
        case EventHappened():
            return _event(condition, name_of, names)
        case MessageWas():
            return say("the message “", name_of(condition.message), "” was ", condition.was)
        case TaskWas():
            return _task(condition, name_of)
        case SegmentIs():
            return say(IN_SEGMENT, strong(names.segment(condition.segment)))
        case AllOf():
            return joined((_grouped(part, name_of, names) for part in condition.all), "and")
        case AnyOf():
            return joined((_grouped(part, name_of, names) for part in condition.any), "or")
        case Not():
            return _denied(condition.not_, name_of, names)
        case _:
            assert_never(condition)


_NOW = {
    "weekday": "today",
    "time": "the time of day",
    "date": "the date",
    "day": "the day of the journey",
}


def _compared(leaf: TraitIs | PropertyIs | HealthIs | NowIs) -> Sentence:
    """What is compared."""
    match leaf:
        case TraitIs():
            return say(trait_in_words(leaf.trait))
        case PropertyIs():
            return say("its ", name_in_words(leaf.property))
        case HealthIs():
            return say("the health ", leaf.health)
        case NowIs():
            return say(_NOW[leaf.now])
        case _:
            assert_never(leaf)


def _words_of(leaf: Comparison) -> Words:
    return _weekday if isinstance(leaf, NowIs) and leaf.now == "weekday" else value_in_words


def _weekday(value: Scalar) -> str:
    return day_in_words(value) if isinstance(value, str) else value_in_words(value)


def _task(leaf: TaskWas, name_of: NameOfStep) -> Sentence:
    name = name_of(leaf.task)
    if leaf.outcome is not None:
        return say("“", name, "” came out as “", strong(name_in_words(leaf.outcome)), "”")
    return say("the task “", name, "” is ", strong(leaf.was or "open"))


def _grouped(part: Condition, name_of: NameOfStep, names: Names) -> Sentence:
    said = condition_sentence(part, name_of, names)
    return say("(", said, ")") if isinstance(part, AllOf | AnyOf) else said


def _denied(condition: Condition, name_of: NameOfStep, names: Names) -> Sentence:
    match condition:
        case MessageWas():
            return say("the message “", name_of(condition.message), "” was not ", condition.was)
        case TaskWas(task=task, was=str() as was):
            return say("the task “", name_of(task), "” is not ", strong(was))
        case SegmentIs():
            return say(
                "the customer is not in the segment ", strong(names.segment(condition.segment))
            )
        case EventHappened() if _is_once(condition):
            happened = strong(condition.event)
            return say(happened, " has not happened", *_narrowed(condition, name_of, names))
        case TraitIs() | PropertyIs() | HealthIs() | NowIs() if _can_be_denied(condition):
            compared = _denied_comparison(condition, _words_of(condition))
            return say(_compared(condition), " ", compared)
        case _:
            return say("not (", condition_sentence(condition, name_of, names), ")")


def _is_once(leaf: EventHappened) -> bool:
    """Whether it asks no more than that it happened at all."""
    counts = (leaf.first, leaf.last, leaf.exactly, leaf.at_most, leaf.at_least)
    return all(each is None for each in counts)


def _can_be_denied(leaf: Comparison) -> bool:
    """Two denials in one phrase would be hard to read."""
    return leaf.operator not in ("is_not", "not_in") and leaf.expected is not False


def _denied_comparison(leaf: Comparison, words: Words) -> Sentence:
    """`is not less than 10`, `is none of basic or trial`, `does not contain a`."""
    expected: Any = leaf.expected
    match leaf.operator:
        case "in":
            one = len(expected) == 1
            return say("is not " if one else "is none of ", _listed(expected, words))
        case "contains":
            return say("does not contain ", _value(expected, words))
        case "starts_with":
            return say("does not start with ", _value(expected, words))
        case _:
            first, *rest = comparison(leaf, words).runs
            return say(f"is not {first.text.removeprefix('is ')}", *rest)


def comparison(leaf: Comparison, words: Words = value_in_words) -> Sentence:
    """`is less than 10`, `is none of basic or trial`, `is known`."""
    expected: Any = leaf.expected
    match leaf.operator:
        case "is":
            return say("is ", _value(expected, words))
        case "is_not":
            return say("is not ", _value(expected, words))
        case "in":
            return say("is ", _listed(expected, words))
        case "not_in":
            return say("is none of ", _listed(expected, words))
        case "less_than":
            return say("is less than ", _value(expected, words))
        case "at_most":
            return say("is at most ", _value(expected, words))
        case "more_than":
            return say("is more than ", _value(expected, words))
        case "at_least":
            return say("is at least ", _value(expected, words))
        case "contains":
            return say("contains ", _value(expected, words))
        case "starts_with":
            return say("starts with ", _value(expected, words))
        case "within_last":
            return say("is in the last ", strong(expected.in_words()))
        case "longer_ago_than":
            return say("is more than ", strong(expected.in_words()), " ago")
        case "within_next":
            return say("is in the next ", strong(expected.in_words()))
        case "further_off_than":
            return say("is more than ", strong(expected.in_words()), " off")
        case "exists":
            return say("is known" if expected else "is not known")
        case operator:
            assert_never(operator)


def _listed(values: tuple[Any, ...], words: Words) -> Sentence:
    return joined((_value(value, words) for value in values), "or")


def _value(value: Any, words: Words) -> Run:
    return strong(text_in_words(words(value)))


def _event(leaf: EventHappened, name_of: NameOfStep, names: Names) -> Sentence:
    age = leaf.first or leaf.last
    if age is not None:
        return _aged(leaf, age, name_of, names)
    never = leaf.exactly == 0 or leaf.at_most == 0
    pieces: list[Piece] = [strong(leaf.event), " has not happened" if never else " has happened"]
    pieces.append("" if never else _times(leaf))
    return say(*pieces, *_narrowed(leaf, name_of, names))


def _aged(leaf: EventHappened, age: Age, name_of: NameOfStep, names: Names) -> Sentence:
    which = "first" if leaf.first is not None else "last"
    period = strong(age.period.in_words() if age.period else "")
    when = say("in the last ", period) if age.within_last else say("more than ", period, " ago")
    return say(f"the {which} ", strong(leaf.event), *_narrowed(leaf, name_of, names), " was ", when)


def _narrowed(leaf: EventHappened, name_of: NameOfStep, names: Names) -> list[Piece]:
    """Which of the events, and since when."""
    pieces: list[Piece] = []
    if leaf.where is not None:
        pieces += [" (only if ", condition_sentence(leaf.where, name_of, names), ")"]
    match leaf.within:
        case "enrollment":
            pieces.append(" since entry")
        case "step":
            pieces.append(" since this step")
        case "ever":
            pieces.append(" at any time")
        case Duration():
            pieces += [" in the last ", leaf.within.in_words()]
    return pieces


def _times(leaf: EventHappened) -> str:
    if leaf.exactly is not None:
        return f" exactly {_count(leaf.exactly)}"
    if leaf.at_most is not None:
        return f" at most {_count(leaf.at_most)}"
    if leaf.at_least is not None and leaf.at_least > 1:
        return f" at least {_count(leaf.at_least)}"
    return ""


def _count(times: int) -> str:
    return "once" if times == 1 else f"{times} times"
