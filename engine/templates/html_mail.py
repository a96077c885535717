"""Mails whose HTML comes from elsewhere: what may stay of it, its text, and the document around it.

Whoever writes it may use tables, styles and pictures. Nothing that runs, loads or asks for input is
left; a customer's values are text in it, and encoded where they stand in an address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape

import nh3

from engine.templates.environment import OPENING
from engine.templates.footer import Footer
from engine.templates.layout import INVISIBLE, inlined
from engine.templates.markdown import address, filled
from engine.templates.problems import TemplateFault
from engine.templates.text_of_html import text_of

# Each is made so that hostile HTML cannot have it look at the same text again and again.
_STYLE_BEGINS = re.compile(r"<style\b[^<>]*>", re.IGNORECASE)
_STYLE_ENDS = re.compile(r"</style[^<>]*>", re.IGNORECASE)
_STYLED = re.compile(rf"\bstyle\s*=\s*(?:\"[^\"]*{OPENING}|'[^']*{OPENING})", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_ALONE = {
    "br",
    "hr",
    "img",
    "col",
    "p",
    "li",
    "td",
    "th",
    "tr",
    "dt",
    "dd",
    "meta",
    "link",
    "input",
}
"""Not closed, or closed by what follows."""
_LOADS = re.compile(r"@(import|charset|namespace)\b[^;{]*;?|[\\]")

MOST_RULES = 300
"""Of style: each is tried on each element."""

MOST_ELEMENTS = 5_000
MOST_NESTED = 200
"""Elements in each other. What lays out and shows mails goes into them one by one."""

_TAGS = {
    "a", "abbr", "article", "aside", "b", "blockquote", "br", "caption", "center", "cite", "code",
    "col", "colgroup", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li",
    "main", "mark", "nav", "ol", "p", "pre", "q", "s", "section", "small", "span", "strike",
    "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {
        "align", "aria-hidden", "aria-label", "bgcolor", "border", "class", "color", "dir",
        "height", "lang", "role", "style", "title", "valign", "width",
    },
    "a": {"href", "target"},
    "col": {"span"},
    "font": {"face", "size"},
    "img": {"src", "alt", "srcset"},
    "ol": {"start", "type"},
    "table": {"cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "background"},
    "th": {"colspan", "rowspan", "scope"},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
_NOT_SHOWN = {"script", "style", "title", "noscript", "template", "iframe", "object", "textarea"}

_OURS = """
.onward-preheader { display: none; max-height: 0; overflow: hidden; font-size: 1px; \
line-height: 1px; opacity: 0; mso-hide: all; }
.onward-under { margin: 0 auto; max-width: 600px; padding: 18px 16px; color: #70777a; \
font: 13px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Arial, sans-serif; \
text-align: center; }
.onward-under .footer a { color: #70777a; text-decoration: underline; }
.onward-under .scale a { display: inline-block; min-width: 20px; margin: 0 2px 8px 0; \
padding: 11px 8px; border: 1px solid #bcd8d0; border-radius: 8px; background: #f1f7f5; \
color: #0b6b58; font-weight: 600; line-height: 1; text-decoration: none; }
"""


@dataclass(frozen=True)
class Markup:
    """HTML made safe."""

    html: str = ""
    """A fragment."""
    text: str = ""
    """What it says."""
    style: str = ""


def safe(html: str, values: Sequence[str]) -> Markup:
    """HTML with markers in it, cleaned and filled. Raises TemplateFault."""
    body, style = _apart(html)
    if OPENING in style or _STYLED.search(body):
        raise TemplateFault("A field cannot stand in a style.")
    addressed = _ADDRESS.sub(lambda found: _addressed(found, values), body)
    whole = filled(addressed, [escape(value) for value in values])
    _refuse_huge(whole)
    fragment = nh3.clean(
        whole,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        clean_content_tags=_NOT_SHOWN,
        link_rel="noopener noreferrer",
        generic_attribute_prefixes=set(),
    ).strip()
    return Markup(fragment, text_of(fragment), _sound(style))


def _refuse_huge(html: str) -> None:
    """What would take the programs that read it long, or more room than they have."""
    if html.count("<") > 2 * MOST_ELEMENTS:
        raise TemplateFault(f"There are more than {MOST_ELEMENTS} elements in the HTML.")
    depth = 0
    for tag in _TAG.finditer(html):
        depth = max(depth - 1, 0) if tag[1] else depth + (tag[2].lower() not in _ALONE)
        if depth > MOST_NESTED:
            raise TemplateFault(
                f"More than {MOST_NESTED} elements stand in each other, or are open."
            )


def _apart(html: str) -> tuple[str, str]:
    """The HTML without its style elements, and what stood in them."""
    body, styles, at = [], [], 0
    while begins := _STYLE_BEGINS.search(html, at):
        ends = _STYLE_ENDS.search(html, begins.end())
        body.append(html[at : begins.start()])
        styles.append(html[begins.end() : ends.start() if ends else len(html)])
        at = ends.end() if ends else len(html)
    return "".join([*body, html[at:]]), "\n".join(styles)


def _addressed(found: re.Match[str], values: Sequence[str]) -> str:
    written = found[2] if found[2] is not None else found[3]
    if OPENING not in written:
        return found[0]
    url = address(unescape(written).strip(), values)
    return f'{found[1]}="{escape(url)}"'


def _sound(style: str) -> str:
    """Style that loads nothing, and is not so much that it takes long."""
    if style.count("{") > MOST_RULES:
        raise TemplateFault(f"There are more than {MOST_RULES} rules in its style.")
    pieces = style.split("/*")
    without = pieces[0] + "".join(each.partition("*/")[2] for each in pieces[1:])
    bare = _LOADS.sub("", without.replace("<!--", "").replace("-->", ""))
    return "" if "<" in bare else bare.strip()


def document(
    markup: Markup,
    title: str,
    below: str,
    footer: Footer,
    *,
    preheader: str,
    language: str,
) -> str:
    """The whole HTML document, styles inlined. `below` is safe HTML that follows it."""
    hidden = (
        f'<div class="onward-preheader">{escape(preheader)}{INVISIBLE}</div>' if preheader else ""
    )
    under = below + footer.html(language)
    ours = f'<div class="onward-under">{under}</div>' if under else ""
    return inlined(
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_OURS}{markup.style}</style></head>"
        f"<body>{hidden}{markup.html}{ours}</body></html>\n"
    )
