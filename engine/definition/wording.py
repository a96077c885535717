"""The sentences in which a definition's mistakes are told: a message, and a hint or None."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args, get_origin

from engine.definition.spelling import Said, likely, misspelt, shown
from engine.definition.times import Duration

Coded = tuple[str, str, str | None]


def unknown_key(key: str, meant: Sequence[str], known: Sequence[str]) -> Said:
    hint = f"Did you mean “{meant[0]}”?" if meant else f"Known here: {', '.join(known)}."
    return f"{shown(key)} is not known here.", hint


def missing_key(key: str) -> Said:
    return f"“{key}” is missing.", f"Add “{key}:” here."


def more_problems(count: int) -> str:
    return "There is one more problem." if count == 1 else f"There are {count:,} more problems."


def missing_type(what: str, types: Iterable[str]) -> Said:
    return f"This {what} does not say what type it is.", f"Add “type:” with one of {_or(types)}."


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
    groups = [" with ".join(shape[:2]) for shape in shapes]
    others += [f"a group of keys: {_or(groups)}"] if groups else []
    close = likely(value, words) if isinstance(value, str) else []
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
            return "bad_value", *misspelt(context["pattern"], value)
        case "string_too_short" | "string_too_long" | "too_short" | "too_long":
            return "bad_value", *_length(kind, context, value)
        case "literal_error":
            words = [
                word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")
            ]
            return "unknown_value", *unknown_word(value, words)
        case "greater_than":
            return "bad_value", f"This must be more than {context['gt']}, not {value}.", None
        case "greater_than_equal":
            return "bad_value", f"This must be at least {context['ge']}, not {value}.", None
        case "less_than_equal":
            return "bad_value", f"This must be at most {context['le']}, not {value}.", None
        case "datetime_parsing" | "datetime_from_date_parsing" | "timezone_aware":
            hint = "Write it as 2026-03-02T09:00:00+01:00."
            return "bad_value", f"{shown(value)} is not a moment with its time zone.", hint
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
        least = context["min_length"]
        entries = "one entry" if least == 1 else f"{least} entries"
        return f"There must be at least {entries} here.", None
    return f"There are {len(value)} entries here; {context['max_length']} fit.", None


def _suggestion(value: Any, words: list[str]) -> str:
    close = likely(value, words) if isinstance(value, str) else []
    return f"Did you mean “{close[0]}”?" if close else f"Write {_or(words)}."


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
