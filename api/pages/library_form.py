"""A template of the library as a form: what it says is one field, which the page draws as a form of
its own, and which is YAML where no script runs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orjson import dumps

from api.pages.numbers import whole_number
from engine.definition.document import dump_data
from engine.definition.text import read_json, read_yaml
from engine.errors import DefinitionError
from engine.template_library import Kind

KINDS_IN_WORDS: Mapping[Kind, str] = {
    "mail": "Mail, as if typed",
    "designed": "Mail, designed",
    "html": "Mail, own HTML",
    "in_app": "In the product",
    "partial": "Partial",
}

FIRST: Mapping[Kind, dict[str, Any]] = {
    "mail": {
        "subject": "Welcome to {{ organization.name | default('our product') }}",
        "body": "Hi {{ contact.first_name | default('there') }},\n\n",
    },
    "designed": {
        "subject": "Welcome to {{ organization.name | default('our product') }}",
        "blocks": [
            {"type": "heading", "text": "Welcome, {{ contact.first_name | default('there') }}"},
            {"type": "text", "markdown": "Good to have you."},
            {"type": "button", "label": "Open it", "url": "https://example.com"},
        ],
    },
    "html": {
        "subject": "Welcome to {{ organization.name | default('our product') }}",
        "html": "<h1>Hi {{ contact.first_name | default('there') }}</h1>\n<p></p>\n",
    },
    "in_app": {"title": "New here", "body": "Have a look."},
    "partial": {
        "text": "Yours,\n{{ owner.first_name | default(organization.name | default('Your team')) }}"
    },
}


@dataclass(frozen=True)
class Written:
    """What the form says."""

    kind: Kind
    key: str = ""
    name: str = ""
    note: str = ""
    change: str = ""
    expected: int = 0
    text: str = ""
    """What it says, as YAML or, from the page's own form, as JSON."""
    content: Mapping[str, Any] = field(default_factory=dict)
    """The same as it is kept, however unfinished."""
    unreadable: str | None = None
    """Why the text says nothing: it is mended as text."""

    @property
    def as_json(self) -> str | None:
        """To be drawn on the page. None: it cannot be."""
        if self.unreadable is not None:
            return None
        try:
            return dumps(self.content).decode()
        except TypeError:
            return None


async def written(kind: Kind, content: Mapping[str, Any], **more: Any) -> Written:
    """The form that says this."""
    text = await asyncio.to_thread(dump_data, _in_order(dict(content)))
    return Written(kind, text=text, content=content, **more)


async def from_form(kind: Kind, form: Mapping[str, Any]) -> Written:
    """What was sent. Its text is read once, and beside everything else that goes on: a large one in
    YAML takes seconds."""
    expected, text = _plain(form.get("expected")), _plain(form.get("content"))
    content, unreadable = await asyncio.to_thread(_read, text)
    return Written(
        kind,
        key=_plain(form.get("key")).strip(),
        name=_plain(form.get("name")).strip(),
        note=_plain(form.get("note")).strip(),
        change=_plain(form.get("change")).strip(),
        expected=whole_number(expected) or 0,
        text=text,
        content=content,
        unreadable=unreadable,
    )


def _read(text: str) -> tuple[dict[str, Any], str | None]:
    """What a text says, and why it says nothing."""
    # JSON is no YAML to the letter: a few characters break lines in the one and not in the other.
    read = read_json if text.lstrip().startswith("{") else read_yaml
    try:
        data = read(text).data
    except DefinitionError as error:
        return {}, f"What it says cannot be read. {error}"
    if data is None or isinstance(data, dict):
        return data or {}, None
    return {}, "What it says begins with a name, as in “subject: Welcome”."


def _plain(value: object) -> str:
    return str(value).replace("\r\n", "\n") if isinstance(value, str) else ""


_FIRST_KEYS = ("type", "id", "subject", "title")
_LAST_KEYS = ("columns", "locales")


def _in_order(value: Any) -> Any:
    """What it is first, and other languages last: the database has an order of its own."""
    match value:
        case dict():
            keys = sorted(value, key=lambda key: (key not in _FIRST_KEYS, key in _LAST_KEYS))
            return {key: _in_order(value[key]) for key in keys}
        case list():
            return [_in_order(each) for each in value]
        case _:
            return value
