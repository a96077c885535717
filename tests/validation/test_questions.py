"""Conditions ask what can be answered there, of something that can come out either way."""

import pytest

from tests.validation.journeys import BASE, EVERY, SEATS, Row, changed, is_refused, is_warned_of

WHEN = "steps.which.cases.0.when"
CASE = "{task: call, outcome: badly}"
AUDIENCE = "audience: {trait: account.status, is: active}"

REFUSED = [
    ("{now: weekday, is: monday}", "value_does_not_fit", "is"),
    ("{now: weekday, at_least: mon}", "operator_does_not_fit", "at_least"),
    ("{now: weekday, exists: true}", "operator_does_not_fit", "exists"),
    ("{now: time, at_least: '9:00'}", "value_does_not_fit", "at_least"),
    ("{now: time, less_than: 9}", "value_does_not_fit", "less_than"),
    ("{now: date, at_least: 24-12-2026}", "value_does_not_fit", "at_least"),
    ("{now: date, within_last: 3d}", "operator_does_not_fit", "within_last"),
    ("{now: day, in: [1, 0]}", "value_does_not_fit", "in"),
    ("{now: day, contains: 1}", "operator_does_not_fit", "contains"),
    ("{health: band, is: orange}", "value_does_not_fit", "is"),
    ("{health: band, less_than: green}", "operator_does_not_fit", "less_than"),
    ("{health: score, less_than: red}", "value_does_not_fit", "less_than"),
    ("{health: score, within_next: 3d}", "operator_does_not_fit", "within_next"),
    ("{event: A, where: {health: band, is: red}}", "not_of_the_event", "where"),
    ("{event: A, where: {segment: newly-paid}}", "not_of_the_event", "where"),
    ("{event: A, where: {now: weekday, is: mon}}", "not_of_the_event", "where"),
    ("{event: A, where: {task: call, was: done}}", "task_too_early", "where.task"),
    ("{task: rest, was: done}", "not_a_task", "task"),
]

ALLOWED = [
    "{now: weekday, in: [sat, sun]}",
    "{now: time, at_least: 09:30}",
    "{now: date, less_than: 2026-12-24}",
    "{now: day, at_least: 3}",
    "{health: band, exists: false}",
    "{health: band, is_not: red}",
    "{health: score, at_most: 69.5}",
    "{segment: newly-paid}",
    "{task: call, was: done}",
    "{event: A, within: step, at_least: 3}",
    "{event: A, last: {longer_ago_than: 7d}}",
    "{event: A, within: 30d, first: {longer_ago_than: 7d}}",
    "{trait: account.seats, within_next: 30d}",
]

DOUBTFUL = [
    ("{event: A, within: 0m}", "empty_period", "within"),
    ("{event: A, within: ever, last: {within_last: 0d}}", "empty_period", "last.within_last"),
    ("{trait: account.seats, within_next: 0d}", "empty_period", "within_next"),
    ("{event: A, within: 7d, last: {longer_ago_than: 2w}}", "outside_the_window", "within"),
    ("{message: tips, was: replied}", "mark_of_mail", "was"),
    ("{message: tips, was: completed}", "mark_of_tours", "was"),
    ("{message: welcome, was: dismissed}", "mark_of_product", "was"),
    ("{segment: newly-payd}", "unknown_segment", "segment"),
    ("{task: call, was: overdue}", "never_overdue", "was"),
]

AT_ENTRY: list[Row] = [
    (AUDIENCE, "audience: {event: A, within: step}", "not_inside_yet", "entry.audience.within"),
    (AUDIENCE, "audience: {now: day, is: 3}", "not_inside_yet", "entry.audience.now"),
    (AUDIENCE, "audience: {task: call, was: done}", "task_too_early", "entry.audience.task"),
    (CASE, "{task: call, outcome: bad}", "unknown_outcome", "steps.how.cases.0.when.outcome"),
    (f", {AUDIENCE}", "", "no_audience_to_leave", "exit.0"),
]


@pytest.mark.parametrize(("condition", "code", "at"), REFUSED)
def test_what_cannot_be_asked_is_refused(condition: str, code: str, at: str) -> None:
    is_refused((SEATS, condition, code, f"{WHEN}.{at}"))


@pytest.mark.parametrize("condition", ALLOWED)
def test_what_can_be_asked_is_not_spoken_of(condition: str) -> None:
    assert changed(SEATS, condition, BASE) == []


@pytest.mark.parametrize(("condition", "code", "at"), DOUBTFUL)
def test_what_cannot_come_out_either_way_is_warned_of(condition: str, code: str, at: str) -> None:
    is_warned_of((SEATS, condition, code, f"{WHEN}.{at}"))


@pytest.mark.parametrize("row", AT_ENTRY)
def test_where_it_is_asked_matters(row: Row) -> None:
    is_refused(row, EVERY)


def test_every_place_that_asks_is_looked_at() -> None:
    """Also surveys that may be left out, and waits for a condition."""
    wrong = "{now: weekday, is: monday}"
    left_out = changed("kind: nps", f"kind: nps\n    skip_when: {wrong}", EVERY)
    assert [each.path for each in left_out] == ["steps.ask.skip_when.is"]
    waited = changed("{trait: account.seats, at_least: 5}", wrong, EVERY)
    assert [each.path for each in waited] == ["steps.ready.until.when.is"]


def test_a_task_that_cannot_have_been_done_is_warned_of() -> None:
    asked = "{type: email, template: offer, skip_when: {task: call, was: done}, next: ask}"
    is_warned_of(
        ("{type: email, template: offer, next: ask}", asked, "task_not_earlier", None), EVERY
    )
