"""A journey as a picture: where its boxes and lines go.

Top to bottom, every way out in its own lane, joins below what they join. Pure geometry; whoever
shows it decides colours and letters.
"""

from engine.drawing.drawing import Drawing, draw
from engine.drawing.parts import Box, GoTo, Label, Line

__all__ = ["Box", "Drawing", "GoTo", "Label", "Line", "draw"]
