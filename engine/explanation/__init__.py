"""A whole journey in plain words: for a colleague, or for whoever is led through it.

Pure. `explain` makes a story of the steps, branches inside what they branch from; `as_markdown`
writes it down. Whoever shows it otherwise decides how emphasis looks.
"""

from engine.explanation.markdown import as_markdown
from engine.explanation.parts import Explanation, MessageText, Reference, Rule, Told, Way
from engine.explanation.telling import explain

__all__ = [
    "Explanation",
    "MessageText",
    "Reference",
    "Rule",
    "Told",
    "Way",
    "as_markdown",
    "explain",
]
