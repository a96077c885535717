"""A message in the product, shown in a product that stands for any: for colleagues' eyes only.

What a product really shows is its own affair; it is given the same title, body and action.
"""

from dataclasses import asdict
from functools import lru_cache
from html import escape
from importlib.resources import files
from string import Template
from typing import assert_never

from engine.definition.steps import InAppFormat
from engine.languages import page_language
from engine.surveys import Scale, scale_of
from engine.templates.filling import WORDLESS, Scope
from engine.templates.languages import locale_of
from engine.templates.render import RenderedInApp, RenderedItem, RenderedTourStep
from engine.templates.scale import Survey
from engine.templates.sheet import FONT
from engine.templates.theme import Palette

Format = InAppFormat | Survey | Scale
"""A survey is asked in the language of the scope's contact, a scale in its own."""

_CLOSE = '<span class="close" aria-hidden="true">×</span>'


def in_product(shown: RenderedInApp, form: Format, scope: Scope) -> str:
    """A whole document, as the contact of the scope would see it."""
    title = f'<p class="title">{escape(shown.title)}</p>'
    body = f'<div class="body">{shown.html}</div>'
    action = shown.action
    go = f'<a class="go" href="{escape(action.url)}">{escape(action.label)}</a>' if action else ""
    if action and not action.label:
        go = f'<span class="go unfinished">{WORDLESS}</span>'
    head = f'<div class="head">{title}{_CLOSE}</div>'
    above = over = ""
    match form:
        case "banner":
            words = f'<div class="words">{title}{body}{go}</div>'
            above = f'<div class="message banner">{words}{_CLOSE}</div>'
        case "feed":
            article = f"<article>{title}{body}{go}</article>"
            over = f'<div class="message feed"><header>What’s new</header>{article}</div>'
        case "modal":
            window = f"{head}{body}{go}"
            over = f'<div class="shade"><div class="message modal">{window}</div></div>'
        case "tooltip":
            over = f'<div class="message card pointing">{head}{body}{go}</div>'
        case "tour":
            cards = "".join(_card(shown.steps, number) for number in range(len(shown.steps)))
            intro = f'<div class="message card">{head}{body}{go}</div>'
            over = f'<div class="shade"><div class="cards">{intro}{cards}</div></div>'
        case "checklist":
            things = "".join(map(_item, shown.items))
            over = f'<div class="message corner">{head}{body}<ul class="items">{things}</ul></div>'
        case Survey() | Scale():
            scale = form if isinstance(form, Scale) else _scale_of(form, shown, scope)
            over = f'<div class="message corner">{head}{body}{_scale(scale)}{go}</div>'
        case _:
            assert_never(form)
    palette = Palette.of(None, scope.get("organization") or {})
    return _page().substitute(
        asdict(palette), title=escape(shown.title), font=FONT, above=above, over=over
    )


def _card(steps: tuple[RenderedTourStep, ...], number: int) -> str:
    step = steps[number]
    points = " pointing" if step.target is not None and step.target.selector else ""
    count = f'<span class="count">{number + 1} of {len(steps)}</span>'
    last = "Done" if number + 1 == len(steps) else "Next"
    words = f'<p class="title">{escape(step.title)}</p><div class="body">{step.html}</div>'
    turn = f'<div class="turn">{count}<span class="go">{last}</span></div>'
    return f'<div class="message card{points}">{words}{turn}</div>'


def _item(item: RenderedItem) -> str:
    words = f'<div class="body">{item.html}</div>' if item.html else ""
    return f'<li><span class="tick"></span><div><b>{escape(item.title)}</b>{words}</div></li>'


def _scale_of(survey: Survey, shown: RenderedInApp, scope: Scope) -> Scale:
    return scale_of(survey.kind, page_language(locale_of(scope), shown.language))


def _scale(scale: Scale) -> str:
    scores = "".join(f"<span>{score}</span>" for score in scale.scores)
    ends = f"<span>{escape(scale.worst)}</span><span>{escape(scale.best)}</span>"
    return f'<div class="scale">{scores}</div><div class="ends">{ends}</div>'


@lru_cache(maxsize=1)
def _page() -> Template:
    return Template((files("engine.templates") / "in_product.html").read_text(encoding="utf-8"))
