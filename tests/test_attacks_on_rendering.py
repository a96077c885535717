"""Hostile templates against the processes that really render: each is answered with a clear error
that says it is the template's, so that nobody tries again, and the worker loses nothing.

What the language refuses by itself is tried in `tests/templates/test_attacks.py`.
"""

import os
import resource
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from activities.rendering import RenderPool
from activities.rendering_process import MEGABYTE, RenderLimits
from engine.definition.templates import (
    AnyMail,
    DesignedTemplate,
    HtmlTemplate,
    MailTemplate,
)
from engine.template_library import Partial, with_partials
from engine.templates import TemplateError, TemplateFault

SCOPE: dict[str, Any] = {
    "account": {
        "name": "n" * 60_000,
        "items": "not a method",
        "tags": ["t" * 50] * 1_000,
        "deep": {"a": {"b": "{{ account.name }}"}},
        "format": "{0.__class__}",
        "rtl": "\u202egnp.exe",
        "zalgo": "e" + "\u0301" * 20_000,
    },
    "contact": {"first_name": "Zoë"},
}


def _mail(body: str) -> MailTemplate:
    return MailTemplate.model_construct(subject="s", preheader=None, body=body, locales={})


def _html(html: str) -> HtmlTemplate:
    return HtmlTemplate.model_construct(
        subject="s", preheader=None, html=html, text=None, locales={}
    )


def _partial(times: int) -> MailTemplate:
    lent = {"p": Partial(text="{{ account.plan | default('x') }}" * 300)}
    return with_partials(_mail("{{ partial.p }}" * times), lent)


ATTACKS: dict[str, AnyMail] = {
    "a method": _mail("{{ account.items() }}"),
    "an attribute": _mail("{{ account.name.__class__.__mro__ }}"),
    "a format string": _mail("{{ account.format.format(account) }}"),
    "a percent format": _mail("{{ '%999999999d' % 1 }}"),
    "a long text": _mail("{{ 'a' * 50000000 }}"),
    "a power": _mail("{{ 9 ** 9 ** 9 }}"),
    "a huge number": _mail("{{ 999999999999999 * 999999999999999 }}"),
    "a wide pad": _mail("{{ account.name | center(1000000000) }}"),
    "nested loops": _mail("{% for a in account.tags %}" * 4 + "x" + "{% endfor %}" * 4),
    "a text that doubles": _mail(
        "{% set a = account.name %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}"
    ),
    "an endless join": _mail("{{ account.tags | join(account.name) }}"),
    "much of one value": _mail("{{ account.name }}" * 20),
    "other files": _mail("{% include '/etc/passwd' %}"),
    "letters that fold": _mail("{{ account.ｎａｍｅ.__ｃｌａｓｓ__ }}"),
    "a marker": _mail("\ufdd00\ufdd1"),
    "a value that is a template": _mail("{{ account.deep.a.b.c }}"),
    "deep brackets": _mail("{{ " + "(" * 30_000 + "1" + ")" * 30_000 + " }}"),
    "Markdown that backtracks": _mail("[" * 50_000),
    "Markdown that counts": _mail("1. a\n" * 20_000),
    "many partials": _partial(300),
    "quotes in blocks": DesignedTemplate.model_validate(
        {"subject": "s", "blocks": [{"type": "text", "markdown": "[" * 20_000}] * 4}
    ),
    "HTML in itself": _html("<div>" * 4_000),
    "HTML that hides how deep it is": _html("<div><i></b>" * 4_800),
    "HTML without an end": _html('<a href="{{ account.name }}' * 2_000),
    "a style for each": _html("<style>" + "p{}" * 400 + "</style>"),
    "a script in an address": _html('<a href="{{ account.rtl }}">x</a>'),
}
LIMITS = RenderLimits(cpu=timedelta(seconds=0.3), memory=192 * MEGABYTE)


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[RenderPool]:
    async with RenderPool(processes=1, limits=LIMITS) as running:
        yield running


@pytest.mark.parametrize("attack", ATTACKS)
async def test_attack_is_the_templates_fault_and_costs_nobody_else(
    pool: RenderPool, attack: str
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(TemplateError) as told:
        await pool.message(ATTACKS[attack], SCOPE)
    assert len(str(told.value)) > 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
    assert await pool.line("{{ contact.first_name }}", SCOPE) == "Zoë"


async def test_text_that_only_looks_hostile_is_shown(pool: RenderPool) -> None:
    """What customers are called is text, whatever it is."""
    said = await pool.message(
        _mail(
            "{{ account.items }} {{ account.deep.a.b }} {{ account.format }} {{ account.zalgo }}"
        ),
        SCOPE,
    )
    assert said.text.startswith("not a method {{ account.name }} {0.__class__} e\u0301")


def _die_of(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(
    ("number", "says"),
    [(signal.SIGXCPU, "time"), (signal.SIGSEGV, "memory")],
)
async def test_who_dies_of_a_template_blames_it(number: int, says: str) -> None:
    """**Invariant:** what never works is not tried again.

    **How it broke:** HTML nested thousands deep ended the process that laid it out. That looked
    like bad luck, and was tried again for days, a process each time."""
    async with RenderPool(processes=1) as pool:
        with pytest.raises(TemplateFault, match=f"more {says} than a template may use"):
            await pool._run(_die_of, number)
        assert await pool.line("{{ 1 }}", {}) == "1"
