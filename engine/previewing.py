"""What a message would look like, whoever has just written how much of it; and what is wrong with
it.

Pure, and run in a process with limits (`activities.rendering`): what is shown here is anybody's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from engine.definition.blocks import MOST_BLOCKS, Block, ColumnsBlock
from engine.definition.explaining import explain, fields, members
from engine.definition.mending import mended
from engine.definition.problems import Problem
from engine.definition.steps import InAppFormat
from engine.definition.templates import (
    MAILS,
    AnyMail,
    DesignedTemplate,
    HtmlTemplate,
    InAppTemplate,
    MailTemplate,
)
from engine.definition.text import Reading
from engine.template_library import Partial, with_partials
from engine.templates import RenderedInApp, RenderedMessage, Survey
from engine.templates.in_product import in_product
from engine.templates.languages import language_for, locale_of
from engine.templates.previewing import Previewing
from engine.templates.problems import TemplateFault
from engine.templates.render import in_app_with, message_with
from engine.templates.texts import texts
from engine.templates.theme import PERSONAL, Inks, Palette
from engine.validation.known import Known
from engine.validation.library import unknown_partials
from engine.validation.texts import problems_as_read
from engine.validation.variables import of_text

Channel = Literal["email", "in_app"]

Scope = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What kind of message it is to be, and what it would be sent with."""

    channel: Channel = "email"
    format: InAppFormat = "feed"
    """Of a message in the product that is no survey."""
    survey: Survey | None = None
    """What is asked with it. None: it is no survey."""
    unsubscribe_url: str | None = None
    partials: Mapping[str, Partial] = field(default_factory=dict)
    language: str | None = None
    """Which of the template's languages is shown; empty: its texts as they stand. None: the one
    this customer would read."""


@dataclass(frozen=True)
class Previewed:
    written: RenderedMessage | RenderedInApp
    page: str
    """The HTML document that shows it: a mail itself, or the product around a message."""
    missing: tuple[str, ...]
    """What this customer lacks: in earnest the message would not go out to them."""
    problems: tuple[Problem, ...]
    """Blocking ones first. Paths begin in the template: `blocks.2.label`. Lines are the text's."""
    inks: Inks = PERSONAL


def preview(data: Any, asked: Asked, scope: Scope, known: Known) -> Previewed:
    """Of any JSON data at all."""
    problems = list(explain(_model(data, asked.channel), Reading(data)))
    template = _made_out(data, asked.channel)
    for text in texts(template):
        path = ".".join(map(str, text.place))
        for each in text.problems():
            line = each.line if "\n" in text.written else None
            problems.append(
                Problem(
                    code=f"template_{each.code}",
                    message=f"Line {line}: {each.message}" if line else each.message,
                    path=path,
                    hint=each.hint,
                    line=line,
                )
            )
        problems += problems_as_read(text.place, text)
        problems += of_text(text.place, text.alone, known)
        problems += unknown_partials(text.place, text.written, asked.partials)
    template = with_partials(template, asked.partials)
    filling = Previewing(scope)
    language = _language(template, asked, scope)
    written: RenderedMessage | RenderedInApp
    if isinstance(template, InAppTemplate):
        written = in_app_with(filling, template, language)
        page = in_product(written, asked.survey or asked.format, scope)
    else:
        written = message_with(
            filling, template, scope, asked.unsubscribe_url, asked.survey, language
        )
        page = written.html
    problems += _faults(filling.faults, language, {problem.path for problem in problems})
    ordered = sorted(dict.fromkeys(problems), key=lambda each: each.severity != "blocking")
    return Previewed(
        written, page, tuple(sorted(filling.missing)), tuple(ordered), _inks(template, scope)
    )


def _inks(template: AnyMail | InAppTemplate, scope: Scope) -> Inks:
    if not isinstance(template, DesignedTemplate | InAppTemplate):
        return PERSONAL
    theme = template.theme if isinstance(template, DesignedTemplate) else None
    return Palette.of(theme, scope.get("organization") or {}).inks


def _model(data: Any, channel: Channel) -> type[AnyMail | InAppTemplate]:
    if channel == "in_app":
        return InAppTemplate
    given = data if isinstance(data, dict) else {}
    return (
        DesignedTemplate if "blocks" in given else HtmlTemplate if "html" in given else MailTemplate
    )


def _made_out(data: Any, channel: Channel) -> AnyMail | InAppTemplate:
    model = _model(data, channel)
    template = mended(model, _held_open(data) if model is DesignedTemplate else data)
    if isinstance(template, DesignedTemplate):
        blocks = [_fitting(block) for block in template.blocks[:MOST_BLOCKS]]
        return template.model_copy(update={"blocks": tuple(blocks)})
    assert isinstance(template, (*MAILS, InAppTemplate))
    return template


_TYPES = {kind for model in members(Block) for kind in get_args(fields(model)["type"])}
_STAND_IN = {"type": "spacer", "height": 4}


def _held_open(data: dict[str, Any]) -> dict[str, Any]:
    """With something in the place of each block that is none, so that the others keep theirs."""
    blocks = data.get("blocks")
    return {**data, "blocks": [_or_stand_in(each) for each in _list(blocks)]}


def _or_stand_in(block: Any) -> Any:
    if not isinstance(block, dict) or block.get("type") not in _TYPES:
        return _STAND_IN
    if block["type"] != "columns":
        return block
    columns = [[_or_stand_in(each) for each in _list(col)] for col in _list(block.get("columns"))]
    return {**block, "columns": columns}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _fitting(block: Any) -> Any:
    """Columns are two or three, also while they are being put together."""
    if not isinstance(block, ColumnsBlock):
        return block
    columns = (*block.columns, (), ())[: min(max(len(block.columns), 2), 3)]
    return block.model_copy(update={"columns": columns})


def _language(template: AnyMail | InAppTemplate, asked: Asked, scope: Scope) -> str | None:
    wanted = locale_of(scope) if asked.language is None else asked.language
    return language_for(template.locales, wanted)


def _faults(faults: list[TemplateFault], language: str | None, told: set[str]) -> Iterator[Problem]:
    """What goes wrong with this customer's data, where nothing else is wrong."""
    within = ("locales", language) if language is not None else ()
    for fault in faults:
        path = ".".join(map(str, (*within, *fault.place)))
        if path not in told:
            yield Problem(
                code="cannot_be_filled_in",
                severity="warning",
                message=fault.message,
                path=path,
                line=fault.line,
            )
