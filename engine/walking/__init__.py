"""Walking a journey through by hand: a virtual clock, and a person who chooses what happens.

Plays `engine.simulation.life`, and so the code that runs the journey for real, one choice at a
time. A walk is played anew from its beginning for each choice, so nothing is kept between two.
Pure: sends nothing, and knows no database.
"""

from engine.walking.choosing import Choice, Option
from engine.walking.messages import Addresses, Shown
from engine.walking.outcome import Ended, Retold, Stopped, Waiting, Walk
from engine.walking.telling import Asked, Line, Travelled
from engine.walking.walk import walk

__all__ = [
    "Addresses",
    "Asked",
    "Choice",
    "Ended",
    "Line",
    "Option",
    "Retold",
    "Shown",
    "Stopped",
    "Travelled",
    "Waiting",
    "Walk",
    "walk",
]
