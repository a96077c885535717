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
        ("{% if account is callable %}{% endif %}", "unknown_test", "After “is” comes"),
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


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        ("a {{ contact.name", "“{{ contact.name” is not finished.", "Write }} where"),
        ("{{ contact.name }\nb", "“{{ contact.name }” is not finished.", "Two braces"),
        ("{{ contact.name, {{ owner.name }}", "“{{ contact.name” is not finished.", "Write }}"),
        ("{% if account.name", "“{% if account.name” is not finished.", "Write %}"),
        ("{% if account.name }a{% endif %}", "“{% if account.name }” is not", "Write %}"),
        ("a {# note", "“{# note” is not finished.", "Write #}"),
        (
            "{% if account.name == 'x' %}a{{ owner.name }}",
            "The condition “{% if account.name == 'x' %}” has no end.",
            "Add {% endif %} where it ends.",
        ),
        (
            "{% for x in account.y %}{% if x %}{% endfor %}",
            "The condition “{% if x %}” has no end.",
            "Add {% endif %} before “{% endfor %}”.",
        ),
        ("{% for x in account.y %}a", "The loop “{% for x in account.y %}” has no", "{% endfor %}"),
        ("a {% endif %}", "Before “{% endif %}” no condition begins.", "Take it out, or"),
        ("a {% endfor %}", "Before “{% endfor %}” no loop begins.", "Take it out, or"),
        ("a {% else %}", "Before “{% else %}” no condition begins.", "Take it out, or"),
        ("{% elif account.x %}", "Before “{% elif account.x %}” no condition", "Take it out, or"),
        (
            "{% if account.x %}{% else %}{% else %}{% endif %}",
            "The condition “{% if account.x %}” has two {% else %}.",
            "Keep one",
        ),
        (
            "{% if account.x %}{% else %}{% elif account.y %}{% endif %}",
            "“{% elif account.y %}” comes after {% else %}.",
            "before",
        ),
        (
            "{% if account.x %}{% else if account.y %}{% endif %}",
            "There is no “{% else if account.y %}”.",
            "Write {% elif account.y %}.",
        ),
        ("{% if account.x %}a{% end if %}", "There is no “{% end if %}”.", "mean {% endif %}?"),
        ("{% if account.x %}a{% end %}", "There is no “{% end %}”.", "mean {% endif %}?"),
        ("{% If account.x %}a{% endif %}", "There is no “{% If", "mean {% if account.x %}?"),
        ("{% %}", "“{% %}” is empty.", "Take it out"),
        ("{% nothing %}", "There is no “{% nothing %}”.", "After {% comes one of if,"),
        ("{% if account.name = 'x' %}{% endif %}", "“{% if account.name = 'x' %}” cannot", "=="),
        ("{% if account.n => 2 %}{% endif %}", "“{% if account.n => 2 %}” cannot", "Write >="),
        ("{% if account.name == ‘x’ %}{% endif %}", "cannot be read.", "as ' on both sides"),
        ("{% if not %}a{% endif %}", "“{% if not %}” cannot be read.", "Write a question"),
        ("{{ account.name }} {{ contact.first name }}", "“{{ contact.first name }}”", "one field"),
        ("{{{ contact.name }}}", "“{{{ contact.name }}” cannot be read.", "Two braces are enough"),
        ("{{ a.b }, c }}", "“{{ a.b }, c }}” cannot be read.", "Two braces end it"),
        ("{{ }}", "“{{ }}” is empty.", "Write a field"),
        ("{% if %}a{% endif %}", "“{% if %}” is empty.", "Say what is asked"),
        ("{{ account.name | default('x' }}", "cannot be read.", "bracket"),
        ("{% if account.plan is pro %}{% endif %}", "“is pro” cannot be asked.", "== 'pro'"),
        ("{% if account.plan == pro %}{% endif %}", "There is no “pro”.", "quotation marks: 'pro'"),
    ],
)
def test_what_cannot_be_read_is_quoted_and_said_in_plain_words(
    source: str, message: str, hint: str
) -> None:
    """**How it broke:** “Unexpected end of template, expected ‘end of print statement’”; and then
    “A tag that begins with {% is never closed”, which no CSM knows what to do about."""
    (problem,) = check("Hello\n" + source)
    assert problem.line == 2
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_an_if_that_is_never_closed_is_told_at_its_line_not_at_the_end() -> None:
    (problem,) = check("{% if account.name %}\nmore\n{{ owner.name }}\n")
    assert problem.line == 1


def test_all_problems_are_listed_in_order() -> None:
    problems = check("{{ acount.name }}\n{{ account.name | uper }}\n{{ owner.x() }}")
    assert [(problem.line, problem.code) for problem in problems] == [
        (1, "unknown_variable"),
        (2, "unknown_filter"),
        (3, "not_available"),
    ]


def test_all_mistakes_of_a_text_that_cannot_be_read_are_told_each_at_its_line() -> None:
    """**How it broke:** one was told at a time, and the next once it was put right."""
    problems = check(
        "Hi {{ first_name }},\n"
        "{% if account.plan = 'pro' %}a\n"
        "{{ account.seats | uper }} {{ owner.name }\n"
        "{% for x in account.tags %}{{ x.a }}{% endfor %}{{ account.name | default: 'y' }}"
    )
    assert [(each.line, each.code, each.hint) for each in problems] == [
        (1, "unknown_variable", "Write {{ contact.first_name }}."),
        (2, "syntax", "Add {% endif %} where it ends."),
        (2, "syntax", "Write == to compare."),
        (3, "unknown_filter", "Did you mean “upper”?"),
        (3, "syntax", "Two braces end it, not one: }}."),
        (4, "syntax", "Write | default('y')."),
    ]


@pytest.mark.parametrize(
    ("source", "hints"),
    [
        (
            "{{#if account.name}}x{{/if}}",
            ["Write {% if account.name %}.", "Write {% endif %}."],
        ),
        (
            "{% unless account.name %}a{% endunless %}",
            [
                "Instead of “unless” write {% if not … %} … {% endif %}.",
                "Instead of “endunless” write {% endif %}.",
            ],
        ),
        ("{% include 'a' %}{{ a b }}", [None, "Write the name of one field, such as"]),
        ("{% macro x() %}a{% endmacro %}{{ a", [None, "Write }} where it ends."]),
        ("{% if account.a %}{% endif x %}", ["Write a question"]),
        ("{{ x }} and {{ x }} {{", ["A field begins with", "Write }} where"]),
        ("{% raw %}{{ x }} {% y %}{% endraw %} {{ account.name }", ["Two braces end it"]),
    ],
)
def test_a_mistake_is_told_once_and_brings_no_others(source: str, hints: list[str | None]) -> None:
    told = [each.hint for each in check(source)]
    assert len(told) == len(hints)
    for hint, begins in zip(told, hints, strict=True):
        assert hint == begins or (begins and (hint or "").startswith(begins))


@pytest.mark.parametrize("part", ["{{ a%d b }}", "{{ a%d }}"])
def test_of_many_mistakes_the_first_are_told(part: str) -> None:
    problems = check("".join(part % number for number in range(30)))
    assert len(problems) == 10
    assert "a0" in problems[0].message


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
