"""A template of the library as a form: each text a field, a language after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

from orjson import dumps

from engine.definition.document import dump_data
from engine.definition.text import read_yaml
from engine.errors import DefinitionError
from engine.template_library import Kind

FIELDS: Mapping[Kind, tuple[str, ...]] = {
    "mail": ("subject", "preheader", "body"),
    "designed": ("subject", "preheader", "blocks"),
    "html": ("subject", "preheader", "html", "text"),
    "in_app": ("title", "body", "action_label", "action_url", "steps", "items"),
    "partial": ("text",),
}

KINDS_IN_WORDS: Mapping[Kind, str] = {
    "mail": "Mail, as if typed",
    "designed": "Mail, designed",
    "html": "Mail, own HTML",
    "in_app": "In the product",
    "partial": "Partial",
}

_THEME = ("accent", "background")

_LISTS = ("blocks", "steps", "items")
"""What is written as YAML."""

FIRST: Mapping[Kind, dict[str, Any]] = {
    "mail": {
        "subject": "Welcome to {{ organization.name }}",
        "body": "Hi {{ contact.first_name | default('there') }},\n\n",
    },
    "designed": {
        "subject": "Welcome to {{ organization.name }}",
        "blocks": [
            {"type": "heading", "text": "Welcome, {{ contact.first_name | default('there') }}"},
            {"type": "text", "markdown": "Good to have you."},
            {"type": "button", "label": "Open it", "url": "https://example.com"},
        ],
    },
    "html": {
        "subject": "Welcome to {{ organization.name }}",
        "html": "<h1>Hi {{ contact.first_name | default('there') }}</h1>\n<p></p>\n",
    },
    "in_app": {"title": "New here", "body": "Have a look."},
    "partial": {"text": "Yours,\n{{ owner.first_name | default(organization.name) }}"},
}


@dataclass(frozen=True)
class Texts:
    """What the form holds for one language; the language is empty for the texts as they stand."""

    language: str
    values: Mapping[str, str]

    @property
    def blocks(self) -> str | None:
        """The blocks as JSON, to be laid out on the page. None: what was written is no list."""
        try:
            read = _listed(self.values.get("blocks", ""))
            return dumps(read).decode() if isinstance(read, list) else None
        except (TypeError, ValueError):
            return None


@dataclass(frozen=True)
class Written:
    """What the form says."""

    kind: Kind
    key: str = ""
    name: str = ""
    note: str = ""
    change: str = ""
    expected: int = 0
    texts: tuple[Texts, ...] = ()
    theme: Mapping[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> list[str]:
        return [each.language for each in self.texts if each.language]

    def content(self) -> dict[str, Any]:
        """As it is kept, however unfinished. Raises ValueError for blocks that are no YAML."""
        own, locales = {}, {}
        for each in self.texts:
            said = _content(self.kind, each.values)
            if each.language:
                locales[each.language] = said
            else:
                own = said
        theme = {name: value for name, value in self.theme.items() if value}
        return {
            **own,
            **({"theme": theme} if theme and self.kind == "designed" else {}),
            **({"locales": locales} if locales else {}),
        }


def written(kind: Kind, content: Mapping[str, Any], **more: Any) -> Written:
    """The form that says this."""
    texts = [Texts("", _values(kind, content))]
    texts += [Texts(each, _values(kind, said)) for each, said in content.get("locales", {}).items()]
    return Written(kind, texts=tuple(texts), theme=content.get("theme") or {}, **more)


def from_form(kind: Kind, form: Mapping[str, Any]) -> Written:
    """What was sent: `subject`, and `de:subject` for each language."""
    languages = [
        "",
        *dict.fromkeys(each for each in str(form.get("languages", "")).split() if each),
    ]
    dropped = str(form.get("drop", ""))
    texts = [
        Texts(language, {name: _plain(form.get(_named(language, name))) for name in FIELDS[kind]})
        for language in languages
        if not language or language != dropped
    ]
    expected = str(form.get("expected", "0"))
    return Written(
        kind,
        key=_plain(form.get("key")).strip(),
        name=_plain(form.get("name")).strip(),
        note=_plain(form.get("note")).strip(),
        change=_plain(form.get("change")).strip(),
        expected=int(expected) if expected.isdecimal() else 0,
        texts=tuple(texts),
        theme={name: _plain(form.get(name)).strip() for name in _THEME},
    )


def with_language(asked: Written, language: str) -> Written:
    """With fields for one more, which begin with what the texts say as they stand."""
    if not language or language in asked.languages:
        return asked
    more = Texts(language, asked.texts[0].values)
    return Written(
        **{**{name: getattr(asked, name) for name in vars(asked)}, "texts": (*asked.texts, more)}
    )


def _named(language: str, name: str) -> str:
    return f"{language}:{name}" if language else name


def _plain(value: object) -> str:
    return str(value).replace("\r\n", "\n") if isinstance(value, str) else ""


def _content(kind: Kind, values: Mapping[str, str]) -> dict[str, Any]:
    return dict(_parts(kind, values))


def _parts(kind: Kind, values: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for name in FIELDS[kind]:
        value = values.get(name, "")
        if name in _LISTS:
            if value.strip() or name == "blocks":
                yield name, _listed(value)
        elif name == "action_label":
            if value or values.get("action_url"):
                yield "action", {"label": value, "url": values.get("action_url", "").strip()}
        elif name != "action_url" and (
            value or name not in ("preheader", "text") or kind == "partial"
        ):
            yield name, value


def _listed(value: str) -> Any:
    try:
        return read_yaml(value).data or []
    except DefinitionError as error:
        raise ValueError(f"What is written as YAML cannot be read. {error}") from error


def _values(kind: Kind, said: Mapping[str, Any]) -> dict[str, str]:
    action = said.get("action") or {}
    given = {**said, "action_label": action.get("label"), "action_url": action.get("url")}
    given |= {name: _as_yaml(said[name]) for name in _LISTS if said.get(name)}
    return {name: str(given.get(name) or "") for name in FIELDS[kind]}


def _as_yaml(listed: list[Any]) -> str:
    """The list alone, as a journey's file has it."""
    return dedent(dump_data({"listed": _in_order(listed)}).partition("\n")[2])


def _in_order(value: Any) -> Any:
    """What kind of block it is first: the database keeps keys in an order of its own."""
    match value:
        case dict():
            keys = sorted(value, key=lambda key: (key != "type", key == "columns"))
            return {key: _in_order(value[key]) for key in keys}
        case list():
            return [_in_order(each) for each in value]
        case _:
            return value
