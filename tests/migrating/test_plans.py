"""Plans that cannot be carried out are refused, and say why."""

import pytest

from engine.definition.journey import Journey
from engine.migrating import Plan, check_plan
from tests.migrating.journeys import email, journey, wait

OLD = journey({"hello": email("week"), "week": wait("nudge"), "nudge": email()})
NEW = journey({"hello": email("days"), "days": wait("nudge", "3d"), "nudge": email()})


def problems(plan: dict[str, object], old: Journey = OLD, new: Journey = NEW) -> list[str]:
    return [each.code for each in check_plan(Plan.model_validate(plan), {1: old}, new)]


@pytest.mark.parametrize(
    "fate", ["continue", {"move": "days"}, {"exit": "We no longer do this."}], ids=str
)
def test_a_step_that_is_gone_needs_a_fate(fate: object) -> None:
    assert problems({"everyone": True}) == ["plan_undecided_step"]
    assert problems({"everyone": True, "fates": {"week": fate}}) == []


@pytest.mark.parametrize(
    ("fates", "code"),
    [
        ({"week": "retime"}, "plan_step_gone"),
        ({"week": {"move": "dayz"}}, "plan_no_target"),
        ({"week": "continue", "helo": "retime"}, "plan_unknown_step"),
        ({"week": "continue", "nudge": {"move": "nudge"}}, "plan_moves_onto_itself"),
        ({"week": {"move": "nudge"}, "nudge": {"exit": "Enough."}}, "plan_chain"),
    ],
)
def test_what_cannot_be_is_refused(fates: dict[str, object], code: str) -> None:
    assert problems({"everyone": True, "fates": fates}) == [code]


def test_two_steps_moved_to_each_other_are_refused() -> None:
    fates = {"hello": {"move": "nudge"}, "nudge": {"move": "hello"}, "week": "continue"}
    assert problems({"everyone": True, "fates": fates}) == ["plan_chain", "plan_chain"]


def test_a_misspelt_target_is_guessed() -> None:
    plan = Plan.model_validate({"everyone": True, "fates": {"week": {"move": "dayz"}}})
    [problem] = check_plan(plan, {1: OLD}, NEW)
    assert (problem.step, problem.hint) == ("week", "Did you mean “days”?")


def test_a_plan_for_new_entrants_only_has_no_fates() -> None:
    assert problems({}) == []
    assert problems({"fates": {"week": "continue"}}) == ["plan_moves_nobody"]


def test_nobody_is_moved_from_an_account_s_journey_to_a_contact_s() -> None:
    new = journey(
        {"hello": email("week"), "week": wait("nudge"), "nudge": email()}, subject="contact"
    )
    assert problems({"everyone": True}, new=new) == ["plan_other_subject"]
