"""What a designed mail is put together from: blocks, one below the other.

Every text in a block is a template. What it looks like is decided in `engine.templates`.
"""

from typing import Annotated, Literal

from pydantic import Field

from engine.definition.base import Part

Align = Literal["left", "center", "right"]

Line = Annotated[str, Field(min_length=1, max_length=500)]
"""Text on one line."""

Markdown = Annotated[str, Field(min_length=1, max_length=20_000)]

Address = Annotated[str, Field(min_length=1, max_length=2_000)]
"""Where a link leads or a picture lies."""

MOST_BLOCKS = 100
"""In one mail, those in columns counted too."""


class BaseBlock(Part):
    only_if: Annotated[str, Field(min_length=1, max_length=500)] | None = Field(
        default=None, alias="if"
    )
    """What stands in a template between `{% if` and `%}`: without it the block is left out."""


class HeadingBlock(BaseBlock):
    type: Literal["heading"]
    text: Line
    level: Literal[1, 2, 3] = 1
    align: Align = "left"


class TextBlock(BaseBlock):
    type: Literal["text"]
    markdown: Markdown


class ButtonBlock(BaseBlock):
    type: Literal["button"]
    label: Annotated[str, Field(min_length=1, max_length=100)]
    url: Address
    align: Align = "left"


class ImageBlock(BaseBlock):
    type: Literal["image"]
    src: Address
    """On the web: mails carry no pictures, they point to them."""
    alt: Annotated[str, Field(max_length=500)]
    """What is read instead where it is not shown. Empty: it only decorates."""
    link: Address | None = None
    width: Annotated[int, Field(ge=16, le=600)] | None = None
    """In pixels; as wide as there is room unless said, and never wider."""
    align: Align = "left"


class DividerBlock(BaseBlock):
    """A line across."""

    type: Literal["divider"]


class SpacerBlock(BaseBlock):
    """Room."""

    type: Literal["spacer"]
    height: Annotated[int, Field(ge=4, le=200)]
    """In pixels."""


class QuoteBlock(BaseBlock):
    type: Literal["quote"]
    text: Markdown
    by: Line | None = None
    """Who said it."""


class ListItem(Part):
    title: Line
    text: Markdown | None = None


class ListBlock(BaseBlock):
    """Things to do or to know, each with a title."""

    type: Literal["list"]
    bullets: Literal["numbers", "ticks"] = "numbers"
    items: Annotated[tuple[ListItem, ...], Field(min_length=1, max_length=20)]


SimpleBlock = Annotated[
    HeadingBlock
    | TextBlock
    | ButtonBlock
    | ImageBlock
    | DividerBlock
    | SpacerBlock
    | QuoteBlock
    | ListBlock,
    Field(discriminator="type"),
]
"""What may stand in a column."""


class ColumnsBlock(BaseBlock):
    """Blocks beside each other; on a phone below each other, the first column first."""

    type: Literal["columns"]
    columns: Annotated[tuple[tuple[SimpleBlock, ...], ...], Field(min_length=2, max_length=3)]


Block = Annotated[
    HeadingBlock
    | TextBlock
    | ButtonBlock
    | ImageBlock
    | DividerBlock
    | SpacerBlock
    | QuoteBlock
    | ListBlock
    | ColumnsBlock,
    Field(discriminator="type"),
]
