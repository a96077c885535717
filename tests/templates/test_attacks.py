"""Templates that want more than data: each is refused, or stopped while it is still small.

The process that renders has limits of its own (`tests/test_rendering.py`). These tests prove that
the language itself gives nothing away before those are needed.
"""

from typing import Any

import pytest

from engine.definition.templates import MailTemplate
from engine.templates import TemplateError, TemplateInvalid, check, render_line, render_message
from engine.templates.values import NotPlainData, Record
from tests.templates.customers import FULL

REFUSED = [
    "{{ account.__class__ }}",
    "{{ account.name.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''.__class__ }}",
    "{{ account['__class__'] }}",
    "{{ account | attr('__class__') }}",
    "{{ account._data }}",
    "{{ account.part }}",
    "{{ account.items() }}",
    "{{ account.name.format(account) }}",
    "{{ '{0.__class__}'.format(account) }}",
    "{{ '%s' % account.name }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'a' * 50000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ [1] * 100000000 }}",
    "{{ range(1000000000) | list }}",
    "{% for i in range(1000000000) %}{% endfor %}",
    "{{ cycler('a') }}",
    "{{ joiner() }}",
    "{{ namespace(a=1) }}",
    "{% set ns = namespace() %}{% set ns.x = 1 %}",
    "{{ lipsum(n=1000) }}",
    "{{ dict(a=1) }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ caller() }}",
    "{{ _run }}",
    "{{ _run.missing }}",
    "{{ account.name | _concat('x') }}",
    "{% for x in account.tags | _each %}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% call m() %}{% endcall %}",
    "{% for x in account.tags recursive %}{{ loop(account.tags) }}{% endfor %}",
    "{% for x in account.tags %}{{ loop.__init__ }}{% endfor %}",
    "{% for x in account.tags %}{{ loop._iterable }}{% endfor %}",
    "{% for x in account.tags %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% extends 'x' %}",
    "{% block b %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% set x %}text{% endset %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% do 1 %}",
    "{% debug %}",
    "{% with %}{% endwith %}",
    "{{ account.tags | map('upper') | list }}",
    "{{ account.tags | map(attribute='__class__') | list }}",
    "{{ account.tags | tojson }}",
    "{{ account.name | xmlattr }}",
    "{{ account.name | format }}",
    "{{ account | pprint }}",
    "{{ account.name | center(1000000000) }}",
    "{{ account.name | indent(1000000000) }}",
    "{{ account.name | replace('', 'aaaaaaaaaa') }}",
    "{{ account.tags | sort | groupby('x') }}",
    "{{ account.name[::-1] }}",
    "{{ account.name | date('d' ~ account) }}",
    "{{ {'a': 1}.items() }}",
    "{{ [account, account] }}",
    "{{ join(*account.tags) }}",
    "{{ account.tags | join(*account.tags) }}",
    "{{ account.tags | join(**account) }}",
    "{{ 1000000000000000 * 1000000000000000 }}",
    "{{ 1.5e300 * 1.5e300 }}",
    "{{ 1e999 }}",
    "{{ " + "9" * 5000 + " }}",
    "{{ account.seats | round(100000000) }}",
    "{{ 1 | number(100000000) }}",
    # The same names, spelled with letters Python would fold together.
    "{{ ａｃｃｏｕｎｔ.name }}",
    "{{ account.ｐａｒｔ }}",
    "{{ account.__ｃｌａｓｓ__ }}",
    "{% set ａ = 1 %}",
    "{{ account.name | ｕｐｐｅｒ }}",
    "\ufdd00\ufdd1",
    "{{ '\\ufdd00\\ufdd1' | upper | attr }}",
]


@pytest.mark.parametrize("source", REFUSED)
def test_attack_is_refused(source: str) -> None:
    with pytest.raises(TemplateError):
        render_line(source, FULL)


LONG = {"account": {"tags": ["tag"] * 1000, "name": "n" * 60_000}}

BOMBS = [
    "{% for a in account.tags %}" * 3 + "x" + "{% endfor %}" * 3,
    "{% for a in account.tags %}{% for b in account.tags %}{% endfor %}{% endfor %}",
    "{% for a in account.tags if a == 'x' %}{% endfor %}" * 20,
    "{{ account.name }}" * 100,
    "{% set a = account.name %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "{% set a = account.name %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "{% set a = account.name %}{{ account.tags | join(a) }}",
    "{{ account.tags | join(account.name) }}",
    "{% set a = 9 %}" + "{% set a = a * a %}" * 60 + "{{ a }}",
]


@pytest.mark.parametrize("source", BOMBS)
def test_bomb_is_stopped_while_it_is_small(source: str) -> None:
    with pytest.raises(TemplateError):
        render_line(source, LONG)


MONSTERS = [
    "x" * 200_000,
    "{{ " + "(" * 20_000,
    "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "{{ " + "not " * 20_000 + "1 }}",
    "{{ " + "-" * 20_000 + "1 }}",
    "{{ " + "1+" * 40_000 + "1 }}",
    "{{ " + "[" * 20_000 + "]" * 20_000 + " }}",
    "{{ account" + ".a" * 40_000 + " }}",
    "{{ account" + "['a']" * 15_000 + " }}",
    "{{ account.name" + "|upper" * 14_000 + " }}",
    "{{ 1" + " if 1 else 1" * 8_000 + " }}",
    "{% if 1 %}" * 5_000 + "{% endif %}" * 5_000,
    "{% for a in account.tags %}" * 25 + "{% endfor %}" * 25,
    "{#" * 50_000,
    "{{" * 50_000,
    "{% raw %}" * 11_000,
    "{{ '" + "\\" * 90_000,
    "{{ account.name }}" * 5_000,
]


@pytest.mark.parametrize("source", MONSTERS, ids=lambda source: f"{source[:12]}…{len(source)}")
def test_monster_is_answered_with_a_problem(source: str) -> None:
    assert check(source)
    with pytest.raises(TemplateInvalid):
        render_line(source, LONG)


def test_scope_is_plain_data_or_nothing() -> None:
    """Objects have methods and secrets, so none gets as far as a template."""
    with pytest.raises(NotPlainData, match="plain JSON"):
        render_line("{{ account.name }}", {"account": {"name": object()}})


def test_record_gives_away_its_keys_only() -> None:
    record: Any = Record("account", {"name": "x"})
    assert not record.part("_data")
    assert not record.part("path")


def test_same_template_renders_each_customer_alone() -> None:
    """Nothing of one rendering is left for the next, though the compiled template is shared."""
    template = MailTemplate(subject="{{ account.name }}", body="{{ account.name }}")
    for name in ("Ann", "Ben"):
        mail = render_message(template, {"account": {"name": name}})
        assert (mail.subject, mail.text) == (name, f"{name}\n")
