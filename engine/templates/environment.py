"""The sandbox a template runs in: a closed language over plain data.

Jinja's own sandbox still lets a template call methods, build huge texts and loop for hours. Here
there are no calls, no other templates and no globals; what remains is intercepted where it could
cost time or memory. Two environments differ only in how a value is printed: as text, or held back
behind a marker until Markdown has been read (see `engine.templates.markdown`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.environment import Template
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.templates.filters import ASKED_ABOUT_MISSING, FILTERS, TESTS, concat
from engine.templates.limits import MAX_ITERATIONS, MAX_NUMBER, MAX_OUTPUT_CHARACTERS
from engine.templates.problems import TemplateFault
from engine.templates.values import Missing, Record, part_of, shown

FILENAME = "<template>"
_RUN = "_run"
"""Where the run's bookkeeping is kept in the context. A template cannot name it."""


@dataclass
class Run:
    """One rendering: what it has used, what it lacked, and the values it printed."""

    missing: set[str] = field(default_factory=set)
    printed: list[str] = field(default_factory=list)
    characters: int = 0
    iterations: int = 0
    shows_gaps: bool = False
    """A missing value is shown by its name, for who looks at a preview."""

    def following(self) -> "Run":
        """The next text of the same template, which may use what this one has left."""
        return Run(
            characters=self.characters, iterations=self.iterations, shows_gaps=self.shows_gaps
        )

    def wrote(self, characters: int) -> None:
        self.characters += characters
        if self.characters > MAX_OUTPUT_CHARACTERS:
            raise TemplateFault(f"The text grew beyond {MAX_OUTPUT_CHARACTERS // 1024} KB.")

    def looped(self, times: int) -> None:
        self.iterations += times
        if self.iterations > MAX_ITERATIONS:
            raise TemplateFault(f"The loops went round more than {MAX_ITERATIONS} times.")


def _run_of(context: Context) -> Run:
    found = context.resolve(_RUN)
    assert isinstance(found, Run)
    return found


class Sandbox(ImmutableSandboxedEnvironment):
    """Reaches into data only, and counts what it costs."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self, finalize: Callable[[Context, Any], str]) -> None:
        super().__init__(
            undefined=Missing,
            finalize=finalize,
            # Markdown escapes the HTML; subjects and titles are not HTML.
            autoescape=False,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=None,
            cache_size=0,
        )
        self.globals = {}
        self.tests = {name: test for name, test in self.tests.items() if name in TESTS}
        self.filters = {name: _guarded(name, apply) for name, apply in FILTERS.items()}
        # Names no template can write: what `restricted` puts in place of `~` and around loops.
        self.filters |= {"_concat": concat, "_each": _each}

    def getattr(self, obj: Any, attribute: str) -> Any:
        return part_of(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return part_of(obj, argument)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        raise TemplateFault("Nothing can be called in a template.")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        for side in (left, right):
            if isinstance(side, Missing):
                return side
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return concat(left, right)
        if not (_is_number(left) and _is_number(right)) or operator == "**":
            raise TemplateFault(f"“{operator}” works on numbers only.")
        return _in_range(self.binop_table[operator](left, right))

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        if isinstance(arg, Missing):
            return arg
        if not _is_number(arg):
            raise TemplateFault(f"“{operator}” works on numbers only.")
        return self.unop_table[operator](arg)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) <= MAX_NUMBER


def _in_range(value: Any) -> Any:
    if not _is_number(value):
        raise TemplateFault("A number grew beyond what can be shown.")
    return value


def _guarded(name: str, apply: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, not asked about missing values, and with faults a CSM understands."""
    sees_missing = name in ASKED_ABOUT_MISSING
    # The reader's clock is the default, so that nobody has to think of zones.
    in_readers_zone = name == "date"

    @pass_context
    def guarded(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        if not sees_missing:
            for given in (value, *args):
                if isinstance(given, Missing):
                    return given
        if in_readers_zone and len(args) < 2:
            kwargs.setdefault("zone", part_of(context.resolve("contact"), "time_zone"))
        try:
            return apply(value, *args, **kwargs)
        except TypeError as error:
            raise TemplateFault(f"The filter “{name}” is not used like this.") from error

    return guarded


@pass_context
def _each(context: Context, value: Any) -> list[Any]:
    """What a loop goes over, counted before it starts."""
    run = _run_of(context)
    if isinstance(value, Missing):
        run.missing.add(value.path)
        return []
    if isinstance(value, Record) or not isinstance(value, list):
        raise TemplateFault("Only a list can be looped over.")
    run.looped(len(value))
    return value


@pass_context
def _as_text(context: Context, value: Any) -> str:
    run = _run_of(context)
    if isinstance(value, Missing):
        run.missing.add(value.path)
        return f"[{value.path}]" if run.shows_gaps else ""
    return shown(value)


# Two non-characters, which neither a template nor a value can contain, around a number.
OPENING, CLOSING = "\ufdd0", "\ufdd1"


@pass_context
def _as_marker(context: Context, value: Any) -> str:
    run = _run_of(context)
    text = _as_text(context, value)
    run.wrote(len(text))
    run.printed.append(text)
    return f"{OPENING}{len(run.printed) - 1}{CLOSING}"


TEXT = Sandbox(_as_text)
MARKDOWN = Sandbox(_as_marker)


def restricted(tree: nodes.Template) -> nodes.Template:
    """The tree with what could cost too much put under watch: loops, and texts joined by `~`."""
    for loop in list(tree.find_all(nodes.For)):
        loop.iter = _filter(_expression(loop.iter), "_each", [])
    for parent in [tree, *tree.find_all(nodes.Node)]:
        for name, child in list(parent.iter_fields()):
            if isinstance(child, nodes.Concat):
                setattr(parent, name, _joined(child))
            elif isinstance(child, list):
                child[:] = [_joined(c) if isinstance(c, nodes.Concat) else c for c in child]
    return tree


def _expression(node: nodes.Node) -> nodes.Expr:
    assert isinstance(node, nodes.Expr)
    return node


def _joined(node: nodes.Concat) -> nodes.Filter:
    return _filter(node.nodes[0], "_concat", list(node.nodes[1:]))


def _filter(node: nodes.Expr, name: str, args: list[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(
        node, name, args, [], None, None, lineno=node.lineno, environment=node.environment
    )


@lru_cache(maxsize=512)
def compiled(sandbox: Sandbox, source: str) -> Template:
    """Ready to run. Raises what Jinja and Python raise; `check` has looked before."""
    code = sandbox.compile(restricted(sandbox.parse(source)), filename=FILENAME)
    return Template.from_code(sandbox, code, sandbox.globals)


def run(sandbox: Sandbox, source: str, variables: dict[str, Any], bookkeeping: Run) -> str:
    """The output. What it used is added to the bookkeeping. The source has passed `check`."""
    try:
        pieces = compiled(sandbox, source).generate({**variables, _RUN: bookkeeping})
        return "".join(_counted(pieces, bookkeeping))
    except TemplateFault as fault:
        raise TemplateFault(fault.message, fault.line or _line_of(fault)) from fault
    except (JinjaError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise TemplateFault(_in_words(error), _line_of(error)) from error


def _counted(pieces: Iterator[str], bookkeeping: Run) -> Iterator[str]:
    for piece in pieces:
        bookkeeping.wrote(len(piece))
        yield piece


def _in_words(error: Exception) -> str:
    match error:
        case ZeroDivisionError():
            return "This divides by zero."
        case TypeError():
            return (
                "This compares or combines values of different kinds, such as a text and a number."
            )
        case _:
            return f"This cannot be rendered: {error}"


def _line_of(error: Exception) -> int | None:
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == FILENAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
