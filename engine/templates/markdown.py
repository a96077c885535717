"""A body's Markdown as HTML and as readable plain text.

Values never meet the Markdown reader: while it reads, a marker stands for each, and the value is
put into its tokens afterwards, where it can be nothing but text. So a customer called
`**[x](y)**` is called exactly that, and a value inside a link's address is encoded for it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby, pairwise
from urllib.parse import quote, unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.templates.environment import CLOSING, OPENING
from engine.templates.plain_text import as_text
from engine.templates.problems import TemplateFault

BUTTON = "{.button}"
"""Written right after a link alone on its line, makes it a button."""

_RULES = (
    "normalize", "block", "inline", "text_join",
    "paragraph", "heading", "list", "blockquote", "hr",
    "text", "newline", "escape", "emphasis", "link", "image", "autolink", "entity", "backticks",
    "balance_pairs", "fragments_join",
)  # fmt: skip

_MARKER = re.compile(f"{OPENING}(\\d+){CLOSING}")
_WEB = {"http", "https"}
_SCHEMES = _WEB | {"mailto", "tel"}

_TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "br", "strong",
    "em", "code", "a", "img",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_CLASSES = {"p": {"button"}}


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"breaks": True, "html": False, "linkify": False})
    return reader.enable(list(_RULES))


def _refused(fault: TemplateFault) -> str:
    raise fault


def rendered(
    markdown: str, values: Sequence[str], instead: Callable[[TemplateFault], str] = _refused
) -> tuple[str, str]:
    """The HTML (a fragment, sanitised) and the plain text of Markdown with markers in it.
    `instead`: where a link leads whose address is none."""
    reader = _reader()
    tokens = reader.parse(markdown)
    for token in tokens:
        _fill(token, values, instead)
    tokens = list(_with_buttons(tokens))
    for token in tokens:
        _drop_marks(token.children or [])
    html = reader.renderer.render(tokens, reader.options, {})
    return _clean(html), as_text(tokens)


def _clean(html: str) -> str:
    # Nothing should be left to clean. It is the second lock on the same door.
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def verbatim(source: str) -> tuple[str, str]:
    """A text as it was written, for who is still writing it: HTML and plain text."""
    lines = [escape(line) for line in source.strip().splitlines()]
    return f"<p>{'<br>'.join(lines)}</p>\n", source.strip() + "\n"


def filled(text: str, values: Sequence[str]) -> str:
    """The text with its values in place of the markers."""
    return _MARKER.sub(lambda found: values[int(found[1])], text)


def written_out(markdown: str, values: Sequence[str]) -> str | None:
    """The Markdown with its values in place of the markers, so that the same becomes of it: what
    somebody can go on writing. None where it cannot be told."""
    out = _LINK.sub(lambda link: _whole(link[0], values), markdown)
    out = _CODE.sub(lambda code: filled(code[0], values), out)
    out = _AT.sub(lambda found: _as_text(found, values), out).strip()
    try:
        reads = rendered(out, ())[0]
    except TemplateFault:
        return None
    return out if reads == rendered(markdown, values)[0] else None


_LINK = re.compile(r"(?<=\]\()[^\s()<>]+|(?<=<)[^\s<>]+(?=>)")
"""Where a link leads, and an address that is one."""
_CODE = re.compile(r"`[^`\n]*`")
_AT = re.compile(rf"(^[ \t>*+-]*(?:\d+[.)][ \t]+)?)?{_MARKER.pattern}", re.MULTILINE)
"""A marker, and what stands before it where a sign would begin a heading, a list or a quotation."""


def _as_text(found: re.Match[str], values: Sequence[str]) -> str:
    """A value with no more signs before it and in it than keep Markdown, and templates, from
    reading it."""
    value = _MARKS.sub(r"\\\g<0>", values[int(found[2])])
    return value if found[1] is None else found[1] + _BEGINS.sub(r"\1\\\2", value)


_MARKS = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?<=\{)[{%#]")
_BEGINS = re.compile(r"^(\d*)([#>+.)-])(?=[#\s]|$)")


def linked(markdown: str) -> str:
    """The Markdown with links of the addresses that stand by themselves in it."""
    return _BARE.sub(
        lambda found: f"<{_ESCAPE.sub('', found[1])}>" if found[1] else found[0], markdown
    )


_BARE = re.compile(
    r"`[^`\n]*`|<[^<>\n]*>|(?:\[[^\[\]\n]*)?\]\((?:[^()\n]*\)|\S*)"
    r"|(?<![<(\[])\b(https?://[^\s<>()]+[^\s<>().,;:!?*\"'])"
)
"""Such an address; or code, a link or a picture, in which none does."""
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def _fill(token: Token, values: Sequence[str], instead: Callable[[TemplateFault], str]) -> None:
    token.content = filled(token.content, values)
    for name, value in token.attrs.items():
        if name in ("href", "src"):
            try:
                token.attrs[name] = address(unquote_markers(str(value)), values)
            except TemplateFault as fault:
                token.attrs[name] = instead(fault)
        elif isinstance(value, str):
            token.attrs[name] = filled(value, values)
    for child in token.children or ():
        _fill(child, values, instead)


def unquote_markers(url: str) -> str:
    """Markers as they were before the reader encoded the address they stand in."""
    opening, closing = quote(OPENING), quote(CLOSING)
    return re.sub(f"{opening}(\\d+){closing}", f"{OPENING}\\1{CLOSING}", url)


def address(url: str, values: Sequence[str]) -> str:
    """A link's address with its values encoded, unless one is itself the beginning of it."""
    whole = _whole(url, values)
    if not is_address(whole):
        raise TemplateFault(
            f"“{unquote(whole)[:80]}” is not an address a link can lead to. "
            f"{wrong_with(whole, LINKS)}"
        )
    return whole


def address_of_picture(url: str, values: Sequence[str]) -> str:
    """The same for a picture, which lies on the web."""
    whole = _whole(url, values)
    if not is_on_the_web(whole):
        raise TemplateFault(
            f"“{unquote(whole)[:80]}” is not where a picture can lie. {wrong_with(whole, PICTURES)}"
        )
    return whole


def _whole(url: str, values: Sequence[str]) -> str:
    first = _MARKER.match(url)
    beginning = values[int(first[1])] if first else ""
    rest = url[first.end() :] if first else url
    safe = "@" if url.startswith("mailto:") else ""
    return beginning + _MARKER.sub(lambda found: quote(values[int(found[1])], safe=safe), rest)


LINKS = "It begins with https://, mailto: or tel:."
PICTURES = "It begins with https://."
_NEVER = re.compile(r"[\s<>\"\\]")


def is_address(url: str) -> bool:
    """Whether a link can lead there."""
    if _NEVER.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc if parts.scheme in _WEB else parts.scheme in _SCHEMES and parts.path)


def wrong_with(url: str, beginnings: str) -> str:
    """What to tell of an address that is none. `beginnings` says how those that are begin."""
    if found := _NEVER.search(url):
        said = "a space" if found[0].isspace() else f"a {found[0]}"
        return f"There is {said} in it, which no address has."
    return beginnings


def is_on_the_web(url: str) -> bool:
    return is_address(url) and urlsplit(url).scheme in _WEB


def _with_buttons(tokens: list[Token]) -> Iterator[Token]:
    """Links alone on their line that are to be buttons, each as a paragraph of its own."""
    at = 0
    while at < len(tokens):
        if tokens[at].type == "paragraph_open":
            yield from _paragraphs(*tokens[at : at + 3])
            at += 3
        else:
            yield tokens[at]
            at += 1


def _paragraphs(opening: Token, inline: Token, closing: Token) -> Iterator[Token]:
    parts = list(_parts(inline.children or []))
    if len(parts) < 2 and not any(map(_is_button, parts)):
        yield from (opening, inline, closing)
        return
    if opening.hidden:  # In a list of short points there are no paragraphs.
        yield from (opening, inline, closing)
        return
    for lines in parts:
        is_button = _is_button(lines)
        begins = opening.copy(attrs=dict(opening.attrs))
        if is_button:
            begins.attrSet("class", "button")
        yield begins
        yield inline.copy(children=lines[:-1] if is_button else lines)
        yield closing


def _drop_marks(children: list[Token]) -> None:
    """Where a link cannot be a button, as within a sentence, its mark is nothing to be read."""
    for before, token in pairwise(children):
        if before.type == "link_close" and token.content.lstrip().startswith(BUTTON):
            token.content = token.content.lstrip().removeprefix(BUTTON)


def _parts(children: list[Token]) -> Iterator[list[Token]]:
    """Lines that stay together, and each button."""
    together: list[Token] = []
    for is_break, tokens in groupby(children, lambda each: each.type in ("softbreak", "hardbreak")):
        line = list(tokens)
        if not _is_button(line):
            # What breaks the line behind a button is gone with it.
            together += line if together or not is_break else []
            continue
        if before := _without_break(together):
            yield before
        yield line
        together = []
    if together := _without_break(together):
        yield together


def _without_break(tokens: list[Token]) -> list[Token]:
    return tokens[:-1] if tokens and tokens[-1].type in ("softbreak", "hardbreak") else tokens


def _is_button(line: list[Token]) -> bool:
    return (
        len(line) > 2
        and line[0].type == "link_open"
        and line[-2].type == "link_close"
        and sum(each.type == "link_open" for each in line) == 1
        and line[-1].content.strip() == BUTTON
    )
