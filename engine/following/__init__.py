"""Following one customer: the way they took and why, where they stand, and what comes next.

Pure. `visits` reads the way from what was written down, `wakes_for` and `listening` say what may
lead on from where they stand.
"""

from engine.following.outlook import Listening, listening, wakes_for
from engine.following.visits import Line, Visit, visits

__all__ = ["Line", "Listening", "Visit", "listening", "visits", "wakes_for"]
