"""What can be wrong with a definition, said so that the person who wrote it can put it right."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["blocking", "warning"]


@dataclass(frozen=True)
class Link:
    """A page of Onward's own, beside the journey's."""

    words: str
    """What is done there: `Make the segment`."""
    page: str
    """From the root: `/segments/new?key=red-health`."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding. A journey with a blocking one cannot be published."""

    code: str
    """Stable and short, such as `unknown_key`; docs/validation.md lists them all."""
    message: str
    """What is wrong, as a sentence."""
    severity: Severity = "blocking"
    path: str = ""
    """Where in the definition: `steps.welcome.template`, `entry.triggers.0.event`."""
    step: str | None = None
    """The step to show it at; None when it concerns the journey."""
    hint: str | None = None
    """What to do about it."""
    link: Link | None = None
    """Where that is done; None: in the journey itself."""
    line: int | None = None
    """Counted from 1; None when there is no text to point into."""
    column: int | None = None

    def in_words(self) -> str:
        """The whole finding on one line, for terminals and logs."""
        said = f"{self.message} {self.hint}" if self.hint else self.message
        where = [f"line {self.line}"] if self.line else []
        where += [self.path] if self.path else []
        return f"{', '.join(where)}: {said}" if where else said
