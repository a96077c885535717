"""The sheet a mail is written on: plain and personal, as if somebody had typed it.

The customer reads the CSM, not us: no banner, no logo, 600 points wide, dark where the reader's
mail is dark, and a footer that says who wrote and how to stop it.
"""

from functools import lru_cache
from html import escape
from importlib.resources import files

import css_inline

from engine.templates.footer import Footer

INVISIBLE = "&#847;&zwnj;&nbsp;" * 100
"""Follows a preheader, so that an inbox does not go on with how the mail begins."""


@lru_cache(maxsize=1)
def _sheet() -> str:
    return (files("engine.templates") / "layout.html").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    # The style element stays for the reader's dark mode and for small screens.
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def laid_out(
    title: str,
    body: str,
    footer: Footer,
    preheader: str = "",
    language: str = "en",
) -> str:
    """The whole HTML document, styles inlined. `body` is safe HTML; the rest is plain text."""
    parts = {
        "language": escape(language),
        "title": escape(title),
        "preheader": preheader_html(preheader),
        "body": body,
        "footer": footer.html(language),
    }
    before, *sections = _sheet().split("<!--")
    document = before
    for section in sections:
        mark, _, following = section.partition("-->")
        document += parts[mark.strip()] + following
    return inlined(document)


def inlined(document: str) -> str:
    """With its styles where mail programs look for them."""
    return _inliner().inline(document)


def preheader_html(text: str) -> str:
    """What an inbox shows beside the subject, and nobody in the mail."""
    return f'<div class="preheader">{escape(text)}{INVISIBLE}</div>' if text else ""
