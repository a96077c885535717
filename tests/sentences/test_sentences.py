"""Definitions said in words."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from engine.definition.conditions import Condition
from engine.definition.document import to_json
from engine.definition.journey import Journey
from engine.differences.outline import title_of
from engine.sentences import (
    Names,
    audience_sentence,
    condition_sentence,
    entry_sentence,
    exit_sentences,
    goal_sentence,
    outlet_sentence,
    reentry_sentence,
    say,
    sending_sentence,
    step_sentence,
    step_title,
    strong,
)
from engine.sentences.evidence import evidence_of
from engine.sentences.words import template_in_words

CONDITIONS: list[tuple[dict[str, Any], str]] = [
    ({"trait": "account.seats", "less_than": 10}, "account seats is less than 10"),
    ({"trait": "account.billing.vat", "in": ["NL", "BE"]}, "account billing vat is NL or BE"),
    ({"trait": "contact.title", "exists": False}, "contact title is not known"),
    ({"trait": "account.uses_sso", "is": True}, "account uses sso is yes"),
    ({"trait": "account.uses_sso", "is": "yes"}, "account uses sso is “yes”"),
    ({"trait": "account.plan", "in": ["No", "none"]}, "account plan is “No” or none"),
    ({"trait": "account.plan", "in": ["pro", ""]}, "account plan is pro or …"),
    ({"event": "Report Shared"}, "Report Shared has happened since entry"),
    ({"event": "Login", "exactly": 0, "within": "7d"}, "Login has not happened in the last 7 days"),
    (
        {"event": "Login", "at_least": 3, "within": "ever"},
        "Login has happened at least 3 times at any time",
    ),
    (
        {"event": "Paid", "where": {"property": "amount", "more_than": 100}},
        "Paid has happened (only if its amount is more than 100) since entry",
    ),
    ({"message": "first-mail", "was": "sent"}, "the message “first mail” was sent"),
    ({"not": {"message": "hi", "was": "failed"}}, "the message “hi” was not failed"),
    ({"task": "call", "was": "overdue"}, "the task “call” is overdue"),
    ({"not": {"task": "call", "was": "done"}}, "the task “call” is not done"),
    ({"task": "call", "outcome": "not-now"}, "“call” came out as “not now”"),
    ({"health": "band", "in": ["red", "yellow"]}, "the health band is red or yellow"),
    ({"segment": "newly-paid"}, "the customer is in the segment newly paid"),
    ({"not": {"segment": "newly-paid"}}, "the customer is not in the segment newly paid"),
    ({"now": "weekday", "in": ["sat", "sun"]}, "today is Saturday or Sunday"),
    ({"now": "weekday", "in": [True, 1e6]}, "today is yes or 1000000"),
    ({"now": "time", "at_least": "17:00"}, "the time of day is at least 17:00"),
    ({"now": "day", "more_than": 7}, "the day of the journey is more than 7"),
    (
        {"trait": "account.renewal_date", "within_next": "30d"},
        "account renewal date is in the next 30 days",
    ),
    (
        {"trait": "account.renewal_date", "further_off_than": "2w"},
        "account renewal date is more than 2 weeks off",
    ),
    (
        {"event": "Login", "within": "ever", "last": {"longer_ago_than": "14d"}},
        "the last Login at any time was more than 14 days ago",
    ),
    (
        {"event": "Login", "first": {"within_last": "7d"}},
        "the first Login since entry was in the last 7 days",
    ),
    ({"event": "Login", "within": "step"}, "Login has happened since this step"),
    (
        {
            "all": [
                {"trait": "account.plan", "is": "pro"},
                {"any": [{"event": "A"}, {"not": {"event": "B"}}]},
            ]
        },
        "account plan is pro and (A has happened since entry or B has not happened since entry)",
    ),
    ({"not": {"trait": "account.status", "is": "active"}}, "account status is not active"),
    ({"not": {"trait": "account.plan", "in": ["a", "b"]}}, "account plan is none of a or b"),
    ({"not": {"trait": "account.vip", "is": False}}, "not (account vip is no)"),
    ({"not": {"trait": "account.vip", "exists": True}}, "account vip is not known"),
    ({"not": {"trait": "account.plan", "is_not": "pro"}}, "not (account plan is not pro)"),
    ({"not": {"trait": "account.name", "contains": "Ltd"}}, "account name does not contain Ltd"),
    (
        {"not": {"trait": "account.renewal_date", "further_off_than": "2w"}},
        "account renewal date is not more than 2 weeks off",
    ),
    ({"not": {"health": "score", "less_than": 40}}, "the health score is not less than 40"),
    ({"not": {"now": "weekday", "in": ["sat"]}}, "today is not Saturday"),
    (
        {"not": {"event": "Login", "at_least": 3}},
        "not (Login has happened at least 3 times since entry)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), CONDITIONS)
def test_condition_reads_as_a_sentence(written: dict[str, Any], said: str) -> None:
    condition: Condition = TypeAdapter(Condition).validate_python(written)
    assert str(condition_sentence(condition)) == said


def journey(steps: dict[str, Any], start: str, **rest: Any) -> Journey:
    return Journey.model_validate(
        {
            "journey": "j",
            "name": "J",
            "entry": {"triggers": [{"event": "Account Created"}]},
            "start": start,
            "steps": {**steps, "done": {"type": "exit"}},
            "templates": {
                "hello": {"subject": "Hi {{ contact.first_name | default('there') }}", "body": "x"},
                "note": {"title": "News", "body": "x"},
            },
            **rest,
        }
    )


STEPS: list[tuple[dict[str, Any], str]] = [
    (
        {"type": "email", "template": "hello", "next": "done",
         "to": {"role": "champion", "else": "primary"}},
        "Send “Hi [first name]” to the champion, else the primary contact",
    ),
    (
        {"type": "in_app", "template": "note", "format": "banner", "next": "done"},
        "Show the banner “News” to the primary contact",
    ),
    (
        {"type": "task", "title": "Call {{ account.name }}", "next": "done",
         "due": "2 business days"},
        "Ask the account’s owner to “Call [account name]”, due in 2 business days",
    ),
    ({"type": "wait", "for": "3d", "next": "done"}, "Wait 3 days"),
    ({"type": "wait", "until": {"day": 7}, "next": "done"}, "Wait until day 7 at 09:00"),
    (
        {
            "type": "wait",
            "until": {"event": "First Login"},
            "at_most": "7d",
            "on": {"happened": "done", "timeout": "done"},
        },
        "Wait until First Login, at most 7 days",
    ),
    (
        {
            "type": "branch",
            "cases": [
                {"id": "a", "when": {"trait": "account.seats", "less_than": 3}, "next": "done"}
            ],
            "otherwise": "done",
        },
        "Choose the way by account seats",
    ),
    ({"type": "exit", "outcome": "gone-quiet"}, "The journey ends: gone quiet"),
    (
        {"type": "survey", "kind": "nps", "template": "hello", "at_most": "7d", "next": "done"},
        "Ask the primary contact by mail how likely they are to recommend you; wait at most 7 days",
    ),
    (
        {"type": "survey", "kind": "csat", "channel": "in_app", "template": "note",
         "at_most": {"day": 9}, "next": "done"},
        "Ask the primary contact in the product how satisfied they are; wait at the latest day 9 "
        "at 09:00",
    ),
    (
        {"type": "task", "title": "Call", "outcomes": ["well"], "next": "done",
         "assign": {"owner": "account", "else": "kim@example.com"}},
        "Ask the account’s owner, else kim@example.com, to “Call”, and wait for the answer",
    ),
    (
        {"type": "task", "title": "Call", "next": "done", "due": "2 business days",
         "assign": {"role": "manager", "else": {"pool": "save"}},
         "escalate": [{"after": "4 business hours", "to": {"role": "manager"}}]},
        "Ask the owner’s manager, else whoever is next in “save”, to “Call”, due in "
        "2 business days; escalated when 4 business hours late",
    ),
    (
        {"type": "task", "title": "Call", "next": "done", "assign": {"pool": "save"}},
        "Ask whoever is next in “save” to “Call”",
    ),
    (
        {"type": "approve", "message": "done", "due": "2d", "silence": "cancelled",
         "assign": {"user": "kim@example.com"}, "on": {"approved": "done", "cancelled": "done"}},
        "Have kim@example.com approve “Done” within 2 days; if silent, it stays unsent",
    ),
    ({"type": "webhook", "url": "https://a.b/c", "next": "done"}, "Call https://a.b/c"),
    (
        {"type": "notify", "channel": "cs-alerts", "text": "{{ account.name }} left",
         "next": "done"},
        "Tell the channel cs alerts: “[account name] left”",
    ),
    (
        {"type": "update", "set": {"account.stage": "live", "account.seats": 5,
                                   "contact.title": None}, "next": "done"},
        "Set account stage to live and account seats to 5; take away contact title",
    ),
    ({"type": "update", "set": {"account.trial": None}, "next": "done"}, "Take away account trial"),
    (
        {"type": "enroll", "journey": "renewal", "next": "done"},
        "Let them into the journey renewal too",
    ),
    (
        {"type": "split", "ways": [{"id": "new", "weight": 2, "next": "done"},
                                   {"id": "as-before", "next": "done"}]},
        "Part the accounts by lot: new 66.7 % and as before 33.3 %",
    ),
    ({"type": "go_to", "to": "done"}, "Go on at Done"),
    ({"type": "wait", "until": {"time": "09:00"}, "next": "done"}, "Wait until it is 09:00"),
    (
        {"type": "wait", "until": {"time": "09:00", "days": "mon-fri"}, "next": "done"},
        "Wait until it is 09:00 on Monday to Friday",
    ),
    (
        {"type": "wait", "until": {"date": {"trait": "account.renewal_date", "offset": "-60d"}},
         "at_most": "90d", "next": "done"},
        "Wait until 60 days before account renewal date at 09:00, at most 90 days",
    ),
    (
        {"type": "wait", "until": {"when": {"trait": "account.seats", "at_least": 5}},
         "on": {"happened": "done"}},
        "Wait until account seats is at least 5",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), STEPS)
def test_step_reads_as_a_sentence(written: dict[str, Any], said: str) -> None:
    assert str(step_sentence(journey({"step": written}, "step"), "step")) == said


NAMES = Names(
    pools={"cs-emea": "Customer success, EMEA"},
    people={"mia@example.com": "Mia Berg"},
    channels={"alerts": "Renewal alerts"},
    journeys={"win-back": "Win them back"},
    segments={"at-risk": "In danger"},
)
CALLED = [
    (
        {"type": "task", "title": "Call", "assign": {"pool": "cs-emea"}, "next": "done"},
        "Ask whoever is next in “Customer success, EMEA” to “Call”",
    ),
    (
        {"type": "task", "title": "Call", "assign": {"user": "Mia@example.com"}, "next": "done"},
        "Ask Mia Berg to “Call”",
    ),
    (
        {"type": "task", "title": "Call", "next": "done",
         "assign": {"owner": "account", "else": "mia@example.com"}},
        "Ask the account’s owner, else Mia Berg, to “Call”",
    ),
    (
        {"type": "task", "title": "Call", "assign": {"user": "pat@example.com"}, "next": "done"},
        "Ask pat@example.com to “Call”",
    ),
    (
        {"type": "notify", "channel": "alerts", "text": "Hi", "next": "done"},
        "Tell the channel Renewal alerts: “Hi”",
    ),
    (
        {"type": "enroll", "journey": "win-back", "next": "done"},
        "Let them into the journey Win them back too",
    ),
    (
        {"type": "branch", "otherwise": "done",
         "cases": [{"id": "a", "when": {"segment": "at-risk"}, "next": "done"}]},
        "Choose the way by the segment In danger",
    ),
    (
        {"type": "wait", "until": {"when": {"not": {"segment": "at-risk"}}},
         "on": {"happened": "done"}},
        "Wait until the customer is not in the segment In danger",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), CALLED)
def test_what_has_a_name_is_called_by_it(written: dict[str, Any], said: str) -> None:
    assert str(step_sentence(journey({"step": written}, "step"), "step", NAMES)) == said


def test_a_segment_is_called_by_its_name_in_what_was_seen() -> None:
    """What was decided is written down with keys; a stranger’s words are left as they are."""
    segment = {"text": "the customer is in the segment at risk", "holds": True, "actual": "in it"}
    other = {
        "text": "the customer is in the segment long gone",
        "holds": False,
        "actual": "not in it",
    }
    both = {
        "text": "the customer is in the segment at risk and …",
        "holds": False,
        "parts": [segment, other],
    }
    [found] = evidence_of({"because": both}, NAMES)
    assert [row.checked for row in found.rows] == [
        "All of these",
        "the customer is in the segment In danger",
        "the customer is in the segment long gone",
    ]


def test_what_matters_is_emphasised() -> None:
    written = {"type": "wait", "until": {"event": "Login"}, "at_most": "7d",
               "on": {"happened": "done", "timeout": "done"}}  # fmt: skip
    said = step_sentence(journey({"step": written}, "step"), "step")
    assert [run.text for run in said.runs if run.strong] == ["Login", "7 days"]


def test_outlets_say_when_they_are_taken() -> None:
    written = {"type": "wait", "until": {"event": "Login"}, "at_most": {"day": 3},
               "on": {"happened": "done", "timeout": "done"}}  # fmt: skip
    told = journey({"step": written}, "step")
    assert str(outlet_sentence(told, "step", "happened")) == "as soon as it happens"
    assert str(outlet_sentence(told, "step", "timeout")) == "not by day 3 at 09:00"
    assert outlet_sentence(told, "step", "next") is None


OUTLETS: list[tuple[dict[str, Any], dict[str, str | None]]] = [
    (
        {"type": "task", "title": "A", "due": "2d", "outcomes": ["well", "not-now"],
         "next": "done"},
        {"next": None, "not-now": "not now", "overdue": "if overdue", "skipped": "if skipped"},
    ),
    (
        {"type": "survey", "kind": "nps", "template": "hello", "at_most": "7d", "next": "done"},
        {"promoter": "promoter (9 or 10)", "dissatisfied": "dissatisfied (1 or 2)",
         "no_answer": "no answer within 7 days", "failed": "if it fails", "next": None},
    ),
    (
        {"type": "approve", "message": "done", "due": "2d",
         "on": {"approved": "done", "cancelled": "done"}},
        {"approved": "approved, or no answer within 2 days", "cancelled": "cancelled"},
    ),
    (
        {"type": "split", "ways": [{"id": "a", "weight": 3, "next": "done"},
                                   {"id": "skipped", "next": "done"}]},
        {"a": "a (75 %)", "skipped": "skipped (25 %)"},
    ),
    (
        {"type": "wait", "until": {"date": {"trait": "account.x"}}, "at_most": "9d",
         "next": "done"},
        {"next": None, "passed": "if the date has passed",
         "timeout": "if the date is not known within 9 days"},
    ),
    (
        {"type": "wait", "until": {"when": {"event": "A"}}, "at_most": "9d",
         "on": {"happened": "done"}},
        {"happened": "as soon as it is met", "timeout": "not within 9 days"},
    ),
    ({"type": "go_to", "to": "done"}, {"to": None}),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), OUTLETS)
def test_every_way_out_says_who_takes_it(
    written: dict[str, Any], said: dict[str, str | None]
) -> None:
    told = journey({"step": written}, "step")
    words = {outlet: outlet_sentence(told, "step", outlet) for outlet in said}
    assert {outlet: each and str(each) for outlet, each in words.items()} == said


def test_a_journey_nothing_starts_says_how_customers_come() -> None:
    told = journey({}, "done", entry={"audience": {"trait": "account.plan", "is": "pro"}},
                   exit=[{"leaves": "audience", "reason": "Downgraded"}])  # fmt: skip
    assert str(entry_sentence(told)) == "By hand, by the API, or from another journey"
    assert [str(each) for each in exit_sentences(told)] == [
        "As soon as this no longer holds: account plan is pro (Downgraded)"
    ]


def test_step_without_a_name_is_called_by_its_id() -> None:
    told = journey({"which-help": {"type": "exit"}}, "which-help")
    assert step_title(told, "which-help") == "Which help"
    assert step_title(told, "gone_long_ago") == "Gone long ago"
    assert step_title(told, "nps-2") == "NPS 2"


@pytest.mark.parametrize(
    ("step_id", "subject", "title"),
    [
        ("email-2", "How is it, {{ contact.first_name }}?", "How is it, [first name]?"),
        ("email", "word " * 20, f"{('word ' * 12).strip()} …"),
        ("email-2", "{% if false %}{% endif %}", "Email 2"),
        ("emails", "Hello", "Emails"),
        ("welcome", "Hello", "Welcome"),
    ],
)
def test_what_the_builder_named_is_called_by_its_text(
    step_id: str, subject: str, title: str
) -> None:
    """**How it broke:** nobody could tell “Email 2” from “Email 3” where that alone was said."""
    email = {"type": "email", "template": "text", "next": "done"}
    texts = {"text": {"subject": subject, "body": "Hello"}}
    told = journey({step_id: email}, step_id, templates=texts)
    assert step_title(told, step_id) == title
    assert title_of(step_id, to_json(told)) == title


def test_rules_read_as_sentences() -> None:
    told = journey(
        {},
        "done",
        entry={
            "triggers": [
                {"event": "A", "where": {"property": "plan", "is": "pro"}},
                {"event": "B"},
            ],
            "audience": {"trait": "account.status", "is": "active"},
            "reentry": {"after": "90d"},
        },
        goal={"when": {"event": "C"}, "within": "30d", "exit": False},
        exit=[{"when": {"trait": "account.status", "is": "churned"}, "reason": "Churned"}],
        send={"window": {"days": "mon-wed,fri", "from": "08:00", "to": "12:00",
                         "zone": "Asia/Tokyo"}},
    )  # fmt: skip
    assert str(entry_sentence(told)) == "When A happens and its plan is pro or when B happens"
    assert str(audience_sentence(told)) == "Only if account status is active"
    assert str(reentry_sentence(told)) == "Again, 90 days after they last entered"
    assert str(goal_sentence(told)) == (
        "C has happened since entry, within 30 days of entry; the journey goes on"
    )
    assert [str(each) for each in exit_sentences(told)] == [
        "As soon as account status is churned (Churned)"
    ]
    assert str(sending_sentence(told.send)) == (
        "Monday to Wednesday, Friday, 08:00 to 12:00, on the clock of Asia, Tokyo"
    )


def test_template_shows_its_variables_as_words() -> None:
    source = "{% if owner %}{{ owner.first_name }} and {% endif %}{{ account.name | default('x') }}"
    assert template_in_words(source) == "[owner first name] and [account name]"
    assert template_in_words("Hi {{ contact.first_name }}, {{ name }}") == "Hi [first name], [name]"
    assert template_in_words("Hi {{ name, {{ owner.name }}") == "Hi {{ name, [owner name]"
    assert template_in_words("{{ name | default('{') }}") == "[name]"


def test_of_a_choice_in_a_line_the_first_way_is_shown() -> None:
    """**How it broke:** both ways stood side by side, as if all of it were sent."""
    source = "{% if a.b %}One{% elif c %}Two{% else %}Three{% endif %} of {{ a.b.c }}"
    assert template_in_words(source) == "One of [a b c]"


def test_capital_comes_first_whatever_is_emphasised() -> None:
    assert str(say(strong("é"), " x").capitalized()) == "É x"
    assert str(say().capitalized()) == ""
