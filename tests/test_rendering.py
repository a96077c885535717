"""Rendering in processes of their own: what the worker is spared."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from activities.advancing.writing import Edited, Links, Writing, write
from activities.process_pool import PoolError
from activities.rendering import RenderPool
from activities.rendering_process import MEGABYTE, RenderLimits
from engine.definition.document import parse
from engine.definition.steps import EmailStep
from engine.definition.templates import Action, InAppTemplate, MailTemplate
from engine.templates import MissingVariables, RenderedMessage, TemplateFault, TemplateInvalid

MAIL = MailTemplate(subject="Hi {{ contact.first_name }}", body="Hello **{{ account.name }}**")
SCOPE = {"account": {"name": "Harbour"}, "contact": {"first_name": "Zo\u00eb"}}


@pytest.fixture(scope="module")
async def pool() -> AsyncIterator[RenderPool]:
    async with RenderPool(processes=2) as running:
        yield running


async def test_everything_a_journey_sends_can_be_rendered(pool: RenderPool) -> None:
    mail = await pool.message(MAIL, SCOPE, unsubscribe_url="https://u.example/1")
    assert mail.subject == "Hi Zo\u00eb"
    assert "https://u.example/1" in mail.text
    banner = InAppTemplate(title="T", body="B", action=Action(label="L", url="https://x.example"))
    assert (await pool.in_app(banner, SCOPE)).html == "<p>B</p>\n"
    assert await pool.line("Call {{ contact.first_name }}", SCOPE) == "Call Zo\u00eb"
    assert (await pool.text("Call **{{ account.name }}**", SCOPE)).text == "Call Harbour\n"
    assert [problem.code for problem in await pool.check("{{ x }}")] == ["unknown_variable"]


async def test_errors_keep_what_they_know_across_the_border(pool: RenderPool) -> None:
    with pytest.raises(MissingVariables) as missing:
        await pool.message(MAIL, {})
    assert missing.value.names == ("account.name", "contact.first_name")
    with pytest.raises(TemplateInvalid) as invalid:
        await pool.line("{{ account.name | shout }}", SCOPE)
    assert invalid.value.problems[0].code == "unknown_filter"
    with pytest.raises(TemplateFault) as fault:
        await pool.line("\n{{ 1 / 0 }}", SCOPE)
    assert fault.value.line == 2


async def test_many_renderings_share_few_processes(pool: RenderPool) -> None:
    lines = await asyncio.gather(*(pool.line(f"{{{{ {n} }}}}", {}) for n in range(50)))
    assert lines == [str(n) for n in range(50)]


# What stands in for a template that has found a way past the language's own counting.
def spin() -> None:
    while True:
        pass


def devour() -> int:
    return len(bytearray(600 * MEGABYTE))


def end_abruptly() -> None:
    os._exit(1)


def sleep_in(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


LIMITS = RenderLimits(cpu=timedelta(seconds=0.2), wall=timedelta(seconds=20))


@pytest.mark.parametrize(("attack", "says"), [(spin, "more time"), (devour, "more memory")])
async def test_greedy_template_is_at_fault_and_its_process_lives_on(
    attack: Callable[[], object], says: str
) -> None:
    async with RenderPool(processes=1, limits=LIMITS) as pool:
        with pytest.raises(TemplateFault, match=says):
            await pool._run(attack)
        assert await pool.line("{{ 1 }}", {}) == "1"


async def test_process_that_ends_is_replaced_and_nobody_is_blamed() -> None:
    async with RenderPool(processes=1) as pool:
        for _ in range(2):
            with pytest.raises(PoolError, match="unexpectedly"):
                await pool._run(end_abruptly)
            assert await pool.line("{{ 1 }}", {}) == "1"


async def test_process_that_does_not_answer_is_replaced() -> None:
    limits = RenderLimits(wall=timedelta(seconds=2))
    async with RenderPool(processes=1, limits=limits) as pool:
        with pytest.raises(PoolError, match="too long"):
            await pool._run(sleep_in, 60)
        assert await pool.line("{{ 1 }}", {}) == "1"


async def test_rendering_nobody_waits_for_does_not_answer_the_next() -> None:
    """**Invariant:** an answer reaches who asked. A cancelled activity leaves a busy process."""
    async with RenderPool(processes=1) as pool:
        await pool.line("{{ 1 }}", {})
        abandoned = asyncio.create_task(pool._run(sleep_in, 0.2))
        await asyncio.sleep(0.05)
        abandoned.cancel()
        with pytest.raises(asyncio.CancelledError):
            await abandoned
        assert await pool.line("{{ 2 }}", {}) == "2"


async def test_words_a_colleague_approved_go_out_in_every_language(pool: RenderPool) -> None:
    """**Invariant:** what was approved is what is sent, whatever the reader's language."""
    journey = parse(
        "{journey: j, name: J, entry: {}, start: m, steps: {m: {type: email, template: t, next: e},"
        " e: {type: exit}}, templates: {t: {subject: S, body: B, locales: {de: {subject: D,"
        " body: D}}}}}",
        format="yaml",
    )
    touch = journey.steps["m"]
    assert isinstance(touch, EmailStep)
    scope = {"contact": {"locale": "de"}}
    for edited, subject in ((None, "D"), (Edited("As approved", "Yes."), "As approved")):
        made = await write(pool, journey, touch, scope, Links(), edited)
        assert isinstance(made, Writing)
        assert isinstance(made.written, RenderedMessage)
        assert made.written.subject == subject
