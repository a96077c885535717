"""How values look in templates. Pure; who reads and when is in the template's context."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

import nh3
import orjson
from jinja2 import pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markupsafe import Markup

from api.pages import moments
from engine.definition.times import WEEKDAYS, weekdays
from engine.languages import LANGUAGES
from engine.sentences.calendar import days_in_words
from engine.sentences.in_product import seen_in_words
from engine.sentences.words import name_in_words, value_in_words
from engine.templates.markdown import rendered, verbatim
from engine.templates.problems import TemplateFault


def _zone(context: Context) -> ZoneInfo:
    return cast(ZoneInfo, context["zone"])


@pass_context
def _clock(context: Context, instant: datetime) -> str:
    return moments.clock(instant, _zone(context))


@pass_context
def _minute(context: Context, instant: datetime) -> str:
    return moments.minute(instant, _zone(context), context["now"])


@pass_context
def _day(context: Context, instant: datetime) -> str:
    return moments.day(instant, _zone(context))


@pass_context
def _ago(context: Context, instant: datetime) -> str:
    return moments.ago(instant, context["now"])


@pass_context
def _in_product(context: Context, message: Any) -> str:
    return seen_in_words(
        context["now"],
        is_test=message.is_test,
        seen_at=message.seen_at,
        expires_at=message.expires_at,
    )


def _date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def weekday_keys(written: str) -> list[str]:
    """`mon-wed` as `["mon", "tue", "wed"]`."""
    return [WEEKDAYS[day] for day in sorted(weekdays(written))]


def _place(zone: str) -> str:
    """`America/New_York` as `New York`."""
    return zone.rpartition("/")[2].replace("_", " ")


def _initials(name: str) -> str:
    words = name.split() or ["?"]
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


def _grouped(number: int) -> str:
    """`12,345`."""
    return f"{number:,}"


_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})


def _money(minor: int | None, currency: str | None) -> str:
    """Minor units as people write them; cents are left out when there are none."""
    if minor is None:
        return "–"
    code = currency or ""
    major = minor if code in _WITHOUT_CENTS else minor / 100
    written = f"{major:,.0f}" if major == int(major) else f"{major:,.2f}"
    sign = _SIGNS.get(code)
    return f"{sign}{written}" if sign else f"{written} {code}".rstrip()


def _value(value: Any) -> str:
    """A trait or property, whatever it is."""
    if value is None:
        return "–"
    if isinstance(value, bool | int | float | str):
        return value_in_words(value)
    return orjson.dumps(value).decode()


def _cell_in(column: str, cells: Mapping[str, Any]) -> str:
    """What a row of a file has in a column; nothing where it has nothing."""
    cell = cells.get(column)
    return "" if cell is None else _value(cell)


def _flat(values: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Nested objects as one list of names and values: `billing.country`."""
    found: list[tuple[str, Any]] = []
    for name, value in sorted(values.items()):
        if isinstance(value, Mapping) and value:
            found += _flat(value, f"{before}{name}.")
        else:
            found.append((f"{before}{name}", value))
    return found


@cache
def _markdown_reader() -> MarkdownIt:
    """Without HTML, and without links to anything but pages and mail addresses."""
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def _markdown(source: str) -> Markup:
    """Instructions as their author laid them out. Knows no HTML, so none gets through."""
    return Markup(nh3.clean(_markdown_reader().render(source)))


def _as_sent(source: str) -> Markup:
    """A message's Markdown as its reader gets it."""
    try:
        return Markup(rendered(source, ())[0])
    except TemplateFault:
        return Markup(verbatim(source)[0])


_OUTCOMES = {"goal": "Reached the goal", "exited": "Left early", "failed": "Failed"}


def _outcome(word: str | None) -> str:
    """How a passage ended, in a word or two."""
    if not word:
        return "Ended"
    return _OUTCOMES.get(word, name_in_words(word).capitalize())


def _answer(key: str) -> str:
    """A task's outcome as a button says it: `not-interested` as `Not interested`."""
    words = name_in_words(key)
    return words[:1].upper() + words[1:]


_ICONS = {
    "event": "event",
    "entered": "entry",
    "sent": "email",
    "called": "call",
    "skipped": "email",
    "failed": "warning",
    "deferred": "wait",
    "asked": "task",
    "chose": "branch",
    "answered": "check",
    "updated": "update",
    "enrolled": "enroll",
    "waiting": "wait",
    "happened": "event",
    "timed_out": "wait",
    "held": "pause",
    "resumed": "play",
    "goal": "goal",
    "migrated": "replay",
    "passed_over": "cross",
    "went_on": "go_to",
    "moved": "person",
    "skipped_wait": "person",
    "retried": "replay",
    "ended": "exit",
}


def _kind_icon(kind: str) -> str:
    return _ICONS.get(kind, "journeys")


def _language_name(code: str) -> str:
    """As its speakers call it. Its code, where no page of ours speaks it."""
    return LANGUAGES.get(code, code)


FILTERS: dict[str, Callable[..., Any]] = {
    "in_product": _in_product,
    "answer": _answer,
    "ago": _ago,
    "clock": _clock,
    "clock_in": moments.clock,
    "date": _date,
    "day": _day,
    "cell_in": _cell_in,
    "flat": _flat,
    "grouped": _grouped,
    "initials": _initials,
    "instant": datetime.fromisoformat,
    "iso": moments.iso,
    "language_name": _language_name,
    "weekday_keys": weekday_keys,
    "days_in_words": days_in_words,
    "kind_icon": _kind_icon,
    "markdown": _markdown,
    "as_sent": _as_sent,
    "minute": _minute,
    "money": _money,
    "number": value_in_words,
    "outcome": _outcome,
    "place": _place,
    "value": _value,
    "words": name_in_words,
}
