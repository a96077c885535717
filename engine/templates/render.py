"""Renders the templates of a journey with one customer's data.

The scope is plain JSON: `{"account": {…}, "contact": {…}, "owner": {…}, "journey": {…},
"organization": {…}}`. Every function raises `TemplateInvalid`, `TemplateFault` or
`MissingVariables`, which names everything that is missing, not only what came first. Meant to run
in a process with limits of its own (`activities.rendering`): a hostile template is stopped here by
counting, there by the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.journey import InAppTemplate, MailTemplate
from engine.templates.check import ROOTS, check
from engine.templates.environment import MARKDOWN, TEXT, run
from engine.templates.layout import laid_out, text_footer
from engine.templates.markdown import address, rendered
from engine.templates.problems import MissingVariables, TemplateInvalid
from engine.templates.scale import Survey, scale_html, scale_text
from engine.templates.values import one_line, wrapped

Scope = Mapping[str, Any]


@dataclass(frozen=True)
class RenderedMessage:
    subject: str
    text: str
    html: str
    """A whole document, styles inlined."""


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
class RenderedInApp:
    title: str
    text: str
    html: str
    """A fragment: the product brings the page around it."""
    action: RenderedAction | None = None


class _Customer:
    """One customer's data, and what the templates rendered with it found missing."""

    def __init__(self, scope: Scope) -> None:
        self._variables = {
            root: wrapped(root, scope[root]) for root in ROOTS if scope.get(root) is not None
        }
        self._missing: set[str] = set()

    def line(self, source: str) -> str:
        _require_valid(source)
        output, done = run(TEXT, source, self._variables)
        self._missing |= done.missing
        return one_line(output)

    def body(self, source: str) -> tuple[str, str]:
        """HTML and text."""
        output, values = self._with_markers(source)
        return ("", "") if self._missing else rendered(output, values)

    def url(self, source: str) -> str:
        output, values = self._with_markers(source)
        return "" if self._missing else address(output.strip(), values)

    def _with_markers(self, source: str) -> tuple[str, list[str]]:
        _require_valid(source)
        output, done = run(MARKDOWN, source, self._variables)
        self._missing |= done.missing
        return output, done.printed

    def require_nothing_missing(self) -> None:
        if self._missing:
            raise MissingVariables(self._missing)


def _require_valid(source: str) -> None:
    if problems := check(source):
        raise TemplateInvalid(problems)


def render_message(
    template: MailTemplate,
    scope: Scope,
    *,
    unsubscribe_url: str | None = None,
    survey: Survey | None = None,
) -> RenderedMessage:
    """The mail this customer gets. Without an unsubscribe link the footer has none; a survey's has
    its scale below the question."""
    customer = _Customer(scope)
    subject = customer.line(template.subject)
    html, text = customer.body(template.body)
    customer.require_nothing_missing()
    organization = _name_of_organization(scope)
    if survey is not None:
        html, text = html + scale_html(survey), text + scale_text(survey)
    return RenderedMessage(
        subject=subject,
        text=text + text_footer(organization, unsubscribe_url),
        html=laid_out(subject, html, organization, unsubscribe_url),
    )


def _name_of_organization(scope: Scope) -> str | None:
    name = (scope.get("organization") or {}).get("name")
    return one_line(name) or None if isinstance(name, str) else None


def render_in_app(template: InAppTemplate, scope: Scope) -> RenderedInApp:
    """What the product shows this contact."""
    customer = _Customer(scope)
    title = customer.line(template.title)
    html, text = customer.body(template.body)
    action = None
    if template.action:
        url = customer.url(template.action.url)
        action = RenderedAction(customer.line(template.action.label), url)
    customer.require_nothing_missing()
    return RenderedInApp(title, text, html, action)


def render_text(source: str, scope: Scope) -> RenderedText:
    """A text of several paragraphs, in Markdown: a task's instructions."""
    customer = _Customer(scope)
    html, text = customer.body(source)
    customer.require_nothing_missing()
    return RenderedText(text, html)


def render_line(source: str, scope: Scope) -> str:
    """One line of text: a task's title."""
    customer = _Customer(scope)
    line = customer.line(source)
    customer.require_nothing_missing()
    return line
