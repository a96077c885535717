"""Names of events that were meant to be the same."""

from collections.abc import Iterable
from difflib import SequenceMatcher

_NEAR = 0.84
"""How alike two names are that are taken for one with a slip: a letter in seven or so."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of the names that was most likely meant. None: it is like none of them."""
    likeness = [(_likeness(name, other), other) for other in dict.fromkeys(names) if other != name]
    best = max(likeness, default=(0.0, ""))
    return best[1] if best[0] >= _NEAR else None


def _likeness(one: str, other: str) -> float:
    """1: the same but for capitals, spaces and signs between words."""
    first, second = _letters(one), _letters(other)
    if not first or not second:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    # At most as alike as these say, which are quick.
    if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
        return 0.0
    return matcher.ratio()


def _letters(name: str) -> str:
    return "".join(each for each in name.casefold() if each.isalnum())[:100]
