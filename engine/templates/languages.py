"""Which language a message goes out in: the contact's, as near as the template has been written."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

from engine.definition.templates import Template

Spoken = TypeVar("Spoken", bound=Template)


def language_for(written: Iterable[str], locale: str | None) -> str | None:
    """The one of these that is nearest to a locale: `de` for `de-AT` and `de_AT.UTF-8`. None: none
    is, and the texts are read as they stand."""
    known = {each.lower(): each for each in written}
    parts = re.split(r"[-_]", re.split(r"[.@]", locale or "")[0].strip().lower())
    while parts:
        if found := known.get("-".join(parts)):
            return found
        parts.pop()
    return None


def spoken(template: Spoken, language: str | None) -> Spoken:
    """The template as it reads in that language, which it has, or as it stands."""
    if language is None:
        return template
    texts = template.locales[language]
    return cast(Spoken, template.model_copy(update=dict(texts)))


def locale_of(scope: Mapping[str, Any]) -> str | None:
    """The language the contact reads, as far as it is known."""
    locale = (scope.get("contact") or {}).get("locale")
    return locale if isinstance(locale, str) else None


def spelt(language: str) -> str:
    """`DE_at` as `de-AT`, `ZH-hant` as `zh-Hant`; whether there is such a language, others say."""
    first, *rest = re.split(r"[-_]", language.strip())
    return "-".join(
        [first.lower(), *(each.title() if len(each) == 4 else each.upper() for each in rest)]
    )
