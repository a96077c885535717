"""What is said of mails that may go out at night."""

import pytest

from engine.definition.document import parse
from engine.validation.any_hour import at_any_hour

JOURNEY = """
journey: trial
name: Trial
entry: {triggers: [TRIGGER]}
send: SEND
start: hello
steps:
  hello: {type: email, template: t, next: rest}
  rest: {type: wait, until: {day: 3}, next: morning}
  morning: {type: email, template: t, next: login}
  login:
    type: wait
    until: {event: Login}
    at_most: {day: 9}
    on: {happened: well, timeout: ask}
  well: {type: email, template: t, next: pause, name: Well done}
  pause: {type: wait, for: 2h, next: shown}
  shown: {type: update, set: {account.shown: true}, next: late}
  late: {type: email, template: t, send: {window: always}, next: ask}
  ask: {type: survey, kind: nps, template: t, at_most: 7d, next: done}
  done: {type: exit}
templates: {t: {subject: Hello, body: Hello}}
"""
AT_NIGHT = "3 mails go out at any hour, also at night: “Hello”, “Well done” and “Ask”."


def said(trigger: str = "{event: Login}", send: str = "{}", *, quiet: bool = False) -> str | None:
    written = JOURNEY.replace("TRIGGER", trigger).replace("SEND", send)
    found = at_any_hour(parse(written, format="yaml"), quiet=quiet)
    if found is not None:
        assert (found.code, found.severity, found.path) == ("any_hour", "warning", "send.window")
    return found.message if found else None


def test_mails_without_hours_are_named_but_for_those_that_come_at_a_time_that_was_set() -> None:
    assert said() == AT_NIGHT


@pytest.mark.parametrize(
    "trigger", ["{schedule: {cron: '0 9 1 * *'}}", "{date: {trait: account.renewal_date}}"]
)
def test_what_a_date_begins_goes_out_at_its_hour(trigger: str) -> None:
    told = "2 mails go out at any hour, also at night: “Well done” and “Ask”."
    assert said(trigger) == told
    assert said(f"{trigger}, {{event: Login}}") == AT_NIGHT


@pytest.mark.parametrize("send", ["{window: {days: mon-fri}}", "{window: always}"])
def test_where_hours_are_decided_nothing_is_said(send: str) -> None:
    assert said(send=send) is None
    assert said(quiet=True) is None


def test_a_mail_that_has_no_name_is_called_by_its_subject() -> None:
    """**How it broke:** “Email” and “Email 2” were named, and nobody knew which mails those are."""
    written = """
journey: unnamed
name: Unnamed
entry: {triggers: [{event: Login}]}
start: email
steps:
  email: {type: email, template: t, next: email-2}
  email-2: {type: email, template: t, name: Well done, next: email-3}
  email-3: {type: email, template: library/hello, next: done}
  done: {type: exit}
templates: {t: {subject: "Welcome, {{ contact.first_name }}", body: Hello}}
"""
    found = at_any_hour(parse(written, format="yaml"), quiet=False)
    assert found is not None
    assert found.message.endswith("“Welcome, [first name]”, “Well done” and “Email 3”.")


def test_of_many_mails_the_first_are_named() -> None:
    steps = "".join(
        f"  m{n}: {{type: email, template: t, next: {'m' + str(n + 1) if n < 5 else 'done'}}}\n"
        for n in range(1, 6)
    )
    written = f"""
journey: many
name: Many
entry: {{}}
start: m1
steps:
{steps}  done: {{type: exit}}
templates: {{t: {{subject: Hello, body: Hello}}}}
"""
    found = at_any_hour(parse(written, format="yaml"), quiet=False)
    assert found is not None
    assert found.message == (
        "5 mails go out at any hour, also at night: “M1”, “M2”, “M3” and 2 more."
    )


def told_of(steps: str) -> str | None:
    written = f"""
journey: led
name: Led
entry: {{triggers: [{{event: Login}}]}}
start: rest
steps:
  {steps}
  mail: {{type: email, template: t, next: done}}
  done: {{type: exit}}
templates: {{t: {{subject: Hello, body: Hello}}}}
"""
    found = at_any_hour(parse(written, format="yaml"), quiet=False)
    return found.message if found else None


_BRANCH = "{type: branch, cases: [{id: was, when: {event: Login}, next: mail}], otherwise: done}"
_EVENT = "type: wait, until: {event: Login}"
_BY_DATE = "at_most: {date: {trait: account.renewal_date}}"


@pytest.mark.parametrize(
    "steps",
    [
        f"rest: {{type: wait, until: {{day: 3}}, next: which}}\n  which: {_BRANCH}",
        "rest: {type: wait, until: {day: 3}, next: on}\n  on: {type: wait, for: 2w, next: mail}",
        f"rest: {{{_EVENT}, {_BY_DATE}, on: {{happened: done, timeout: mail}}}}",
    ],
)
def test_what_takes_no_time_or_whole_days_keeps_the_hour_that_was_set(steps: str) -> None:
    """**How it broke:** a mail behind a branch that customers came to at 09:00 was said to go out
    at night."""
    assert told_of(steps) is None


@pytest.mark.parametrize(
    "steps",
    [
        f"rest: {{type: wait, for: 3d, next: which}}\n  which: {_BRANCH}",
        "rest: {type: wait, until: {day: 3}, next: few}\n  few: {type: wait, for: 9h, next: mail}",
        f"rest: {{{_EVENT}, {_BY_DATE}, on: {{happened: mail, timeout: done}}}}",
        "rest: {type: task, title: Call, outcomes: [well], next: mail}",
    ],
)
def test_what_people_do_and_hours_bring_customers_at_any_hour(steps: str) -> None:
    assert told_of(steps) == "1 mail goes out at any hour, also at night: “Mail”."


def test_a_mail_that_nobody_comes_to_is_not_named() -> None:
    assert told_of("rest: {type: exit}") is None
