"""The colours of a designed mail, by day and by night, made from the two that somebody chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from engine.definition.templates import Theme
from engine.templates.colours import VISIBLE, blend, ink_on, is_colour, readable

ACCENT, BACKGROUND = "#0b6b58", "#f6f6f3"
SHEET, DARK_SHEET = "#ffffff", "#1b2123"


ByDayAndNight = tuple[str, str]


@dataclass(frozen=True)
class Inks:
    """What a text's buttons, links and quotes are drawn in."""

    button: ByDayAndNight
    label: ByDayAndNight
    """On a button."""
    link: ByDayAndNight
    edge: ByDayAndNight
    """Of quotes."""


PERSONAL = Inks(
    button=("#0b6b58", "#2f9d84"),
    label=("#ffffff", "#06201a"),
    link=("#0b6b58", "#74cdb8"),
    edge=("#bcd8d0", "#3b5a52"),
)
"""Of a personal mail, as `layout.html` has them."""


@dataclass(frozen=True)
class Palette:
    background: str
    button: str
    label: str
    """On a button."""
    link: str
    edge: str
    """Of quotes and scales."""
    tint: str
    on_tint: str
    footer: str
    dark_button: str
    dark_label: str
    dark_link: str
    dark_edge: str
    dark_tint: str
    dark_on_tint: str

    @classmethod
    def of(cls, theme: Theme | None, organization: Mapping[str, Any]) -> Self:
        """The template's colours, else the organization's, else ours."""
        accent = _chosen(theme and theme.accent, organization.get("accent"), ACCENT)
        background = _chosen(theme and theme.background, organization.get("background"), BACKGROUND)
        tint = blend(accent, SHEET, 0.9)
        dark_button = readable(accent, DARK_SHEET, VISIBLE)
        dark_tint = blend(dark_button, DARK_SHEET, 0.82)
        return cls(
            background=background,
            button=accent,
            label=ink_on(accent),
            link=readable(accent, SHEET),
            edge=blend(accent, SHEET, 0.7),
            tint=tint,
            on_tint=readable(accent, tint),
            footer=readable("#70777a", background),
            dark_button=dark_button,
            dark_label=ink_on(dark_button),
            dark_link=readable(accent, DARK_SHEET, 7),
            dark_edge=blend(dark_button, DARK_SHEET, 0.6),
            dark_tint=dark_tint,
            dark_on_tint=readable(accent, dark_tint, 6),
        )

    @property
    def inks(self) -> Inks:
        return Inks(
            button=(self.button, self.dark_button),
            label=(self.label, self.dark_label),
            link=(self.link, self.dark_link),
            edge=(self.edge, self.dark_edge),
        )


def _chosen(*colours: object) -> str:
    return next(each for each in colours if isinstance(each, str) and is_colour(each))
