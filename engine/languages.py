"""The languages customers read our pages in, and which of them somebody means."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "nl": "Nederlands",
    "fr": "Français",
    "es": "Español",
}
"""By code, as their speakers call them."""

DEFAULT = "en"

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """What something is called in one language."""

    name: str
    description: str = ""


def is_language(code: str) -> bool:
    """Whether it is written as a language's code is: `de`, `pt-BR`."""
    return bool(_CODE.fullmatch(code))


def page_language(*wanted: str | None) -> str:
    """The first of those wanted that our pages speak. `de_AT` and `de-CH` are `de`."""
    for each in wanted:
        code = _base(each) if each else DEFAULT
        if each and code in LANGUAGES:
            return code
    return DEFAULT


def accepted(header: str | None) -> list[str]:
    """What an Accept-Language header asks for, the dearest first. Nonsense is left out."""
    weighed = []
    for place, part in enumerate((header or "")[:1_000].split(",")[:20]):
        code, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        if is_language(code) and weight > 0:
            weighed.append((-weight, place, code))
    return [code for _, _, code in sorted(weighed)]


def _weight(written: str) -> float:
    name, _, value = written.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def words_in(words: Mapping[str, Any], language: str) -> Words | None:
    """The words of this language, else those of its base, else English, else any."""
    for code in (language, _base(language), DEFAULT, *sorted(words)):
        said = next(_said(words, code), None)
        if said is not None:
            return said
    return None


def _said(words: Mapping[str, Any], code: str) -> Iterator[Words]:
    held = words.get(code)
    if isinstance(held, Mapping) and isinstance(held.get("name"), str) and held["name"].strip():
        description = held.get("description")
        yield Words(held["name"], description if isinstance(description, str) else "")


def _base(code: str) -> str:
    return re.split(r"[-_]", code.lower(), maxsplit=1)[0]


def languages_of(words: Mapping[str, Any]) -> Iterable[str]:
    """The codes there are words in, our pages' languages first."""
    known = [code for code in LANGUAGES if code in words]
    return [*known, *sorted(set(words) - set(known))]
