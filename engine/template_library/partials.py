"""Putting partials into the texts that name them, before anything is filled in.

Only `{{ partial.name }}` alone is one: it is found as the template language reads the text, so that
one in a comment or in a text of its own stays what it is. A partial holds no partials, so that
nothing can go round; how long a text may become is decided where it is filled in.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from engine.definition.base import Part
from engine.definition.templates import Template
from engine.templates.languages import language_for
from engine.templates.naming import named, replaced

__all__ = ["expanded", "named", "with_partials"]

Whole = TypeVar("Whole", bound=Template)


Pieces = Mapping[str, Any]
"""Partials by name."""


def expanded(source: str, partials: Pieces, language: str | None = None) -> str:
    """The text with its partials in it, in that language as near as they are written. One there is
    not stays as it stands, and is refused where it is filled in."""
    if "partial" not in source:
        return source

    def piece(name: str) -> str | None:
        partial = partials.get(name)
        if partial is None:
            return None
        chosen = language_for(partial.locales, language)
        return str(partial.text if chosen is None else partial.locales[chosen].text)

    return replaced(source, piece)


def with_partials(template: Whole, partials: Pieces) -> Whole:
    """The template with its partials in it, in each of its languages."""

    def in_language(language: str | None) -> Callable[[str], str]:
        return lambda text: expanded(text, partials, language)

    whole = _mapped(template.model_copy(update={"locales": {}}), in_language(None))
    locales = {
        language: _mapped(each, in_language(language))
        for language, each in template.locales.items()
    }
    return cast(Whole, whole.model_copy(update={"locales": locales}))


def _mapped(part: Any, change: Callable[[str], str]) -> Any:
    match part:
        case str():
            return change(part)
        case Part():
            given = {name: _mapped(value, change) for name, value in part}
            return part.model_copy(
                update={name: value for name, value in given.items() if value is not None}
            )
        case tuple():
            return tuple(_mapped(each, change) for each in part)
        case _:
            return part
