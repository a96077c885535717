"""What a journey needs, and how long it lasts, read from its definition."""

import pytest

from engine.definition.document import parse
from engine.lasting import Lasting, lasting
from engine.needs import Needs, needs_of

EVERYTHING = """\
journey: a
name: A
entry:
  triggers: [{event: Signed, where: {trait: contact.title, is: CEO}}]
  audience: {all: [{segment: vip}, {event: Login, within: ever}]}
goal: {when: {event: Won}}
exit: [{when: {health: band, is: red}}, {leaves: audience}]
start: mail
steps:
  mail:
    type: email
    to: {role: champion, else: primary}
    template: mail
    skip_when: {trait: account.seats, less_than: 3}
    next: wait
  wait: {type: wait, until: {event: Paid}, at_most: 3d, on: {happened: date, timeout: date}}
  date:
    type: wait
    until: {date: {trait: account.renewal}}
    at_most: {date: {trait: account.ends}}
    next: tell
    on: {timeout: tell}
  tell: {type: notify, channel: alerts, text: "{{ account.city }}", next: update}
  update: {type: update, set: {account.stage: "{{ contact.title }} at {{ owner.email }}"}, next: in}
  in: {type: enroll, journey: other, next: call}
  call: {type: task, title: "Call {{ organization.name }}", next: done}
  done: {type: exit}
templates:
  mail: {subject: "{{ account.plan }}", body: "{% if organization.app_url %}x{% endif %}"}
"""


def test_everything_a_journey_needs_is_found() -> None:
    assert needs_of(parse(EVERYTHING)) == Needs(
        triggers=("Signed",),
        events=("Signed", "Login", "Won", "Paid"),
        traits=(
            "contact.title",
            "account.health_band",
            "account.seats",
            "account.renewal",
            "account.ends",
            "account.plan",
            "account.city",
        ),
        roles=("champion",),
        segments=("vip",),
        channels=("alerts",),
        journeys=("other",),
        organization=("app_url", "name"),
        messages=1,
        tasks=1,
    )


def steps(written: str) -> Lasting:
    return lasting(
        parse(f"journey: a\nname: A\nentry: {{}}\nstart: a\nsteps:\n{written}  z: {{type: exit}}\n")
    )


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("  a: {type: wait, for: 3d, next: b}\n  b: {type: wait, for: 12h, next: z}\n", 4),
        ("  a: {type: wait, for: 2w, next: b}\n  b: {type: wait, until: {day: 7}, next: z}\n", 14),
        ("  a: {type: wait, for: 2d, next: b}\n  b: {type: wait, until: {day: 7}, next: z}\n", 6),
        ("  a: {type: wait, for: 5 business days, next: z}\n", 7),
        ("  a: {type: wait, until: {event: E}, at_most: {day: 9}, on: {happened: z, timeout: z}}\n",
         8),
        ("  a: {type: task, title: T, due: 2d, outcomes: [x], on: {x: z, overdue: z}}\n", 2),
        ("  a: {type: task, title: T, due: 2d, next: z}\n", 0),
        ("  a:\n    type: split\n    ways: [{id: x, next: b}, {id: y, next: c}]\n"
         "  b: {type: wait, for: 1d, next: c}\n  c: {type: wait, for: 1d, next: z}\n", 2),
    ],
)  # fmt: skip
def test_the_longest_way_counts(written: str, days: int) -> None:
    assert steps(written) == Lasting(days, None, False)


def test_a_way_back_is_not_followed_and_is_told() -> None:
    round_ = "  a: {type: wait, for: 1d, next: b}\n  b: {type: go_to, to: a}\n"
    assert steps(round_) == Lasting(1, None, True)


def test_a_date_of_the_customers_own_is_named() -> None:
    found = lasting(parse(EVERYTHING))
    assert (found.date, found.repeats) == ("account.renewal", False)
    limit = (
        "until: {event: E}, at_most: {date: {trait: account.ends}}, on: {happened: z, timeout: z}"
    )
    assert steps(f"  a: {{type: wait, {limit}}}\n") == Lasting(0, "account.ends", False)


def test_a_journey_of_many_steps_is_no_deeper_than_a_short_one() -> None:
    chain = "".join(
        f"  s{n}: {{type: wait, for: 1d, next: s{n + 1}}}\n" for n in range(498)
    ).replace("next: s498", "next: z")
    assert steps(f"  a: {{type: wait, for: 1d, next: s0}}\n{chain}").days == 499
