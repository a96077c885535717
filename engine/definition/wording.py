"""The sentences in which a definition's mistakes are told: a message, and a hint or None."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter

from engine.definition.base import StepId
from engine.definition.conditions import TraitPath
from engine.definition.steps import Address
from engine.definition.times import Days, Duration, TimeOfDay

Said = tuple[str, str | None]
Coded = tuple[str, str, str | None]


def shown(value: Any) -> str:
    """A value as it is talked about: `“three”`, `the number 7`, `a list`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"“{value if len(value) <= 60 else value[:57] + '…'}”"
        case list():
            return "a list"
        case _:
            return "a group of keys"


def unknown_key(key: str, meant: Sequence[str], known: Sequence[str]) -> Said:
    hint = f"Did you mean “{meant[0]}”?" if meant else f"Known here: {', '.join(known)}."
    return f"{shown(key)} is not known here.", hint


def missing_key(key: str) -> Said:
    return f"“{key}” is missing.", f"Add “{key}:” here."


def missing_type(types: Iterable[str]) -> Said:
    return "This step does not say what type it is.", f"Add “type:” with one of {_or(types)}."


def unknown_word(value: Any, words: Iterable[str]) -> Said:
    return f"{_capital(shown(value))} is not known here.", _suggestion(value, list(words))


def not_a_map(value: Any, known: Sequence[str]) -> Said:
    return (
        f"Here belongs a group of keys, not {shown(value)}.",
        f"Known here: {', '.join(known)}.",
    )


def no_shape(shapes: Sequence[Sequence[str]]) -> Said:
    starts = _or(" with ".join(shape[:2]) for shape in shapes)
    return "None of the keys here is known.", f"Write {starts}."


def none_of(value: Any, plain: Sequence[Any], shapes: Sequence[Sequence[str]]) -> Said:
    """For a value that fits no alternative of a union."""
    words = [word for each in plain if get_origin(each) is Literal for word in get_args(each)]
    others = [_KINDS.get(each, "text") for each in plain if get_origin(each) is not Literal]
    others += [f"a group of keys such as {', '.join(shape)}" for shape in shapes]
    close = get_close_matches(value, words, n=1) if isinstance(value, str) else []
    hint = f"Did you mean “{close[0]}”?" if close else f"Write {_or([*words, *others])}."
    return f"{_capital(shown(value))} cannot stand here.", hint


_KINDS: dict[Any, str] = {
    Duration: "a duration such as 3d, 12h or 2 business days",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
}


def of_error(error: Any, value: Any) -> Coded:
    """Code, message and hint for one error as Pydantic reports it about the value itself."""
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "string_type":
            quoted = isinstance(value, int | float) and not isinstance(value, bool)
            hint = f'Put it in quotes: "{value}".' if quoted else None
            return "wrong_kind", f"Here belongs text, not {shown(value)}.", hint
        case "string_pattern_mismatch":
            return "bad_value", *_PATTERNS.get(context["pattern"], _unmatched)(value)
        case "string_too_short" | "string_too_long" | "too_short" | "too_long":
            return "bad_value", *_length(kind, context, value)
        case "literal_error":
            words = [
                word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")
            ]
            return "unknown_value", *unknown_word(value, words)
        case "greater_than_equal":
            return "bad_value", f"This must be at least {context['ge']}, not {value}.", None
        case "less_than_equal":
            return "bad_value", f"This must be at most {context['le']}, not {value}.", None
        case "value_error":
            return "bad_value", str(context["error"]), None
        case _:
            return "wrong_kind", f"Here belongs {_belongs(kind)}, not {shown(value)}.", None


def _belongs(kind: str) -> str:
    words = {
        "int": "a whole number",
        "bool": "true or false",
        "float": "a number",
        "tuple": "a list",
        "list": "a list",
        "dict": "a group of keys",
        "model": "a group of keys",
        "none": "nothing",
    }
    return words.get(kind.split("_")[0], "something else")


def _length(kind: str, context: dict[str, Any], value: Any) -> Said:
    if kind == "string_too_short":
        return "This must not be empty.", None
    if kind == "string_too_long":
        return f"This is {len(value)} characters long; {context['max_length']} fit.", None
    if kind == "too_short":
        return "There must be at least one entry here.", None
    return f"There are {len(value)} entries here; {context['max_length']} fit.", None


def _identifier(value: Any) -> Said:
    fixed = "".join(c if c.isascii() and c.isalnum() else "-" for c in str(value).lower()).strip(
        "-"
    )
    while "--" in fixed:
        fixed = fixed.replace("--", "-")
    return (
        f"{_capital(shown(value))} cannot be a name here: use lower-case letters, digits, “-” "
        "and “_”, at most 63, and begin with a letter or digit.",
        f"For example “{fixed[:63]}”." if fixed else None,
    )


def _trait_path(value: Any) -> Said:
    known = isinstance(value, str) and value and "." not in value and " " not in value
    hint = f"Write account.{value} or contact.{value}." if known else "For example account.plan."
    return f"{shown(value)} is not a trait: it begins with “account.” or “contact.”.", hint


def _time(value: Any) -> Said:
    return f"{shown(value)} is not a time of day.", "Write it as 09:00, from 00:00 to 23:59."


def _days(value: Any) -> Said:
    return f"{shown(value)} does not name days.", "Write mon-fri, or mon,wed,fri."


def _address(value: Any) -> Said:
    return f"{shown(value)} is not a mail address.", None


def _duration(value: Any) -> Said:
    return f"{shown(value)} is not a duration.", "Write 30m, 12h, 3d, 2w or 2 business days."


def _unmatched(value: Any) -> Said:
    return f"{shown(value)} cannot stand here.", None


def _pattern(annotation: Any) -> str:
    return str(TypeAdapter(annotation).json_schema()["pattern"])


_PATTERNS = {
    _pattern(StepId): _identifier,
    _pattern(TraitPath): _trait_path,
    _pattern(TimeOfDay): _time,
    _pattern(Days): _days,
    _pattern(Address): _address,
    _pattern(Duration): _duration,
}


def _suggestion(value: Any, words: list[str]) -> str:
    close = get_close_matches(value, words, n=1) if isinstance(value, str) else []
    return f"Did you mean “{close[0]}”?" if close else f"Write {_or(words)}."


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
