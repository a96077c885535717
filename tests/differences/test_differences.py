"""What a reviewer is told of a change."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.definition.document import from_data, parse
from engine.definition.journey import Journey
from engine.differences import changed_steps, differences
from tests.definition.journeys import journeys
from tests.parts import tries

BASE = """\
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}], audience: {trait: account.plan, is: pro}}
exit: [{when: {trait: account.status, is: churned}}]
start: greet
steps:
  greet: {type: email, template: hello, next: rest}
  rest: {type: wait, for: 2d, next: listen}
  listen: {type: wait, until: {event: Login}, at_most: 14d, on: {happened: done, timeout: call}}
  call:
    type: task
    title: Call
    instructions: |
      Ask how it goes.
      Listen.
    next: half
  half: {type: split, ways: [{id: a, next: which}, {id: b, next: which}]}
  which:
    type: branch
    cases:
      - {id: small, when: {trait: account.seats, less_than: 5}, next: tell}
      - {id: large, when: {trait: account.seats, more_than: 50}, next: tell}
    otherwise: tell
  tell: {type: update, set: {account.stage: onboarded}, next: done}
  done: {type: exit}
templates:
  hello: {subject: Hello, body: Good to have you.}
scenarios:
  - {name: Silent, expect: [{sends: greet}]}
"""

CHANGES = [
    ("for: 2d", "for: 3d", "“Rest” waits 3 days instead of 2 days."),
    ("for: 2d", "until: {day: 3}", "“Rest” waits until day 3 at 09:00 instead of 2 days."),
    ("at_most: 14d", "at_most: {day: 9}",
     "“Listen” waits at the latest day 9 at 09:00 instead of at most 14 days."),
    ("subject: Hello", "subject: Welcome",
     "The subject of “Greet” is now “Welcome”; it was “Hello”."),
    ("body: Good to have you.", "body: Good to have you., preheader: You",
     "The preheader of “Greet” is now “You”; there was none."),
    ("body: Good to have you.", "blocks: [{type: divider}]",
     "“Greet” is now a designed mail: “Hello”."),
    ("2d, next: listen", "2d, next: call", "“Rest” now leads to “Call” instead of “Listen”."),
    ("hello, next: rest", "hello, next: rest, on: {failed: call}",
     "“Greet” now leads (if it fails) to “Call”."),
    ("hello, next: rest", "hello, to: {role: champion}, next: rest",
     "The recipient of “Greet” is now the champion; it was the primary contact."),
    ("hello, next: rest", "hello, skip_when: {event: Login}, next: rest",
     "What leaves “Greet” out is now “Login has happened since entry”; there was none."),
    ("less_than: 5", "less_than: 9",
     "“Which” takes the way “small” if account seats is less than 9; it was if account seats is "
     "less than 5."),
    ("id: a,", "id: a, weight: 3,", "“Half” sends 75 % by “a” instead of 50 %."),
    ("account.stage: onboarded", "account.stage: live",
     "“Tell” sets account stage to “live” instead of “onboarded”."),
    ("{type: exit}", "{type: exit, outcome: won}",
     "The outcome of “Done” is now “won”; it was “completed”."),
    ("{type: exit}", "{type: exit, name: Over}", "“Done” is now called “Over”."),
    ("update, set: {account.stage: onboarded}", "enroll, journey: next",
     "“Tell” is a step of another type now: Let them into the journey next too. It was: Set "
     "account stage to onboarded."),
    ("      Listen.\n", "      Offer help.\n",
     "The instruction of “Call” has changed:\n      Ask how it goes.\n    - Listen.\n"
     "    + Offer help."),
    ("name: Hello", "name: Hi", "The journey’s name is now “Hi”; it was “Hello”."),
    ("is: pro}}", "is: pro}, reentry: always}",
     "How often somebody may enter is now “again, whenever a passage has ended”; it was “once; "
     "never again”."),
    ("is: pro}}", "is: pro}, holdout: 10%}",
     "Who is kept out is now “10% of accounts are kept out, to compare with”; it was nobody."),
    ("plan, is: pro", "plan, is: free",
     "Who may enter is now “only if account plan is free”; it was “only if account plan is pro”."),
    ("event: Account Created", "event: Paid",
     "Customers now enter when Paid happens; they entered when Account Created happens."),
    ("start: greet", "goal: {when: {event: Won}}\nstart: greet",
     "The journey has a goal now: Won has happened since entry; the journey then ends."),
    ("is: churned", "is: gone", "Customers now leave as soon as account status is gone."),
    ("start: greet", "start: rest", "Customers now begin at “Rest” instead of “Greet”."),
    ("start: greet", "send: {topic: tips}\nstart: greet",
     "The topic of its messages is now “tips”; it was “hello”."),
    ("sends: greet", "sends: rest", "The scenario “Silent” has other expectations."),
    (
        "name: Silent",
        "name: Silent, before: [{event: Login, ago: 3d}]",
        "The scenario “Silent” has another past.",
    ),
    ("name: Silent", "name: Quiet", "The scenario “Quiet” is new."),
]  # fmt: skip

slowly = settings(
    max_examples=tries(30), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.parametrize(("before", "after", "told"), CHANGES)
def test_a_change_is_told_in_words(before: str, after: str, told: str) -> None:
    assert before in BASE
    new = parse(BASE.replace(before, after, 1))
    assert told in [each.text for each in differences(parse(BASE), new)]


def test_a_text_is_called_as_its_step_is() -> None:
    """A step gets a name in the builder; what its text is called there is seldom seen."""
    old = BASE.replace("greet: {type: email", "greet: {type: email, name: First mail")
    [told] = differences(parse(old), parse(old.replace("subject: Hello", "subject: Welcome")))
    assert told.text == "The subject of “First mail” is now “Welcome”; it was “Hello”."
    assert told.path == "templates.hello.subject"


BLOCKS = [
    ("level: 2, text: Hello", "text: Hello", "    + Heading: Hello"),
    ("markdown: One", "markdown: Two", "    -   One\n    +   Two"),
    ("label: Open", "align: center, label: Open",
     "    - Button: Open (https://x.example)\n    + Button in the middle: Open (https://x.example)"),
    ("src:", "if: account.plan, width: 80, src:",
     "    + Only if account.plan: Picture, 80 pixels wide: A (https://x.example/a)"),
    ("src:", "link: https://x.example, src:",
     "    + Picture: A (https://x.example/a), leading to https://x.example"),
    ("type: divider", "type: spacer, height: 8", "    - A line across\n    + Room: 8 pixels"),
    ("by: Ada", "by: Bo", "    -   Quote of Ada:\n    +   Quote of Bo:"),
    ("title: Begin", "title: Go on", "    -   - Begin\n    +   - Go on"),
    ("bullets: ticks", "bullets: numbers", "    + List with numbers:"),
    ("accent: '#000000'", "accent: '#ffffff'",
     "The accent of “Greet” is now “#ffffff”; it was “#000000”."),
    ("theme: {accent: '#000000'}", "theme: {accent: '#000000', background: '#ffffff'}",
     "The background of “Greet” is now “#ffffff”; there was none."),
]  # fmt: skip
DESIGNED = BASE.replace(
    "body: Good to have you.}",
    """
    theme: {accent: '#000000'},
    blocks: [
      {type: heading, level: 2, text: Hello}, {type: text, markdown: One},
      {type: button, label: Open, url: https://x.example},
      {type: image, alt: A, src: https://x.example/a}, {type: divider},
      {type: columns, columns: [[{type: quote, text: Said, by: Ada}], []]},
      {type: list, bullets: ticks, items: [{title: Begin, text: Now}]},
    ]}""",
)


@pytest.mark.parametrize(("before", "after", "told"), BLOCKS)
def test_a_change_of_a_block_is_told_by_line(before: str, after: str, told: str) -> None:
    assert before in DESIGNED
    new = parse(DESIGNED.replace(before, after, 1))
    (difference,) = differences(parse(DESIGNED), new)
    assert told in difference.text


def test_what_is_written_otherwise_and_means_the_same_is_no_change() -> None:
    longer = BASE.replace("start: greet", "subject: account\nstart: greet")
    assert differences(parse(BASE), parse(longer)) == []


def test_new_and_missing_steps_are_named_with_what_they_do() -> None:
    new = parse(BASE.replace("  tell: {", "  say: {"))
    told = {each.step: (each.kind, each.text) for each in differences(parse(BASE), new)}
    assert told["say"] == ("added", "“Say” is new: Set account stage to onboarded.")
    assert told["tell"] == ("removed", "“Tell” is gone: Set account stage to onboarded.")
    assert changed_steps(parse(BASE), new) == {
        "say": "added",
        "tell": "removed",
    }


def test_a_text_goes_with_its_step_and_else_is_called_by_its_subject() -> None:
    """**How it broke:** “The template “in-app-2” is gone”, beside the step of which that was said
    already."""
    sent = "greet: {type: email, template: hello,"
    spare = "spare: {subject: Dear friend, body: Hello.}"
    written = BASE.replace(sent, f"{sent} missing: {{template: spare}},")
    written = written.replace("templates:\n", f"templates:\n  {spare}\n")
    assert [each.text for each in differences(parse(written), parse(BASE))] == [
        "What to do at “Greet” when something is missing is now to leave the message "
        "out; it was to send “Dear friend” instead.",
        "The text of the mail “Dear friend” is gone.",
    ]
    other = written.replace("greet:", "say:").replace(": greet", ": say")
    assert [each.text for each in differences(parse(written), parse(other))] == [
        "Customers now begin at “Say” instead of “Greet”.",
        "“Say” is new: Send “Hello” to the primary contact.",
        "“Greet” is gone: Send “Hello” to the primary contact.",
        "The scenario “Silent” has other expectations.",
    ]


def test_what_a_survey_is_reminded_with_goes_with_it_as_well() -> None:
    """**How it broke:** that its text was gone was said beside that the survey was."""
    survey = (
        "ask: {type: survey, kind: nps, template: asking, at_most: 7d, next: rest,\n"
        "    remind: {after: 3d, template: again}}\n  rest:"
    )
    texts = "  asking: {subject: How is it, body: Say.}\n  again: {subject: Still, body: Say.}\n"
    asking = BASE.replace("rest:", survey, 1).replace("next: rest}", "next: ask}", 1)
    asking = asking.replace("templates:\n", f"templates:\n{texts}")
    found = differences(parse(asking), parse(BASE))
    assert [each.text for each in found if each.what == "template"] == []


def test_the_buttons_of_a_task_are_called_its_answers() -> None:
    """**How it broke:** they were “outcomes” here, as an end of the journey has one, and answers
    where they are written."""
    new = parse(BASE.replace("next: half", "outcomes: [well, not-now]\n    next: half", 1))
    (told,) = differences(parse(BASE), new)
    assert told.text == (
        "The list of answers of “Call” is now “well” and “not now”; there was none."
    )


def test_another_order_of_cases_is_a_change() -> None:
    lines = BASE.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "id: small" in line)
    lines[at : at + 2] = reversed(lines[at : at + 2])
    (told,) = differences(parse(BASE), parse("".join(lines)))
    assert told.text == "“Which” asks its ways in another order: “large” and “small”."


@slowly
@given(journeys, journeys)
def test_nothing_is_told_if_and_only_if_nothing_has_changed(one: Any, other: Any) -> None:
    old, new = from_data(one), from_data(other)
    assert differences(old, old) == []
    assert bool(differences(old, new)) == (old != new)
    assert set(changed_steps(old, new)) == {
        step for step in {*old.steps, *new.steps} if old.steps.get(step) != new.steps.get(step)
    }


@slowly
@given(journeys)
def test_every_changed_step_is_told(data: Any) -> None:
    old = from_data(data)
    for step in old.steps:
        changed = old.steps[step].model_copy(update={"note": "Another note."})
        new: Journey = old.model_copy(update={"steps": {**old.steps, step: changed}})
        if new != old:
            (told,) = differences(old, new)
            assert (told.kind, told.what, told.step) == ("changed", "step", step)
