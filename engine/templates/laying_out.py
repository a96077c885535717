"""A designed mail's blocks, filled in for one customer: MJML for the sheet, and plain text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
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
from engine.templates.filling import WORDLESS, Filling
from engine.templates.problems import Place
from engine.templates.sheet import Slots
from engine.templates.theme import Palette


@dataclass(frozen=True)
class Room:
    """Where blocks stand below each other. Pixels."""

    width: int
    left: int
    right: int

    def padding(self, top: int, bottom: int) -> str:
        return f'padding="{top}px {self.right}px {bottom}px {self.left}px"'


WHOLE = Room(512, 44, 44)
"""The sheet between its margins."""

_DASHED = "display: inline-block; padding: 11px 22px; border: 2px dashed; border-radius: 8px"
"""What is not finished, in the ink of its text."""

# All columns of a row are equally wide inside; those at the edge have the sheet's margin beside.
_COLUMNS = {
    2: (Room(244, 44, 12), Room(244, 12, 44)),
    3: (Room(154, 44, 12), Room(154, 13, 13), Room(154, 12, 44)),
}


@dataclass(frozen=True)
class LaidOut:
    rows: str
    """MJML of sections."""
    text: str


def laid_out(
    blocks: Sequence[Block], filling: Filling, slots: Slots, palette: Palette, below: str
) -> LaidOut:
    """`below` is safe HTML that follows the last block; empty when there is none."""
    writer = _Writer(filling, slots, palette)
    rows = list(writer.rows(blocks, below))
    return LaidOut("".join(rows), "\n\n".join(writer.paragraphs) + "\n")


class _Writer:
    """Writes blocks one after the other, in the order in which they are read."""

    def __init__(self, filling: Filling, slots: Slots, palette: Palette) -> None:
        self._filling = filling
        self._slots = slots
        self._palette = palette
        self.paragraphs: list[str] = []

    def rows(self, blocks: Sequence[Block], below: str) -> Iterator[str]:
        together: list[str] = []
        for index, block in enumerate(blocks):
            place: Place = ("blocks", index)
            if not self._filling.holds(block.only_if, place):
                continue
            if isinstance(block, ColumnsBlock):
                yield _row(together)
                together = []
                yield self._columns(block, place)
            else:
                together.append(self._block(block, place, WHOLE, not together))
        if below:
            together.append(self._text(below, WHOLE, "prose"))
        yield _row(together)

    def _columns(self, block: ColumnsBlock, place: Place) -> str:
        columns = []
        rooms = _COLUMNS[len(block.columns)]
        whole = sum(room.left + room.width + room.right for room in rooms)
        for number, (room, inner) in enumerate(zip(rooms, block.columns, strict=True)):
            written: list[str] = []
            for index, each in enumerate(inner):
                where = (*place, "columns", number, index)
                if self._filling.holds(each.only_if, where):
                    written.append(self._block(each, where, room, not written))
            share = 100 * (room.left + room.width + room.right) / whole
            columns.append(f'<mj-column width="{share:.2f}%">{"".join(written)}</mj-column>')
        return f"<mj-section>{''.join(columns)}</mj-section>"

    def _block(self, block: Block, place: Place, room: Room, first: bool) -> str:
        match block:
            case HeadingBlock():
                return self._heading(block, place, room, first)
            case TextBlock():
                body = self._filling.body(block.markdown, (*place, "markdown"))
                self._say(body.text)
                return self._text(body.html, room, "prose")
            case ButtonBlock():
                return self._button(block, place, room)
            case ImageBlock():
                return self._image(block, place, room)
            case DividerBlock():
                self._say("---")
                return (
                    '<mj-divider css-class="cell line" border-width="1px" border-color="#e7e6e1"'
                    f" {room.padding(8, 26)} />"
                )
            case SpacerBlock():
                return f'<mj-spacer height="{block.height}px" />'
            case QuoteBlock():
                return self._quote(block, place, room)
            case ListBlock():
                return self._list(block, place, room)
            case ColumnsBlock():
                raise AssertionError("columns do not stand in columns")
            case _:
                assert_never(block)

    def _say(self, text: str) -> None:
        if text.strip():
            self.paragraphs.append(text.strip("\n"))

    def _text(self, html: str, room: Room, kind: str, *, align: str = "left", more: int = 0) -> str:
        return (
            f'<mj-text css-class="cell {kind}" align="{align}" {room.padding(0, more)}>'
            f"{self._slots.html(html)}</mj-text>"
        )

    def _heading(self, block: HeadingBlock, place: Place, room: Room, first: bool) -> str:
        text = self._filling.line(block.text, (*place, "text"))
        self._say(text)
        tag = f"h{block.level}"
        html = self._slots.html(f"<{tag}>{escape(text)}</{tag}>")
        above, below = (0 if first else 12), {1: 16, 2: 12, 3: 8}[block.level]
        return (
            f'<mj-text css-class="cell heading" align="{block.align}"'
            f" {room.padding(above, below)}>{html}</mj-text>"
        )

    def _button(self, block: ButtonBlock, place: Place, room: Room) -> str:
        label = self._filling.line(block.label, (*place, "label"))
        url = self._filling.url(block.url, (*place, "url"))
        if not label and self._filling.for_writers:
            self._say(f"[{WORDLESS}]")
            html = f'<div style="{_DASHED}">{WORDLESS}</div>'
            return self._text(html, room, "prose", align=block.align, more=26)
        self._say(f"{label} ({url.removeprefix('mailto:').removeprefix('tel:')})")
        return (
            f'<mj-button css-class="cell button" align="{block.align}" {room.padding(6, 26)}'
            f' background-color="{self._palette.button}" color="{self._palette.label}"'
            ' border-radius="8px" font-size="16px" font-weight="600" line-height="1.25"'
            f' inner-padding="13px 24px" href="{self._slots.text(url)}">'
            f"{self._slots.text(label)}</mj-button>"
        )

    def _image(self, block: ImageBlock, place: Place, room: Room) -> str:
        src = self._filling.picture(block.src, (*place, "src"))
        alt = self._filling.line(block.alt, (*place, "alt"))
        link = self._filling.url(block.link, (*place, "link")) if block.link else None
        self._say(" ".join([*([alt] if alt else []), *([f"({link})"] if link else [])]))
        width = min(block.width or room.width, room.width)
        href = f' href="{self._slots.text(link)}"' if link else ""
        fluid = "" if block.width else ' fluid-on-mobile="true"'
        return (
            f'<mj-image css-class="cell picture" align="{block.align}" {room.padding(0, 22)}'
            f' width="{width}px" border-radius="8px" src="{self._slots.text(src)}"'
            f' alt="{self._slots.text(alt)}"{href}{fluid} />'
        )

    def _quote(self, block: QuoteBlock, place: Place, room: Room) -> str:
        said = self._filling.body(block.text, (*place, "text"))
        by = self._filling.line(block.by, (*place, "by")) if block.by else ""
        lines = [f"> {line}".rstrip() for line in said.text.strip("\n").split("\n")]
        self._say("\n".join([*lines, *([">", f"> — {by}"] if by else [])]))
        name = f'<p class="by">— {escape(by)}</p>' if by else ""
        return self._text(f'<div class="said">{said.html}{name}</div>', room, "quote", more=24)

    def _list(self, block: ListBlock, place: Place, room: Room) -> str:
        rows, lines = [], []
        for index, item in enumerate(block.items):
            where = (*place, "items", index)
            title = self._filling.line(item.title, (*where, "title"))
            body = self._filling.body(item.text, (*where, "text")) if item.text else None
            mark = "✓" if block.bullets == "ticks" else str(index + 1)
            rows.append(
                f'<tr><td class="mark"><span>{mark}</span></td><td class="what">'
                f"<strong>{escape(title)}</strong>{body.html if body else ''}</td></tr>"
            )
            start = "- " if block.bullets == "ticks" else f"{index + 1}. "
            lines.append(start + title)
            if body:
                inner = body.text.strip("\n").split("\n")
                lines += [(" " * len(start) + line).rstrip() for line in inner]
        self._say("\n".join(lines))
        html = f'<table role="presentation">{"".join(rows)}</table>'
        return self._text(html, room, "items", more=6)


def _row(cells: Sequence[str]) -> str:
    return f"<mj-section><mj-column>{''.join(cells)}</mj-column></mj-section>" if cells else ""
