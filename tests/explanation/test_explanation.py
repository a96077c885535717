"""A whole journey in plain words, as a colleague would read it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.definition.templates import DesignedTemplate, HtmlTemplate
from engine.explanation import Told, as_markdown, explain

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    found
    for found in re.findall(
        r"^```yaml\n(.*?)^```", (ROOT / "docs" / "language.md").read_text(), re.M | re.S
    )
    if "\nsteps:" in found
]
BUNDLED = (ROOT / "journeys" / "onboarding.yaml").read_text()
SHOWCASE = (ROOT / "tests" / "browser" / "seed" / "showcase.yaml").read_text()
SHIPPED = [path.read_text() for path in sorted((ROOT / "journeys").glob("**/*.yaml"))]
EVERY = [SHOWCASE, *SHIPPED, *EXAMPLES]


def all_told(story: Sequence[Told]) -> Iterator[Told]:
    for told in story:
        yield told
        for way in told.ways:
            yield from all_told(way.story)


def journey(**steps: Any) -> Journey:
    return Journey.model_validate(
        {
            "journey": "told",
            "name": "Told",
            "entry": {"triggers": [{"event": "Account Created"}]},
            "start": next(iter(steps)),
            "steps": steps,
            "templates": {"hello": {"subject": "Hello", "body": "Good to have you."}},
        }
    )


def test_there_is_something_to_be_explained() -> None:
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize("written", EVERY)
def test_every_step_is_told_once_in_the_order_of_its_number(written: str) -> None:
    whole = parse(written)
    told = list(all_told(explain(whole).story))
    assert [each.number for each in told] == list(range(1, len(whole.steps) + 1))
    assert {each.step for each in told} == set(whole.steps)


@pytest.mark.parametrize("written", EVERY)
def test_every_reference_names_the_number_of_what_it_refers_to(written: str) -> None:
    told = list(all_told(explain(parse(written)).story))
    numbers = {each.step: each.number for each in told}
    for each in told:
        references = [way.goes_on for way in each.ways] + [each.goes_on]
        for to in references:
            if to is not None:
                assert numbers[to.step] == to.number
                assert to.back == (to.number <= each.number)


@pytest.mark.parametrize("written", EVERY)
def test_it_says_all_that_is_sent(written: str) -> None:
    whole = parse(written)
    text = as_markdown(explain(whole))
    used = {getattr(step, "template", None) for step in whole.steps.values()}
    for template in (whole.templates[name] for name in used if name):
        if isinstance(template, DesignedTemplate | HtmlTemplate):
            continue  # what becomes of its parts is tested by itself
        last = template.body.strip().split("\n")[-1].strip()
        if "{" not in last:
            assert last in text


def test_a_designed_mail_is_told_block_by_block() -> None:
    blocks = [
        {"type": "heading", "text": "Hello {{ contact.first_name }}"},
        {"type": "text", "markdown": "Good to have **you**."},
        {"type": "spacer", "height": 20},
        {"type": "divider"},
        {"type": "image", "src": "https://example.com/a.png", "alt": "A map"},
        {"type": "image", "src": "https://example.com/b.png", "alt": ""},
        {
            "type": "list",
            "items": [{"title": "One", "text": "First."}, {"title": "Two"}],
            "if": "account.seats",
        },
        {"type": "list", "bullets": "ticks", "items": [{"title": "Done"}]},
        {
            "type": "columns",
            "columns": [
                [{"type": "quote", "text": "Very good.", "by": "Ada"}],
                [{"type": "button", "label": "Go on", "url": "https://example.com"}],
            ],
        },
    ]
    whole = Journey.model_validate(
        {
            "journey": "told",
            "name": "Told",
            "entry": {"triggers": [{"event": "Account Created"}]},
            "start": "mail",
            "steps": {
                "mail": {"type": "email", "template": "hello", "next": "done"},
                "done": {"type": "exit"},
            },
            "templates": {"hello": {"subject": "Hi", "preheader": "News", "blocks": blocks}},
        }
    )
    message = explain(whole).story[0].message
    assert message is not None
    assert (message.heading, message.preheader) == ("Hi", "News")
    assert message.body.split("\n\n") == [
        "**Hello [first name]**",
        "Good to have **you**.",
        "---",
        "Picture: A map",
        "[If account seats is known:]",
        "1. **One** First.\n2. **Two**",
        "[In any case:]",
        "- **Done**",
        "> Very good.\n>\n> Ada",
        "Button: Go on",
    ]
    assert "  > *News*\n" in as_markdown(explain(whole))


@pytest.mark.parametrize("written", EVERY)
def test_it_is_markdown_in_which_nothing_is_lost(written: str) -> None:
    """Every title is a title: no list ends early, and no name is taken for a mark."""
    text = as_markdown(explain(parse(written), 3))
    html = MarkdownIt("commonmark").render(text)
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == text.count("\n## ")
    assert "<pre>" not in html


def test_what_happens_on_one_way_alone_is_told_inside_it() -> None:
    whole = journey(
        which={
            "type": "branch",
            "cases": [
                {"id": "small", "when": {"trait": "account.seats", "less_than": 10}, "next": "mail"}
            ],
            "otherwise": "done",
        },
        mail={"type": "email", "template": "hello", "next": "done"},
        done={"type": "exit"},
    )
    which, done = explain(whole).story
    small, otherwise = which.ways
    assert str(small.words) == "If account seats is less than 10"
    assert [each.step for each in small.story] == ["mail"]
    assert small.story[0].goes_on is not None
    assert small.story[0].goes_on.number == done.number == 3
    assert (str(otherwise.words), otherwise.story) == ("Otherwise", ())
    assert otherwise.goes_on is not None
    assert (otherwise.goes_on.title, otherwise.goes_on.back) == ("Done", False)


def test_cases_are_told_in_the_order_in_which_they_are_tried() -> None:
    """**Invariant:** an explanation says what the journey does.

    **How it would break:** cases that lead to one step are told together, although one between them
    is tried first."""
    seats = [{"trait": "account.seats", "less_than": number} for number in (1, 5, 10)]
    whole = journey(
        which={
            "type": "branch",
            "cases": [
                {"id": "a", "when": seats[0], "next": "done"},
                {"id": "b", "when": seats[1], "next": "call"},
                {"id": "c", "when": seats[2], "next": "done"},
            ],
            "otherwise": "done",
        },
        call={"type": "task", "title": "Call", "next": "done"},
        done={"type": "exit"},
    )
    which = explain(whole).story[0]
    assert [str(way.words) for way in which.ways] == [
        "If account seats is less than 1",
        "If account seats is less than 5",
        "If account seats is less than 10",
        "Otherwise",
    ]


def test_a_way_back_says_so() -> None:
    whole = journey(
        week={"type": "wait", "for": "1w", "next": "mail"},
        mail={"type": "email", "template": "hello", "next": "week"},
    )
    _, mail = explain(whole).story
    assert mail.goes_on is not None
    assert (mail.goes_on.number, mail.goes_on.back) == (1, True)
    assert "Back to step 1, “Week”." in as_markdown(explain(whole))


def test_what_goes_wrong_is_told_beside_what_goes_right() -> None:
    whole = journey(
        mail={
            "type": "email",
            "template": "hello",
            "skip_when": {"trait": "account.seats", "at_least": 100},
            "next": "done",
            "on": {"failed": "call"},
        },
        call={"type": "task", "title": "Call", "instructions": "Be kind.", "next": "done"},
        done={"type": "exit"},
    )
    mail, done = explain(whole).story
    (failed,) = mail.ways
    assert (str(failed.words), failed.story[0].instructions) == ("If it fails", "Be kind.")
    assert [str(each) for each in mail.more] == ["Left out if account seats is at least 100"]
    assert mail.goes_on is None
    assert (done.step, done.is_end) == ("done", True)


def test_steps_nobody_comes_to_stand_apart() -> None:
    whole = journey(
        done={"type": "exit"},
        lost={"type": "wait", "for": "1d", "next": "too"},
        too={"type": "exit"},
    )
    told = explain(whole)
    assert [each.step for each in told.story] == ["done"]
    assert [each.step for each in told.beside] == ["lost", "too"]
    assert "## Steps nobody comes to" in as_markdown(told)


def test_a_long_journey_is_told_without_losing_breath() -> None:
    steps: dict[str, Any] = {
        f"s{n}": {"type": "wait", "for": "1d", "next": f"s{n + 1}"} for n in range(499)
    }
    told = explain(journey(**steps, s499={"type": "exit"}))
    assert len(told.story) == 500


def test_the_bundled_journey_begins_as_somebody_would_tell_it() -> None:
    text = as_markdown(explain(parse(BUNDLED), 1))
    beginning = text[: text.index("## What happens")]
    assert beginning == (
        "# Onboarding, 30 days\n"
        "\n"
        "Takes a new account from its first day to a habit: a first project, colleagues, a shared"
        " report. Five moments in thirty days, one thing to do each time, and silence about what is"
        " already done.\n"
        "\n"
        "*Version 1 of the journey “onboarding”*\n"
        "\n"
        "## Who enters\n"
        "\n"
        "- When **Account Created** happens.\n"
        "- May a customer enter more than once? Once; never again.\n"
        "\n"
        "## What it is for\n"
        "\n"
        "- **Report Shared** has happened since entry, within **30 days** of entry;"
        " the journey goes on.\n"
        "\n"
        "## What takes customers out early\n"
        "\n"
        "- As soon as account status is **churned** (The account has churned.)\n"
        "- As soon as **Account Deleted** has happened since entry (The account was deleted.)\n"
        "\n"
        "## When it sends\n"
        "\n"
        "- **Monday to Friday**, **08:00 to 18:00**, on the contact’s clock.\n"
        "- Who unsubscribes from **onboarding** gets no more of its mail.\n"
        "\n"
    )
    assert "- **3. Until day 3.** Wait until **day 3 at 09:00**.\n" in text
