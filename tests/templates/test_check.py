"""What a CSM is told when saving a template that cannot work."""

import pytest

from engine.templates import Variable, check, variables


@pytest.mark.parametrize(
    ("source", "code", "hint"),
    [
        ("{{ account.name | default: 'you' }}", "syntax", "Write | default('you')."),
        ("{{ account.arr | times: 2 }}", "syntax", "Write * 2 instead"),
        ("{% if account.name contains 'x' %}{% endif %}", "syntax", "{% if 'x' in account.name %}"),
        ("{% unless account.name %}{% endunless %}", "syntax", "{% if not … %}"),
        ("{% if account.a %}{% elsif account.b %}{% endif %}", "syntax", "{% elif … %}"),
        ("{% assign x = 1 %}", "syntax", "{% set name = … %}"),
        ("{% case account.plan %}{% endcase %}", "syntax", "{% if x == 'a' %}"),
        ("{{#if account.name}}x{{/if}}", "syntax", "Write {% if account.name %}"),
        ("{% if account.a && account.b %}{% endif %}", "syntax", "“and” and “or”"),
        ("{{ account.name | upcase }}", "unknown_filter", "Write | upper."),
        ("{{ account.name | escape }}", "unknown_filter", "not needed"),
        ("{{ account.name | uper }}", "unknown_filter", "Did you mean “upper”?"),
        ("{{ account.name | xyzzy }}", "unknown_filter", "Available are"),
        ("{% if account is callable %}{% endif %}", "unknown_test", "Available are"),
        ("{{ acount.name }}", "unknown_variable", "Did you mean account?"),
        ("{{ first_name }}", "unknown_variable", "{{ contact.first_name }}"),
        (
            "{% if account.name == blank %}{% endif %}",
            "unknown_variable",
            "blank counts as missing",
        ),
        ("{{ 'a' if account.name }}", "no_else", "Add: else ''"),
        ("{{ account.name.upper() }}", "not_available", None),
        ("{% set account = 1 %}", "bad_name", "another name"),
        ("{{ account.name", "syntax", None),
    ],
)
def test_problem_says_what_to_write_instead(source: str, code: str, hint: str | None) -> None:
    problems = check("Hello\n" + source)
    assert problems[0].code == code
    assert problems[0].line == 2
    if hint:
        assert hint in (problems[0].hint or "")


def test_all_problems_are_listed_in_order() -> None:
    problems = check("{{ acount.name }}\n{{ account.name | uper }}\n{{ owner.x() }}")
    assert [(problem.line, problem.code) for problem in problems] == [
        (1, "unknown_variable"),
        (2, "unknown_filter"),
        (3, "not_available"),
    ]


def test_variables_say_which_of_them_may_be_missing() -> None:
    source = """
    {{ account.name }} {{ contact.first_name | default(owner.first_name) }}
    {% if account.arr %}{{ account.arr | money }}{% endif %}
    {% for tag in account.tags | default([]) %}{{ tag.name }}{% endfor %}
    {{ account.plan | default('x') }} {{ account['plan'] }}
    {% if account.seats > 3 %}{{ account.limits.seats }}{% endif %}
    """
    assert variables(source) == {
        Variable("account.name", optional=False),
        Variable("contact.first_name", optional=True),
        Variable("owner.first_name", optional=False),
        Variable("account.arr", optional=True),
        Variable("account.tags", optional=True),
        Variable("account.plan", optional=False),
        Variable("account.seats", optional=True),
        Variable("account.limits.seats", optional=False),
    }
