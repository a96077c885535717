"""Whether two traces tell the same story."""

import re
from datetime import timedelta
from itertools import zip_longest

from tests.differential.lives import Moment, Trace

SLACK = timedelta(minutes=3)
"""What production takes for its work, on a clock that runs on meanwhile. Nothing in an invented
life is as close together as this."""

_INSTANT = re.compile(r"\w{3} \d{2} \w{3} \d{4}, \d{2}:\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:+.]+")


def differences(lived: Trace, simulated: Trace) -> list[str]:
    """Where the two part, in words; empty when they tell the same."""
    return [
        f"{number}: lived {ours!r}\n   simulated {theirs!r}"
        for number, (ours, theirs) in enumerate(zip_longest(lived, simulated), start=1)
        if not _same(ours, theirs)
    ]


def _same(ours: Moment | None, theirs: Moment | None) -> bool:
    if ours is None or theirs is None:
        return False
    return _told(ours) == _told(theirs) and abs(ours.after - theirs.after) < SLACK


def _told(moment: Moment) -> tuple[str | None, ...]:
    return moment.kind, moment.step, moment.outlet, _said(moment)


def _said(moment: Moment) -> str:
    """What is said, without the seconds that production took."""
    if moment.kind == "enrolled":
        return ""  # the simulator knows no other journey, and says so
    return _TIME.sub("…", _INSTANT.sub("…", moment.said))
