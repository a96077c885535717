"""What can be wrong with a template: seen when it is saved, or only with one customer's data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class TemplateProblem:
    """One thing to change before a template can be used."""

    code: str
    message: str
    hint: str | None = None
    line: int | None = None
    """Counted from 1; None when it concerns the whole template."""

    def __str__(self) -> str:
        where = f"Line {self.line}: " if self.line else ""
        return f"{where}{self.message}{' ' + self.hint if self.hint else ''}"


class Variable(NamedTuple):
    """Something a template reads, such as `contact.first_name`."""

    path: str
    optional: bool
    """The template says what to do without it: a default, or an `{% if %}` around it."""


class TemplateError(Exception):
    """A template cannot be rendered. The same template and data will fail again."""


class TemplateInvalid(TemplateError):
    """The template breaks the rules of the language, whatever the data."""

    def __init__(self, problems: Iterable[TemplateProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(str(problem) for problem in self.problems))


Place = tuple[str | int, ...]
"""Where in a template a text stands: `("blocks", 2, "label")`."""


class TemplateFault(TemplateError):
    """The template is well formed and fails with this data: a text compared with a number."""

    def __init__(self, message: str, line: int | None = None, place: Place = ()) -> None:
        self.message = message
        self.line = line
        self.place = place
        where = ", ".join(_where(place, line))
        super().__init__(f"{where[:1].upper()}{where[1:]}: {message}" if where else message)

    def at(self, place: Place) -> "TemplateFault":
        """The same, knowing where it is."""
        return TemplateFault(self.message, self.line, place)


def _where(place: Place, line: int | None) -> Iterator[str]:
    match place:
        case ("blocks", int() as index, *_):
            yield f"block {index + 1}"
        case _:
            pass
    if line:
        yield f"line {line}"


class MissingVariables(TemplateError):
    """The template needs values this customer does not have."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(set(names)))
        super().__init__(
            f"This customer has no {', no '.join(self.names)}. "
            "Give it a default in the template, or say on the step what to do when it is missing."
        )
