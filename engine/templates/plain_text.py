"""A mail's text part: what its Markdown says, written so that it reads well without HTML."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token


def as_text(tokens: Sequence[Token]) -> str:
    """Paragraphs apart, `- ` and numbers before items, `> ` before quotes, `text (address)`."""
    writer = _Writer()
    for token in tokens:
        writer.take(token)
    return "\n".join(writer.lines()).strip("\n") + "\n"


class _Writer:
    """Blocks with the prefix each line of theirs carries."""

    def __init__(self) -> None:
        self._blocks: list[tuple[str, bool]] = []
        """The block's text, and whether it follows closely on the one before."""
        self._prefixes: list[str] = []
        self._numbers: list[int | None] = []
        self._bullet: str | None = None
        self._tight = False
        self._first = False

    def take(self, token: Token) -> None:
        match token.type:
            case "paragraph_open" | "heading_open":
                self._tight = token.hidden
            case "inline":
                self._add(inline_text(token.children or []))
            case "hr":
                self._tight = False
                self._add("---")
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type == "ordered_list_open"
                self._numbers.append(int(token.attrs.get("start", 1)) if ordered else None)
                self._first = len(self._numbers) == 1
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._bullet = self._next_bullet()
                self._prefixes.append(" " * len(self._bullet))
            case "list_item_close" | "blockquote_close":
                self._prefixes.pop()
                self._bullet = None
            case "blockquote_open":
                self._prefixes.append("> ")

    def lines(self) -> Iterator[str]:
        for index, (block, close) in enumerate(self._blocks):
            if index and not close:
                yield ""
            yield from (line.rstrip() for line in block.split("\n"))

    def _next_bullet(self) -> str:
        number = self._numbers[-1]
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _add(self, text: str) -> None:
        rest = start = "".join(self._prefixes)
        if self._bullet is not None:
            start = "".join(self._prefixes[:-1]) + self._bullet
            self._bullet = None
        first, *others = text.split("\n")
        block = "\n".join([start + first, *(rest + line for line in others)])
        # The items of a list stand close together, at a distance from what comes before it.
        self._blocks.append((block, self._tight and bool(self._numbers) and not self._first))
        self._first = False


def inline_text(tokens: Sequence[Token]) -> str:
    """One paragraph's text, with addresses in brackets after what they are called."""
    written = ""
    links: list[tuple[str, int]] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                written += "\n"
            case "link_open":
                links.append((str(token.attrs["href"]), len(written)))
            case "link_close":
                target, start = links.pop()
                written += _target(target, written[start:])
            case "image":
                written += inline_text(token.children or [])
            case _:
                written += token.content
    return written


def _target(address: str, label: str) -> str:
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    return "" if label in (address, bare) else f" ({bare})"
