"""Every rule, by a journey that breaks it and nothing else."""

import re
from pathlib import Path

import pytest

from engine.definition.document import parse
from engine.validation import Known, Problem, validate

BASE = """\
journey: onboarding
name: Onboarding
entry: {triggers: [{event: Account Created}]}
exit: [{when: {trait: account.status, is: churned}}]
start: welcome
steps:
  welcome: {type: email, template: welcome, next: rest}
  rest: {type: wait, for: 3d, next: tips}
  tips: {type: in_app, template: tips, next: listen}
  listen:
    type: wait
    until: {event: Project Created}
    at_most: 14d
    on: {happened: done, timeout: call}
  call:
    type: task
    title: Call {{ account.name }}
    assign: {owner: account, else: kim@example.com}
    next: which
  which:
    type: branch
    cases: [{id: small, when: {trait: account.seats, less_than: 10}, next: done}]
    otherwise: done
  done: {type: exit}
templates:
  welcome: {subject: Welcome, body: "Hi {{ contact.first_name | default('there') }}"}
  tips: {title: Tips, body: "For {{ contact.first_name }}"}
"""
KNOWN = Known(
    traits=frozenset({"account.status", "account.seats"}),
    users=frozenset({"kim@example.com"}),
    roles=frozenset({"champion"}),
)
ENDLESS = "at_most: 14d\n    on: {happened: done, timeout: call}"
WAIT = "type: wait, for: 3d, next: tips"
MAIL = "type: email, template: welcome, next: rest"
SEATS = "{trait: account.seats, less_than: 10}"
NIGHT = "{window: {from: '18:00', to: '08:00'}}"
BY_DAY = "type: wait, until: {event: A}, at_most: {day: 5}"

BROKEN = [
    # links
    ("start: welcome", "start: welcom", "dangling_link", "start"),
    ("for: 3d, next: tips", "for: 3d, next: tip", "dangling_link", "steps.rest.next"),
    ("timeout: call", "timeout: cal", "dangling_link", "steps.listen.on.timeout"),
    (
        "less_than: 10}, next: done",
        "less_than: 10}, next: don",
        "dangling_link",
        "steps.which.cases.0.next",
    ),
    (
        MAIL,
        f"{MAIL}, on: {{failed: nowhere}}",
        "dangling_link",
        "steps.welcome.on.failed",
    ),
    ("id: small", "id: otherwise", "duplicate_case", "steps.which.cases.0.id"),
    (
        f"[{{id: small, when: {SEATS}, next: done}}]",
        f"[{{id: a, when: {SEATS}, next: done}}, {{id: a, when: {SEATS}, next: done}}]",
        "duplicate_case",
        "steps.which.cases.1.id",
    ),
    ("otherwise: done", "otherwise: call", "loop_without_wait", "steps.call"),
    ("otherwise: done", "otherwise: which", "loop_without_wait", "steps.which"),
    # waits
    (WAIT, "type: wait, next: tips", "wait_for_nothing", "steps.rest"),
    (WAIT, f"{WAIT}, until: {{day: 3}}", "wait_for_two", "steps.rest"),
    (WAIT, f"{WAIT}, at_most: 3d", "wait_limit", "steps.rest.at_most"),
    (WAIT, f"{WAIT}, on: {{happened: tips}}", "wait_outlets", "steps.rest.on"),
    (ENDLESS, f"{ENDLESS}\n    next: call", "wait_next", "steps.listen.next"),
    ("happened: done, timeout: call", "happened: call", "wait_without_timeout", "steps.listen.on"),
    ("    at_most: 14d\n", "", "timeout_never", "steps.listen.on.timeout"),
    # conditions
    (
        SEATS,
        "{property: seats, less_than: 10}",
        "property_outside_event",
        "steps.which.cases.0.when.property",
    ),
    (
        SEATS,
        "{event: A, where: {not: {event: B}}}",
        "event_inside_event",
        "steps.which.cases.0.when.where.not",
    ),
    (
        "until: {event: Project Created}",
        "until: {event: Project Created, where: {event: B}}",
        "event_inside_event",
        "steps.listen.until.where",
    ),
    (
        "Created}]}",
        "Created}], audience: {all: [{message: welcome, was: sent}]}}",
        "message_too_early",
        "entry.audience.all.0.message",
    ),
    (SEATS, "{message: rest, was: sent}", "not_a_message", "steps.which.cases.0.when.message"),
    (SEATS, "{message: welcom, was: sent}", "not_a_message", "steps.which.cases.0.when.message"),
    # touches
    ("template: tips", "template: tip", "unknown_template", "steps.tips.template"),
    ("template: tips", "template: welcome", "wrong_template", "steps.tips.template"),
    ("template: welcome", "template: tips", "wrong_template", "steps.welcome.template"),
    (
        MAIL,
        f"{MAIL}, missing: {{template: plain}}",
        "unknown_template",
        "steps.welcome.missing.template",
    ),
    (
        MAIL,
        f"{MAIL}, missing: {{template: welcome}}",
        "same_template",
        "steps.welcome.missing.template",
    ),
    ("type: exit", "type: exit, outcome: goal", "reserved_outcome", "steps.done.outcome"),
    ("subject: Welcome,", "subject: 'Hi {{ nobody }}',", "template_unknown_variable", None),
    ("{{ account.name }}", "{{ account.name", "template_syntax", "steps.call.title"),
    # sending
    (
        "start:",
        "send: {window: {zone: Europe/Amsterdm}}\nstart:",
        "unknown_time_zone",
        "send.window.zone",
    ),
    (
        MAIL,
        f"{MAIL}, send: {{window: {{zone: CEST}}}}",
        "unknown_time_zone",
        "steps.welcome.send.window.zone",
    ),
]

DOUBTFUL = [
    ("otherwise: done", "otherwise: done\n  lost: {type: exit}", "unreachable_step", "steps.lost"),
    ("done: {type: exit}", "done: {type: wait, for: 1d, next: done}", "no_way_to_an_exit", None),
    (ENDLESS, "on: {happened: call}", "endless_wait", "steps.listen"),
    (MAIL, f"{MAIL}, skip_when: {{message: tips, was: sent}}", "message_not_earlier", None),
    (SEATS, "{trait: contact.title, exists: true}", "which_contact", None),
    (SEATS, "{trait: account.seat, less_than: 10}", "unknown_trait", None),
    ("template: tips, next", "template: tips, missing: fail, next", "needs_variables", None),
    (
        MAIL,
        f"{MAIL}, to: {{role: billing, else: primary}}",
        "unknown_role",
        "steps.welcome.to",
    ),
    (
        f"start: welcome\nsteps:\n  welcome: {{{MAIL}}}",
        f"subject: contact\nstart: welcome\nsteps:\n  welcome: {{{MAIL}, to: {{role: champion}}}}",
        "recipient_ignored",
        "steps.welcome.to",
    ),
    (", else: kim@example.com", "", "task_for_nobody", "steps.call.assign"),
    ("kim@example.com", "kom@example.com", "unknown_user", "steps.call.assign"),
    ("templates:\n", "templates:\n  old: {title: A, body: B}\n", "unused_template", None),
    ("start:", f"send: {NIGHT}\nstart:", "window_over_midnight", "send.window"),
    ("start:", "send: {window: {from: '09:00', to: '09:00'}}\nstart:", "window_all_day", None),
    ("exit: [{when: {trait: account.status, is: churned}}]\n", "", "no_exit_on_churn", "exit"),
]  # fmt: skip


CODES = {row[2] for row in [*BROKEN, *DOUBTFUL]}
DOCS = Path(__file__).parents[2] / "docs" / "validation.md"
RULES = Path(__file__).parents[2] / "engine" / "validation"


def changed(before: str, after: str) -> list[Problem]:
    assert before in BASE
    return validate(parse(BASE.replace(before, after, 1)), known=KNOWN)


def test_a_sound_journey_has_no_problems() -> None:
    assert validate(parse(BASE), known=KNOWN) == []


@pytest.mark.parametrize(("before", "after", "code", "path"), BROKEN)
def test_broken_journeys_are_refused(before: str, after: str, code: str, path: str | None) -> None:
    problems = [each for each in changed(before, after) if each.severity == "blocking"]
    assert [problem.code for problem in problems] == [code]
    assert path is None or problems[0].path == path
    assert problems[0].message.endswith(".")
    if problems[0].path.startswith("steps."):
        assert problems[0].step == problems[0].path.split(".")[1]


@pytest.mark.parametrize(("before", "after", "code", "path"), DOUBTFUL)
def test_doubtful_journeys_are_warned_of(
    before: str, after: str, code: str, path: str | None
) -> None:
    problems = changed(before, after)
    assert [problem.code for problem in problems if problem.severity == "blocking"] == []
    found = [problem for problem in problems if problem.code == code]
    assert len(found) == 1
    assert path is None or found[0].path == path


def test_a_wait_for_an_event_must_say_where_to_go() -> None:
    problems = changed(
        "at_most: 14d\n    on: {happened: done, timeout: call}", "at_most: 14d\n    next: call"
    )
    assert {problem.code for problem in problems} >= {"wait_without_on", "wait_next"}


def test_a_wait_for_a_time_must_say_where_to_go() -> None:
    assert "wait_without_next" in [
        each.code for each in changed(", for: 3d, next: tips", ", for: 3d")
    ]


@pytest.mark.parametrize(
    ("wait", "loops"),
    [
        ("{type: wait, for: 1d, next: call}", False),
        ("{type: wait, for: 0d, next: call}", True),
        ("{type: wait, until: {day: 5}, next: call}", True),
        ("{type: wait, until: {event: A}, on: {happened: call}}", False),
        (
            "{type: wait, until: {event: A}, at_most: 1d, on: {happened: done, timeout: call}}",
            False,
        ),
        (f"{{{BY_DAY}, on: {{happened: done, timeout: call}}}}", True),
    ],
)
def test_only_a_wait_that_takes_time_every_time_makes_a_loop_safe(wait: str, loops: bool) -> None:
    """A day of the journey passes once: the second time round, nobody waits for it."""
    problems = changed("otherwise: done", f"otherwise: again\n  again: {wait}")
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


def test_without_knowledge_nothing_is_said_about_traits_roles_and_users() -> None:
    text = BASE.replace("account.seats", "account.anything").replace("kim@", "anyone@")
    assert validate(parse(text)) == []


def test_blocking_problems_come_first() -> None:
    problems = changed("otherwise: done", "otherwise: gone\n  lost: {type: exit}")
    assert [problem.severity for problem in problems] == ["blocking", "warning"]


def test_every_rule_is_tested_and_documented() -> None:
    used = set[str]()
    for module in RULES.glob("*.py"):
        used |= set(re.findall(r'(?:found|warning)\(\s*"(\w+)"', module.read_text()))
    here = Path(__file__).read_text()
    table = r"^\| `(\w+)` \| (?:blocking|warning) \|"
    documented = set(re.findall(table, DOCS.read_text(), re.MULTILINE))
    assert {code for code in used if f'"{code}"' not in here} == set()
    assert used - documented == set()
    assert {code for code in documented - used if not code.startswith("template_")} == set()
