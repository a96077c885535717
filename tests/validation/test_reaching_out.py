"""Messages, approvals, calls and changes of traits arrive somewhere, and say what they should."""

from dataclasses import replace

import pytest

from engine.reach import Reach
from tests.validation.journeys import EVERY, KNOWN, Row, changed, is_refused, is_warned_of

BROKEN: list[Row] = [
    ("template: offer\n    at_most", "template: ofer\n    at_most", "unknown_template",
     "steps.ask.template"),
    ("kind: nps", "kind: nps\n    channel: in_app", "wrong_template", "steps.ask.template"),
    ("{event: Account Created}", "{date: {trait: contact.birthday}}", "date_of_contact",
     "entry.triggers.0.date.trait"),
    ("entry: {triggers: [{event: Account Created}]",
     "subject: contact\nentry: {triggers: [{health: red}]", "trigger_of_account",
     "entry.triggers.0.health"),
    ("message: offer", "message: ask-them", "not_a_message", "steps.approval.message"),
    ("journey: renewal, next", "journey: every, next", "enrolls_itself", "steps.more.journey"),
    ("{{ account.plan }}", "{{ acount.plan }}", "template_unknown_variable",
     "steps.hook.data.plan"),
    ("com/hook", "com/{{hook}}", "template_unknown_variable", "steps.hook.url"),
    ("{{ account.name }} is", "{{ account.name is", "template_syntax", "steps.tell.text"),
    ("account.stage: asked", "account.stage: '{{ plan }}'", "template_unknown_variable",
     "steps.set.set.account.stage"),
    ("kind: nps", "kind: nps\n    send: {window: {zone: CEST}}", "unknown_time_zone",
     "steps.ask.send.window.zone"),
    *(("https://example.com/hook", f"'{url}'", "not_an_address", "steps.hook.url")
      for url in ("https://[", "https://[example.com]/x", "https://:80", "https://a:99999")),
]  # fmt: skip

DOUBTFUL: list[Row] = [
    ("approved: offer", "approved: ask", "approval_of_another", "steps.approval.message"),
    ("assign: {user: kim@example.com}\n    due: 2", "due: 2", "task_for_nobody",
     "steps.approval.assign.else"),
    ("user: kim@example.com}\n    due: 2", "user: kom@example.com}\n    due: 2", "unknown_user",
     "steps.approval.assign"),
    ("https://example.com", "http://example.com", "unencrypted_url", "steps.hook.url"),
    ("channel: alerts", "channel: alert", "unknown_channel", "steps.tell.channel"),
    ("journey: renewal, next", "journey: renewals, next", "unknown_journey",
     "steps.more.journey"),
    ("account.stage: asked", "contact.stage: asked", "which_contact",
     "steps.set.set.contact.stage"),
    ("account.stage: asked", "account.external_id: asked", "sets_identifier",
     "steps.set.set.account.external_id"),
    ("triggers: [{event: Account Created}], ", "", "no_triggers", "entry.triggers"),
    ("{event: Account Created}", "{segment: nobody-made-it}", "unknown_segment",
     "entry.triggers.0.segment"),
]  # fmt: skip


@pytest.mark.parametrize("row", BROKEN)
def test_broken_steps_are_refused(row: Row) -> None:
    is_refused(row, EVERY)


@pytest.mark.parametrize("row", DOUBTFUL)
def test_doubtful_steps_are_warned_of(row: Row) -> None:
    is_warned_of(row, EVERY)


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:80"])
def test_this_machine_may_be_called_in_the_clear(host: str) -> None:
    assert changed("https://example.com", f"http://{host}", EVERY) == []


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("127.1:8080", "private_address"),
        ("localhost", "private_address"),
        ("[fe80::1]", "private_address"),
        ("169.254.169.254", "private_address"),
        ("10.1.2.3:8443", None),
        ("10.1.2.3:9000", "private_address"),
        ("8.8.8.8:25", "port_not_called"),
        ("hooks.internal", None),
    ],
)
def test_an_address_that_would_be_refused_is_warned_of(host: str, code: str | None) -> None:
    """Where it can be seen as it is written; what a name leads to is not looked up."""
    known = replace(KNOWN, reach=Reach.read("10.1.0.0/16:8443"))
    found = changed("https://example.com", f"https://{host}", EVERY, known=known)
    assert [problem.code for problem in found] == ([code] if code else [])


def test_a_survey_by_mail_needs_an_exit_on_churn() -> None:
    before, after = "exit: [{leaves: audience}]\n", ""
    assert [each.code for each in changed(before, after, EVERY)] == ["no_exit_on_churn"]


ASKS = "kind: nps\n"
WAITS = "until: {when: {trait: account.seats, at_least: 5}}"


@pytest.mark.parametrize(
    ("remind", "code", "path"),
    [
        ("{after: 0d}", "reminder_at_once", "steps.ask.remind.after"),
        ("{after: 3d, template: none}", "unknown_template", "steps.ask.remind.template"),
    ],
)
def test_a_reminder_is_one(remind: str, code: str, path: str) -> None:
    is_refused((ASKS, f"{ASKS}    remind: {remind}\n", code, path), EVERY)


def test_a_reminder_comes_while_an_answer_is_waited_for() -> None:
    late = f"{ASKS}    remind: {{after: 1w}}\n"
    is_warned_of((ASKS, late, "reminder_too_late", "steps.ask.remind.after"), EVERY)


def test_a_wait_for_a_role_that_nobody_has_is_warned_of() -> None:
    nobody = "until: {event: Logged In, by: all, roles: [billing]}"
    is_warned_of((WAITS, nobody, "unknown_role", "steps.ready.until.roles"), EVERY)
