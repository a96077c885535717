"""Renders the templates of a journey with one customer's data.

The scope is plain JSON: `{"account": {…}, "contact": {…}, "owner": {…}, "journey": {…},
"organization": {…}, "preferences_url": "…"}`. Every function raises `TemplateInvalid`,
`TemplateFault` or `MissingVariables`, which names everything that is missing, not only what came
first. Meant to run in a process with limits of its own (`activities.rendering`): a hostile template
is stopped here by counting, there by the clock.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from engine.definition.in_product import ChecklistItem, TourStep
from engine.definition.in_product import Place as PlaceInProduct
from engine.definition.templates import (
    AnyMail,
    DesignedTemplate,
    HtmlTemplate,
    InAppTemplate,
    MailTemplate,
)
from engine.languages import page_language
from engine.templates.filling import Filling, Scope
from engine.templates.footer import Footer
from engine.templates.html_mail import document
from engine.templates.languages import language_for, locale_of, spoken
from engine.templates.laying_out import laid_out as blocks_laid_out
from engine.templates.layout import laid_out
from engine.templates.problems import Place, TemplateFault
from engine.templates.scale import Survey, scale_html, scale_text
from engine.templates.sheet import Slots, sheet
from engine.templates.theme import Palette
from engine.templates.values import one_line

__all__ = [
    "RenderedAction",
    "RenderedInApp",
    "RenderedItem",
    "RenderedMessage",
    "RenderedText",
    "RenderedTourStep",
    "Scope",
    "in_app_with",
    "message_with",
    "render_in_app",
    "render_line",
    "render_message",
    "render_text",
    "render_words",
]


WRITTEN_IN = "en"
"""What a mail says its language is where its template does not."""


@dataclass(frozen=True)
class RenderedMessage:
    subject: str
    text: str
    html: str
    """A whole document, styles inlined."""
    preheader: str = ""
    """What an inbox shows beside the subject. It is hidden in the HTML."""
    language: str | None = None
    """Which of the template's `locales` this is. None: its texts as they stand."""


@dataclass(frozen=True)
class RenderedAction:
    label: str
    url: str


@dataclass(frozen=True)
class RenderedText:
    text: str
    html: str
    """A fragment."""


@dataclass(frozen=True)
class RenderedTourStep:
    title: str
    html: str
    """A fragment; empty: there is only a title."""
    target: PlaceInProduct | None


@dataclass(frozen=True)
class RenderedItem:
    id: str
    title: str
    html: str
    """A fragment; empty: there is only a title."""
    url: str | None
    by_reader: bool
    """Whether its reader ticks it."""


@dataclass(frozen=True)
class RenderedInApp:
    title: str
    text: str
    html: str
    """A fragment: the product brings the page around it."""
    action: RenderedAction | None = None
    steps: tuple[RenderedTourStep, ...] = ()
    items: tuple[RenderedItem, ...] = ()
    language: str | None = None
    """As of a mail."""


def render_message(
    template: AnyMail,
    scope: Scope,
    *,
    unsubscribe_url: str | None = None,
    survey: Survey | None = None,
) -> RenderedMessage:
    """The mail this customer gets. Without an unsubscribe link the footer has none; a survey's has
    its scale below the question."""
    filling = Filling(scope)
    language = language_for(template.locales, locale_of(scope))
    written = message_with(filling, template, scope, unsubscribe_url, survey, language)
    filling.require_nothing_missing()
    return written


def message_with(
    filling: Filling,
    template: AnyMail,
    scope: Scope,
    unsubscribe_url: str | None,
    survey: Survey | None,
    language: str | None = None,
) -> RenderedMessage:
    """The mail as this filling fills it in, in this one of its languages; what is missing, the
    filling knows."""
    try:
        written = _message(
            filling, spoken(template, language), scope, unsubscribe_url, survey, language
        )
    except TemplateFault as fault:
        raise fault.at(_in_language(language, fault.place)) from fault
    return replace(written, language=language)


def _in_language(language: str | None, place: Place) -> Place:
    """Where it is in the whole template."""
    return ("locales", language, *place) if language is not None else place


def _message(
    filling: Filling,
    template: AnyMail,
    scope: Scope,
    unsubscribe_url: str | None,
    survey: Survey | None,
    language: str | None,
) -> RenderedMessage:
    readers = page_language(locale_of(scope), language)
    survey = replace(survey, language=readers) if survey is not None else None
    frame = Frame(
        subject=filling.line(template.subject, ("subject",)),
        preheader=filling.line(template.preheader or "", ("preheader",)),
        below=scale_html(survey, language or WRITTEN_IN) if survey is not None else "",
        footer=Footer(
            _name_of_organization(scope), unsubscribe_url, _preferences_url(scope), readers
        ),
        language=language or WRITTEN_IN,
    )
    match template:
        case MailTemplate():
            text, html = _in_markdown(filling, template, frame)
        case DesignedTemplate():
            palette = Palette.of(template.theme, scope.get("organization") or {})
            text, html = _in_blocks(filling, template, frame, palette)
        case HtmlTemplate():
            text, html = _in_html(filling, template, frame)
        case _:
            assert_never(template)
    if survey is not None:
        text += scale_text(survey)
    text += frame.footer.text()
    return RenderedMessage(frame.subject, text, html, frame.preheader)


@dataclass(frozen=True)
class Frame:
    """What stands around every mail, in whichever way it is written."""

    subject: str
    preheader: str
    below: str
    """HTML after the body: a survey's scale."""
    footer: Footer
    language: str


Bodies = tuple[str, str]
"""The text without scale and footer, and the whole HTML."""


def _in_markdown(filling: Filling, template: MailTemplate, frame: Frame) -> Bodies:
    body = filling.body(template.body, ("body",))
    html = laid_out(
        frame.subject,
        body.html + frame.below,
        frame.footer,
        preheader=frame.preheader,
        language=frame.language,
    )
    return body.text, html


def _in_blocks(
    filling: Filling, template: DesignedTemplate, frame: Frame, palette: Palette
) -> Bodies:
    slots = Slots()
    blocks = blocks_laid_out(template.blocks, filling, slots, palette, frame.below)
    html = sheet(
        blocks.rows,
        slots,
        palette,
        title=frame.subject,
        preheader=frame.preheader,
        footer=frame.footer,
        language=frame.language,
    )
    return blocks.text, html


def _in_html(filling: Filling, template: HtmlTemplate, frame: Frame) -> Bodies:
    markup = filling.html(template.html, ("html",))
    text = markup.text
    if template.text is not None:
        text = filling.plain(template.text, ("text",)) + "\n"
    html = document(
        markup,
        frame.subject,
        frame.below,
        frame.footer,
        preheader=frame.preheader,
        language=frame.language,
    )
    return text, html


def _name_of_organization(scope: Scope) -> str | None:
    name = (scope.get("organization") or {}).get("name")
    return one_line(name) or None if isinstance(name, str) else None


def _preferences_url(scope: Scope) -> str | None:
    """Whoever may name it in a text finds it below every mail too."""
    url = scope.get("preferences_url")
    return url if isinstance(url, str) and url else None


def render_in_app(template: InAppTemplate, scope: Scope) -> RenderedInApp:
    """What the product shows this contact."""
    filling = Filling(scope)
    language = language_for(template.locales, locale_of(scope))
    written = in_app_with(filling, template, language)
    filling.require_nothing_missing()
    return written


def in_app_with(
    filling: Filling, template: InAppTemplate, language: str | None = None
) -> RenderedInApp:
    """The message as this filling fills it in; what is missing, the filling knows."""
    try:
        return replace(_in_app(filling, spoken(template, language)), language=language)
    except TemplateFault as fault:
        raise fault.at(_in_language(language, fault.place)) from fault


def _in_app(filling: Filling, template: InAppTemplate) -> RenderedInApp:
    title = filling.line(template.title, ("title",))
    body = filling.body(template.body, ("body",))
    action = None
    if template.action:
        url = filling.url(template.action.url, ("action", "url"))
        action = RenderedAction(filling.line(template.action.label, ("action", "label")), url)
    steps = tuple(_tour_step(filling, *each) for each in enumerate(template.steps or ()))
    items = tuple(_item(filling, *each) for each in enumerate(template.items or ()))
    titles = [each.title for each in steps] + [each.title for each in items]
    lines = [body.text, *(f"{number}. {each}" for number, each in enumerate(titles, start=1))]
    return RenderedInApp(title, "\n".join(lines), body.html, action, steps, items)


def _tour_step(filling: Filling, index: int, step: TourStep) -> RenderedTourStep:
    place = ("steps", index)
    return RenderedTourStep(
        filling.line(step.title, (*place, "title")),
        filling.body(step.body, (*place, "body")).html if step.body else "",
        step.target,
    )


def _way(filling: Filling, written: str, place: tuple[str | int, ...]) -> str:
    """An address, or a path within the product, which never leads to another host."""
    if not written.startswith("/"):
        return filling.url(written, place)
    return "/" + filling.line(written, place).lstrip("/\\")


def _item(filling: Filling, index: int, item: ChecklistItem) -> RenderedItem:
    place = ("items", index)
    return RenderedItem(
        item.id,
        filling.line(item.title, (*place, "title")),
        filling.body(item.body, (*place, "body")).html if item.body else "",
        _way(filling, item.url, (*place, "url")) if item.url else None,
        by_reader=item.done_when is None,
    )


def render_words(template: MailTemplate | InAppTemplate, scope: Scope) -> str | None:
    """The body this customer would read, as Markdown without variables, for somebody to write on.
    None where it cannot be told."""
    filling = Filling(scope)
    said = spoken(template, language_for(template.locales, locale_of(scope)))
    words = filling.words(said.body, ("body",))
    filling.require_nothing_missing()
    return words


def render_text(source: str, scope: Scope) -> RenderedText:
    """A text of several paragraphs, in Markdown: a task's instructions."""
    filling = Filling(scope)
    body = filling.body(source)
    filling.require_nothing_missing()
    return RenderedText(body.text, body.html)


def render_line(source: str, scope: Scope) -> str:
    """One line of text: a task's title."""
    filling = Filling(scope)
    line = filling.line(source)
    filling.require_nothing_missing()
    return line
