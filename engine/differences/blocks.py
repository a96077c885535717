"""The blocks of a designed mail as lines of text, so that two of them can be compared by line."""

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

_HEADINGS = {1: "Heading", 2: "Smaller heading", 3: "Small heading"}


def blocks_in_words(blocks: Sequence[Block]) -> str:
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    first, *others = _said(block)
    yield f"Only if {block.only_if}: {first}" if block.only_if is not None else first
    yield from others


def _said(block: Block) -> Iterator[str]:
    match block:
        case HeadingBlock():
            yield f"{_HEADINGS[block.level]}{_aligned(block.align)}: {block.text}"
        case TextBlock():
            yield "Text:"
            yield from _below(block.markdown)
        case ButtonBlock():
            yield f"Button{_aligned(block.align)}: {block.label} ({block.url})"
        case ImageBlock():
            width = f", {block.width} pixels wide" if block.width else ""
            link = f", leading to {block.link}" if block.link else ""
            yield f"Picture{_aligned(block.align)}{width}: {block.alt} ({block.src}){link}"
        case DividerBlock():
            yield "A line across"
        case SpacerBlock():
            yield f"Room: {block.height} pixels"
        case QuoteBlock():
            yield f"Quote of {block.by}:" if block.by else "Quote:"
            yield from _below(block.text)
        case ListBlock():
            yield f"List with {block.bullets}:"
            for item in block.items:
                yield f"  - {item.title}"
                yield from _below(item.text or "", "    ")
        case ColumnsBlock():
            for number, column in enumerate(block.columns, start=1):
                yield f"Column {number} of {len(block.columns)}:"
                for inner in column:
                    yield from (f"  {line}" for line in _lines(inner))
        case _:
            assert_never(block)


def _aligned(align: str) -> str:
    return {"left": "", "center": " in the middle", "right": " on the right"}[align]


def _below(text: str, indent: str = "  ") -> Iterator[str]:
    return (f"{indent}{line}".rstrip() for line in text.strip().splitlines())
