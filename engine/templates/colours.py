"""Colours somebody has chosen, made readable on what they stand on.

Contrast is that of WCAG 2: 1 is none, 21 black on white.
"""

from colorsys import hls_to_rgb, rgb_to_hls

READABLE = 4.5
"""What small text needs, by WCAG 2 AA."""

VISIBLE = 3.0
"""What a button needs, to be told from what is around it."""

Channels = tuple[int, int, int]


def contrast(one: str, other: str) -> float:
    """Of two colours written `#rrggbb`."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, ground: str, least: float = READABLE) -> str:
    """The colour, or as little lighter or darker as it takes to be told from the ground so well."""
    lightest = contrast("#ffffff", ground) > contrast("#000000", ground)
    hue, light, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    for share in range(0, 100, 4):
        lightness = light + (float(lightest) - light) * share / 100
        found = _written(hls_to_rgb(hue, lightness, saturation)) if share else colour
        if contrast(found, ground) >= least:
            return found
    return "#ffffff" if lightest else "#000000"


def ink_on(ground: str) -> str:
    """What text on this colour is written in: white, else as dark as it takes."""
    inks = ("#ffffff", "#14191b", "#000000")
    return next(ink for ink in inks if contrast(ink, ground) >= READABLE)


def blend(colour: str, other: str, share: float) -> str:
    """`share` of the other in it, from 0 to 1."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    red, green, blue = ((mine + (theirs - mine) * share) / 255 for mine, theirs in pairs)
    return _written((red, green, blue))


def is_colour(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 7
        and value[0] == "#"
        and all(digit in "0123456789abcdefABCDEF" for digit in value[1:])
    )


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
