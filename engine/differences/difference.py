"""One change, and the shorthand by which the parts of this package report it."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Literal

from engine.definition.base import StepId
from engine.differences.wording import Piece, pieces
from engine.sentences import Sentence

Kind = Literal["added", "removed", "changed"]
What = Literal[
    "journey", "entry", "goal", "exit", "sending", "start", "step", "template", "scenario"
]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One change. A step that changed in several ways has one for each."""

    kind: Kind
    what: What
    text: str
    """A sentence. Where longer texts differ, their lines follow, with `-` and `+` before them."""
    path: str
    """Where in the definition, as deep as that can be said: `entry.audience`, `steps.welcome`,
    `templates.welcome.subject`. Of what is gone, where it was."""
    step: StepId | None = None
    """The step it is about. Of a template, the one step that uses it."""
    about: str | None = None
    """Of a text that people wrote: what text it is, `The body of “Welcome”`."""
    pieces: tuple[Piece, ...] = ()
    """Of such a text: what has gone from it, what has come, and some of what stands around."""

    def __post_init__(self) -> None:
        if isinstance(self.text, Reworded):
            object.__setattr__(self, "about", self.text.about)
            object.__setattr__(self, "pieces", self.text.pieces)
            object.__setattr__(self, "text", str(self.text))


class Reworded(str):
    """A difference of two texts, which knows them piece by piece."""

    about: str
    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return "".join(self)


Words = str | Sentence | None


def became(subject: str, new: Words, old: Words) -> str:
    """`The goal is now …; it was …`, where either may be nothing. For what is not the same."""
    said, before = _plain(new), _plain(old)
    if said == before:
        return f"{subject} is written otherwise, and reads as before: {said}."
    if before is None:
        return f"{subject} is now {said}; there was none."
    if said is None:
        return f"{subject} is gone; it was {before}."
    return f"{subject} is now {said}; it was {before}."


def reworded(subject: str, new: str | None, old: str | None, *, markdown: bool = False) -> str:
    """As `became`, for texts that people wrote: in quotes, and line by line when they are long."""
    if new and old:
        is_long = "\n" in new.strip() or "\n" in old.strip()
        said = Reworded(
            "\n".join([f"{subject} has changed:", *lines(old, new)])
            if is_long
            else became(subject, _quoted(new), _quoted(old))
        )
        said.about, said.pieces = subject, tuple(pieces(old, new, markdown=markdown))
        return said
    return became(subject, _quoted(new), _quoted(old))


def lines(old: str, new: str) -> Iterator[str]:
    """The lines that differ, each with a line around for the place, indented to stand below."""
    compared = unified_diff(old.splitlines(), new.splitlines(), n=1, lineterm="")
    for number, line in enumerate(compared):
        if number > 2:
            yield "    …" if line.startswith("@@") else f"    {line[:1]} {line[1:]}"


def _plain(words: Words) -> str | None:
    return None if words is None else str(words)


def _quoted(text: str | None) -> str | None:
    return f"“{text.strip()}”" if text else None
