"""Every text of a template, and where in it: what is checked, read for variables and compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from engine.definition.blocks import (
    Block,
    ButtonBlock,
    ColumnsBlock,
    DividerBlock,
    HeadingBlock,
    ImageBlock,
    ListBlock,
    QuoteBlock,
    SpacerBlock,
    TextBlock,
)
from engine.definition.templates import (
    DesignedTemplate,
    DesignedTexts,
    HtmlTexts,
    InAppTexts,
    MailTexts,
    Template,
)
from engine.templates.check import ROOTS, check, condition, condition_problems
from engine.templates.naming import without
from engine.templates.problems import Place, TemplateProblem

Kind = Literal["line", "markdown", "plain", "html", "link", "picture", "condition"]
"""`link` and `picture` are addresses; a `condition` is what a block's `if` says."""


@dataclass(frozen=True)
class Text:
    place: Place
    kind: Kind
    written: str
    within: tuple[str, ...] = ()
    """The `if` of each block it stands in, the outermost first."""

    @property
    def alone(self) -> str:
        """As the template language reads it."""
        return condition(self.written) if self.kind == "condition" else without(self.written)

    @property
    def source(self) -> str:
        """The same with the conditions around it."""
        around = "".join(f"{{% if {each} %}}" for each in self.within)
        return around + self.alone + "{% endif %}" * len(self.within)

    def problems(self) -> list[TemplateProblem]:
        """What has to be changed before it can be written for anybody."""
        if self.kind == "condition":
            return condition_problems(self.written)
        return check(without(self.written), ROOTS)


def texts(template: Template) -> tuple[Text, ...]:
    """In the order in which they are read."""
    return tuple(_texts(template))


def sources(template: Template) -> tuple[str, ...]:
    """What the template language reads of it: variables count as asked about inside an `if`."""
    return tuple(text.source for text in _texts(template))


def _texts(template: Template) -> Iterator[Text]:
    yield from _of((), template)
    for language, each in template.locales.items():
        yield from _of(("locales", language), each)


Texts = MailTexts | DesignedTexts | DesignedTemplate | HtmlTexts | InAppTexts
"""What a template says in one language."""


def _of(place: Place, said: Texts) -> Iterator[Text]:
    match said:
        case MailTexts(body=body):
            yield from _envelope(place, said)
            yield Text((*place, "body"), "markdown", body)
        case DesignedTexts(blocks=blocks) | DesignedTemplate(blocks=blocks):
            yield from _envelope(place, said)
            for index, block in enumerate(blocks):
                yield from _block((*place, "blocks", index), block, ())
        case HtmlTexts(html=html, text=text):
            yield from _envelope(place, said)
            yield Text((*place, "html"), "html", html)
            if text is not None:
                yield Text((*place, "text"), "plain", text)
        case InAppTexts(title=title, body=body, action=action):
            yield Text((*place, "title"), "line", title)
            yield Text((*place, "body"), "markdown", body)
            if action is not None:
                yield Text((*place, "action", "label"), "line", action.label)
                yield Text((*place, "action", "url"), "link", action.url)
            yield from _in_product(place, said)
        case _:
            assert_never(said)


def _in_product(place: Place, said: InAppTexts) -> Iterator[Text]:
    for index, step in enumerate(said.steps or ()):
        yield Text((*place, "steps", index, "title"), "line", step.title)
        if step.body is not None:
            yield Text((*place, "steps", index, "body"), "markdown", step.body)
    for index, item in enumerate(said.items or ()):
        yield Text((*place, "items", index, "title"), "line", item.title)
        if item.body is not None:
            yield Text((*place, "items", index, "body"), "markdown", item.body)
        if item.url is not None:
            kind: Kind = "line" if item.url.startswith("/") else "link"
            yield Text((*place, "items", index, "url"), kind, item.url)


def _envelope(
    place: Place, said: MailTexts | DesignedTexts | DesignedTemplate | HtmlTexts
) -> Iterator[Text]:
    yield Text((*place, "subject"), "line", said.subject)
    if said.preheader is not None:
        yield Text((*place, "preheader"), "line", said.preheader)


def _block(place: Place, block: Block, within: tuple[str, ...]) -> Iterator[Text]:
    if block.only_if is not None:
        yield Text((*place, "if"), "condition", block.only_if, within)
        within = (*within, block.only_if)
    match block:
        case HeadingBlock():
            yield Text((*place, "text"), "line", block.text, within)
        case TextBlock():
            yield Text((*place, "markdown"), "markdown", block.markdown, within)
        case ButtonBlock():
            yield Text((*place, "label"), "line", block.label, within)
            yield Text((*place, "url"), "link", block.url, within)
        case ImageBlock():
            yield Text((*place, "src"), "picture", block.src, within)
            yield Text((*place, "alt"), "line", block.alt, within)
            if block.link is not None:
                yield Text((*place, "link"), "link", block.link, within)
        case DividerBlock() | SpacerBlock():
            pass
        case QuoteBlock():
            yield Text((*place, "text"), "markdown", block.text, within)
            if block.by is not None:
                yield Text((*place, "by"), "line", block.by, within)
        case ListBlock():
            for index, item in enumerate(block.items):
                yield Text((*place, "items", index, "title"), "line", item.title, within)
                if item.text is not None:
                    yield Text((*place, "items", index, "text"), "markdown", item.text, within)
        case ColumnsBlock():
            for number, column in enumerate(block.columns):
                for index, inner in enumerate(column):
                    yield from _block((*place, "columns", number, index), inner, within)
        case _:
            assert_never(block)
