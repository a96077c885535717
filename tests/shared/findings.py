"""What Python finds wrong with journeys, nothing of this installation being known."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count

from pydantic import JsonValue

from engine.definition.document import parse, to_json
from engine.definition.journey import Journey
from engine.validation import Problem, validate
from tests.validation import (
    test_entrants,
    test_questions,
    test_reaching_out,
    test_rules,
    test_waits,
)
from tests.validation import test_ways_and_loops as ways
from tests.validation.journeys import BASE, EVERY, Row

_CALL = "assign: {owner: account, else: kim@example.com}\n    next: which"
_TASK = _CALL.removesuffix("next: which")
_ALONE = "done: {type: exit}\n"
MORE: list[Row] = [
    (_CALL, f"{_TASK}note: Silent.", "task_without_next", None),
    (_CALL, f"{_CALL}\n    due: 3d\n    on: {{overdue: done}}", "overdue_never", None),
    (
        _CALL,
        f"{_CALL}\n    outcomes: [a, a, next]\n    on: {{b: call, ovrdue: call}}",
        "much",
        None,
    ),
    ("start: welcome", "start: e", "dangling_link", None),
    ("otherwise: done", "otherwise: lisdone", "dangling_link", None),
    ("otherwise: done", "otherwise: wellcome", "dangling_link", None),
    ("otherwise: done", "otherwise: tip-rest", "dangling_link", None),
    (
        _ALONE,
        """done: {type: wait, for: 1d, next: done}
  a: {type: task, title: A, next: b}
  b: {type: branch, cases: [{id: c, when: {event: E}, next: a}], otherwise: c}
  c: {type: wait, until: {day: 3}, next: a, on: {happened: b, passed: c, timeout: gone}}
  d: {type: survey, kind: csat, template: tips, at_most: 0d, next: d, on: {promoter: x, neutral: a}}
  e: {type: split, ways: [{id: f, next: e}, {id: f, next: e}, {id: g, next: e}]}
  f: {type: wait, next: f}
  g: {type: wait, for: 1d, until: {when: {event: E}}}
  h: {type: wait, until: {date: {trait: account.d}}, at_most: 1d, on: {happened: h}}
  i: {type: exit, outcome: failed}
""",
        "everything",
        None,
    ),
]
"""Beside what the tests of the rules break: near misses, and much at once."""


def findings(journey: Journey) -> JsonValue:
    return [_plain(problem) for problem in validate(journey)]


def _plain(problem: Problem) -> JsonValue:
    """As the builder has them, which has no lines."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "step": problem.step,
        "path": problem.path,
        "message": problem.message,
        "hint": problem.hint,
    }


def broken_findings() -> JsonValue:
    return {
        name: {"of": of, "definition": to_json(journey), "problems": findings(journey)}
        for name, (of, journey) in broken().items()
    }


@cache
def broken() -> Mapping[str, tuple[str, Journey]]:
    """The journeys that the tests of the rules break, each with the sound one it was made of, by
    what it is broken with."""
    names = count(1)
    return {f"{next(names)} {what}": (of, journey) for what, of, journey in _broken()}


def _broken() -> Iterator[tuple[str, str, Journey]]:
    for of, rows in (
        ("sound", [*test_rules.BROKEN, *test_rules.DOUBTFUL, *MORE]),
        ("every", [*ways.BROKEN, *ways.DOUBTFUL]),
        ("every", [*test_waits.BROKEN, *test_waits.DOUBTFUL]),
        ("every", [*test_reaching_out.BROKEN, *test_reaching_out.DOUBTFUL]),
        ("every", test_questions.AT_ENTRY),
    ):
        for before, after, code, _ in rows:
            yield code, of, _written(of, before, after)
    for wait, _ in ways.LOOPS:
        yield wait, "sound", _written("sound", *ways.round_by(wait))
    for before, after, code, _ in test_entrants.ROWS:
        yield code, "sound", _written("sound", before, after)


def _written(of: str, before: str, after: str) -> Journey:
    base = {"sound": BASE, "every": EVERY}[of]
    assert before in base
    return parse(base.replace(before, after, 1))
