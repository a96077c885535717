"""Templates a CSM writes: checked when saved, rendered with one customer's data when sent.

A template is text with `{{ variables }}`, `{% if %}` and `{% for %}` in Jinja's spelling; a mail's
or an in-app message's body is Markdown as well, and a designed mail is laid out in blocks. What is
allowed is a closed list, because anybody with an editor's role can write one. Pure: the scope is
plain JSON data given by the caller, and nothing here knows the clock, the database or how a message
travels.
"""

from engine.templates.check import check, variables
from engine.templates.problems import (
    MissingVariables,
    Place,
    TemplateError,
    TemplateFault,
    TemplateInvalid,
    TemplateProblem,
    Variable,
)
from engine.templates.render import (
    RenderedAction,
    RenderedInApp,
    RenderedMessage,
    RenderedText,
    render_in_app,
    render_line,
    render_message,
    render_text,
    render_words,
)
from engine.templates.scale import Survey

__all__ = [
    "MissingVariables",
    "Place",
    "RenderedAction",
    "RenderedInApp",
    "RenderedMessage",
    "RenderedText",
    "Survey",
    "TemplateError",
    "TemplateFault",
    "TemplateInvalid",
    "TemplateProblem",
    "Variable",
    "check",
    "render_in_app",
    "render_line",
    "render_message",
    "render_text",
    "render_words",
    "variables",
]
