"""Steering one customer: past a wait, or to another step of the version they are on. Pure.

`ways_on` says how a wait can be left before its time, `moved_to` where a move leads. What they have
had is not done again unless whoever steers says so.
"""

from engine.steering.moving import DoneBefore, Moved, comes_again, moved_to
from engine.steering.skipping import WayOn, ways_on

__all__ = ["DoneBefore", "Moved", "WayOn", "comes_again", "moved_to", "ways_on"]
