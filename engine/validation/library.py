"""What keeps a template of the library, or a partial, from being used."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from engine.definition.problems import Problem
from engine.template_library import Content, Partial, named
from engine.templates import check
from engine.templates.texts import texts
from engine.validation.finding import Path, found
from engine.validation.texts import problems_of as problems_of_text


def problems_of(content: Content, partials: Collection[str]) -> Iterator[Problem]:
    """`partials` are the names there are."""
    if isinstance(content, Partial):
        for path, written in _pieces(content):
            for each in check(written):
                yield found(f"template_{each.code}", path, each.message, each.hint)
        return
    for text in texts(content):
        yield from problems_of_text(text.place, text)
        yield from unknown_partials(text.place, text.written, partials)


def unknown_partials(path: Path, written: str, known: Collection[str]) -> Iterator[Problem]:
    for name in sorted(named(written) - set(known)):
        meant = get_close_matches(name, known, 1)
        hint = (
            f"Did you mean {{{{ partial.{meant[0]} }}}}?" if meant else "Make it under Templates."
        )
        yield found("unknown_partial", path, f"There is no partial “{name}”.", hint)


def _pieces(partial: Partial) -> Iterator[tuple[Path, str]]:
    yield ("text",), partial.text
    for language, each in partial.locales.items():
        yield ("locales", language, "text"), each.text
