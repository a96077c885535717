"""Filling a template for one person, by the step's policy when something is missing."""

from dataclasses import dataclass
from typing import Any

from activities.ports import Renderer
from engine.definition.journey import Journey
from engine.definition.steps import TouchStep, UseTemplate
from engine.definition.templates import (
    DesignedTemplate,
    HtmlTemplate,
    InAppTemplate,
    MailTemplate,
    Template,
)
from engine.errors import BrokenJourney
from engine.facts import Fate
from engine.template_library import LIBRARY
from engine.templates import (
    MissingVariables,
    RenderedInApp,
    RenderedMessage,
    Survey,
    TemplateError,
    TemplateFault,
)
from engine.templates.markdown import linked

Written = RenderedMessage | RenderedInApp


@dataclass(frozen=True)
class Unwritable:
    """It cannot be written for this person; what the step says becomes of it, and why."""

    fate: Fate
    reason: str


@dataclass(frozen=True)
class Links:
    """What a mail says below its text, and whether any message needs nobody's leave."""

    unsubscribe_url: str | None = None
    survey: Survey | None = None
    transactional: bool = False
    """It is part of the service itself, and so nobody can unsubscribe from it."""


@dataclass(frozen=True)
class Edited:
    """What a colleague has a message say."""

    subject: str
    text: str
    """Markdown, and no template."""


@dataclass(frozen=True)
class Writing:
    """A template filled in, and its name: the step's own or the one it falls back to."""

    template: str
    written: Written


async def write(
    renderer: Renderer,
    journey: Journey,
    touch: TouchStep,
    scope: dict[str, Any],
    links: Links,
    edited: Edited | None = None,
) -> Writing | Unwritable:
    """The message as this person reads it, or why there is none. `edited`: in these words, as it
    was approved."""
    try:
        if edited is not None:
            return await _fill(renderer, journey, touch.template, scope, links, edited)
        return await _fill(renderer, journey, touch.template, scope, links)
    except MissingVariables as missing:
        if isinstance(touch.missing, UseTemplate):
            return await _fall_back(renderer, journey, touch.missing.template, scope, links)
        reason = f"Not known for this customer: {', '.join(missing.names)}."
        return Unwritable("failed" if touch.missing == "fail" else "skipped", reason)
    except TemplateError as error:
        return Unwritable("failed", f"The template “{touch.template}” cannot be filled in: {error}")


async def _fall_back(
    renderer: Renderer,
    journey: Journey,
    template: str,
    scope: dict[str, Any],
    links: Links,
) -> Writing | Unwritable:
    try:
        return await _fill(renderer, journey, template, scope, links)
    except TemplateError as error:
        return Unwritable("skipped", f"Nor can “{template}” be filled in instead: {error}")


async def _fill(
    renderer: Renderer,
    journey: Journey,
    name: str,
    scope: dict[str, Any],
    links: Links,
    edited: Edited | None = None,
) -> Writing:
    template = journey.templates.get(name)
    match template if edited is None or template is None else _reworded(template, edited):
        case MailTemplate() | DesignedTemplate() | HtmlTemplate() as mail:
            written: Written = await renderer.message(
                mail, scope, unsubscribe_url=links.unsubscribe_url, survey=links.survey
            )
        case InAppTemplate() as in_app:
            written = await renderer.in_app(in_app, scope)
        case None if name.startswith(LIBRARY):
            raise TemplateFault("There is no such template in the library any more.")
        case None:
            raise BrokenJourney(f"Journey “{journey.journey}” has no template “{name}”.")
    return Writing(name, written)


def _reworded(template: Template, edited: Edited) -> Template:
    """The template with the words it was approved in. A designed mail becomes a plain one, and
    one in several languages reads so in all of them."""
    text = linked(edited.text)
    if isinstance(template, InAppTemplate):
        return template.model_copy(update={"title": edited.subject, "body": text, "locales": {}})
    return MailTemplate(subject=edited.subject, body=text)
