"""What was meant as a field and is none, so that whoever gets the text reads its braces.

Only what nobody writes on purpose outside of code: a false alarm would teach people to overlook it.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from jinja2.exceptions import TemplateSyntaxError

from engine.templates.environment import TEXT
from engine.templates.fields import BUILT_IN
from engine.templates.limits import MAX_PIECES, MAX_PROBLEMS, MAX_SOURCE_BYTES
from engine.templates.pieces import pieces

_CODE = re.compile(r"`+|~{3,}|<(?:style|script|code|pre)\b|<!--", re.IGNORECASE)
_ENDS = {f"<{tag}": f"</{tag}" for tag in ("style", "script", "code", "pre")} | {"<!--": "-->"}
_SLIP = re.compile(
    r"(?P<before>[\w/=]?)(?P<slip>"
    r"[$#]?\{[ \t{]{0,4}(?P<braces>[A-Za-z][^{}\n]{0,80}?)[ \t}]{0,4}\}(?!\w|/|\s*=|\s+from\b)"
    r"|\[\[[ \t]?(?P<brackets>[A-Za-z][\w .-]{0,40}?)[ \t]?\]\]"
    r"|%{1,2}(?P<percents>[A-Za-z][\w.]{0,40})%{1,2}"
    r"|\*\|(?P<bars>[A-Z][A-Z0-9_:]{0,40})\|\*)"
)
_MARKS = re.compile(r"[{}%]|\[\[|\*\|")
_BRACES = re.compile(r"\}\}|%\}|[{}]")
_PATH = re.compile(r"(?:account|contact|owner)\.[\w.]*\w(?=\s*(?:\||$))")
_MEANT = {
    "firstname": "contact.first_name",
    "fname": "contact.first_name",
    "lastname": "contact.last_name",
    "lname": "contact.last_name",
    "name": "contact.name",
    "fullname": "contact.name",
    "email": "contact.email",
    "emailaddress": "contact.email",
    "company": "account.name",
    "companyname": "account.name",
    "accountname": "account.name",
}
"""What fields are called elsewhere, without blanks and the like, and here."""


class Slip(NamedTuple):
    quoted: str
    hint: str
    line: int
    """Counted from 1."""


def slips(source: str) -> list[Slip]:
    """In their order; the first of them where there are many."""
    if len(source) > MAX_SOURCE_BYTES or not _MARKS.search(source):
        return []
    return list(islice(_slips(source), MAX_PROBLEMS))


def _slips(source: str) -> Iterator[Slip]:
    words = _without_code(_without_fields(source))
    found = {match.start("slip"): match for match in _SLIP.finditer(words)}
    spent, depth = 0, 0
    line, counted = 1, 0
    places = sorted({*found, *(brace.start() for brace in _BRACES.finditer(words))})
    for at in places:
        if at < spent:
            continue
        line += words.count("\n", counted, at)
        counted = at
        if (match := found.get(at)) and (hint := _instead(match)):
            spent = match.end()
            yield Slip(match["slip"], hint, line)
            continue
        brace = _BRACES.match(words, at)
        if brace is None:
            continue
        spent = brace.end()
        if brace[0] == "{":
            depth += 1
        elif depth:
            depth = max(0, depth - brace[0].count("}"))
        elif brace[0] != "}":
            opens = "{{" if brace[0] == "}}" else "{%"
            hint = f"Take it out, or type {opens} where it begins."
            yield Slip(_with_words(words[:spent]), hint, line)


def _without_fields(source: str) -> str:
    try:
        tokens = list(TEXT.lexer.tokeniter(source, None))
    except (TemplateSyntaxError, RecursionError, ValueError):
        return "".join(_between(source))
    return "".join(_text(text) if kind == "data" else _gap(text) for _, kind, text in tokens)


def _between(source: str) -> Iterator[str]:
    """The same of what cannot be read."""
    at = 0
    for piece in islice(pieces(source), MAX_PIECES):
        yield _text(source[at : piece.start])
        yield _gap(source[piece.start : piece.end])
        at = piece.end
    yield _text(source[at:])


def _text(words: str) -> str:
    """What has fields of its own and is text all the same is within {% raw %}."""
    return words if "{{" not in words else _gap(words)


def _gap(text: str) -> str:
    return re.sub(r"[^\n]", "\0", text)


def _without_code(words: str) -> str:
    """What is shown as code is shown so on purpose."""
    out: list[str] = []
    at = 0
    endless: set[str] = set()
    while begun := _CODE.search(words, at):
        ends = _ENDS.get(begun[0].lower(), begun[0])
        ended = None
        if ends not in endless:
            ended = re.compile(re.escape(ends), re.IGNORECASE).search(words, begun.end())
        if ended is None:
            endless.add(ends)
            out.append(words[at : begun.end()])
            at = begun.end()
        else:
            out += [words[at : begun.start()], _gap(words[begun.start() : ended.end()])]
            at = ended.end()
    return "".join([*out, words[at:]])


def _with_words(text: str) -> str:
    """The braces at its end, and a few words before them, so that they are found."""
    line = re.split(r"[\n\0]", text)[-1]
    return line.strip() if len(line) <= 40 else f"… {line[-40:].partition(' ')[2]}"


def _instead(match: re.Match[str]) -> str | None:
    """What to write instead; None when it may be meant as it stands."""
    written = next(each for each in match.group("braces", "brackets", "percents", "bars") if each)
    path = _PATH.match(written)
    named = path[0] if path else _MEANT.get(re.sub(r"[\W_]", "", written.lower()))
    if match["bars"] and named is None:
        return "A field is written {{ contact.first_name }}."
    if named is None or (match["before"] and not path and not match["bars"]):
        return None
    root, _, name = named.partition(".")
    called = BUILT_IN[root].get(name, "this field")
    what = called if called == "this field" else f"the {called[0].lower()}{called[1:]}"
    return f"For {what}, type {{{{ {named} }}}}."
