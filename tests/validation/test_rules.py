"""Every rule, by a journey that breaks it and nothing else. More of them stand beside."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.definition.document import parse
from engine.validation import validate
from tests.validation.journeys import (
    BASE,
    ENDLESS,
    EVERY,
    KNOWN,
    MAIL,
    NIGHT,
    SEATS,
    WAIT,
    Row,
    changed,
    is_refused,
    is_warned_of,
)

BARE = """\
journey: bare
name: Bare
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
"""

BROKEN: list[Row] = [
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
    ("template: tips", "template: tips, format: tooltip", "needs_target", "steps.tips.target"),
    ("template: tips", "template: tips, format: tour", "needs_parts", "steps.tips.template"),
    ("template: tips", "template: tips, format: checklist", "needs_parts", "steps.tips.template"),
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
    *(
        (
            "templates:\n  welcome: {subject: Welcome,",
            f"templates:\n  welcome: {{subject: Welcome, blocks: [{block}]}}\n  x: {{title: x,",
            code,
            f"templates.welcome.blocks.0.{path}",
        )
        for block, code, path in (
            ("{type: button, label: x, url: example.com}", "not_an_address", "url"),
            ("{type: image, alt: x, src: 'mailto:a@example.com'}", "not_an_address", "src"),
            ("{type: button, label: ' ', url: 'https://a.example'}", "without_words", "label"),
            ("{type: text, markdown: 'a [ ](https://a.b) c'}", "without_words", "markdown"),
            ("{type: text, markdown: '[](https://a.b){.button}'}", "without_words", "markdown"),
            ("{type: heading, text: '{{ nobody }}'}", "template_unknown_variable", "text"),
            ("{type: text, markdown: '{{ a b }}'}", "template_syntax", "markdown"),
            ("{type: divider, if: '{{ account.name }}'}", "template_syntax", "if"),
            ("{type: divider, if: account.name |}", "template_syntax", "if"),
            ("{type: divider, if: acount.name}", "template_unknown_variable", "if"),
            (
                "{type: columns, columns: [[], [{type: quote, text: '{{ account.x() }}'}]]}",
                "template_not_available",
                "columns.1.0.text",
            ),
        )
    ),
    (
        'tips: {title: Tips, body: "For {{ contact.first_name }}"}',
        "tips: {title: Tips, body: x, action: {label: x, url: example.com}}",
        "not_an_address",
        "templates.tips.action.url",
    ),
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

DOUBTFUL: list[Row] = [
    ("otherwise: done", "otherwise: done\n  lost: {type: exit}", "unreachable_step", "steps.lost"),
    ("done: {type: exit}", "done: {type: wait, for: 1d, next: done}", "no_way_to_an_exit", None),
    (ENDLESS, "on: {happened: call}", "endless_wait", "steps.listen"),
    (MAIL, f"{MAIL}, skip_when: {{message: tips, was: sent}}", "message_not_earlier", None),
    (SEATS, "{trait: contact.title, exists: true}", "which_contact", None),
    (
        "template: tips",
        "template: tips, target: {selector: '#a'}",
        "selector_ignored",
        "steps.tips.target.selector",
    ),
    ("{title: Tips,", "{title: Tips, items: [{id: a, title: A}],", "parts_ignored", None),
    (SEATS, "{trait: account.seat, less_than: 10}", "unknown_trait", None),
    ("missing: skip", "missing: fail", "needs_variables", "steps.tips.missing"),
    ("tips, missing: skip", "tips", "needs_variables", "steps.tips.template"),
    *(
        ("For {{ contact.first_name }}", f"For {{{{ {read} | default('x') }}}}", code, place)
        for read, code, place in (
            ("contact.first_nme", "unknown_variable", "templates.tips.body"),
            ("account.seat", "unknown_variable", "templates.tips.body"),
            ("owner.nickname", "unknown_variable", "templates.tips.body"),
        )
    ),
    (
        "{subject: Welcome, body:",
        "{subject: W, blocks: [{type: heading, if: account.seat, text: x}]}\n  x: {title: x, body:",
        "unknown_variable",
        "templates.welcome.blocks.0.if",
    ),
    ("subject: Welcome", "subject: 'Hi {name}'", "read_as_it_stands", "templates.welcome.subject"),
    ("For {{", "A [[name]] {{", "read_as_it_stands", "templates.tips.body"),
    (
        "{subject: Welcome, body:",
        "{subject: W, blocks: [{type: list, items: [{title: a, text: 'b }}'}]}]}\n"
        "  x: {title: x, body:",
        "read_as_it_stands",
        "templates.welcome.blocks.0.items.0.text",
    ),
    ("Call {{ account.name }}", "Call {{ account.nme }}", "unknown_variable", "steps.call.title"),
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
    (", else: kim@example.com", "", "task_for_nobody", "steps.call.assign.else"),
    (
        "owner: account, else: kim@example.com",
        "role: manager",
        "task_for_no_manager",
        "steps.call.assign.else",
    ),
    ("kim@example.com", "kom@example.com", "unknown_user", "steps.call.assign"),
    ("kim@example.com", "{pool: onbording}", "unknown_pool", "steps.call.assign"),
    (
        "next: which",
        "escalate: {after: 1h, to: {pool: x}}\n    next: which",
        "unknown_pool",
        "steps.call.escalate.to",
    ),
    ("templates:\n", "templates:\n  old: {title: A, body: B}\n", "unused_template", None),
    ("start:", f"send: {NIGHT}\nstart:", "window_over_midnight", "send.window"),
    ("start:", "send: {window: {from: '09:00', to: '09:00'}}\nstart:", "window_all_day", None),
    ("exit: [{when: {trait: account.status, is: churned}}]\n", "", "no_exit_on_churn", "exit"),
    (BASE, BARE, "does_nothing", "steps"),
]  # fmt: skip


TESTS = Path(__file__).parent
DOCS = Path(__file__).parents[2] / "docs" / "validation.md"
RULES = Path(__file__).parents[2] / "engine" / "validation"


@pytest.mark.parametrize("base", [BASE, EVERY])
def test_a_sound_journey_has_no_problems(base: str) -> None:
    assert validate(parse(base), known=KNOWN) == []


@pytest.mark.parametrize("row", BROKEN)
def test_broken_journeys_are_refused(row: Row) -> None:
    is_refused(row)


@pytest.mark.parametrize("row", DOUBTFUL)
def test_doubtful_journeys_are_warned_of(row: Row) -> None:
    is_warned_of(row)


def test_what_stands_in_a_task_or_an_address_is_not_what_customers_read() -> None:
    for was, now in (
        ("Call {{ account.name }}", "Call {name}"),
        (
            "{title: Tips, body:",
            "{title: Tips, action: {label: a, url: 'https://a.example/{email}'}, body:",
        ),
    ):
        found = validate(parse(BASE.replace(was, now)), known=KNOWN)
        assert "read_as_it_stands" not in {each.code for each in found}


def test_an_address_the_template_makes_is_judged_when_it_is_made() -> None:
    button = "{type: button, if: account.url, label: x, url: '{{ account.url }}'}"
    text = BASE.replace(
        "body: \"Hi {{ contact.first_name | default('there') }}\"", f"blocks: [{button}]"
    )
    assert button in text
    assert validate(parse(text)) == []


@pytest.mark.parametrize(
    "read",
    ["account.address.city", "account['plan']", "organization.anything", "contact.last_name"],
)
def test_what_somebody_may_well_have_is_not_warned_of(read: str) -> None:
    assert changed("For {{ contact.first_name }}", f"For {{{{ {read} }}}}") == []


def test_what_the_journey_itself_sets_is_not_warned_of() -> None:
    before, after = "stage: asked}", "stage: asked, account.plan: '{{ account.stage }}'}"
    assert changed(before, after, EVERY) == []


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
    tested = "".join(path.read_text() for path in TESTS.glob("test_*.py"))
    table = r"^\| `(\w+)` \| (?:blocking|warning) \|"
    documented = set(re.findall(table, DOCS.read_text(), re.MULTILINE))
    assert {code for code in used if f'"{code}"' not in tested} == set()
    assert used - documented == set()
    assert {code for code in documented - used if not code.startswith("template_")} == set()


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("account.seat", "Did you mean “account.seats”?"),
        ("account.staust", "Did you mean “account.status”?"),
        ("account.statu", "Did you mean “account.status”?"),
        ("contact.plan", "Did you mean “account.plan”?"),
        # Some letters in common, and nothing else.
        ("account.renewal_date", "Check how it is spelt where it is sent from."),
        ("account.state", "Check how it is spelt where it is sent from."),
    ],
)
def test_only_a_trait_that_is_called_nearly_so_is_guessed(asked: str, hint: str) -> None:
    told = changed("trait: account.seats,", f"trait: {asked},")
    assert [each.hint for each in told if each.code == "unknown_trait"] == [hint]


def test_a_trait_that_nobody_has_sent_is_no_good_news() -> None:
    """**How it broke:** “No account has “churned” so far.”, which one is glad to hear."""
    told = changed("trait: account.seats,", "trait: account.churned,")
    said = "Nobody has ever sent the trait “churned” of an account."
    assert [each.message for each in told if each.code == "unknown_trait"] == [said]


@pytest.mark.parametrize(
    ("known", "hint"),
    [
        ({}, "Add to “exit:” a rule such as: “account.status” is churned."),
        (
            {
                "traits": frozenset({"account.churned"}),
                "kinds": {"account.churned": frozenset({"boolean"})},
            },
            "Add to “exit:” a rule such as: “account.churned” is true.",
        ),
        (
            {
                "traits": frozenset({"account.seats"}),
                "events": frozenset({"Account Deleted", "Account Created", "Project Deleted"}),
            },
            "Add to “exit:” a rule such as: “Account Deleted” has happened.",
        ),
        (
            {
                "traits": frozenset(),
                "events": frozenset({"Project Deleted", "Account Removed User"}),
            },
            "Nothing that has come in tells who has left. Send it, such as by the trait "
            "“account.status” or an event “Account Deleted”, and add to “exit:” a rule about that.",
        ),
    ],
)
def test_the_rule_for_who_leaves_is_about_what_has_come_in(
    known: dict[str, Any], hint: str
) -> None:
    """**How it broke:** the rule that was proposed asked for a trait nobody had ever sent, which
    was then warned of."""
    told = changed(
        "exit: [{when: {trait: account.status, is: churned}}]\n", "", known=replace(KNOWN, **known)
    )
    assert [each.hint for each in told if each.code == "no_exit_on_churn"] == [hint]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("{trait: account.plan, is: churned}", False),
        ("{trait: account.plan, in: [cancelled, none]}", False),
        ("{event: Subscription Cancelled}", False),
        ("{trait: account.plan, is: free}", True),
        ("{event: Account Removed User}", True),
    ],
)
def test_a_rule_is_about_who_leaves_by_what_it_means(rule: str, told: bool) -> None:
    """**How it broke:** beside a rule that the plan is churned, one was proposed by which a whole
    account left the journey as soon as it removed one user."""
    found = changed("{trait: account.status, is: churned}", rule)
    assert ("no_exit_on_churn" in {each.code for each in found}) is told


CHURNED = replace(
    KNOWN,
    traits=frozenset({"account.churned", "account.seats"}),
    kinds={
        "account.churned": frozenset({"boolean", "null"}),
        "account.seats": frozenset({"number"}),
        "account.status": frozenset({"string", "boolean"}),
    },
)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            "account.churned, is: 'yes'",
            "account churned has come in as yes or no; “yes” here is text and never equals it.",
        ),
        (
            "account.seats, in: [10, ten]",
            "account seats has come in as a number; “ten” here is text and never equals it.",
        ),
    ],
)
def test_a_text_that_what_has_come_in_never_equals_is_warned_of(asked: str, message: str) -> None:
    """**How it broke:** “account churned is yes” was typed before the first customer; the product
    sent `churned: true`, everything showed “yes”, and the rule never fired."""
    told = changed("trait: account.seats, less_than: 10", f"trait: {asked}", known=CHURNED)
    [problem] = [each for each in told if each.code == "text_never_equals"]
    assert (problem.severity, problem.message) == ("warning", message)
    assert problem.hint


@pytest.mark.parametrize(
    "asked",
    [
        "account.churned, is: true",
        "account.churned, is: 'True'",
        "account.churned, contains: y",
        "account.seats, is: '10'",
        "account.status, is: 'yes'",
        "account.plan, is: 'yes'",
    ],
)
def test_a_text_that_may_be_equal_is_not_warned_of(asked: str) -> None:
    told = changed("trait: account.seats, less_than: 10", f"trait: {asked}", known=CHURNED)
    assert "text_never_equals" not in {each.code for each in told}


def test_another_live_journey_that_the_same_event_starts_is_named() -> None:
    """**How it broke:** a second welcome was published, and new customers got both."""
    others = (("first-month", "First month"), ("onboarding", "Onboarding"))
    known = replace(KNOWN, starting={"Account Created": others})
    assert [
        (each.code, each.path, each.message, each.severity)
        for each in validate(parse(BASE), known=known)
    ] == [
        (
            "started_too",
            "entry.triggers.0.event",
            "“First month” is live and starts on Account Created, too: customers may get both.",
            "warning",
        )
    ]


def test_a_segment_that_is_not_there_leads_to_where_it_is_made() -> None:
    """**How it broke:** it said “Create it”, and nothing said where, or under which key."""
    way_in = "subject: contact\nentry: {triggers: [{segment: red-health}]"
    journey = BASE.replace("entry: {triggers: [{event: Account Created}]", way_in)
    asked = journey.replace(SEATS, "{segment: vip_2}")
    told = [each for each in validate(parse(asked), known=KNOWN) if each.link]
    assert [(each.message, each.link and each.link.page) for each in told] == [
        (
            "There is no segment “red-health” here, so nobody enters by this.",
            "/segments/new?key=red-health&subject=contact",
        ),
        (
            "There is no segment “vip_2” here, so nobody is in it.",
            "/segments/new?key=vip_2&subject=contact",
        ),
    ]


def test_an_address_that_is_only_begun_is_not_told_what_it_begins_with() -> None:
    message = "{title: Tips, action: {label: Open, url: 'https://'}, body:"
    [told] = [each for each in changed("{title: Tips, body:", message) if "action" in each.path]
    assert (told.code, told.message) == ("not_an_address", "The address is not written yet.")


def test_an_address_may_be_missing_where_no_mail_is_sent() -> None:
    """**How it broke:** a contact without an address got no in-app message that names it, and
    nobody was warned."""
    named = BASE.replace("contact.first_name", "contact.email").replace(" | default('there')", "")
    found = validate(parse(named.replace(", missing: skip", "")), known=KNOWN)
    warned = [each.path for each in found if each.code == "needs_variables"]
    assert warned == ["steps.tips.template"]


def test_a_field_that_nobody_has_is_told_of_once() -> None:
    """**How it broke:** of a field misspelt in a text it was said that nobody has it, and again
    that whoever lacks it gets no message."""
    found = changed("For {{ contact.first_name }}", "For {{ account.plna }}")
    assert [(each.code, each.path) for each in found] == [
        ("unknown_variable", "templates.tips.body")
    ]
