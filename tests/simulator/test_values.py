"""Whatever a comparison asks, the value made up for it makes it so, or not so."""

from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from engine.definition.conditions import TraitIs
from engine.evaluation import compare
from engine.simulation.values import value_against, value_for

SCALARS = st.text() | st.booleans() | st.integers(-(10**9), 10**9)
ASKED = st.one_of(
    st.tuples(st.sampled_from(["is", "is_not", "contains"]), SCALARS),
    st.tuples(st.sampled_from(["in", "not_in"]), st.lists(SCALARS, min_size=1, max_size=4)),
    st.tuples(
        st.sampled_from(["less_than", "at_most", "more_than", "at_least"]),
        st.integers(-(10**9), 10**9),
    ),
    st.tuples(st.just("starts_with"), st.text()),
)


@given(ASKED)
@example(("contains", "e"))
@example(("not_in", [True, "yes", 3]))
@example(("in", [True, False]))
@example(("is", ""))
@example(("not_in", ["", "else"]))
@example(("contains", ""))
@example(("starts_with", ""))
def test_value_is_one_of_which_it_holds_or_one_of_which_it_does_not(
    asked: tuple[str, Any],
) -> None:
    """**How it broke:** of what must not contain an “e”, “something else” was made; and of what
    must not be empty, nothing could be made, so that walks and simulations failed."""
    comparison = TraitIs.model_validate({"trait": "account.plan", asked[0]: asked[1]})
    made, other = value_for(comparison, None), value_against(comparison, None)
    assert made is not None
    assert other is not None
    operator, expected = comparison.operator, comparison.expected
    assume(expected is not None)
    assert compare(operator, made[0], expected) is True
    assert compare(operator, other[0], expected) is False
