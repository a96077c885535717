"""What a value is compared with has been one of those it has had: “entreprise” is no plan."""

from collections.abc import Iterable, Iterator, Mapping

from engine.definition.comparisons import Operator
from engine.definition.conditions import PropertyIs, TraitIs
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import UpdateStep
from engine.evaluation import folded
from engine.sentences.words import name_in_words
from engine.validation.asked import Asked, asks
from engine.validation.finding import meant, warning
from engine.validation.known import MOST_VALUES, Field, Known, Values
from engine.written import instant, number

_EQUAL = ("is", "is_not", "in", "not_in")
_OFTEN = 3
"""So often each has been had at least, on average: names and sentences are seldom had twice."""
_NAMED = 5


def fields(asked: Iterable[Asked]) -> frozenset[Field]:
    """Whose values have to be known."""
    return frozenset(field for each in asked for field, _, _ in _compared(each))


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    given = _given(journey)
    for asked in asks(journey):
        for problem in never_had(known.values or {}, asked, given):
            # Nobody has left yet where all goes well; only what is misspelt is told of there.
            if asked.path[0] != "exit" or (problem.hint or "").startswith("Did you mean"):
                yield problem


def never_had(
    values: Values, asked: Asked, given: frozenset[tuple[str, str]] = frozenset()
) -> Iterator[Problem]:
    """`given`: traits, and values in small letters, that the journey sets itself."""
    for field, value, operator in _compared(asked):
        had = values.get(field, {})
        if not _is_choice(had) or folded(value) in map(folded, had):
            continue
        if (field.name, folded(value)) in given:
            continue
        of = f" of {field.event}" if field.event else ""
        message = f"No {name_in_words(field.name)}{of} that has come in is “{value}”."
        seen = ", ".join(list(had)[:_NAMED])
        hint = meant(value, had, f"Most are: {seen}. Fine if it is still to come.")
        yield warning("value_never_had", (*asked.path, operator), message, hint)


def _is_choice(had: Mapping[str, int]) -> bool:
    """Whether it is one of a few, of which more than one has been seen, and each often enough."""
    return 2 <= len(had) <= MOST_VALUES and sum(had.values()) >= _OFTEN * len(had)


def _compared(asked: Asked) -> Iterator[tuple[Field, str, Operator]]:
    """The fields that are compared with a text, with which, and how. Numbers and dates are none."""
    match asked.leaf:
        case TraitIs(trait=name) as leaf:
            field = Field(name)
        case PropertyIs(property=name) as leaf if asked.event is not None:
            field = Field(name, asked.event)
        case _:
            return
    if leaf.operator not in _EQUAL:
        return
    for value in leaf.expected if isinstance(leaf.expected, tuple) else (leaf.expected,):
        if isinstance(value, str) and number(value) is None and instant(value) is None:
            yield field, value, leaf.operator


def _given(journey: Journey) -> frozenset[tuple[str, str]]:
    return frozenset(
        (trait, folded(value))
        for step in journey.steps.values()
        if isinstance(step, UpdateStep)
        for trait, value in step.set.items()
        if isinstance(value, str)
    )
