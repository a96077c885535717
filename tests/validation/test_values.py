"""A value that nobody ever had is told of, where a field has had a few others often."""

from dataclasses import replace

import pytest

from engine.validation.known import Field, Values
from tests.validation.journeys import BASE, KNOWN, SEATS, changed

PLAN = Field("account.plan")
PLANS = {"pro": 40, "trial": 20, "Enterprise": 9}


def told(asked: str, values: Values | None, before: str = SEATS) -> list[tuple[str, str | None]]:
    """What is said of the condition in a branch."""
    known = replace(KNOWN, values=values)
    found = changed(before, asked, known=known)
    return [(each.message, each.hint) for each in found if each.code == "value_never_had"]


def test_a_value_that_is_spelt_otherwise_is_named_with_the_one_that_is_meant() -> None:
    """**How it broke:** “plan is entreprise” was published without a word, and held for nobody."""
    said = "No account plan that has come in is “entreprise”."
    hint = "Did you mean “Enterprise”?"
    assert told("{trait: account.plan, is: entreprise}", {PLAN: PLANS}) == [(said, hint)]


def test_of_several_values_only_the_unknown_ones_are_named_with_those_seen_most() -> None:
    found = told("{trait: account.plan, not_in: [gold, PRO]}", {PLAN: PLANS})
    said = "No account plan that has come in is “gold”."
    assert found == [(said, "Most are: pro, trial, Enterprise. Fine if it is still to come.")]


def test_a_property_is_one_of_its_event() -> None:
    where = "{event: Login, where: {property: device, is: phonr}}"
    had = {Field("device", "Login"): {"phone": 9, "laptop": 5}}
    said = "No device of Login that has come in is “phonr”."
    assert told(where, had) == [(said, "Did you mean “phone”?")]
    assert told(where, {Field("device", "Sign-up"): {"phone": 9, "laptop": 5}}) == []


@pytest.mark.parametrize(
    ("asked", "had"),
    [
        ("is: enterprise", PLANS),
        ("is: TRIAL", PLANS),
        ("contains: entre", PLANS),
        ("is: 12", PLANS),
        ("is: '2026-11-30'", PLANS),
        ("is: gold", {}),
        ("is: churned", {"active": 900}),
        ("is: Acme", {f"Company {number}": 1 for number in range(12)}),
        ("is: gold", {f"Plan {number}": 90 for number in range(21)}),
    ],
)
def test_what_may_well_come_in_is_not_warned_of(asked: str, had: dict[str, int]) -> None:
    assert told(f"{{trait: account.plan, {asked}}}", {PLAN: had}) == []


def test_what_the_journey_sets_itself_is_had() -> None:
    sets = BASE.replace("{type: wait, for: 3d,", "{type: update, set: {account.plan: Gold},")
    known = replace(KNOWN, values={PLAN: PLANS})
    asked = "{trait: account.plan, is: gold}"
    assert "value_never_had" in {each.code for each in changed(SEATS, asked, known=known)}
    assert "value_never_had" not in {each.code for each in changed(SEATS, asked, sets, known=known)}


def test_nobody_has_left_yet_where_all_goes_well() -> None:
    rule, field = "exit: [{when: {trait: account.status, is: churned}}]", Field("account.status")
    assert rule in BASE
    had = {field: {"active": 90, "trial": 30}}
    assert told(rule, had, before=rule) == []
    misspelt = {field: {"active": 90, "churnd": 30}}
    [(_, hint)] = told(rule, misspelt, before=rule)
    assert hint == "Did you mean “churnd”?"
