"""What belongs to each form of wait, and what does not."""

import pytest

from tests.validation.journeys import BASE, EVERY, WAIT, Row, changed, is_refused, is_warned_of

DATE = "at_most: 90d\n    next: approval\n    on: {passed: ask, timeout: ask}"
READY = "at_most: 7d\n    on: {happened: renewal, timeout: renewal}"
OFFICE = "until: {time: 09:00, days: mon-fri}, next: ready"

BROKEN: list[Row] = [
    (OFFICE, f"{OFFICE}, at_most: 3d", "wait_limit", "steps.office.at_most"),
    (OFFICE, f"{OFFICE}, on: {{timeout: ready}}", "wait_outlets", "steps.office.on"),
    (OFFICE, "until: {time: 09:00}", "wait_without_next", "steps.office.next"),
    (DATE, DATE.replace("passed", "happened: ask, passed"), "wait_outlets",
     "steps.renewal.on.happened"),
    (DATE, DATE.replace("passed: ask, ", ""), "passed_without_way", "steps.renewal.on"),
    ("offset: -60d}, passed: skip", "offset: -60d}", "passed_never", "steps.renewal.on.passed"),
    (DATE, DATE.replace("    next: approval\n", ""), "wait_without_next", "steps.renewal.next"),
    (DATE, DATE.replace(", timeout: ask", ""), "wait_without_timeout", "steps.renewal.on"),
    (DATE, DATE.replace("at_most: 90d\n    ", ""), "timeout_never", "steps.renewal.on.timeout"),
    (READY, f"{READY}\n    next: ask", "wait_next", "steps.ready.next"),
    (READY, READY.replace("happened", "passed: ask, happened"), "wait_outlets",
     "steps.ready.on.passed"),
    (READY, READY.replace("happened: renewal, ", ""), "wait_without_on", "steps.ready.on"),
    (READY, READY.replace(", timeout: renewal", ""), "wait_without_timeout", "steps.ready.on"),
]  # fmt: skip

DOUBTFUL: list[Row] = [
    (READY, "on: {happened: renewal}", "endless_wait", "steps.ready"),
    (DATE, "next: approval\n    on: {passed: ask}", "date_unknown", "steps.renewal"),
]


@pytest.mark.parametrize("row", BROKEN)
def test_broken_waits_are_refused(row: Row) -> None:
    is_refused(row, EVERY)


@pytest.mark.parametrize("row", DOUBTFUL)
def test_doubtful_waits_are_warned_of(row: Row) -> None:
    is_warned_of(row, EVERY)


def test_a_date_may_be_waited_for_without_a_way_of_its_own() -> None:
    until = "until: {date: {trait: account.seats}}, next: tips"
    assert [each.code for each in changed(WAIT, f"type: wait, {until}", BASE)] == ["date_unknown"]
    ends = f"type: wait, {until}, at_most: 9d, on: {{timeout: done}}"
    assert changed(WAIT, ends, BASE) == []


def test_a_wait_for_an_event_must_say_where_to_go() -> None:
    problems = changed(
        "at_most: 14d\n    on: {happened: done, timeout: call}", "at_most: 14d\n    next: call"
    )
    assert {problem.code for problem in problems} >= {"wait_without_on", "wait_next"}
