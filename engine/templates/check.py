"""What is wrong with a template, found without any customer's data, and what it reads.

The language is the closed list in `_ALLOWED`; everything else Jinja could do is refused here.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from math import isfinite

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from engine.templates.environment import CLOSING, OPENING, TEXT, compiled
from engine.templates.filters import FILTERS, TESTS
from engine.templates.limits import (
    MAX_DEPTH,
    MAX_NODES,
    MAX_PIECES,
    MAX_PROBLEMS,
    MAX_SOURCE_BYTES,
)
from engine.templates.liquid import name_hint, replaced_filter
from engine.templates.pieces import pieces
from engine.templates.problems import TemplateProblem, Variable
from engine.templates.syntax import syntax_problems

ROOTS = frozenset({"account", "contact", "owner", "journey", "organization", "preferences_url"})
"""What a template can start from."""

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr,
    nodes.Getitem, nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.Assign, nodes.CondExpr,
    nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Concat, nodes.List,
    nodes.Tuple, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg,
    nodes.Pos, nodes.Keyword,
)  # fmt: skip

_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Macro: "Macros are not available.",
    nodes.Call: "Nothing can be called. For upper case and the like, write {{ … | upper }}.",
    nodes.CallBlock: "Macros are not available.",
    nodes.Import: "A template cannot use other templates.",
    nodes.FromImport: "A template cannot use other templates.",
    nodes.Include: "A template cannot use other templates.",
    nodes.Extends: "A template cannot use other templates; the layout is added by itself.",
    nodes.Block: "Blocks are not available; the layout is added by itself.",
    nodes.AssignBlock: "Write {% set name = … %} on one line.",
    nodes.FilterBlock: "Put the filter on the value: {{ … | upper }}.",
    nodes.Pow: "Powers are not available.",
    nodes.Slice: "Write {{ … | first }} or {{ … | last }}, or loop over all of it.",
    nodes.Dict: "Only text and numbers can be written here.",
}

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def check(source: str, roots: frozenset[str] = ROOTS) -> list[TemplateProblem]:
    """Everything to change before the template can be used; empty when it is fine."""
    return list(_checked(source, roots))


@lru_cache(maxsize=512)
def _checked(source: str, roots: frozenset[str]) -> tuple[TemplateProblem, ...]:
    if len(source.encode("utf-8", "surrogatepass")) > MAX_SOURCE_BYTES:
        return (TemplateProblem("too_long", f"It is longer than {MAX_SOURCE_BYTES // 1024} KB."),)
    if OPENING in source or CLOSING in source:
        return (TemplateProblem("unreadable", "It contains characters that are not text."),)
    try:
        found = _read(source, roots)
    except TemplateSyntaxError as error:
        return _of_the_unreadable(source, error.lineno, roots)
    return found or tuple(_compile_problems(source))


def _read(
    source: str, roots: frozenset[str], own: frozenset[str] = frozenset()
) -> tuple[TemplateProblem, ...]:
    """`own`: names that are given elsewhere in the text. Raises what the parser raises."""
    try:
        return tuple(islice(_problems(TEXT.parse(source), roots, own), MAX_PROBLEMS))
    except (RecursionError, MemoryError):
        return (_too_deep(None),)
    except ValueError:
        return (TemplateProblem("syntax", "A number in it is too long."),)


def _of_the_unreadable(
    source: str, line: int, roots: frozenset[str]
) -> tuple[TemplateProblem, ...]:
    """What is wrong with the whole, and with each piece that can be read by itself."""
    own = frozenset(name for piece in islice(pieces(source), MAX_PIECES) for name in piece.names)

    def read(part: str) -> tuple[TemplateProblem, ...] | None:
        try:
            return _read(part, roots, own)
        except TemplateSyntaxError:
            return None

    found = dict.fromkeys(islice(syntax_problems(source, line, read), MAX_PIECES))
    return tuple(islice(found, MAX_PROBLEMS))


def condition(written: str) -> str:
    """A block's `if` as a template: something is written when it holds, else nothing."""
    return f"{{% if {written} %}}yes{{% endif %}}"


def condition_problems(written: str) -> list[TemplateProblem]:
    """As `check`, for a block's `if`."""
    if re.search(r"[{%#]}|{[{%#]", written):
        hint = "For example: account.seats >= 10 and contact.first_name."
        return [TemplateProblem("syntax", "Braces are not needed around an “if” here.", hint)]
    return check(condition(written))


def _too_deep(line: int | None) -> TemplateProblem:
    return TemplateProblem("too_deep", "It is nested too deeply.", "Split it up.", line)


def _compile_problems(source: str) -> Iterator[TemplateProblem]:
    """Python, which Jinja translates to, has limits of its own."""
    try:
        compiled(TEXT, source)
    except TemplateSyntaxError as error:
        yield from _of_the_unreadable(source, error.lineno, ROOTS)
    except (RecursionError, MemoryError, SyntaxError, OverflowError):
        yield _too_deep(None)


def _walk(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    """Every node with its depth. A loop, since a hostile tree is deeper than the stack."""
    left = [(tree, 0)]
    while left:
        node, depth = left.pop()
        yield node, depth
        left.extend((child, depth + 1) for child in node.iter_child_nodes())


def _problems(
    tree: nodes.Template, roots: frozenset[str], given: frozenset[str]
) -> Iterator[TemplateProblem]:
    own = {"loop", *given}
    seen = []
    for count, (node, depth) in enumerate(_walk(tree)):
        if depth > MAX_DEPTH:
            yield _too_deep(node.lineno)
            return
        if count > MAX_NODES:
            yield TemplateProblem("too_long", "It has too many parts.", "Split it up.")
            return
        if isinstance(node, nodes.Name) and node.ctx == "store":
            own.add(node.name)
        seen.append(node)
    found = [problem for node in seen for problem in _node_problems(node, roots, own)]
    yield from sorted(set(found), key=lambda problem: (problem.line or 0, problem.message))


def _node_problems(
    node: nodes.Node, roots: frozenset[str], own: set[str]
) -> Iterator[TemplateProblem]:
    if not isinstance(node, _ALLOWED):
        refused = _REFUSED.get(type(node), "This is not available in templates.")
        yield TemplateProblem("not_available", refused, None, node.lineno)
        return
    match node:
        case nodes.Name(ctx="store"):
            yield from _assigned(node, roots)
        case nodes.Name() if node.name not in roots | own:
            yield _unknown_name(node, roots | own)
        case nodes.Filter() if node.name not in FILTERS:
            yield _unknown_filter(node)
        case nodes.Test() if node.name not in TESTS:
            tests = ", ".join(sorted(TESTS))
            hint = f"To compare, write == '{node.name}'. After “is” comes one of {tests}."
            message = f"“is {node.name}” cannot be asked."
            yield TemplateProblem("unknown_test", message, hint, node.lineno)
        case nodes.Filter() | nodes.Test() if node.dyn_args or node.dyn_kwargs:
            yield TemplateProblem("not_available", "Stars are not available.", None, node.lineno)
        case nodes.For(recursive=True):
            yield TemplateProblem(
                "not_available", "Loops cannot call themselves.", None, node.lineno
            )
        case nodes.For() if not isinstance(node.target, nodes.Name):
            yield TemplateProblem(
                "not_available", "A loop has one name: {% for item in … %}.", None, node.lineno
            )
        case nodes.Assign() if not isinstance(node.target, nodes.Name):
            yield TemplateProblem("not_available", "Set one name at a time.", None, node.lineno)
        case nodes.Const(value=float() as value) if not isfinite(value):
            yield TemplateProblem("syntax", "A number in it is too large.", None, node.lineno)
        case nodes.CondExpr(expr2=None):
            yield TemplateProblem(
                "no_else", "An “if” inside {{ }} needs an “else”.", "Add: else ''", node.lineno
            )
        case nodes.List() | nodes.Tuple() if not all(
            isinstance(item, nodes.Const) for item in node.items
        ):
            yield TemplateProblem(
                "not_available", "A list holds only text and numbers.", None, node.lineno
            )


def _assigned(node: nodes.Name, roots: frozenset[str]) -> Iterator[TemplateProblem]:
    if node.name in roots or node.name == "loop" or not _NAME.fullmatch(node.name):
        yield TemplateProblem(
            "bad_name", f"“{node.name}” cannot be set.", "Choose another name.", node.lineno
        )


def _unknown_name(node: nodes.Name, known: frozenset[str]) -> TemplateProblem:
    meant = get_close_matches(node.name, known, 1)
    hint = name_hint(node.name) or (f"Did you mean {meant[0]}?" if meant else None)
    begins = ", ".join(sorted(known - {"loop"}))
    hint = hint or f"A field begins with {begins}; words stand in quotation marks: 'pro'."
    return TemplateProblem("unknown_variable", f"There is no “{node.name}”.", hint, node.lineno)


def _unknown_filter(node: nodes.Filter) -> TemplateProblem:
    meant = get_close_matches(node.name, FILTERS, 1)
    hint = replaced_filter(node.name) or (f"Did you mean “{meant[0]}”?" if meant else None)
    hint = hint or f"Available are {', '.join(sorted(FILTERS))}."
    return TemplateProblem(
        "unknown_filter", f"There is no filter “{node.name}”.", hint, node.lineno
    )


def variables(source: str) -> set[Variable]:
    """What the template reads, as dotted paths; nothing of a template that cannot be read.

    A path is optional when every use of it has a default, asks about it, or stands inside an
    `{% if %}` that does.
    """
    if check(source):
        return set()
    required: dict[str, bool] = {}
    for path, optional in _reads(TEXT.parse(source), frozenset()):
        required[path] = required.get(path, False) or not optional
    return {Variable(path, not needed) for path, needed in required.items()}


def _reads(node: nodes.Node, guarded: frozenset[str]) -> Iterator[tuple[str, bool]]:
    path = path_of(node)
    if path:
        if path.partition(".")[0] in ROOTS:
            yield path, path in guarded
        return
    match node:
        case nodes.If() | nodes.CondExpr():
            asked = {path for path, _ in _reads(node.test, frozenset())}
            yield from ((path, True) for path in asked)
            rest = [child for child in node.iter_child_nodes() if child is not node.test]
            for child in rest:
                yield from _reads(child, guarded | asked)
        case nodes.Filter(name="default"):
            inner = {path for path, _ in _reads(node.node, guarded)} if node.node else set()
            yield from ((path, True) for path in inner)
            for argument in [*node.args, *(keyword.value for keyword in node.kwargs)]:
                yield from _reads(argument, guarded)
        case nodes.Or():
            yield from ((path, True) for path, _ in _reads(node.left, guarded))
            yield from _reads(node.right, guarded)
        case nodes.Test() | nodes.Compare() | nodes.Not():
            for child in node.iter_child_nodes():
                yield from ((path, True) for path, _ in _reads(child, guarded))
        case _:
            for child in node.iter_child_nodes():
                yield from _reads(child, guarded)


def path_of(node: nodes.Node) -> str | None:
    """`account.plan` for that expression; None for any other."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            parent = path_of(node.node)
            return f"{parent}.{node.attr}" if parent else None
        case nodes.Getitem(arg=nodes.Const(value=key)):
            parent = path_of(node.node)
            return f"{parent}.{key}" if parent else None
        case _:
            return None
