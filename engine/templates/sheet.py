"""The sheet a designed mail is written on: MJML of our own, in which nobody else writes.

What an author or a customer has to say is held back behind slots until the MJML has become HTML, as
values are until Markdown has been read. So it can be nothing but what it was made into, and one
skeleton serves everybody whose mail has the same blocks.
"""

import re
from dataclasses import asdict
from functools import lru_cache
from html import escape
from importlib.resources import files
from string import Template

from mjml import mjml2html

from engine.templates.footer import Footer
from engine.templates.layout import INVISIBLE, inlined
from engine.templates.theme import SHEET, Palette

FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_SLOT = re.compile(r"slot-(\d+)-")
_HEAD = (
    '<meta name="color-scheme" content="light dark">'
    '<meta name="supported-color-schemes" content="light dark">'
)


class Slots:
    """What is put into the HTML once there is some."""

    def __init__(self) -> None:
        self._held: list[str] = []

    def html(self, safe: str) -> str:
        self._held.append(safe)
        return f"slot-{len(self._held) - 1}-"

    def text(self, plain: str) -> str:
        """Also for an attribute."""
        return self.html(escape(plain))

    def filled(self, html: str) -> str:
        return _SLOT.sub(lambda found: self._held[int(found[1])], html)


def sheet(
    rows: str,
    slots: Slots,
    palette: Palette,
    *,
    title: str,
    preheader: str,
    footer: Footer,
    language: str = "en",
) -> str:
    """The whole HTML document, styles inlined. `rows` is MJML of sections, with slots."""
    preview = f"<mj-preview>{slots.html(escape(preheader) + INVISIBLE)}</mj-preview>"
    mjml = (
        f'<mjml lang="{escape(language)}"><mj-head>'
        f"<mj-title>{slots.text(title)}</mj-title>{preview if preheader else ''}"
        "<mj-attributes>"
        f'<mj-all font-family="{FONT}" />'
        '<mj-text font-size="16px" line-height="1.6" color="#24292b" padding="0" />'
        '<mj-section padding="0" /><mj-column padding="0" />'
        "</mj-attributes></mj-head>"
        f'<mj-body width="600px" background-color="{palette.background}" css-class="ground">'
        f'<mj-wrapper css-class="sheet" background-color="{SHEET}" border="1px solid #e7e6e1"'
        f' border-radius="12px" padding="40px 0 20px">{rows}</mj-wrapper>'
        '<mj-section><mj-column><mj-text css-class="under" align="center" padding="18px 16px 0">'
        f"{slots.html(footer.html(language))}"
        "</mj-text></mj-column></mj-section></mj-body></mjml>"
    )
    return inlined(slots.filled(_document(mjml, palette)))


@lru_cache(maxsize=256)
def _document(mjml: str, palette: Palette) -> str:
    style = _style().substitute(asdict(palette), font=FONT)
    # Without fonts, or every reader's program asks a stranger for the one it knows.
    html = mjml2html(mjml, fonts={})
    return html.replace("</head>", f"{_HEAD}<style>{style}</style></head>", 1)


@lru_cache(maxsize=1)
def _style() -> Template:
    return Template((files("engine.templates") / "designed.css").read_text(encoding="utf-8"))
