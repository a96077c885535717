"""Of messages that name what nobody has set, it is said that they go to nobody."""

import pytest

from engine.definition.document import parse
from engine.validation.unset import left_out_without

TWO = """
journey: two
name: Two
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, to: primary, template: hello, next: more}
  more: {type: in_app, to: primary, template: more, next: done}
  done: {type: exit}
templates:
  hello: {subject: "Welcome to {{ organization.name }}", body: Hello.}
  more: {title: More, body: "Look at {{ organization.help_url }}."}
"""
SET = {"name", "help_url"}


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (set(), None),
        (
            {"name"},
            "“Hello” goes to nobody: organization.name is not set. Give it a default in the text,"
            " such as {{ organization.name | default('…') }}.",
        ),
        (
            {"name", "help_url"},
            "“Hello” and “More” go to nobody: organization.help_url and organization.name are not"
            " set. Give each a default in the text, such as"
            " {{ organization.help_url | default('…') }}.",
        ),
    ],
)
def test_messages_that_lack_something_of_ours_are_told(missing: set[str], said: str | None) -> None:
    assert left_out_without(parse(TWO), SET - missing) == said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("organization.name }}", "organization.name | default('us') }}"),
        ("template: hello,", "template: hello, missing: {template: more},"),
    ],
)
def test_what_goes_out_without_it_is_not_told(old: str, new: str) -> None:
    assert left_out_without(parse(TWO.replace(old, new)), {"help_url"}) is None
