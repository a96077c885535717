"""What the library holds: templates of each kind, and partials."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, assert_never

import orjson
from pydantic import Field, ValidationError

from engine.definition.base import Part
from engine.definition.explaining import explain
from engine.definition.problems import Problem
from engine.definition.templates import (
    MOST_LANGUAGES,
    DesignedTemplate,
    HtmlTemplate,
    InAppTemplate,
    Language,
    MailTemplate,
    MailTexts,
    Template,
)
from engine.definition.text import read_data
from engine.errors import DefinitionError

LIBRARY = "library/"
"""What a step's template begins with where it is the library's."""

Kind = Literal["mail", "designed", "html", "in_app", "partial"]


class PartialTexts(Part):
    text: Annotated[str, Field(min_length=1, max_length=10_000)]
    """A template of its own; what it stands in decides whether it is read as Markdown or HTML."""


class Partial(PartialTexts):
    """A piece of text that templates use by its name."""

    locales: Annotated[dict[Language, PartialTexts], Field(max_length=MOST_LANGUAGES)] = Field(
        default_factory=dict
    )


def as_mail(partial: Partial) -> MailTemplate:
    """A mail that says what the partial does, and no more: to look at it."""
    said = {
        language: MailTexts.model_construct(subject="…", preheader=None, body=each.text)
        for language, each in partial.locales.items()
    }
    return MailTemplate.model_construct(
        subject="…", preheader=None, body=partial.text, locales=said
    )


Content = Template | Partial

KINDS: Mapping[Kind, type[Content]] = {
    "mail": MailTemplate,
    "designed": DesignedTemplate,
    "html": HtmlTemplate,
    "in_app": InAppTemplate,
    "partial": Partial,
}


def content_from(kind: Kind, data: Any) -> Content:
    """Raises DefinitionError, with where it is wrong."""
    model = KINDS[kind]
    reading = read_data(data)
    try:
        return model.model_validate_json(
            orjson.dumps(reading.data), strict=True, by_alias=True, by_name=False
        )
    except ValidationError as error:
        problems = explain(model, reading)
        raise DefinitionError(problems or [_unexplained(error)]) from error


def _unexplained(error: ValidationError) -> Problem:
    first = error.errors(include_url=False)[0]
    return Problem(
        code="bad_value", message=first["msg"], path=".".join(str(each) for each in first["loc"])
    )


def fits(kind: Kind, *, mail: bool) -> bool:
    """Whether a mail can be sent with it; else, whether it can be shown in the product."""
    match kind:
        case "mail" | "designed" | "html":
            return mail
        case "in_app":
            return not mail
        case "partial":
            return False
        case _:
            assert_never(kind)
