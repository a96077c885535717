"""What keeps a template from being read, in words of those who write messages.

Jinja says what its parser expected, in the parser's words. Here it is looked for again, among what
people forget, and said of what they wrote.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice

from engine.templates.limits import MAX_PIECES
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
_ELSEWHERE = {"unless": "if", "case": "if", "elsif": "elif", "elseif": "elif", "when": "elif"}
_ELSEWHERE |= {"endunless": "endif", "endcase": "endif", "tablerow": "for", "endtablerow": "endfor"}
"""Tags of others, and what does the same here."""
_IF = "{% if true %}"
_AROUND = {
    "if": ("", "{% endif %}"),
    "for": ("", "{% endfor %}"),
    "elif": (_IF, "{% endif %}"),
    "else": (_IF, "{% endif %}"),
    "endif": (_IF, ""),
    "endfor": ("{% for x in account.x %}", ""),
}
"""What a tag needs around it to be read by itself."""
_PATTERNS = {"for": "{% for item in account.items %}", "set": "{% set name = account.plan %}"}
_SIMPLE = re.compile(r"[-+]?\s*((if|elif)\s+)?[\w.]+\s*[-+]?")


Read = Callable[[str], Sequence[TemplateProblem] | None]
"""What is wrong with a part of a text by itself; None when it cannot be read."""


def syntax_problems(source: str, line: int, read: Read) -> Iterator[TemplateProblem]:
    """What is wrong with a text that cannot be read: all of it, piece by piece. `line`: where the
    parser gave up."""
    found = list(islice(pieces(source), MAX_PIECES))
    misplaced = dict(_out_of_place([piece for piece in found if piece.opens == "{%"]))
    any_told = False
    for piece in found:
        for problem in _of(piece, misplaced.get(piece), read):
            any_told = True
            yield problem
    if not any_told:
        yield _stumbled(found, line)


def _of(piece: Piece, place: TemplateProblem | None, read: Read) -> Iterator[TemplateProblem]:
    """All that is wrong with it, each once it can be told from the others."""
    if not piece.finished:
        yield _unfinished(piece)
    elif piece.opens == "{%" and (unknown := _unknown_tag(piece)):
        yield unknown
    elif piece.opens != "{#":
        if place:
            yield place
        yield from _alone(piece, read)


def _alone(piece: Piece, read: Read) -> Iterator[TemplateProblem]:
    if piece.word.startswith("end") and piece.opens == "{%" and piece.word not in ENDS.values():
        return  # Said where it begins.
    before, after = _AROUND.get(piece.word if piece.opens == "{%" else "", ("", ""))
    found = read(before + piece.whole + after)
    if found is None and piece.opens == "{%" and not after:
        found = read(before + piece.whole + f"{{% end{piece.word} %}}")
    if found is None:
        yield _unreadable(piece)
    else:
        for problem in found:
            yield replace(problem, line=(problem.line or 1) + piece.line - 1)


def _problem(message: str, hint: str | None, line: int) -> TemplateProblem:
    return TemplateProblem("syntax", message, hint, line)


def _short(text: str) -> str:
    first = text.strip().partition("\n")[0]
    return first if len(first) <= _QUOTED else f"{first[:_QUOTED].rstrip()} …"


def _unfinished(piece: Piece) -> TemplateProblem:
    message = f"“{_short(piece.whole)}” is not finished."
    if piece.opens == "{{" and piece.whole.endswith("}"):
        return _problem(message, "Two braces end it, not one: }}.", piece.line)
    return _problem(message, f"Write {piece.closes} where it ends.", piece.line)


def _unknown_tag(piece: Piece) -> TemplateProblem | None:
    if not piece.word and not piece.asked:
        hint = "Take it out, or write what is asked: {% if account.plan == 'pro' %}."
        return _problem(f"“{_short(piece.whole)}” is empty.", hint, piece.line)
    if piece.word == "else" and _stands_for(piece) == "elif":
        hint = f"Write {{% elif {piece.asked[2:].strip()} %}}."
        return _problem(f"There is no “{_short(piece.whole)}”.", hint, piece.line)
    if piece.word in (*_TAGS, *_REFUSED, *(f"end{word}" for word in ("set", *_REFUSED))):
        return None
    hint = liquid_hint(piece.whole) or _meant(piece)
    return _problem(f"There is no “{_short(piece.whole)}”.", hint, piece.line)


def _meant(piece: Piece) -> str:
    word = _stands_for(piece)
    if word is None:
        return "After {% comes one of if, elif, else, endif, for, endfor and set."
    asked = f" {piece.asked}" if piece.asked and word in ("if", "elif", "for", "set") else ""
    return f"Did you mean {{% {word}{asked} %}}?"


def _stands_for(piece: Piece) -> str | None:
    """What a tag does among the others, or would if it were written as it is meant."""
    if piece.word == "else" and re.match(r"if\b", piece.asked):
        return "elif"
    if word := _ELSEWHERE.get(piece.word):
        return word
    if piece.word in _TAGS:
        return piece.word
    written = (piece.word + piece.asked if piece.word == "end" else piece.word).lower()
    if written == "end":
        return "endif"
    return next(iter(get_close_matches(written, _TAGS, 1, 0.7)), None)


def _out_of_place(tags: Sequence[Piece]) -> Iterator[tuple[Piece, TemplateProblem]]:
    """Conditions and loops without their ends, and what belongs to one that never began."""
    open_: list[tuple[Piece, str]] = []
    otherwise: set[Piece] = set()
    """Those that have their {% else %}."""
    for piece in tags:
        word = _stands_for(piece)
        if word in ENDS:
            open_.append((piece, word))
        elif word is not None and word in ENDS.values():
            begins = word.removeprefix("end")
            if begins not in [each for _, each in open_]:
                yield piece, _without_beginning(piece, begins)
                continue
            while (last := open_.pop())[1] != begins:
                yield last[0], _without_end(*last, piece)
        elif word in ("else", "elif"):
            if not open_ or (word == "elif" and open_[-1][1] != "if"):
                yield piece, _without_beginning(piece, "if")
            elif open_[-1][0] in otherwise:
                yield piece, _behind_else(piece, *open_[-1])
            elif word == "else":
                otherwise.add(open_[-1][0])
    for last in open_:
        yield last[0], _without_end(*last, None)


def _without_end(piece: Piece, word: str, before: Piece | None) -> TemplateProblem:
    message = f"The {_CALLED[word]} “{_short(piece.whole)}” has no end."
    where = f"before “{_short(before.whole)}”" if before else "where it ends"
    return _problem(message, f"Add {{% {ENDS[word]} %}} {where}.", piece.line)


def _without_beginning(piece: Piece, begins: str) -> TemplateProblem:
    message = f"Before “{_short(piece.whole)}” no {_CALLED[begins]} begins."
    hint = f"Take it out, or write {{% {begins} … %}} where it begins."
    return _problem(message, hint, piece.line)


def _behind_else(piece: Piece, begun: Piece, word: str) -> TemplateProblem:
    if piece.word == "elif":
        message = f"“{_short(piece.whole)}” comes after {{% else %}}."
        return _problem(message, "Put it before {% else %}.", piece.line)
    message = f"The {_CALLED[word]} “{_short(begun.whole)}” has two {{% else %}}."
    return _problem(message, "Keep one of them.", piece.line)


def _stumbled(found: Sequence[Piece], line: int) -> TemplateProblem:
    """What the parser stumbled over, where each piece can be read by itself."""
    there = [piece for piece in found if piece.opens != "{#" and piece.line <= line]
    # Of several in the line, whichever may be wrong.
    piece = next((each for each in there if each.line == line and _is_odd(each)), None)
    piece = piece or next((each for each in there[::-1] if each.asked), None)
    piece = piece or (there[-1] if there else None)
    return _unreadable(piece) if piece else _problem("This cannot be read.", None, line)


def _unreadable(piece: Piece) -> TemplateProblem:
    if not piece.asked:
        return _problem(f"“{_short(piece.whole)}” is empty.", _empty(piece), piece.line)
    hint = liquid_hint(piece.whole) or _advice(piece, piece.asked)
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
    if piece.opens == "{{" and "}" in inside:
        return "Two braces end it, not one: }}."
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
