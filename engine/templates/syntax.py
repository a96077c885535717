"""What keeps a template from being read, in words of those who write messages.

Jinja says what its parser expected, in the parser's words. Here it is looked for again, among what
people forget, and said of what they wrote.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.templates.liquid import liquid_hint
from engine.templates.problems import TemplateProblem

_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENS = re.compile(r"\{\{|\{%|\{#")
_CALLED = {"{{": "A field", "{%": "A tag", "{#": "A remark"}
_NEEDS_END = {"if": "endif", "for": "endfor"}
_QUOTED = 40
_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set")
_PATTERNS = {"for": "{% for item in account.items %}", "set": "{% set name = account.plan %}"}
_SIMPLE = re.compile(r"[-+]?\s*((if|elif)\s+)?[\w.]+\s*[-+]?")
_FIRST_WORD = re.compile(r"[-+]?\s*(\w*)")


class _Piece(NamedTuple):
    """What stands between braces."""

    opens: str
    inside: str
    line: int

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
    def whole(self) -> str:
        return f"{self.opens}{self.inside}{_CLOSES[self.opens]}"


def syntax_problem(source: str, line: int) -> TemplateProblem:
    """What is wrong with a text that cannot be read. `line`: where the parser gave up."""
    lines = source.splitlines()
    elsewhere = liquid_hint(lines[line - 1]) if 0 < line <= len(lines) else None
    found = _never_closed(source) or _without_end(source) or _unreadable(source, line)
    return TemplateProblem("syntax", found.message, elsewhere or found.hint, found.line)


def _problem(message: str, hint: str | None, line: int) -> TemplateProblem:
    return TemplateProblem("syntax", message, hint, line)


def _short(text: str) -> str:
    first = text.strip().partition("\n")[0]
    return first if len(first) <= _QUOTED else f"{first[:_QUOTED].rstrip()} …"


def _never_closed(source: str) -> TemplateProblem | None:
    """Where braces are opened, and others are before they are closed."""
    at = 0
    while begun := _OPENS.search(source, at):
        opens = begun[0]
        end = source.find(_CLOSES[opens], begun.end())
        another = None if opens == "{#" else _OPENS.search(source, begun.end())
        if end < 0 or (another and another.start() < end):
            stops = another.start() if another else len(source)
            return _problem(
                f"{_CALLED[opens]} that begins with {opens} is never closed:"
                f" “{_short(source[begun.start() : stops])}”.",
                f"Close it with {_CLOSES[opens]}.",
                source.count("\n", 0, begun.start()) + 1,
            )
        at = end + 2
    return None


def _pieces(source: str) -> Iterator[_Piece]:
    """All there is between braces, once each pair is closed."""
    at, line = 0, 1
    while begun := _OPENS.search(source, at):
        end = source.find(_CLOSES[begun[0]], begun.end())
        line += source.count("\n", at, begun.start())
        yield _Piece(begun[0], source[begun.end() : end], line)
        line += source.count("\n", begun.start(), end)
        at = end + 2


def _without_end(source: str) -> TemplateProblem | None:
    """An {% if %} or {% for %} without its end, or the end of one without its beginning."""
    open_: list[_Piece] = []
    for piece in _pieces(source):
        if piece.opens != "{%":
            continue
        if piece.word in _NEEDS_END:
            open_.append(piece)
        elif piece.word in _NEEDS_END.values():
            begins = piece.word.removeprefix("end")
            if not open_ or (open_[-1].word != begins and begins not in {o.word for o in open_}):
                message = f"{piece.whole} closes nothing: no {{% {begins} … %}} stands before it."
                return _problem(message, "Take it out, or add the beginning.", piece.line)
            if open_[-1].word != begins:
                break
            open_.pop()
    if not open_:
        return None
    last = open_[-1]
    end = f"{{% {_NEEDS_END[last.word]} %}}"
    return _problem(
        f"“{_short(last.whole)}” is never closed.", f"Add {end} where it ends.", last.line
    )


def _unreadable(source: str, line: int) -> TemplateProblem:
    """What the parser stumbled over, quoted."""
    there = [piece for piece in _pieces(source) if piece.opens != "{#" and piece.line <= line]
    # Of several in the line, whichever cannot be read by itself.
    piece = next((each for each in there if each.line == line and _is_odd(each)), None)
    piece = piece or (there[-1] if there else None)
    if piece is None:
        return _problem("This cannot be read.", None, line)
    if piece.opens == "{%" and piece.word not in _TAGS:
        known = "Available are if, for and set."
        return _problem(f"There is no tag “{piece.word}”.", known, piece.line)
    if not piece.asked:
        return _problem(f"“{_short(piece.whole)}” cannot be read.", _empty(piece), piece.line)
    hint = _advice(piece, piece.asked)
    return _problem(f"“{_short(piece.asked)}” cannot be read.", hint, piece.line)


def _empty(piece: _Piece) -> str:
    match piece.word:
        case "if" | "elif":
            return f"Say what is asked: {{% {piece.word} account.plan == 'pro' %}}."
        case "for" | "set":
            return f"Write {_PATTERNS[piece.word]}."
        case "else" | "endif" | "endfor":
            return "It has its place between one {% if … %} and its {% endif %}, once."
        case _:
            return "Write a field between the braces, such as {{ contact.first_name }}."


def _is_odd(piece: _Piece) -> bool:
    """A guess: what is simple is never what is wrong."""
    return not _SIMPLE.fullmatch(piece.inside) or (piece.opens == "{%" and not piece.asked)


def _advice(piece: _Piece, inside: str) -> str:
    if re.search(r"[^=!<>]=[^=]", inside) and piece.word in ("if", "elif"):
        return "Write == to compare."
    if inside.count("(") != inside.count(")"):
        return "A bracket in it is never closed, or closed twice."
    if inside.count("'") % 2 or inside.count('"') % 2:
        return "A quotation mark in it is never closed."
    if piece.word in _PATTERNS:
        return f"Write {_PATTERNS[piece.word]}."
    if piece.opens == "{%":
        return "Write a question, such as account.plan == 'pro'."
    return "Write the name of one field, such as {{ contact.first_name }}."
