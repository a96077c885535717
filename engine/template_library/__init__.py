"""Templates that belong to the installation and not to one journey, and pieces of text in them.

A journey's step names one as `library/welcome`; `{{ partial.signature }}` stands for a piece. What
is kept says only the name: a journey is made whole, with the current version of each, when it is
checked, tried out or sent from. Pure: `engine.store.library` knows what there is.
"""

from engine.template_library.items import (
    KINDS,
    LIBRARY,
    Content,
    Kind,
    Partial,
    as_mail,
    content_from,
    fits,
)
from engine.template_library.partials import expanded, named, with_partials
from engine.template_library.shelf import Shelf, borrowed, is_whole, whole

__all__ = [
    "KINDS",
    "LIBRARY",
    "Content",
    "Kind",
    "Partial",
    "Shelf",
    "as_mail",
    "borrowed",
    "content_from",
    "expanded",
    "fits",
    "is_whole",
    "named",
    "whole",
    "with_partials",
]
