"""Deciding conditions: operators, types, what is unknown, and the explanation that comes along."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from engine.definition.conditions import Condition, EventHappened, TraitIs
from engine.evaluation import compare, evaluate
from engine.facts import Facts, Fate, MessageState, Occurrences

NOW = datetime(2026, 9, 7, tzinfo=UTC)
conditions: TypeAdapter[Condition] = TypeAdapter(Condition)


def holds(condition: Any, **traits: Any) -> bool | None:
    return evaluate(
        conditions.validate_python(condition), Facts(NOW, traits={"account": traits})
    ).holds


# Operators


@pytest.mark.parametrize(
    ("operator", "actual", "expected", "result"),
    [
        ("is", "Active", "active", True),
        ("is", 10, "10", True),
        ("is", "10.0", 10, True),
        ("is", True, "true", True),
        ("is", 1, True, False),
        ("is_not", "churned", "active", True),
        ("in", "pro", ("free", "Pro"), True),
        ("in", "team", ("free", "pro"), False),
        ("not_in", 3, (1, 2), True),
        ("less_than", 9, 10, True),
        ("less_than", "9", "10", True),
        ("at_most", 10, 10, True),
        ("more_than", 10, 10, False),
        ("at_least", 10.5, "10", True),
        ("more_than", "2026-12-01", "2026-09-07", True),
        ("less_than", "2026-09-07T10:00:00+02:00", "2026-09-07T09:00:00Z", True),
        ("at_least", "soon", 10, None),
        ("less_than", True, 10, None),
        ("less_than", "2026-09-07", 10, None),
        ("contains", ["EU", "US"], "eu", True),
        ("contains", "Enterprise plus", "PLUS", True),
        ("contains", 17, 1, None),
        ("exists", 0, True, True),
    ],
)
def test_values_compare_as_people_mean_them(
    operator: Any, actual: Any, expected: Any, result: bool | None
) -> None:
    assert compare(operator, actual, expected) is result


@pytest.mark.parametrize(
    ("one", "other"),
    [("007", "7"), ("1e3", "1000"), ("1_0", "10"), (2**53, 2**53 + 1), ("1_0", 10)],
)
def test_different_ids_are_different(one: Any, other: Any) -> None:
    """**Invariant:** a customer is not taken for another whose id only reads like the same number.

    **How it broke:** everything that Python reads as a number was compared as a float: the texts
    `007` and `7` were the same, `1_0` was ten, and so were long ids that differ in the last
    digit."""
    assert compare("is", one, other) is False


# What is unknown

PAIRS = list(product((True, False, None), repeat=2))
CLAUSES: dict[bool | None, dict[str, Any]] = {
    True: {"trait": "account.yes", "is": True},
    False: {"trait": "account.yes", "is": False},
    None: {"trait": "account.unheard_of", "is": True},
}


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_all_is_false_as_soon_as_one_is_and_else_unknown_if_one_is(
    left: bool | None, right: bool | None
) -> None:
    expected = False if False in (left, right) else None if None in (left, right) else True
    assert holds({"all": [CLAUSES[left], CLAUSES[right]]}, yes=True) is expected


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_any_is_true_as_soon_as_one_is_and_else_unknown_if_one_is(
    left: bool | None, right: bool | None
) -> None:
    expected = True if True in (left, right) else None if None in (left, right) else False
    assert holds({"any": [CLAUSES[left], CLAUSES[right]]}, yes=True) is expected


@pytest.mark.parametrize(("inner", "result"), [(True, False), (False, True), (None, None)])
def test_not_leaves_unknown_unknown(inner: bool | None, result: bool | None) -> None:
    assert holds({"not": CLAUSES[inner]}, yes=True) is result


def test_whether_a_trait_is_there_is_always_known() -> None:
    assert holds({"trait": "account.plan", "exists": False}) is True
    assert holds({"trait": "account.plan", "exists": True}, plan="") is True
    assert holds({"trait": "account.plan", "exists": True}, plan=None) is False


def test_is_not_says_nothing_of_a_trait_nobody_sent() -> None:
    assert holds({"trait": "account.tier", "is_not": "strategic"}) is None


def test_nested_traits_are_found_by_their_path_and_by_their_spelling() -> None:
    condition = {"trait": "account.billing.country", "is": "NL"}
    assert holds(condition, billing={"country": "NL"}) is True
    assert holds(condition, **{"billing.country": "NL"}) is True


# Events and messages


@pytest.mark.parametrize(
    ("count", "asked", "result"),
    [
        (0, {}, False), (1, {}, True), (2, {"at_least": 3}, False), (3, {"at_least": 3}, True),
        (0, {"at_most": 0}, True), (1, {"at_most": 0}, False), (2, {"exactly": 2}, True),
    ],
)  # fmt: skip
def test_events_are_counted(count: int, asked: dict[str, int], result: bool) -> None:
    leaf = EventHappened.model_validate({"event": "Logged In", **asked})
    assert evaluate(leaf, Facts(NOW, occurrences={leaf: Occurrences(count)})).holds is result


@pytest.mark.parametrize(("fate", "result"), [("sent", True), ("skipped", False), (None, None)])
def test_what_became_of_a_message_is_unknown_until_it_is_due(
    fate: Fate | None, result: bool | None
) -> None:
    condition = conditions.validate_python({"message": "welcome", "was": "sent"})
    message = MessageState(fate) if fate else None
    assert evaluate(condition, Facts(NOW, messages={"welcome": message})).holds is result


def test_an_event_s_properties_are_compared_like_traits() -> None:
    condition = conditions.validate_python({"property": "plan.name", "is": "pro"})
    assert evaluate(condition, Facts(NOW, properties={"plan": {"name": "Pro"}})).holds is True
    assert evaluate(condition, Facts(NOW)).holds is None


# Explanations


def test_every_decision_says_what_it_saw() -> None:
    condition = {"all": [{"trait": "account.seats", "less_than": 10}, CLAUSES[None]]}
    facts = Facts(NOW, traits={"account": {"seats": 8}})
    finding = evaluate(conditions.validate_python(condition), facts)
    assert finding.text == "account seats is less than 10 and account unheard of is yes"
    assert [(part.text, part.holds, part.actual) for part in finding.parts] == [
        ("account seats is less than 10", True, 8),
        ("account unheard of is yes", None, None),
    ]


@pytest.mark.parametrize(
    "condition",
    [
        {"trait": "account.plan"},
        {"trait": "account.plan", "is": "a", "is_not": "b"},
        {"trait": "plan", "is": "a"},
        {"event": "Logged In", "at_least": 1, "at_most": 2},
        {"all": []},
        {"trate": "account.plan", "is": "a"},
    ],
)
def test_what_is_no_condition_is_refused(condition: Any) -> None:
    with pytest.raises(ValidationError):
        conditions.validate_python(condition)


def test_of_a_long_value_the_beginning_is_kept_as_evidence() -> None:
    """A trait may be a list of everybody who ever signed in; each look would store it anew."""
    leaf = TraitIs.model_validate({"trait": "account.names", "contains": "Ada"})
    found = evaluate(leaf, Facts(NOW, traits={"account": {"names": ["Ada"] * 10_000}}))
    assert found.holds is True
    assert isinstance(found.actual, str)
    assert len(found.actual) < 400
