"""What becomes of a message's text for one customer, decided as production decides it.

A template is really rendered once for all customers it comes out alike for; beyond that only its
first line is, which is what people read in a trace.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.definition.journey import Journey
from engine.definition.steps import CallStep, NotifyStep, TouchStep, UseTemplate
from engine.definition.templates import InAppTemplate, Template, heading
from engine.errors import BrokenJourney
from engine.facts import Fate
from engine.template_library import LIBRARY
from engine.templates import (
    MissingVariables,
    TemplateError,
    render_in_app,
    render_line,
    render_message,
    render_text,
)
from engine.templates.languages import language_for, locale_of, spoken
from engine.templates.shape import Shape, shape
from engine.templates.texts import sources
from engine.templates.values import one_line

Scope = Mapping[str, Any]

_MOST_KEPT = 10_000


@dataclass(frozen=True)
class Unwritten:
    """It cannot be written for this customer, and what the step says becomes of it."""

    fate: Fate
    reason: str


class Writer:
    """Writes the messages of one journey."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self._sources = {name: sources(each) for name, each in journey.templates.items()}
        self._tried: dict[tuple[str, str | None, Shape], TemplateError | None] = {}

    def title(self, touch: TouchStep, scope: Scope) -> str | Unwritten:
        """Its subject or title, or why there is no such message."""
        try:
            return self._filled(touch.template, scope)
        except MissingVariables as missing:
            if isinstance(touch.missing, UseTemplate):
                return self._fall_back(touch.missing.template, scope)
            reason = f"Not known for this customer: {', '.join(missing.names)}."
            return Unwritten("failed" if touch.missing == "fail" else "skipped", reason)
        except TemplateError as error:
            return Unwritten(
                "failed", f"The template “{touch.template}” cannot be filled in: {error}"
            )

    def _fall_back(self, template: str, scope: Scope) -> str | Unwritten:
        try:
            return self._filled(template, scope)
        except TemplateError as error:
            return Unwritten("skipped", f"Nor can “{template}” be filled in instead: {error}")

    def value(self, source: str, scope: Scope) -> str | Unwritten:
        """What an update gives a trait; or that it leaves it as it is."""
        if "{" not in source:
            return source
        try:
            return self._line(source, scope)
        except TemplateError as error:
            return Unwritten("skipped", str(error))

    def line(self, source: str, scope: Scope) -> str:
        """A task's title or a notice. What cannot be filled in stays as it was written."""
        try:
            return self._line(source, scope)
        except TemplateError:
            return source

    def call(self, step: CallStep, scope: Scope) -> str | Unwritten:
        """What colleagues are told, or nothing for a webhook; or why it cannot be made."""
        try:
            if isinstance(step, NotifyStep):
                return _with_gaps(step.text, scope)
            for value in step.data.values():
                if isinstance(value, str):
                    _try_line(value, scope)
        except TemplateError as error:
            return Unwritten("failed", f"What is to be sent cannot be filled in: {error}")
        return ""

    def _filled(self, name: str, scope: Scope) -> str:
        template = self.journey.templates.get(name)
        if template is None and name.startswith(LIBRARY):  # nothing is known of the library here
            return name
        if template is None:
            raise BrokenJourney(f"Journey “{self.journey.journey}” has no template “{name}”.")
        language = language_for(template.locales, locale_of(scope)) if template.locales else None
        if error := self._fault(name, template, language, scope):
            raise error.with_traceback(None)
        return self._line(heading(spoken(template, language)), scope)

    def _line(self, source: str, scope: Scope) -> str:
        return render_line(source, scope) if "{" in source else _plain(source)

    def _fault(
        self, name: str, template: Template, language: str | None, scope: Scope
    ) -> TemplateError | None:
        """What rendering for this customer would raise."""
        key = (name, language, shape(self._sources[name], scope))
        if key not in self._tried:
            if len(self._tried) >= _MOST_KEPT:
                self._tried.clear()
            self._tried[key] = _tried(template, scope)
        return self._tried[key]


@lru_cache(maxsize=1024)
def _plain(source: str) -> str:
    return one_line(source)


def _tried(template: Template, scope: Scope) -> TemplateError | None:
    try:
        if isinstance(template, InAppTemplate):
            render_in_app(template, scope)
        else:
            render_message(template, scope)
    except TemplateError as error:
        return error
    return None


def _with_gaps(source: str, scope: Scope) -> str:
    try:
        return render_text(source, scope).text.strip()
    except MissingVariables as missing:
        return f"{source}\n\n(Not known for this customer: {', '.join(missing.names)}.)"


def _try_line(source: str, scope: Scope) -> None:
    with suppress(MissingVariables):
        render_line(source, scope)
