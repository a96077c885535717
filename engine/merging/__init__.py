"""Two people's edits of one draft, made into one: a three-way merge from what both began with.

Pure, and on plain data: a draft need not be a readable journey yet. What both changed in different
ways is nobody's to decide but theirs: it is a clash, and is asked.
"""

from engine.merging.merge import Choices, Clash, Merged, Side, merge
from engine.merging.telling import Told, taken_in, told

__all__ = ["Choices", "Clash", "Merged", "Side", "Told", "merge", "taken_in", "told"]
