"""What stands between braces in a text, also while it is being written."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENS = re.compile(r"\{\{|\{%|\{#")
_FIRST_WORD = re.compile(r"[-+]?\s*(\w*)")
_NAMED = re.compile(r"(?:for|set|assign)\s+([A-Za-z]\w*)")
_VERBATIM = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
"""Ends what stands there as it is written."""
_BEGUN = {
    "{{": re.compile(r"\{\{[-+]?[ \t]*[\w.]*[ \t]*(?:\|[^{}\n]*)?\}?"),
    "{%": re.compile(r"\{%[^{}%\n]*[%}]?"),
    "{#": re.compile(r"\{#[^\n]*"),
}
"""What somebody has written of one that is not finished."""


class Piece(NamedTuple):
    opens: str
    inside: str
    line: int
    """Where it begins, counted from 1."""
    start: int
    end: int
    finished: bool

    @property
    def closes(self) -> str:
        return _CLOSES[self.opens]

    @property
    def word(self) -> str:
        """What a tag begins with: `if`."""
        found = _FIRST_WORD.match(self.inside)
        return found[1] if found else ""

    @property
    def asked(self) -> str:
        """What follows that word; in a field, all there is."""
        inside = self.inside.strip(" -+\n")
        return inside.removeprefix(self.word).strip() if self.opens == "{%" else inside

    @property
    def names(self) -> frozenset[str]:
        """What a loop or a {% set %} calls something."""
        found = _NAMED.match(self.inside.strip(" -+\n")) if self.opens == "{%" else None
        return frozenset({found[1]} if found else ())

    @property
    def whole(self) -> str:
        return f"{self.opens}{self.inside}{self.closes if self.finished else ''}"


def pieces(source: str) -> Iterator[Piece]:
    """In their order. One is not finished where others begin before it ends, or nothing ends it.
    What is within {% raw %} is text, and so are its ends."""
    at, line = 0, 1
    while begun := _OPENS.search(source, at):
        opens, start = begun[0], begun.start()
        end = source.find(_CLOSES[opens], begun.end())
        another = None if opens == "{#" else _OPENS.search(source, begun.end())
        finished = end >= 0 and not (another and another.start() < end)
        line += source.count("\n", at, start)
        at = end + 2
        if not finished:
            written = _BEGUN[opens].match(source, start)
            assert written
            at = end = written.end()
        piece = Piece(opens, source[begun.end() : end], line, start, at, finished)
        if opens == "{%" and piece.word == "raw" and (ended := _VERBATIM.search(source, at)):
            at = ended.end()
        else:
            yield piece
        line += source.count("\n", start, at)
