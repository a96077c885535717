"""What a message says, as a text with names in brackets where it depends on the customer."""

from collections.abc import Iterator, Sequence
from typing import assert_never

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
    HtmlTemplate,
    InAppTemplate,
    MailTemplate,
    Template,
)
from engine.definition.templates import heading as heading_of
from engine.explanation.parts import MessageText
from engine.sentences.texts import body_in_words
from engine.sentences.words import template_in_words
from engine.templates.text_of_html import text_of


def message_text(template: Template) -> MessageText:
    """The message as it reads to somebody who knows no templates."""
    heading = template_in_words(heading_of(template))
    match template:
        case MailTemplate(body=body, preheader=preheader):
            return MessageText(heading, body_in_words(body), _line(preheader))
        case DesignedTemplate(blocks=blocks, preheader=preheader):
            return MessageText(heading, body_in_words(_laid_out(blocks)), _line(preheader))
        case HtmlTemplate(html=html, text=text, preheader=preheader):
            return MessageText(heading, body_in_words(text or text_of(html)), _line(preheader))
        case InAppTemplate(body=body, action=action):
            label = _line(action.label) if action else None
            return MessageText(heading, body_in_words(_in_product(template)), action=label)
        case _:
            assert_never(template)


def _line(written: str | None) -> str | None:
    return template_in_words(written) if written is not None else None


def _in_product(template: InAppTemplate) -> str:
    """The text, and below it what a tour or a checklist consists of."""
    titles = [each.title for each in template.steps or ()]
    titles += [each.title for each in template.items or ()]
    listed = "\n".join(f"{number}. {title}" for number, title in enumerate(titles, start=1))
    return f"{template.body}\n\n{listed}".strip()


def _laid_out(blocks: Sequence[Block]) -> str:
    """The blocks one below the other, as the body of a plain mail would say them."""
    return "\n\n".join(part for block in blocks for part in _block(block))


def _block(block: Block) -> Iterator[str]:
    if block.only_if is not None:
        yield f"{{% if {block.only_if} %}}"
    yield from _inside(block)
    if block.only_if is not None:
        yield "{% endif %}"


def _inside(block: Block) -> Iterator[str]:
    match block:
        case HeadingBlock(text=text):
            yield f"**{text}**"
        case TextBlock(markdown=markdown):
            yield markdown
        case ButtonBlock(label=label):
            yield f"Button: {label}"
        case ImageBlock(alt=alt):
            if alt:
                yield f"Picture: {alt}"
        case DividerBlock():
            yield "---"
        case SpacerBlock():
            pass
        case QuoteBlock(text=text, by=by):
            said = f"{text}\n\n{by}" if by else text
            yield "\n".join(f"> {line}" for line in said.split("\n"))
        case ListBlock():
            yield _list(block)
        case ColumnsBlock(columns=columns):
            for column in columns:
                yield _laid_out(column)
        case _:
            assert_never(block)


def _list(block: ListBlock) -> str:
    return "\n".join(
        f"{f'{number}.' if block.bullets == 'numbers' else '-'} **{item.title}**"
        f"{f' {item.text}' if item.text else ''}"
        for number, item in enumerate(block.items, start=1)
    )
