"""Renders templates in processes of their own, so that none can cost the worker memory or time.

The template language counts what it can (`engine.templates`); what a rendering process may use is
limited on top (`activities.rendering_process`). Two kinds of error tell whose fault it was:
`TemplateError` (render again and it fails again: do not retry) and `PoolError` (retry).
"""

from collections.abc import Callable, Mapping
from typing import Any

from activities.process_pool import ProcessPool
from activities.rendering_process import Fault, Invalid, Missing, render_mail
from engine.definition.templates import AnyMail, InAppTemplate, MailTemplate
from engine.previewing import Asked, Previewed, preview
from engine.templates import (
    MissingVariables,
    RenderedInApp,
    RenderedMessage,
    RenderedText,
    Survey,
    TemplateFault,
    TemplateInvalid,
    TemplateProblem,
    check,
    render_in_app,
    render_line,
    render_text,
    render_words,
)
from engine.validation import Known


class RenderPool(ProcessPool):
    """A few processes that do nothing but render."""

    does = "Rendering"

    async def message(
        self,
        template: AnyMail,
        scope: Mapping[str, Any],
        *,
        unsubscribe_url: str | None = None,
        survey: Survey | None = None,
    ) -> RenderedMessage:
        rendered = await self._run(render_mail, template, scope, unsubscribe_url, survey)
        assert isinstance(rendered, RenderedMessage)
        return rendered

    async def in_app(self, template: InAppTemplate, scope: Mapping[str, Any]) -> RenderedInApp:
        rendered = await self._run(render_in_app, template, scope)
        assert isinstance(rendered, RenderedInApp)
        return rendered

    async def text(self, source: str, scope: Mapping[str, Any]) -> RenderedText:
        rendered = await self._run(render_text, source, scope)
        assert isinstance(rendered, RenderedText)
        return rendered

    async def line(self, source: str, scope: Mapping[str, Any]) -> str:
        rendered = await self._run(render_line, source, scope)
        assert isinstance(rendered, str)
        return rendered

    async def words(
        self, template: MailTemplate | InAppTemplate, scope: Mapping[str, Any]
    ) -> str | None:
        rendered = await self._run(render_words, template, scope)
        assert rendered is None or isinstance(rendered, str)
        return rendered

    async def preview(
        self, data: Any, asked: Asked, scope: Mapping[str, Any], known: Known
    ) -> Previewed:
        """What `engine.previewing` shows of it."""
        previewed = await self._run(preview, data, asked, scope, known)
        assert isinstance(previewed, Previewed)
        return previewed

    async def check(self, source: str) -> list[TemplateProblem]:
        """What `engine.templates.check` says, asked outside this process: for untried sources."""
        problems = await self._run(check, source)
        assert isinstance(problems, list)
        return problems

    async def _run(self, work: Callable[..., object], *arguments: object) -> object:
        return _unless_error(await self._ask(work, *arguments))


def _unless_error(answer: object) -> object:
    match answer:
        case Invalid():
            raise TemplateInvalid(answer.problems)
        case Missing():
            raise MissingVariables(answer.names)
        case Fault():
            raise TemplateFault(answer.message, answer.line, answer.place)
        case _:
            return answer
