"""What a text in a definition must look like, and what was probably meant when it does not."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import TypeAdapter

from engine.definition.base import StepId, TemplateName
from engine.definition.conditions import TraitPath
from engine.definition.steps import Address
from engine.definition.steps.reaching_out import Url
from engine.definition.templates import Colour, Language
from engine.definition.times import Days, Duration, Offset, TimeOfDay

Said = tuple[str, str | None]
"""A message, and a hint if there is one."""


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


SYNONYMS: Mapping[str, str] = {
    "equals": "is",
    "not_equals": "is_not",
    "one_of": "in",
    "greater_than": "more_than",
    "gt": "more_than",
    "gte": "at_least",
    "lt": "less_than",
    "lte": "at_most",
    "includes": "contains",
    "begins_with": "starts_with",
    "since": "within",
    "delay": "wait",
    "sleep": "wait",
    "if": "branch",
    "condition": "when",
    "ab_test": "split",
    "random": "split",
    "slack": "notify",
    "teams": "notify",
    "call": "webhook",
    "http": "webhook",
    "approval": "approve",
    "nps": "survey",
    "csat": "survey",
    "end": "exit",
    "stop": "exit",
    "goto": "go_to",
    "jump": "go_to",
    "else": "otherwise",
    "then": "next",
    "paragraph": "text",
    "markdown": "text",
    "picture": "image",
    "title": "heading",
    "line": "divider",
    "space": "spacer",
    "checklist": "list",
    "row": "columns",
    "centre": "center",
}
"""What people write out of habit from elsewhere, and how it is called here."""


def likely(written: str, known: Iterable[str]) -> list[str]:
    """What was probably meant: at most one of the known words."""
    words = list(known)
    close = get_close_matches(written, words, n=1)
    other = SYNONYMS.get(written)
    return close or ([other] if other in words else [])


def misspelt(pattern: str, value: Any) -> Said:
    """What is wrong with a text that does not have this pattern."""
    return _PATTERNS.get(pattern, _unmatched)(value)


LONGEST_KEY = 63


def key_from(text: str) -> str:
    """A key that reads like the text, letters without their accents; empty when none of it can be
    in a key."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    written = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", written).strip("-")[:LONGEST_KEY].strip("-")


def _identifier(value: Any) -> Said:
    fixed = key_from(str(value))
    return (
        f"{shown(value)} cannot be a name here: use lower-case letters, digits, “-” "
        "and “_”, at most 63, and begin with a letter or digit.",
        f"For example “{fixed}”." if fixed else None,
    )


def _template(value: Any) -> Said:
    if str(value).startswith("library/"):
        said, _ = _identifier(str(value).removeprefix("library/"))
        return said, "For example library/welcome."
    return _identifier(value)


def _language(value: Any) -> Said:
    return f"{shown(value)} is not a language.", "Write it as de, de-AT or zh-Hant."


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
    meant = _SPELT_OUT.match(str(value))
    hint = "Write 30m, 12h, 3d, 2w or 2 business days."
    if meant and not meant["way"]:
        hint = f"Write {_short(meant)}."
    return f"{shown(value)} is not a duration.", hint


def _offset(value: Any) -> Said:
    meant = _SPELT_OUT.match(str(value))
    hint = "Write -60d for sixty days before it, 14d for two weeks after it."
    if meant:
        before = meant["sign"] == "-" or meant["way"] == "before"
        hint = f"Write {'-' if before else ''}{_short(meant)}."
    return f"{shown(value)} is not a time before or after a date.", hint


_SPELT_OUT = re.compile(
    r"^(?P<sign>[+-]?) ?(?P<amount>\d{1,5}) ?"
    r"(?P<unit>min(ute)?|m|h(ou)?r?|d(ay)?|w(eek)?|(business|working) (day|h(ou)?r))s? ?"
    r"(?P<way>before|after)?$"
)
"""`60 days before`, `-2 weeks`, `3 minutes`."""


def _short(meant: re.Match[str]) -> str:
    unit = meant["unit"]
    whole = "hours" if unit.endswith("r") else "days"
    return f"{meant['amount']} business {whole}" if " " in unit else f"{meant['amount']}{unit[0]}"


def _url(value: Any) -> Said:
    return f"{shown(value)} is not an address on the web.", "Begin it with https://."


def _colour(value: Any) -> Said:
    return f"{shown(value)} is not a colour.", "Write it as #0b6b58."


def _unmatched(value: Any) -> Said:
    return f"{shown(value)} cannot stand here.", None


def _pattern(annotation: Any) -> str:
    return str(TypeAdapter(annotation).json_schema()["pattern"])


_PATTERNS: Mapping[str, Callable[[Any], Said]] = {
    _pattern(StepId): _identifier,
    _pattern(TemplateName): _template,
    _pattern(Language): _language,
    _pattern(TraitPath): _trait_path,
    _pattern(TimeOfDay): _time,
    _pattern(Days): _days,
    _pattern(Address): _address,
    _pattern(Duration): _duration,
    _pattern(Offset): _offset,
    _pattern(Url): _url,
    _pattern(Colour): _colour,
}
