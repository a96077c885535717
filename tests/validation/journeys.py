"""Two sound journeys, and what is said of them once one thing is written differently."""

from engine.definition.document import parse
from engine.validation import Known, Problem, validate

Row = tuple[str, str, str, str | None]
"""What is written, what instead, the code of the finding, and its path if that is told."""

BASE = """\
journey: onboarding
name: Onboarding
entry: {triggers: [{event: Account Created}]}
exit: [{when: {trait: account.status, is: churned}}]
start: welcome
steps:
  welcome: {type: email, template: welcome, next: rest}
  rest: {type: wait, for: 3d, next: tips}
  tips: {type: in_app, template: tips, missing: skip, next: listen}
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
    traits=frozenset({"account.status", "account.seats", "account.plan", "account.address"}),
    users=frozenset({"kim@example.com"}),
    roles=frozenset({"champion"}),
    journeys=frozenset({"renewal"}),
    channels=frozenset({"alerts"}),
    segments=frozenset({"newly-paid"}),
    pools=frozenset({"onboarding"}),
)
ENDLESS = "at_most: 14d\n    on: {happened: done, timeout: call}"
WAIT = "type: wait, for: 3d, next: tips"
MAIL = "type: email, template: welcome, next: rest"
SEATS = "{trait: account.seats, less_than: 10}"
NIGHT = "{window: {from: '18:00', to: '08:00'}}"
BY_DAY = "type: wait, until: {event: A}, at_most: {day: 5}"

EVERY = """\
journey: every
name: Every step
entry: {triggers: [{event: Account Created}], audience: {trait: account.status, is: active}}
exit: [{leaves: audience}]
start: half
steps:
  half: {type: split, ways: [{id: a, weight: 3, next: office}, {id: b, next: ask}]}
  office: {type: wait, until: {time: 09:00, days: mon-fri}, next: ready}
  ready:
    type: wait
    until: {when: {trait: account.seats, at_least: 5}}
    at_most: 7d
    on: {happened: renewal, timeout: renewal}
  renewal:
    type: wait
    until: {date: {trait: account.renewal_date, offset: -60d}, passed: skip}
    at_most: 90d
    next: approval
    on: {passed: ask, timeout: ask}
  approval:
    type: approve
    message: offer
    assign: {user: kim@example.com}
    due: 2 business days
    on: {approved: offer, cancelled: ask}
  offer: {type: email, template: offer, next: ask}
  ask:
    type: survey
    kind: nps
    template: offer
    at_most: 7d
    next: call
    on: {detractor: tell}
  call:
    type: task
    title: Call them
    assign: {user: kim@example.com}
    due: 3d
    outcomes: [well, badly]
    next: set
    on: {badly: tell, overdue: tell}
  tell: {type: notify, channel: alerts, text: "{{ account.name }} is unhappy", next: hook}
  hook:
    type: webhook
    url: https://example.com/hook
    data: {plan: "{{ account.plan }}"}
    next: set
  set: {type: update, set: {account.stage: asked}, next: more}
  more: {type: enroll, journey: renewal, next: on}
  on: {type: go_to, to: how}
  how:
    type: branch
    cases: [{id: bad, when: {task: call, outcome: badly}, next: done}]
    otherwise: done
  done: {type: exit, outcome: asked}
templates:
  offer: {subject: An offer, body: Here it is.}
scenarios:
  - name: Unhappy
    customer: {account: {status: active, seats: 9, renewal_date: 2026-05-30}}
    happens:
      - {at: 40d, survey: ask, score: 9}
      - {at: 41d, task: call, outcome: badly}
    expect:
      - {sends: ask, by: 40d}
      - {asks: call}
      - {ends: asked}
"""


def changed(before: str, after: str, base: str = BASE, *, known: Known = KNOWN) -> list[Problem]:
    assert before in base
    return validate(parse(base.replace(before, after, 1)), known=known)


def is_refused(row: Row, base: str = BASE) -> None:
    """One blocking finding and no other, with a sentence, at the step it is about."""
    before, after, code, path = row
    problems = [each for each in changed(before, after, base) if each.severity == "blocking"]
    assert [problem.code for problem in problems] == [code]
    assert path is None or problems[0].path == path
    assert problems[0].message.endswith(".")
    if problems[0].path.startswith("steps."):
        assert problems[0].step == problems[0].path.split(".")[1]


def is_warned_of(row: Row, base: str = BASE) -> None:
    """Such a finding, once, and none that is blocking; but what is written differently may make
    a scenario fail."""
    before, after, code, path = row
    problems = changed(before, after, base)
    blocking = {problem.code for problem in problems if problem.severity == "blocking"}
    assert blocking <= {"scenario_failed"}
    found = [problem for problem in problems if problem.code == code]
    assert len(found) == 1
    assert path is None or found[0].path == path
