"""What belongs to each form of wait, and what does not."""

from itertools import pairwise

import pytest

from engine.definition.document import parse
from engine.validation import validate
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

RENEWAL = "{date: {trait: account.renewal_date, offset: -30d}}"
BY_DATE: list[Row] = [
    (READY, READY.replace("7d", RENEWAL), "limit_unknown", "steps.ready.at_most.date.trait"),
    ("at_most: 90d", f"at_most: {RENEWAL}", "limit_unknown",
     "steps.renewal.at_most.date.trait"),
    ("at_most: 7d\n    next: call", f"at_most: {RENEWAL}\n    next: call", "limit_unknown",
     "steps.ask.at_most.date.trait"),
]  # fmt: skip


_REST = "rest: {type: wait, for: 3d, next: tips}"
_LISTEN = "at_most: 14d\n    on: {happened: done"
_GOAL = "start: welcome"
_SAME = "goal: {when: {event: Project Created}}\nstart: welcome"
_GOES_ON = BASE.replace("{happened: done", "{happened: call")
IN_VAIN: list[Row] = [
    (
        _REST,
        f"{_REST.replace('tips', 'day')}\n  day: {{type: wait, until: {{day: 3}}, next: tips}}",
        "day_already_past",
        "steps.day.until.day",
    ),
    (
        _LISTEN,
        _LISTEN.replace("14d", "{day: 4}"),
        "day_already_past",
        "steps.listen.at_most.day",
    ),
]


@pytest.mark.parametrize("row", IN_VAIN)
def test_waits_in_vain_are_warned_of(row: Row) -> None:
    is_warned_of(row)


@pytest.mark.parametrize(
    ("days", "day", "message"),
    [
        ("3d", "3", "Customers come here on day 4 at the earliest, when day 3 is past."),
        ("2d", "3", "Customers come here on day 3 at the earliest, when day 3 is past for most."),
        ("2d", "3, at: 14:00", None),
        ("3d", "5", None),
    ],
)
def test_a_day_that_is_past_is_told_by_the_day_on_which_customers_come(
    days: str, day: str, message: str | None
) -> None:
    later = f"day: {{type: wait, until: {{day: {day}}}, next: tips}}"
    found = changed(_REST, f"{_REST.replace('3d', days).replace('tips', 'day')}\n  {later}")
    assert [each.message for each in found] == ([message] if message else [])


def test_the_first_day_may_be_waited_for_by_whoever_has_just_come() -> None:
    until = "rest: {type: wait, until: {day: 1, at: 09:00}, next: tips}"
    assert changed(_REST, until) == []


@pytest.mark.parametrize(
    ("instead", "told"),
    [
        # Whoever does it has reached the goal, and left, before the wait is looked at.
        ("goal: {when: {event: Project Created, within: ever}}", True),
        ("goal: {when: {any: [{event: Other}, {event: Project Created}]}}", True),
        # The wait is over by day 17 at the latest.
        ("goal: {when: {event: Project Created}, within: 30d}", True),
        ("exit: [{when: {event: Project Created}}]", True),
        ("goal: {when: {event: Project Created}, within: 10d}", False),
        ("goal: {when: {event: Project Created}, exit: false}", False),
        ("goal: {when: {event: Project Created, at_least: 2}}", False),
        ("goal: {when: {event: Project Created, where: {property: size, more_than: 9}}}", False),
        ("goal: {when: {all: [{event: Other}, {event: Project Created}]}}", False),
        ("goal: {when: {not: {event: Project Created}}}", False),
    ],
)
def test_what_ends_the_journey_comes_before_what_is_waited_for(instead: str, told: bool) -> None:
    if instead.startswith("exit"):
        exits = "exit: [{when: {trait: account.status, is: churned}}]"
        added = exits.replace("]", f", {instead.removeprefix('exit: [')}")
        found = changed(exits, added, _GOES_ON)
    else:
        found = changed(_GOAL, f"{instead}\n{_GOAL}", _GOES_ON)
    paths = [each.path for each in found if each.code == "ends_before"]
    assert paths == (["steps.listen.until"] if told else [])


def test_of_a_limit_by_a_date_nobody_can_say_whether_a_goal_still_counts_then() -> None:
    """**How it broke:** such a wait beside a goal that counts for a while could not be checked, so
    that a draft with both could not be saved."""
    goal = "goal: {when: {event: Project Created}, within: 30d}"
    limit = "at_most: {date: {trait: account.renewal_date}}"
    found = changed(_GOAL, f"{goal}\n{_GOAL}", _GOES_ON.replace("at_most: 14d", limit))
    assert [each.code for each in found] == ["limit_unknown"]


def test_the_goal_that_ends_a_wait_in_vain_can_let_them_go_on() -> None:
    """**How it broke:** one was told to wait for something else, when all that was wrong was that
    reaching the goal ended the journey."""
    found = changed(_GOAL, _SAME, _GOES_ON)
    [hint] = [each.hint for each in found if each.code == "ends_before"]
    assert hint == (
        "Let the goal not end the journey (“It ends the journey for them” under “The goal”;"
        " “exit: false” in its text), or wait for something else."
    )


@pytest.mark.parametrize(
    ("after", "missed"),
    [
        ("call", ""),  # who does nothing comes there as well
        ("praise", " So nobody comes to “Praise”."),
        ("mail", " So nobody comes to “Mail”, “Ask”, “Thanks” or 1 more."),
    ],
)
def test_what_is_missed_by_whoever_reaches_the_goal_is_named(after: str, missed: str) -> None:
    """**How it broke:** it was said that they leave, and not what is there for nobody."""
    row = "mail", "ask", "thanks", "praise", "call"
    more = "".join(
        f"  {name}: {{type: wait, for: 2d, next: {then}}}\n" for name, then in pairwise(row)
    )
    text = _GOES_ON.replace("{happened: call", f"{{happened: {after}")
    found = changed("steps:\n", f"steps:\n{more}", text.replace(_GOAL, _SAME))
    [message] = [each.message for each in found if each.code == "ends_before"]
    assert message == (
        "Nobody goes on by “Project Created” from here: by it they reach the goal, and leave."
        f"{missed}"
    )


def test_whoever_does_what_the_goal_is_may_be_led_to_an_end() -> None:
    assert changed(_GOAL, _SAME) == []


def test_a_wait_for_fewer_of_such_events_is_in_vain_as_well() -> None:
    event = "until: {event: Project Created}"
    large = "{property: size, more_than: 9}"
    narrower = event.replace("}", f", where: {large}}}")
    found = changed(event, narrower, _GOES_ON.replace(_GOAL, _SAME))
    assert "ends_before" in {each.code for each in found}


@pytest.mark.parametrize("row", BROKEN)
def test_broken_waits_are_refused(row: Row) -> None:
    is_refused(row, EVERY)


@pytest.mark.parametrize("row", [*DOUBTFUL, *BY_DATE])
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


def limited(by: str, until: str, offset: str, *before: str) -> list[tuple[str, str]]:
    """What is said of a wait that ends so long before the renewal, in a journey that is it."""
    steps = [
        f"  s{number}: {{type: wait, {each}, next: s{number + 1}}}"
        for number, each in enumerate(before)
    ]
    written = f"""
journey: limited
name: Limited
entry: {{triggers: [{by}]}}
start: s0
steps:
{chr(10).join(steps)}
  s{len(before)}:
    type: wait
    until: {until}
    at_most: {{date: {{trait: account.renewal_date, offset: {offset}}}}}
    on: {{happened: done, timeout: done}}
  done: {{type: exit}}
"""
    return [(each.code, each.message) for each in validate(parse(written, format="yaml"))]


NINETY = "{date: {trait: account.renewal_date, offset: -90d}}"
SIXTY = "until: {date: {trait: account.renewal_date, offset: -60d}}"
SIGNED = "{event: Signed}"


def test_a_limit_that_is_past_before_anybody_comes_is_warned_of() -> None:
    def past(days: int) -> tuple[str, str]:
        date = f"“{days} days before account renewal date”"
        return "limit_past", f"Nobody waits here: {date} is past before anybody comes."

    assert limited(NINETY, SIGNED, "-91d") == [past(91)]
    assert limited(NINETY, SIGNED, "-90d") == []
    assert limited(NINETY, SIGNED, "-80d", "for: 11d") == [past(80)]
    assert limited(NINETY, SIGNED, "-61d", SIXTY) == [past(61)]
    assert limited(NINETY, SIGNED, "-59d", SIXTY) == []
    # Who enters by something else may come at any time.
    assert past(91) not in limited(f"{NINETY}, {{event: A}}", SIGNED, "-91d")
    assert past(61) in limited("{event: A}", SIGNED, "-61d", SIXTY)


def test_who_has_no_date_to_end_the_wait_is_warned_of() -> None:
    def endless(unless: str) -> tuple[str, str]:
        said = f"Customers without “account.renewal_date” wait here for ever unless {unless}."
        return "limit_unknown", said

    assert limited("{event: A}", SIGNED, "-14d") == [endless("“Signed” happens")]
    holds = "{when: {trait: account.seats, at_least: 5}}"
    assert limited("{event: A}", holds, "-14d") == [endless("its condition holds")]
    assert limited(NINETY, SIGNED, "-14d") == []


_SHORT = """
journey: short
name: Short
entry: {triggers: [{event: A}]}
goal: {when: {event: B}, within: 30d}
start: rest
steps:
"""


def goal_told(rest: str, last: str) -> list[tuple[str, str]]:
    """What is said of a goal that counts 30 days, beside two waits one after the other."""
    steps = f"  rest: {{{rest}, next: last}}\n  last: {{{last}}}\n  done: {{type: exit}}\n"
    found = validate(parse(f"{_SHORT}{steps}", format="yaml"))
    return [(each.path, each.message) for each in found if each.code == "goal_after_end"]


def test_a_goal_that_counts_when_everybody_has_left_is_warned_of() -> None:
    """**How it broke:** a goal within 30 days, in a journey of 14, was never reached by whoever did
    it in the third week, and nobody was told."""
    event = "type: wait, until: {event: C}, at_most: 2d, on: {happened: done, timeout: done}"
    said = (
        "The goal counts 30 days from entry, but everybody has left by day 14: what happens later "
        "does not count."
    )
    assert goal_told("type: wait, for: 11d", event) == [("goal.within", said)]
    assert goal_told("type: wait, for: 27d", event) == []
    # As it is told to: a wait until day 30 at the end.
    assert goal_told("type: wait, for: 13d", "type: wait, until: {day: 30}, next: done") == []


_AT_TASK = "type: task, title: Call, outcomes: [helped], next: done"
_ASIDE = f"""
journey: aside
name: Aside
entry: {{triggers: [{{event: A}}]}}
goal: {{when: {{event: B}}, within: 30d}}
start: rest
steps:
  rest: {{type: wait, for: 5d, next: which}}
  which: {{type: branch, cases: [{{id: stuck, when: {{event: C}}, next: call}}], otherwise: more}}
  call: {{{_AT_TASK}}}
  more: {{type: wait, for: 8d, next: done}}
  done: {{type: exit}}
"""


def told_aside(changed: list[tuple[str, str]]) -> list[str]:
    """What is said of a goal that counts 30 days, where a side way waits for a task without end."""
    written = _ASIDE
    for was, now in changed:
        assert was in written
        written = written.replace(was, now)
    found = validate(parse(written, format="yaml"))
    return [each.message for each in found if each.code == "goal_after_end"]


def test_a_goal_is_warned_of_where_only_a_side_way_waits_without_end() -> None:
    """**How it broke:** in a journey of 14 days, one task aside that was waited for kept the
    warning from being given, though nearly everybody had left by then."""
    said = (
        "The goal counts 30 days from entry, but whoever does not come to “Call” has left by day "
        "14: what happens later does not count."
    )
    assert told_aside([]) == [said]
    assert told_aside([("for: 8d", "for: 24d")]) == []
    # Nearly everybody is called, and who is not leaves at once.
    assert told_aside([("for: 5d", "for: 1h"), ("for: 8d", "for: 1h")]) == []
    # Nobody comes by the task.
    assert told_aside([("otherwise: more", "otherwise: call")]) == []
    # A task that may be overdue ends, and then everybody has left.
    due = (_AT_TASK, f"{_AT_TASK}, due: 2d, on: {{overdue: done}}")
    assert told_aside([due]) == [said.replace("whoever does not come to “Call”", "everybody")]


def test_a_goal_is_left_alone_where_nobody_knows_how_long_the_journey_takes() -> None:
    endless = "type: wait, until: {event: C}, on: {happened: done}"
    dated = "type: wait, until: {date: {trait: account.renewal_date}}, next: done"
    again = "type: branch, cases: [{id: again, when: {event: C}, next: rest}], otherwise: done"
    for last in (endless, dated, again):
        assert goal_told("type: wait, for: 1d", last) == []
