"""Where a text says `{{ partial.signature }}`: the one thing templates name that is no variable."""

from collections.abc import Callable, Iterator

from jinja2.exceptions import TemplateSyntaxError

from engine.templates.environment import TEXT
from engine.templates.limits import MAX_SOURCE_BYTES

WORD = "partial"

_Token = tuple[int, str, str]


def named(source: str) -> set[str]:
    """The partials the text names."""
    found: set[str] = set()

    def note(name: str) -> None:
        found.add(name)

    replaced(source, note)
    return found


def without(source: str) -> str:
    """The text as the template language reads it where partials are put in elsewhere."""
    return replaced(source, lambda name: "")


def replaced(source: str, piece: Callable[[str], str | None]) -> str:
    """The text with what stands for each partial in its place; None leaves it as it is.

    A text that cannot be read stays as it is: why it cannot, `check` says.
    """
    if WORD not in source or len(source) > MAX_SOURCE_BYTES:
        return source
    try:
        return "".join(_pieces(list(TEXT.lexer.tokeniter(source, None)), piece))
    except (TemplateSyntaxError, RecursionError, ValueError):
        return source


def _pieces(tokens: list[_Token], piece: Callable[[str], str | None]) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        end, name = _partial(tokens, at)
        put = piece(name) if name is not None else None
        if put is None:
            yield tokens[at][2]
            at += 1
        else:
            yield put
            at = end


def _partial(tokens: list[_Token], at: int) -> tuple[int, str | None]:
    """Where the print statement that begins here ends, when all it names is a partial."""
    if tokens[at][1] != "variable_begin":
        return at, None
    inside: list[str] = []
    for end in range(at + 1, min(at + 8, len(tokens))):
        _, kind, text = tokens[end]
        if kind == "variable_end":
            alone = len(inside) == 3 and inside[:2] == [WORD, "."]
            return (end + 1, inside[2]) if alone else (at, None)
        if kind != "whitespace":
            inside.append(text)
    return at, None
