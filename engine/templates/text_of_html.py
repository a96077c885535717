"""What HTML says, as readable plain text: for a mail's text part where nobody wrote one."""

import re
from html.parser import HTMLParser

_APART = {
    "p", "div", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section",
    "article", "header", "footer", "figure", "hr", "pre", "dl", "center", "main", "aside", "nav",
}  # fmt: skip
_LINES = {"tr", "li", "br", "dt", "dd", "caption", "figcaption"}


def text_of(html: str) -> str:
    """Paragraphs apart, `- ` before items, addresses in brackets after what they are called."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.written).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._break(tag)
        match tag:
            case "li":
                self.written.append("- ")
            case "hr":
                self.written.append("---\n\n")
            case "img":
                self.written.append(given.get("alt") or "")
            case "a":
                self._links.append((given.get("href") or "", len(self.written)))
            case "td" | "th":
                self.written.append(" ")
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            target, begin = self._links.pop()
            bare = target.removeprefix("mailto:").removeprefix("tel:")
            label = " ".join("".join(self.written[begin:]).split())
            if bare and label not in (target, bare):
                self.written.append(f" ({bare})" if label else bare)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self.written.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in _APART:
            self.written.append("\n\n")
        elif tag in _LINES:
            self.written.append("\n")
