"""Renders templates in processes of their own, so that none can cost the worker memory or time.

The template language counts what it can (`engine.templates`); what a rendering process may use is
limited on top (`activities.rendering_process`). Two kinds of error tell whose fault it was:
`TemplateError` (render again and it fails again: do not retry) and `RenderPoolError` (retry).
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from activities.rendering_process import (
    Fault,
    Invalid,
    Missing,
    RenderLimits,
    RenderProcess,
    render_mail,
)
from engine.definition.templates import AnyMail, InAppTemplate
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
)
from engine.validation import Known


class RenderPoolError(Exception):
    """The pool could not render, for no fault of the template's. Worth another try."""


class RenderPool:
    """A few processes that do nothing but render. Used by one event loop.

    Processes start when first needed. Use it as an async context manager, or call `close`.
    """

    def __init__(self, processes: int = 2, limits: RenderLimits | None = None) -> None:
        self._limits = limits or RenderLimits()
        self._all: set[RenderProcess] = set()
        # Last in, first out: one process does the work while one is enough.
        self._free: asyncio.LifoQueue[RenderProcess] = asyncio.LifoQueue()
        for _ in range(processes):
            self._add_process()

    async def __aenter__(self) -> "RenderPool":
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        for process in self._all:
            process.stop()

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

    def _add_process(self) -> None:
        process = RenderProcess(self._limits)
        self._all.add(process)
        self._free.put_nowait(process)

    async def _run(self, work: Callable[..., object], *arguments: object) -> object:
        process = await self._free.get()
        answered = False
        try:
            answer = await asyncio.to_thread(process.run, work, arguments)
            answered = True
        except TimeoutError as error:
            raise RenderPoolError("Rendering took too long and was stopped.") from error
        except (EOFError, OSError) as error:
            raise RenderPoolError("The rendering process ended unexpectedly.") from error
        finally:
            # A process that has not answered, also because nobody waits for it any longer, may
            # still be busy. It is not used again.
            if answered:
                self._free.put_nowait(process)
            else:
                process.stop()
                self._all.discard(process)
                self._add_process()
        return _unless_error(answer)


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
