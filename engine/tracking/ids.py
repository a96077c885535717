"""Ids as they are sent: text, and never a placeholder."""

from collections.abc import Mapping

from pydantic import JsonValue

from engine.tracking.calls import BadItem

MAX_ID_CHARACTERS = 255
_PLACEHOLDERS = frozenset(
    ("null", "undefined", "none", "nil", "nan", "true", "false", "[object object]", "anonymous")
)
_LONGEST_PLACEHOLDER = max(map(len, _PLACEHOLDERS))


def id_in(values: Mapping[str, JsonValue], key: str) -> str | None:
    """The id under this key. Raises BadItem for what is no id, or would make many people one."""
    text = as_text(values.get(key), key)
    if text is not None and _is_placeholder(text):
        raise BadItem(
            "placeholder_id",
            f"The {key} {text!r} is a placeholder, not an id: everybody sent with it would become"
            " one contact. Leave it out until the id is known.",
        )
    return text


def as_text(value: JsonValue, key: str, code: str = "bad_id") -> str | None:
    """An id as text: numbers are written out, blanks are nothing. Raises BadItem."""
    match value:
        case None:
            return None
        case str():
            text = value.strip()
        case bool() | dict() | list():
            raise BadItem(code, f"The {key} must be text.")
        case float() if value.is_integer() and abs(value) < 1e15:
            text = str(int(value))
        case _:
            text = str(value)
    if len(text) > MAX_ID_CHARACTERS:
        raise BadItem(code, f"The {key} is longer than {MAX_ID_CHARACTERS} characters.")
    return text or None


def _is_placeholder(text: str) -> bool:
    return len(text) <= _LONGEST_PLACEHOLDER and text.lower() in _PLACEHOLDERS
