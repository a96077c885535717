"""Filling in a template's texts with one customer's data, and what was found wanting on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.templates.check import ROOTS, check, condition
from engine.templates.environment import MARKDOWN, TEXT, Run, Sandbox, run
from engine.templates.html_mail import Markup, safe
from engine.templates.markdown import (
    address,
    address_of_picture,
    rendered,
    written_out,
)
from engine.templates.problems import MissingVariables, Place, TemplateFault, TemplateInvalid
from engine.templates.values import one_line, wrapped

Scope = Mapping[str, Any]
Made = TypeVar("Made")

NOWHERE = "#"
"""Where a link leads in a preview whose address is none yet."""

UNSHOWN = "[This text cannot be filled in.]"
"""What stands in a preview for such a text."""

WORDLESS = "Button: still without words"
"""What stands in a preview for such a button."""


@dataclass(frozen=True)
class Body:
    """What Markdown has become."""

    html: str
    """A fragment, safe."""
    text: str


class Filling:
    """One customer's data, and what the texts filled in with it used up and lacked.

    Raises `TemplateInvalid` and `TemplateFault` as it goes; what is missing is told at the end.
    """

    for_writers = False
    """Whether only who writes it sees it, who is to see what is not finished."""

    def __init__(self, scope: Scope) -> None:
        self._variables = {
            root: wrapped(root, scope[root]) for root in ROOTS if scope.get(root) is not None
        }
        self._used = Run()
        self.missing: set[str] = set()

    def line(self, source: str, place: Place = ()) -> str:
        """Plain text, not yet HTML."""
        return self._at(place, lambda: UNSHOWN, lambda: one_line(self._run(TEXT, source)[0]))

    def body(self, source: str, place: Place = ()) -> Body:
        def make() -> Body:
            output, values = self._run(MARKDOWN, source)
            return Body("", "") if self._gives_up else self._read(output, values, place)

        return self._at(place, lambda: Body(f"<p>{UNSHOWN}</p>\n", f"{UNSHOWN}\n"), make)

    def words(self, source: str, place: Place = ()) -> str | None:
        """Markdown with the values in it, to be written on; None where it cannot be told."""

        def make() -> str | None:
            output, values = self._run(MARKDOWN, source)
            return None if self._gives_up else written_out(output, values)

        return self._at(place, lambda: None, make)

    def plain(self, source: str, place: Place = ()) -> str:
        """Plain text as it is written, line by line."""
        return self._at(place, lambda: UNSHOWN, lambda: self._run(TEXT, source)[0].strip())

    def html(self, source: str, place: Place = ()) -> Markup:
        """HTML that comes from elsewhere, made safe."""

        def make() -> Markup:
            output, values = self._run(MARKDOWN, source)
            return Markup() if self._gives_up else safe(output, values)

        return self._at(place, lambda: Markup(f"<p>{UNSHOWN}</p>", UNSHOWN), make)

    def url(self, source: str, place: Place = ()) -> str:
        """Where a link leads. Not yet HTML."""
        return self._at(place, lambda: NOWHERE, lambda: self._address(source, address))

    def picture(self, source: str, place: Place = ()) -> str:
        """Where a picture lies on the web. Not yet HTML."""
        return self._at(place, lambda: NOWHERE, lambda: self._address(source, address_of_picture))

    def holds(self, written: str | None, place: Place = ()) -> bool:
        """Whether a block's `if` does; without one it does."""
        if written is None:
            return True
        source = condition(written)
        return self._at((*place, "if"), lambda: True, lambda: bool(self._run(TEXT, source)[0]))

    def require_nothing_missing(self) -> None:
        if self.missing:
            raise MissingVariables(self.missing)

    @property
    def _gives_up(self) -> bool:
        """Whether nothing will come of it, so that only what else is missing is of interest."""
        return bool(self.missing)

    def _read(self, output: str, values: list[str], place: Place) -> Body:
        return Body(*rendered(output, values))

    def _address(self, source: str, made: Callable[[str, list[str]], str]) -> str:
        output, values = self._run(MARKDOWN, source)
        if self._gives_up or self._used.missing:
            return NOWHERE
        return made(output.strip(), values)

    def _run(self, sandbox: Sandbox, source: str) -> tuple[str, list[str]]:
        """The output, and the values it has markers for."""
        if problems := check(source):
            raise TemplateInvalid(problems)
        self._used = self._used.following()
        output = run(sandbox, source, self._variables, self._used)
        self.missing |= self._used.missing
        return output, self._used.printed

    def _at(self, place: Place, instead: Callable[[], Made], make: Callable[[], Made]) -> Made:
        """What is made. Of a fault it is said where it is; `instead` is for previews."""
        try:
            return make()
        except TemplateFault as fault:
            raise fault.at(place) from fault
