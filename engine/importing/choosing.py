"""What somebody says of columns in a few signs: `Plan=plan`, `Seats=seats:number`, `Notes=`.

The name after the sign is a trait's, unless it is a use of the kind: `id`, `email`, `account`,
`roles`, `event`, `time`, `message_id`. Nothing after it leaves the column out.
"""

from collections.abc import Iterable
from typing import get_args

from engine.errors import Invalid
from engine.importing.guessing import TYPES
from engine.importing.mapping import USES, Column, Kind, Mapping
from engine.importing.values import ValueType

_TYPES = get_args(ValueType)
_NOT_SAID = ("trait", "leave")


def chosen(kind: Kind, mapping: Mapping, said: Iterable[str]) -> Mapping:
    """The mapping with what was said in place of what was guessed. Raises Invalid."""
    columns = {each.column: each for each in mapping.columns}
    for each in said:
        column, sign, meant = each.rpartition("=")
        if not sign:
            raise Invalid(f"“{each}” should be column=trait, as in “Plan=plan”.", code="bad_map")
        if column not in columns:
            named = ", ".join(columns) or "none"
            raise Invalid(f"There is no column “{column}”. The file has: {named}.", code="bad_map")
        now = _column(kind, column, meant.strip(), columns[column].type)
        columns = {name: _gives_way(other, now) for name, other in columns.items()} | {column: now}
    return mapping.model_copy(update={"columns": tuple(columns.values())})


def _column(kind: Kind, column: str, meant: str, guessed: ValueType) -> Column:
    name, _, type_name = meant.partition(":")
    kind_of = next((each for each in _TYPES if each == type_name), None)
    if type_name and kind_of is None:
        raise Invalid(f"“{type_name}” is no type. Types are {', '.join(_TYPES)}.", code="bad_map")
    if not name:
        return Column(column=column, use="leave")
    use = next((each for each in USES[kind] if each == name and each not in _NOT_SAID), None)
    if use is not None:
        return Column(column=column, use=use)
    return Column(column=column, use="trait", name=name, type=kind_of or TYPES.get(name, guessed))


def _gives_way(other: Column, now: Column) -> Column:
    """What was only guessed to be the same is left out."""
    if now.use in ("leave", "spread") or other.column == now.column:
        return other
    is_same = other.use == now.use and (now.use != "trait" or other.name == now.name)
    return Column(column=other.column, use="leave") if is_same else other
