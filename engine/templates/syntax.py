"""What keeps a template from being read, in words of those who write messages.

Jinja says what its parser expected, in the parser's words. Here it is looked for again, among what
people forget, and said of what they wrote.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from engine.templates.liquid import liquid_hint
from engine.templates.pieces import Piece, pieces
from engine.templates.problems import TemplateProblem

ENDS = {"if": "endif", "for": "endfor"}
"""What begins, and what ends it."""

_CALLED = {"if": "condition", "for": "loop"}
_QUOTED = 60
_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set")
_REFUSED = (
    *("autoescape", "block", "call", "extends", "filter", "from", "import", "include"),
    *("macro", "with"),
)
"""Others that the parser reads. What to say of them is known once it has."""
_PATTERNS = {"for": "{% for item in account.items %}", "set": "{% set name = account.plan %}"}
_SIMPLE = re.compile(r"[-+]?\s*((if|elif)\s+)?[\w.]+\s*[-+]?")


def syntax_problem(source: str, line: int) -> TemplateProblem:
    """What is wrong with a text that cannot be read. `line`: where the parser gave up."""
    lines = source.splitlines()
    elsewhere = liquid_hint(lines[line - 1]) if 0 < line <= len(lines) else None
    found = (
        _never_closed(source)
        or _unknown_tag(source)
        or _out_of_place(source)
        or _unreadable(source, line)
    )
    hint = elsewhere if found.line == line else None
    return TemplateProblem("syntax", found.message, hint or found.hint, found.line)


def _problem(message: str, hint: str | None, line: int) -> TemplateProblem:
    return TemplateProblem("syntax", message, hint, line)


def _short(text: str) -> str:
    first = text.strip().partition("\n")[0]
    return first if len(first) <= _QUOTED else f"{first[:_QUOTED].rstrip()} …"


def _never_closed(source: str) -> TemplateProblem | None:
    """Where braces are opened, and others are before they are closed."""
    for piece in pieces(source):
        if not piece.finished:
            message = f"“{_short(piece.whole)}” is not finished."
            if piece.opens == "{{" and piece.whole.endswith("}"):
                return _problem(message, "Two braces end it, not one: }}.", piece.line)
            return _problem(message, f"Write {piece.closes} where it ends.", piece.line)
    return None


def _tags(source: str) -> list[Piece]:
    return [piece for piece in pieces(source) if piece.opens == "{%"]


def _unknown_tag(source: str) -> TemplateProblem | None:
    for piece in _tags(source):
        if not piece.word and not piece.asked:
            hint = "Take it out, or write what is asked: {% if account.plan == 'pro' %}."
            return _problem(f"“{_short(piece.whole)}” is empty.", hint, piece.line)
        if piece.word not in (*_TAGS, *_REFUSED):
            return _problem(f"There is no “{_short(piece.whole)}”.", _meant(piece), piece.line)
    return None


def _meant(piece: Piece) -> str:
    written = (piece.word + piece.asked if piece.word == "end" else piece.word).lower()
    word = (
        "endif" if written == "end" else next(iter(get_close_matches(written, _TAGS, 1, 0.7)), None)
    )
    if word is None:
        return "After {% comes one of if, elif, else, endif, for, endfor and set."
    asked = f" {piece.asked}" if piece.asked and word in ("if", "elif", "for", "set") else ""
    return f"Did you mean {{% {word}{asked} %}}?"


def _out_of_place(source: str) -> TemplateProblem | None:
    """A condition or a loop without its end, and what belongs to one that never began."""
    open_: list[Piece] = []
    otherwise: set[Piece] = set()
    """Those that have their {% else %}."""
    for piece in _tags(source):
        if piece.word in ENDS:
            open_.append(piece)
        elif piece.word in ENDS.values():
            begins = piece.word.removeprefix("end")
            if begins not in {each.word for each in open_}:
                return _without_beginning(piece, begins)
            if open_[-1].word != begins:
                return _without_end(open_[-1], piece)
            open_.pop()
        elif piece.word in ("else", "elif"):
            if not open_ or (piece.word == "elif" and open_[-1].word != "if"):
                return _without_beginning(piece, "if")
            if re.match(r"if\b", piece.asked):
                hint = f"Write {{% elif {piece.asked[2:].strip()} %}}."
                return _problem(f"There is no “{_short(piece.whole)}”.", hint, piece.line)
            if open_[-1] in otherwise:
                return _behind_else(piece, open_[-1])
            if piece.word == "else":
                otherwise.add(open_[-1])
    return _without_end(open_[-1], None) if open_ else None


def _without_end(piece: Piece, before: Piece | None) -> TemplateProblem:
    message = f"The {_CALLED[piece.word]} “{_short(piece.whole)}” has no end."
    where = f"before “{_short(before.whole)}”" if before else "where it ends"
    return _problem(message, f"Add {{% {ENDS[piece.word]} %}} {where}.", piece.line)


def _without_beginning(piece: Piece, begins: str) -> TemplateProblem:
    message = f"Before “{_short(piece.whole)}” no {_CALLED[begins]} begins."
    hint = f"Take it out, or write {{% {begins} … %}} where it begins."
    return _problem(message, hint, piece.line)


def _behind_else(piece: Piece, begun: Piece) -> TemplateProblem:
    if piece.word == "elif":
        message = f"“{_short(piece.whole)}” comes after {{% else %}}."
        return _problem(message, "Put it before {% else %}.", piece.line)
    message = f"The {_CALLED[begun.word]} “{_short(begun.whole)}” has two {{% else %}}."
    return _problem(message, "Keep one of them.", piece.line)


def _unreadable(source: str, line: int) -> TemplateProblem:
    """What the parser stumbled over, quoted."""
    there = [piece for piece in pieces(source) if piece.opens != "{#" and piece.line <= line]
    # Of several in the line, whichever cannot be read by itself.
    piece = next((each for each in there if each.line == line and _is_odd(each)), None)
    piece = piece or next((each for each in there[::-1] if each.asked), None)
    piece = piece or (there[-1] if there else None)
    if piece is None:
        return _problem("This cannot be read.", None, line)
    if not piece.asked:
        return _problem(f"“{_short(piece.whole)}” is empty.", _empty(piece), piece.line)
    hint = _advice(piece, piece.asked)
    return _problem(f"“{_short(piece.whole)}” cannot be read.", hint, piece.line)


def _empty(piece: Piece) -> str:
    match piece.word:
        case "if" | "elif":
            return f"Say what is asked: {{% {piece.word} account.plan == 'pro' %}}."
        case "for" | "set":
            return f"Write {_PATTERNS[piece.word]}."
        case _:
            return "Write a field between the braces, such as {{ contact.first_name }}."


def _is_odd(piece: Piece) -> bool:
    """A guess: what is simple is never what is wrong."""
    if piece.opens == "{%" and not piece.asked:
        return piece.word not in ("else", *ENDS.values())
    return not _SIMPLE.fullmatch(piece.inside)


def _advice(piece: Piece, inside: str) -> str:
    asks = piece.word in ("if", "elif")
    if inside.startswith("{"):
        return "Two braces are enough: {{ contact.first_name }}."
    if re.search("[‘’“”„]", inside):
        return "Write quotation marks as ' on both sides."
    if asks and (turned := re.search("=[<>]", inside)):
        return f"Write {turned[0][::-1]} to compare."
    if asks and re.search(r"[^=!<>]=[^=]", inside):
        return "Write == to compare."
    if inside.count("(") != inside.count(")"):
        return "A bracket in it is never closed, or closed twice."
    if inside.count("'") % 2 or inside.count('"') % 2:
        return "A quotation mark in it is never closed. An apostrophe within is written ’."
    if piece.word in _PATTERNS:
        return f"Write {_PATTERNS[piece.word]}."
    if piece.opens == "{%":
        return "Write a question, such as account.plan == 'pro'."
    return "Write the name of one field, such as {{ contact.first_name }}."


def ends_of(words: Sequence[str]) -> str:
    """What ends all that has begun with these words, the innermost last."""
    return "".join(f"{{% {ENDS[word]} %}}" for word in reversed(words))
