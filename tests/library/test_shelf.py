"""Journeys name what they have from the library, and are made whole with it."""

import pytest

from engine.definition.document import parse, to_json
from engine.definition.templates import MailTemplate
from engine.template_library import Kind, Partial, Shelf, borrowed, content_from, expanded, whole
from engine.templates import render_message

JOURNEY = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: mail
steps:
  mail: {type: email, template: library/welcome, missing: {template: plain}, next: shown}
  shown: {type: in_app, template: library/note, next: done}
  done: {type: exit}
templates:
  plain: {subject: Hello, body: "Hello.\\n\\n{{ partial.signature }}"}
scenarios:
  - name: All is well
    expect: [{sends: mail}]
"""
SIGNATURE = Partial.model_validate(
    {
        "text": "Yours, {{ owner.first_name | default('all of us') }}",
        "locales": {"de": {"text": "Herzlich, {{ owner.first_name | default('wir alle') }}"}},
    }
)
WELCOME = MailTemplate.model_validate(
    {
        "subject": "Welcome",
        "body": "Good to have you.\n\n{{ partial.signature }}",
        "locales": {"de": {"subject": "Willkommen", "body": "Schön.\n\n{{ partial.signature }}"}},
    }
)
KINDS: dict[str, Kind] = {"welcome": "mail", "note": "in_app", "signature": "partial"}
SHELF = Shelf(
    {"welcome": WELCOME, "note": content_from("in_app", {"title": "Hi", "body": "There"})},  # type: ignore[dict-item]
    {"signature": SIGNATURE},
    KINDS,
    {"welcome": 3, "note": 1, "signature": 2},
)


def test_a_reminder_alone_may_have_its_text_from_the_library() -> None:
    asks = "{type: survey, kind: nps, template: plain, at_most: 2w, next: done, remind: {after: 3d,"
    mail = "{type: email, template: library/welcome, missing: {template: plain}, next: shown}"
    journey = parse(JOURNEY.replace(mail, f"{asks} template: library/welcome}}}}"))
    assert "library/welcome" in whole(journey, SHELF).templates


def test_a_journey_keeps_the_name_and_is_made_whole_beside() -> None:
    journey = parse(JOURNEY)
    has = borrowed(journey)
    assert (sorted(has.templates), sorted(has.partials)) == (["note", "welcome"], ["signature"])
    made = whole(journey, SHELF)
    assert set(made.templates) == {"plain", "library/welcome", "library/note"}
    assert to_json(journey)["steps"]["mail"]["template"] == "library/welcome"  # type: ignore[index,call-overload]
    assert set(to_json(journey)["templates"]) == {"plain"}  # type: ignore[arg-type]


def test_a_partial_is_read_in_the_language_of_what_it_stands_in() -> None:
    welcome = whole(parse(JOURNEY), SHELF).templates["library/welcome"]
    assert isinstance(welcome, MailTemplate)
    said = [render_message(welcome, {"contact": {"locale": each}}).text for each in ("de", "nl")]
    assert said == [
        "Schön.\n\nHerzlich, wir alle\n",
        "Good to have you.\n\nYours, all of us\n",
    ]


@pytest.mark.parametrize(
    ("source", "becomes"),
    [
        ("a {{ partial.x }} b", "a [X] b"),
        ("{{partial.x}}{{- partial.x -}}", "[X][X]"),
        ("{% if account.plan %}{{ partial.x }}{% endif %}", "{% if account.plan %}[X]{% endif %}"),
        ("{# {{ partial.x }} #}", "{# {{ partial.x }} #}"),
        ("{% raw %}{{ partial.x }}{% endraw %}", "{% raw %}{{ partial.x }}{% endraw %}"),
        ("{{ '{{ partial.x }}' }}", "{{ '{{ partial.x }}' }}"),
        ("{{ partial.x | upper }}", "{{ partial.x | upper }}"),
        ("{{ partial['x'] }}", "{{ partial['x'] }}"),
        ("{{ partial.x.y }}", "{{ partial.x.y }}"),
        ("{{ partial.unknown }}", "{{ partial.unknown }}"),
        ("{{ partial.x", "{{ partial.x"),
        ("{% if partial.x %}a{% endif %}", "{% if partial.x %}a{% endif %}"),
    ],
)
def test_only_a_partial_alone_is_put_in(source: str, becomes: str) -> None:
    assert expanded(source, {"x": Partial(text="[X]")}) == becomes


def test_a_partial_puts_in_no_other_and_does_not_go_round() -> None:
    round_and_round = {"a": Partial(text="{{ partial.a }}{{ partial.a }}")}
    assert expanded("{{ partial.a }}", round_and_round) == "{{ partial.a }}{{ partial.a }}"
