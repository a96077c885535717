"""Every way out of a step leads somewhere, is taken by somebody, and takes time when it must."""

import pytest

from tests.validation.journeys import BY_DAY, EVERY, Row, changed, is_refused, is_warned_of

BUTTONS = "outcomes: [well, badly]"
ALL_BUTTONS = "next: set\n    on: {badly: tell,"
HOOK = 'data: {plan: "{{ account.plan }}"}\n    next: set'
APPROVE = "type: approve, message: welcome, on: {approved: call, cancelled: call}"
SURVEY = "type: survey, kind: nps, template: welcome"
NEXT = "    next: which"

BROKEN: list[Row] = [
    ("next: office}", "next: offic}", "dangling_link", "steps.half.ways.0.next"),
    ("to: how", "to: now", "dangling_link", "steps.on.to"),
    ("cancelled: ask", "cancelled: asked", "dangling_link", "steps.approval.on.cancelled"),
    ("detractor: tell", "detractor: tel", "dangling_link", "steps.ask.on.detractor"),
    ("{badly: tell,", "{badly: tel,", "dangling_link", "steps.call.on.badly"),
    ("passed: ask,", "passed: as,", "dangling_link", "steps.renewal.on.passed"),
    (HOOK, f"{HOOK}\n    on: {{failed: sett}}", "dangling_link", "steps.hook.on.failed"),
    ("{id: b, next: ask}", "{id: a, next: ask}", "duplicate_way", "steps.half.ways.1.id"),
    (BUTTONS, "outcomes: [well, badly, well]", "duplicate_outcome", "steps.call.outcomes.2"),
    (BUTTONS, "outcomes: [well, badly, overdue]", "reserved_button", "steps.call.outcomes.2"),
    (ALL_BUTTONS, "on: {badly: tell,", "outcome_without_way", "steps.call.outcomes.0"),
    (
        ALL_BUTTONS,
        "skip_when: {event: A}\n    on: {badly: tell, well: set,",
        "skipped_without_way",
        "steps.call.on",
    ),
    ("{badly: tell,", "{badly: tell, wel: tell,", "unknown_outcome", "steps.call.on.wel"),
    ("    due: 3d\n", "", "overdue_without_due", "steps.call.on.overdue"),
    ("detractor: tell", "dissatisfied: tell", "wrong_answer", "steps.ask.on.dissatisfied"),
    ("to: how", "to: on", "loop_without_wait", "steps.on"),
]

DOUBTFUL: list[Row] = [
    ("{id: b, next: ask}", "{id: b, next: office}", "split_to_one", "steps.half.ways"),
    ("{badly: tell, overdue: tell}", "{badly: tell}", "endless_wait", "steps.call"),
]


LOOPS = [
    ("{type: wait, for: 1d, next: call}", False),
    ("{type: wait, for: 0d, next: call}", True),
    ("{type: wait, until: {day: 5}, next: call}", True),
    ("{type: wait, until: {event: A}, on: {happened: call}}", False),
    (
        "{type: wait, until: {event: A}, at_most: 1d, on: {happened: done, timeout: call}}",
        False,
    ),
    (f"{{{BY_DAY}, on: {{happened: done, timeout: call}}}}", True),
    ("{type: wait, until: {time: 09:00}, next: call}", False),
    ("{type: wait, until: {date: {trait: account.renewal_date}}, next: call}", True),
    ("{type: wait, until: {when: {event: A}}, on: {happened: call}}", True),
    (
        "{type: wait, until: {when: {event: A}}, at_most: 1d, on: {happened: done, timeout: call}}",
        False,
    ),
    ("{type: go_to, to: call}", True),
    ("{type: task, title: A, outcomes: [yes], on: {yes: call}}", False),
    ("{type: task, title: A, outcomes: [yes], skip_when: {event: A}, next: call}", True),
    (
        "{type: task, title: A, outcomes: [yes], due: 0d, next: done, on: {overdue: call}}",
        True,
    ),
    (f"{{{APPROVE}, due: 1d}}", False),
    (f"{{{APPROVE}, due: 0d}}", True),
    (f"{{{SURVEY}, at_most: 1d, next: done, on: {{no_answer: call, promoter: call}}}}", False),
    (f"{{{SURVEY}, at_most: {{day: 3}}, next: done, on: {{no_answer: call}}}}", True),
    (f"{{{SURVEY}, at_most: 1d, next: call}}", True),
]
"""What stands on the way round, and whether customers would never stop."""


@pytest.mark.parametrize("row", BROKEN)
def test_broken_journeys_are_refused(row: Row) -> None:
    is_refused(row, EVERY)


@pytest.mark.parametrize("row", DOUBTFUL)
def test_doubtful_journeys_are_warned_of(row: Row) -> None:
    is_warned_of(row, EVERY)


@pytest.mark.parametrize(
    ("due", "missing"),
    [
        ("    due: 3d\n", "Add “overdue:” under “on”."),
        ("", "Add “due:”, and “overdue:” under “on”."),
    ],
)
def test_of_a_task_nobody_may_answer_only_what_is_missing_is_asked_for(
    due: str, missing: str
) -> None:
    """**How it broke:** who had said by when it is due was told to say so."""
    task = "    outcomes: [well, badly]\n    next: set\n    on: {badly: tell"
    found = changed(f"    due: 3d\n{task}, overdue: tell}}", f"{due}{task}}}", EVERY)
    assert [each.hint for each in found if each.code == "endless_wait"] == [missing]


def test_a_task_that_nobody_waits_for_leads_on_and_is_never_overdue() -> None:
    on = "assign: {owner: account, else: kim@example.com}\n"
    silent = changed(f"{on}{NEXT}", f"{on}    note: Silent.")
    assert [each.code for each in silent if each.severity == "blocking"] == ["task_without_next"]
    late = changed(f"{on}{NEXT}", f"{on}{NEXT}\n    due: 3d\n    on: {{overdue: done}}")
    assert [each.code for each in late] == ["overdue_never"]


def test_each_of_two_ways_of_one_name_is_looked_at() -> None:
    problems = changed("next: office}, {id: b", "next: offic}, {id: a", EVERY)
    codes = [each.code for each in problems if each.severity == "blocking"]
    assert codes == ["dangling_link", "duplicate_way"]


def round_by(wait: str) -> tuple[str, str]:
    """What is written otherwise for customers to go round, and come by this."""
    return "otherwise: done", f"otherwise: again\n  again: {wait}"


@pytest.mark.parametrize(("wait", "loops"), LOOPS)
def test_only_a_wait_that_takes_time_every_time_makes_a_loop_safe(wait: str, loops: bool) -> None:
    """A day of the journey passes once: the second time round, nobody waits for it. A condition
    may hold already, a date may be past, and a survey that cannot go out is not waited for."""
    problems = changed(*round_by(wait))
    assert ("loop_without_wait" in [problem.code for problem in problems]) == loops


def test_every_loop_is_told_once() -> None:
    problems = changed(
        "done: {type: exit}",
        """done: {type: exit}
  a: {type: task, title: A, next: b}
  b: {type: task, title: B, next: a}
  c: {type: task, title: C, next: c}""",
    )
    loops = [problem.message for problem in problems if problem.code == "loop_without_wait"]
    assert [message.partition(": ")[2] for message in loops] == ["“a” → “b” → “a”.", "“c” → “c”."]


NAGGING = [
    ("{type: wait, for: 5d, next: call}", "about every 5 days"),
    ("{type: wait, for: 5d, next: back}\n  back: {type: go_to, to: call}", "about every 5 days"),
    ("{type: wait, until: {time: 09:00}, next: call}", "about every day"),
    ("{type: wait, until: {event: A}, at_most: 1w, on: {happened: done, timeout: call}}", "7 days"),
    ("{type: wait, until: {event: A}, at_most: 1w, on: {happened: call, timeout: done}}", None),
    ("{type: wait, until: {event: A}, on: {happened: call}}", None),
    ("{type: wait, for: 90d, next: call}", None),
    ("{type: wait, for: 0d, next: call}", None),
    (f"{{{SURVEY}, at_most: 3d, next: done, on: {{no_answer: call}}}}", "about every 3 days"),
    (f"{{{SURVEY}, at_most: 3d, next: call, on: {{no_answer: done}}}}", None),
    (f"{{{APPROVE}, due: 2d}}", "about every 2 days"),
]
"""What stands on the way round, and how often whoever does nothing comes by."""


@pytest.mark.parametrize(("wait", "often"), NAGGING)
def test_whoever_does_nothing_is_not_asked_again_and_again_unawares(
    wait: str, often: str | None
) -> None:
    """**How it broke:** a way back past a mail and a task, which only an event led out of, was
    published without a word."""
    found = changed(*round_by(wait))
    said = [each.message for each in found if each.code == "again_and_again"]
    assert len(said) == (often is not None)
    assert all(often is not None and often in each for each in said)
