"""What templates can say of customers here: what there is of everybody, and what is sent.

How many have something is counted among the customers changed last, as everywhere where it is told
what is sent.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.sentences.words import name_in_words
from engine.store.knowledge import SAMPLE
from engine.store.reading.seen import SeenTrait, seen_traits
from engine.templates.fields import BUILT_IN, FILTERS_IN_WORDS

_GROUPS = {
    "contact": "The customer’s contact",
    "account": "Their company",
    "owner": "The account’s owner",
    "organization": "You",
    "journey": "This journey",
}


_TAKEN = frozenset({"firstName", "firstname", "lastName", "lastname"})
"""Of a contact: what is sent under these names is its first or last name already."""


@dataclass(frozen=True)
class MergeField:
    name: str
    """As a template calls it, between braces: `contact.first_name`."""
    label: str
    value: Any
    """Of this customer. Null: they lack it."""
    seen: float | None
    """The share of customers who have it, from 0 to 1. Null where it is not theirs."""
    type: str
    """As in the vocabulary: text, number, boolean, date, list, object or mixed."""


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    fields: Sequence[MergeField]


@dataclass(frozen=True)
class Filter:
    name: str
    example: str
    does: str


@dataclass(frozen=True)
class MergeFields:
    groups: Sequence[Group]
    filters: Sequence[Filter]


async def merge_fields(session: AsyncSession, scope: Mapping[str, Any]) -> MergeFields:
    """`scope` is what templates see of the customer."""
    found = (await session.execute(_COUNTS, {"sample": SAMPLE})).mappings().one()
    counts = {str(name): int(count) for name, count in found.items()}
    traits = await seen_traits(session)
    groups = [
        Group(
            name,
            label,
            _told_apart([*_built_in(name, scope, counts), *_sent(name, scope, counts, traits)]),
        )
        for name, label in _GROUPS.items()
    ]
    return MergeFields(groups, [Filter(*each) for each in FILTERS_IN_WORDS])


def _told_apart(fields: Sequence[MergeField]) -> Sequence[MergeField]:
    """Of those that read nearly alike, such as “First name” and “Firstname”, the label says what a
    template calls them."""
    read = {field.name: re.sub(r"[\W_]", "", field.label).casefold() for field in fields}
    alike = Counter(read.values())
    return [
        replace(field, label=f"{field.label} ({field.name})")
        if alike[read[field.name]] > 1
        else field
        for field in fields
    ]


def _built_in(
    group: str, scope: Mapping[str, Any], counts: Mapping[str, int]
) -> Sequence[MergeField]:
    return [
        MergeField(
            name=f"{group}.{name}",
            label=label,
            value=scope[group].get(name),
            seen=_share(counts, group, counts.get(f"{group}.{name}")),
            type="date" if name == "renewal_date" else "text",
        )
        for name, label in BUILT_IN[group].items()
    ]


def _sent(
    group: str, scope: Mapping[str, Any], counts: Mapping[str, int], traits: Sequence[SeenTrait]
) -> Sequence[MergeField]:
    found = []
    for trait in traits:
        whose, _, name = trait.path.partition(".")
        if whose != group or name in BUILT_IN[group]:
            continue
        if whose != "contact" or name not in _TAKEN:
            found.append(
                MergeField(
                    name=_called(trait.path),
                    label=name_in_words(name.replace(".", " ")).capitalize(),
                    value=_value(scope[group], name),
                    seen=_share(counts, group, trait.count),
                    type=trait.type,
                )
            )
    return found


def _called(path: str) -> str:
    """A name that is no word is written in brackets."""
    whose, *names = path.split(".")
    return whose + "".join(
        f".{name}"
        if name.isidentifier() and name.isascii()
        else f"[{json.dumps(name, ensure_ascii=False)}]"
        for name in names
    )


def _value(values: Mapping[str, Any], name: str) -> Any:
    if name in values:
        return values[name]
    head, dot, rest = name.partition(".")
    inner = values.get(head)
    return _value(inner, rest) if dot and isinstance(inner, Mapping) else None


def _share(counts: Mapping[str, int], group: str, count: int | None) -> float | None:
    """Of accounts or contacts; an owner is an account's."""
    whole = counts["contacts"] if group == "contact" else counts["accounts"]
    if count is None or not whole:
        return None
    return round(min(count / whole, 1), 3)


_COUNTS = text("""
    WITH people AS (SELECT * FROM contacts WHERE merged_into IS NULL
                    ORDER BY updated_at DESC LIMIT :sample),
         companies AS (SELECT * FROM accounts ORDER BY updated_at DESC LIMIT :sample)
    SELECT p.*, c.* FROM
        (SELECT count(*) AS contacts,
                count(name) FILTER (WHERE name <> '') AS "contact.name",
                count(email) AS "contact.email",
                count(external_id) AS "contact.external_id",
                count(time_zone) AS "contact.time_zone",
                count(*) FILTER (WHERE name <> ''
                    OR traits ?| ARRAY['first_name', 'firstName', 'firstname'])
                    AS "contact.first_name",
                count(*) FILTER (WHERE trim(name) LIKE '% %'
                    OR traits ?| ARRAY['last_name', 'lastName', 'lastname'])
                    AS "contact.last_name"
         FROM people) AS p,
        (SELECT count(*) AS accounts,
                count(companies.name) AS "account.name",
                count(external_id) AS "account.external_id",
                count(*) FILTER (WHERE renewal_date IS NOT NULL OR traits ? 'renewal_date')
                    AS "account.renewal_date",
                count(u.id) AS "owner.name",
                count(u.id) AS "owner.first_name",
                count(u.id) AS "owner.email",
                count(u.meeting_url) AS "owner.meeting_url"
         FROM companies LEFT JOIN users AS u ON u.id = companies.owner_id
             AND u.disabled_at IS NULL) AS c
""")
