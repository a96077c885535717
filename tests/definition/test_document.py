"""Text becomes a journey and back, and mistakes are told in words people understand."""

import json
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.definition.document import dump_data, dump_yaml, from_data, parse, to_json
from engine.definition.journey import Exit
from engine.definition.problems import Problem
from engine.definition.text import read_yaml
from engine.errors import DefinitionError
from tests.definition.journeys import journeys
from tests.definition.values import json_values, text
from tests.parts import tries

WHOLE = (Path(__file__).parent / "whole.yaml").read_text()
"""A journey that uses most of the language, laid out as it is dumped."""

slowly = settings(
    max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def problems(text: str) -> list[Problem]:
    with pytest.raises(DefinitionError) as caught:
        parse(text)
    return list(caught.value.problems)


def changed(before: str, after: str) -> Problem:
    """The one problem of the whole journey with one thing written differently."""
    assert before in WHOLE
    (problem,) = problems(WHOLE.replace(before, after, 1))
    return problem


@slowly
@given(journeys)
def test_yaml_and_json_survive_unchanged(data: Any) -> None:
    journey = from_data(data)
    assert to_json(journey) == data
    assert parse(json.dumps(data), format="json") == journey
    assert parse(dump_yaml(journey)) == journey
    assert to_json(parse(dump_yaml(journey))) == data


@slowly
@given(journeys)
def test_order_of_steps_survives(data: Any) -> None:
    assert list(parse(dump_yaml(from_data(data))).steps) == list(data["steps"])


@slowly
@given(st.dictionaries(text() | st.sampled_from(["steps", "entry", "scenarios"]), json_values))
def test_what_is_no_journey_yet_survives_too(data: Any) -> None:
    back = read_yaml(dump_data(data)).data
    assert json.dumps(back) == json.dumps(data)


@slowly
@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert problems(text)
    assert problems("{" + text)


def test_a_dump_reads_as_people_write() -> None:
    assert dump_yaml(parse(WHOLE)) == WHOLE


def test_yaml_is_read_as_yaml_1_2() -> None:
    text = WHOLE.replace("plan, is: pro", "plan, is: yes")
    assert "is: yes" in text
    assert parse(text).entry.audience.expected == "yes"  # type: ignore[union-attr]
    assert parse(WHOLE.replace("is: pro", "is: 2024-01-01"))
    assert parse(WHOLE.replace("from: 09:00", 'from: "09:00"')) == parse(WHOLE)


@pytest.mark.parametrize(
    ("before", "after", "path", "message", "hint"),
    [
        (
            "template: welcome",
            "templte: welcome",
            "steps.welcome.templte",
            "“templte” is not known here.",
            "Did you mean “template”?",
        ),
        (
            "type: email",
            "type: mail",
            "steps.welcome.type",
            "“mail” is not known here.",
            "Did you mean “email”?",
        ),
        (
            "    type: email\n",
            "",
            "steps.welcome.type",
            "This step does not say what type it is.",
            "Add “type:” with one of email, in_app, survey, task, approve, webhook, notify, "
            "update, enroll, wait, branch, split, go_to or exit.",
        ),
        (
            "role: champion",
            "role: chmpion",
            "steps.welcome.to.role",
            "“chmpion” is not known here.",
            "Did you mean “champion”?",
        ),
        (
            "until: {event: Project Created}",
            "until: Project Created",
            "steps.first-week.until",
            "“Project Created” cannot stand here.",
            "Write a group of keys: day, time, date, event or when.",
        ),
        (
            "day: 7,",
            "day: 0,",
            "steps.first-week.at_most.day",
            "This must be at least 1, not 0.",
            None,
        ),
        (
            "day: 7,",
            "day: '7',",
            "steps.first-week.at_most.day",
            "Here belongs a whole number, not “7”.",
            None,
        ),
        (
            "within: 30d",
            "within: 30 days",
            "goal.within",
            "“30 days” is not a duration.",
            "Write 30d.",
        ),
        (
            "reentry: {after: 90d}",
            "reentry: allways",
            "entry.reentry",
            "“allways” cannot stand here.",
            "Did you mean “always”?",
        ),
        (
            "{trait: account.plan, is: pro}",
            "{trat: account.plan, is: pro}",
            "entry.audience.trat",
            "“trat” is not known here.",
            "Did you mean “trait”?",
        ),
        (
            "{trait: account.plan, is: pro}",
            "{colour: red}",
            "entry.audience",
            "None of the keys here is known.",
            "Write trait, property, event, message with was, task, health, segment, now, all, "
            "any or not.",
        ),
        (
            "{trait: account.plan, is: pro}",
            "{trait: plan, is: pro}",
            "entry.audience.trait",
            "“plan” is not a trait: it begins with “account.” or “contact.”.",
            "Write account.plan or contact.plan.",
        ),
        (
            "less_than: 10",
            "less_than: [10]",
            "steps.which-help.cases.0.when.less_than",
            "A list cannot stand here.",
            "Write a whole number, a number or text.",
        ),
        (
            "days: mon-fri",
            "days: weekdays",
            "send.window.days",
            "“weekdays” does not name days.",
            "Write mon-fri, or mon,wed,fri.",
        ),
        (
            "name: Onboarding, 30 days",
            "name: 30",
            "name",
            "Here belongs text, not the number 30.",
            'Put it in quotes: "30".',
        ),
        (
            "start: welcome\n",
            "",
            "start",
            "“start” is missing.",
            "Add “start:” here.",
        ),
        (
            "next: first-week",
            "next: First week",
            "steps.welcome.next",
            "“First week” cannot be a name here: use lower-case letters, digits, “-” and “_”, "
            "at most 63, and begin with a letter or digit.",
            "For example “first-week”.",
        ),
        (
            "assign: {owner: account, else: kim@example.com}",
            "assign: {owner: account, else: kim}",
            "steps.call.assign.else",
            "“kim” is not a mail address.",
            None,
        ),
        (
            "subject: Welcome",
            "subjec: Welcome",
            "templates.welcome.subjec",
            "“subjec” is not known here.",
            "Did you mean “subject”?",
        ),
        (
            "type: divider",
            "type: line",
            "templates.story.blocks.4.type",
            "“line” is not known here.",
            "Did you mean “divider”?",
        ),
        (
            "{type: divider}",
            "{text: A line}",
            "templates.story.blocks.4.type",
            "This block does not say what type it is.",
            "Add “type:” with one of heading, text, button, image, divider, spacer, quote, list or "
            "columns.",
        ),
        (
            "type: quote",
            "type: columns",
            "templates.story.blocks.3.columns.1.0.type",
            "“columns” is not known here.",
            "Write heading, text, button, image, divider, spacer, quote or list.",
        ),
        (
            "label: Put",
            "lable: Put",
            "templates.story.blocks.2.lable",
            "“lable” is not known here.",
            "Did you mean “label”?",
        ),
        (
            "'#0b6b58'",
            "green",
            "templates.story.theme.accent",
            "“green” is not a colour.",
            "Write it as #0b6b58.",
        ),
        (
            "height: 24",
            "height: 2",
            "templates.story.blocks.5.height",
            "This must be at least 4, not 2.",
            None,
        ),
        (
            ", is: pro}",
            "}",
            "entry.audience",
            "Say what it is compared with, such as “is: pro” or “at_least: 10”.",
            None,
        ),
        (
            "is: pro}",
            "is: pro, is_not: free}",
            "entry.audience",
            "Compare with exactly one of is, is_not, in, not_in, less_than, at_most, more_than, "
            "at_least, contains, starts_with, exists, within_last, longer_ago_than, within_next, "
            "further_off_than; found is and is_not.",
            None,
        ),
        (
            "until: {time: 09:00}",
            "until: {tiem: 09:00}",
            "steps.office-hours.until.tiem",
            "“tiem” is not known here.",
            "Did you mean “time”?",
        ),
        (
            "offset: -60d",
            "offset: 60 days before",
            "steps.renewal.until.date.offset",
            "“60 days before” is not a time before or after a date.",
            "Write -60d.",
        ),
        (
            "type: webhook",
            "type: webhok",
            "steps.tell-crm.type",
            "“webhok” is not known here.",
            "Did you mean “webhook”?",
        ),
        (
            "type: notify",
            "type: slack",
            "steps.tell-us.type",
            "“slack” is not known here.",
            "Did you mean “notify”?",
        ),
        (
            "url: https://example.com/hook",
            "url: example.com/hook",
            "steps.tell-crm.url",
            "“example.com/hook” is not an address on the web.",
            "Begin it with https://.",
        ),
        (
            "outcomes: [unblocked, not-interested]",
            "outcomes: [unblocked, Not interested]",
            "steps.call.outcomes.1",
            "“Not interested” cannot be a name here: use lower-case letters, digits, “-” and “_”, "
            "at most 63, and begin with a letter or digit.",
            "For example “not-interested”.",
        ),
        (
            "outcomes: [unblocked, not-interested]",
            "outcomes: unblocked",
            "steps.call.outcomes",
            "Here belongs a list, not “unblocked”.",
            None,
        ),
        (
            "weight: 3,",
            "weight: 30%,",
            "steps.half.ways.0.weight",
            "Here belongs a whole number, not “30%”.",
            None,
        ),
        (
            "leaves: audience",
            "leaves: adience",
            "exit.1.leaves",
            "“adience” is not known here.",
            "Did you mean “audience”?",
        ),
        (
            "set: {account.stage: onboarded,",
            "set: {stage: onboarded,",
            "steps.note.set.stage",
            "“stage” is not a trait: it begins with “account.” or “contact.”.",
            "Write account.stage or contact.stage.",
        ),
        (
            "less_than: 10",
            "lt: 10",
            "steps.which-help.cases.0.when.lt",
            "“lt” is not known here.",
            "Did you mean “less_than”?",
        ),
        (
            "enters: '2026-03-02T09:00:00+01:00'",
            "enters: Monday",
            "scenarios.0.enters",
            "“Monday” is not a moment with its time zone.",
            "Write it as 2026-03-02T09:00:00+01:00.",
        ),
        (
            "{at: 4d, event: Project Created}",
            "{at: 4d, survey: ask, score: 11}",
            "scenarios.0.happens.0.score",
            "This must be at most 10, not 11.",
            None,
        ),
    ],
)
def test_mistakes_are_explained(
    before: str, after: str, path: str, message: str, hint: str | None
) -> None:
    problem = changed(before, after)
    assert (problem.path, problem.message, problem.hint) == (path, message, hint)


def test_names_only_code_uses_are_not_keys() -> None:
    problem = changed("else: primary", "otherwise: primary")
    assert problem.message == "“otherwise” is not known here."


def test_every_mistake_is_told_at_once_with_its_place() -> None:
    text = WHOLE.replace("type: email", "type: mail", 1).replace("day: 7,", "day: 0,")
    first, second = problems(text)
    lines = text.splitlines()
    assert first.line
    assert second.line
    assert first.step == "welcome"
    assert lines[first.line - 1].strip() == "type: mail"
    assert first.column == 5
    assert lines[second.line - 1].strip() == "at_most: {day: 0, at: 09:00}"


def test_of_very_many_mistakes_the_first_are_told_and_the_rest_counted() -> None:
    """**How it broke:** a template of 800 KB was answered with 40,000 problems."""
    template = {"subject": "A", "body": "B"} | {f"key-{number}": 1 for number in range(140)}
    written = {**to_json(parse(WHOLE)), "templates": {"welcome": template}}
    with pytest.raises(DefinitionError) as raised:
        from_data(written)
    *told, last = raised.value.problems
    assert [each.path for each in told] == [
        f"templates.welcome.key-{number}" for number in range(100)
    ]
    assert (last.code, last.message) == ("more_problems", "There are 40 more problems.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_journey"),
        ("- a\n- b", "not_a_journey"),
        ("just words", "not_a_journey"),
        ("journey: a\njourney: b", "duplicate_key"),
        ('{"journey": "a", "journey": "b"}', "duplicate_key"),
        ("journey: a\n---\njourney: b", "many_documents"),
        ("journey: !!python/object:os.system a", "tag"),
        ("journey: *nowhere", "unknown_anchor"),
        ("name: {{ contact.name }}", "bad_key"),
        ("name: 'no end", "bad_yaml"),
        ("name: a\x07b", "bad_yaml"),
        ('name: "a\\0b"', "bad_text"),
        ('{"name": "a\\u0000b"}', "bad_text"),
        ('{"name": "a\\ud800b"}', "bad_text"),
        ('{"name": NaN}', "bad_json"),
        ('{"name": 1e999}', "too_large_number"),
        ('{"name": ' + "9" * 5000 + "}", "too_large_number"),
        ("name: " + "9" * 30, "too_large_number"),
        ("{", "bad_json"),
        ("a: " + "[" * 50 + "]" * 50, "too_deep"),
        ('{"a": ' + "[" * 50 + "]" * 50 + "}", "too_deep"),
        ('{"a": ' + "[" * 200_000, "too_deep"),
        ("a: " + "[" * 200_000, "too_deep"),
        ("a" * 1_000_001, "too_large"),
    ],
)
def test_texts_that_cannot_be_read(text: str, code: str) -> None:
    assert [problem.code for problem in problems(text)] == [code]


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("name: a\ngoal: b: c", "“: ” does not fit here", 2),
        ("steps:\n  a: {type: exit}\n   b: {type: exit}", "does not go on from what stands", 3),
        ("name: 'no end\ngoal: b", "a quotation mark is never closed", 1),
        ("steps: {a: b\nname: c", "a bracket is never closed", 1),
        ("name: a\nsteps\ngoal: b", "a key has no “: ” behind it", 2),
        ("steps:\n\ta: b", "a tab stands where a line is indented", 2),
        ("name: @ada", "a text cannot begin with this character", 1),
        ('name: "\\q"', "means something else between these quotes", 1),
        ("name: }", "a value is missing", 1),
    ],
)
def test_why_yaml_cannot_be_read_is_said_in_words_and_where(
    text: str, said: str, line: int
) -> None:
    """**How it broke:** “expected <block end>, but found '<scalar>'”; and of a quotation mark that
    is never closed the last line of the text was said to be wrong."""
    (problem,) = problems(text)
    assert said in problem.message
    assert problem.line == line
    assert problem.hint


def test_anchors_are_filled_in() -> None:
    text = WHOLE.replace("{trait: account.plan, is: pro}", "&who {trait: account.plan, is: pro}")
    text = text.replace("{trait: account.status, is: churned}", "*who")
    journey = parse(text)
    assert isinstance(journey.exit[0], Exit)
    assert journey.exit[0].when == journey.entry.audience


def test_anchors_cannot_grow_a_small_text_into_a_large_one() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
    assert [problem.code for problem in problems(f"l0: &l0 [a]\n{levels}")] == ["too_large"]


def test_an_anchor_cannot_hold_itself() -> None:
    assert problems("a: &a [*a]")[0].code in ("unknown_anchor", "bad_yaml")


def test_problems_in_json_have_a_path_but_no_line() -> None:
    data = to_json(parse(WHOLE)) | {"strt": 1}
    (problem,) = problems(json.dumps(data))
    assert (problem.path, problem.line) == ("strt", None)


def test_the_error_says_the_first_problem() -> None:
    with pytest.raises(DefinitionError, match=r"line 1, journye: “journye” is not known here\."):
        parse(
            dedent("""\
            journye: a
            name: A
            entry: {triggers: [{event: A}]}
            start: a
            steps: {a: {type: exit}}
        """)
        )


def test_a_problem_says_where_it_is_if_it_is_anywhere() -> None:
    at = Problem(code="x", message="It is wrong.", hint="Mend it.", path="steps.a", line=3)
    assert at.in_words() == "line 3, steps.a: It is wrong. Mend it."
    assert replace(at, path="").in_words() == "line 3: It is wrong. Mend it."
    assert replace(at, path="", line=None, hint=None).in_words() == "It is wrong."


def test_data_that_came_nested_too_deep_is_refused_as_text_is() -> None:
    data: dict[str, Any] = {}
    for _ in range(5_000):
        data = {"a": data}
    with pytest.raises(DefinitionError) as refused:
        from_data(data)
    assert [each.code for each in refused.value.problems] == ["too_deep"]
