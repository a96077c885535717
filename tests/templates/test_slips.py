"""What was meant as a field and goes out as it is written."""

import pytest

from engine.templates import render_line
from engine.templates.slips import slips
from tests.templates.customers import FULL

FIRST_NAME = "For the first name, type {{ contact.first_name }}."


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("{ first_name }", FIRST_NAME),
        ("{first_name}", FIRST_NAME),
        ("{First Name}", FIRST_NAME),
        ("{ contact.first_name }}", FIRST_NAME),
        ("{ { contact.first_name } }", FIRST_NAME),
        ("${firstName}", FIRST_NAME),
        ("[[first_name]]", FIRST_NAME),
        ("[[ contact.first_name ]]", FIRST_NAME),
        ("%FIRST_NAME%", FIRST_NAME),
        ("%%first_name%%", FIRST_NAME),
        ("*|FNAME|*", FIRST_NAME),
        ("*|LIST:COMPANY|*", "A field is written {{ contact.first_name }}."),
        ("{ account.plan | upper }", "For this field, type {{ account.plan }}."),
        ("{company}", "For the name of the company, type {{ account.name }}."),
        ("{owner.email}", "For the mail address of the owner, type {{ owner.email }}."),
    ],
)
def test_what_looks_like_a_field_is_quoted_with_what_to_type(written: str, hint: str) -> None:
    """**How it broke:** customers were greeted by “Hi { first_name }”, and nobody was warned."""
    source = f"{{{{ account.name }}}}:\nHi {written}, welcome"
    assert [(each.quoted, each.hint, each.line) for each in slips(source)] == [(written, hint, 2)]
    assert written in render_line(source, FULL)


@pytest.mark.parametrize(
    ("written", "quoted", "opens"),
    [
        ("Hi contact.first_name }}, you", "Hi contact.first_name }}", "{{"),
        ("{{ account.name }} is }} here", "is }}", "{{"),
        ("{% if account.name %}a{% endif %} b %}", "b %}", "{%"),
        (f"{'long ' * 20}}}}}", f"… {'long ' * 7}}}}}", "{{"),
    ],
)
def test_braces_that_nothing_opens_are_quoted_with_what_is_before(
    written: str, quoted: str, opens: str
) -> None:
    (slip,) = slips(written)
    assert slip.quoted == quoted
    assert slip.hint == f"Take it out, or type {opens} where it begins."


@pytest.mark.parametrize(
    "written",
    [
        "Hi {{ contact.first_name }}, {% if account.name %}{# a } #}{{ '}}' }}{% endif %}",
        'Send {"account": {"plan": {"name": "{{ account.name }}"}}} to us',
        "Call `GET /users/{name}` or `{first_name}`, or GET /users/{name}?email={email}",
        "```\nconst {name} = props;\n```\nand `a}}`",
        "~~~\n{name}\n~~~",
        "const {name} = props, import {email} from 'x', {a, b}, ${total}, f(x) {return {a}}",
        "We are 100% sure, 50 %, and %APPDATA% is a folder; [[1]], [name](https://a.example), {}",
        "<style>@media print{p{color:red}}</style><pre>{first_name}</pre><!-- {name} -->",
        "{% raw %}{{ name }}{% endraw %}",
        "{% raw %}{{ name }}{% endraw %} and {{ account.name }",
        "{{ what cannot be read",
    ],
)
def test_what_may_be_meant_so_raises_no_alarm(written: str) -> None:
    assert slips(written) == []


def test_they_are_found_beside_what_cannot_be_read() -> None:
    found = slips("Hi {name}, {{ account.name } and {{ a b }} [[email]] {{ account.plan")
    assert [each.quoted for each in found] == ["{name}", "[[email]]"]


def test_of_many_slips_the_first_are_told() -> None:
    assert len(slips("{name} " * 30)) == 10
