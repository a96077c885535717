"""How everything is read: a select's rows as models, one of them or a page of them.

A select's first column is a table's row; what else a model needs is labelled with the field's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.reading.paging import Kind, Page, beyond, cursor, place
from engine.store.tables import Account

Item = TypeVar("Item")


def id_of(table: Any, column: Any, value: str) -> Any:
    """The id of the row a list is narrowed to. Looked up first, so that the index on that id and
    the list's order is used; a join would have PostgreSQL sort everything."""
    return select(table.id).where(column == value).scalar_subquery()


def account_named(account: str | UUID) -> Any:
    """An account's id, given that or its external id."""
    return account if isinstance(account, UUID) else id_of(Account, Account.external_id, account)


def mentioning(search: str, *columns: Any) -> list[Any]:
    """One condition for each column that may hold what is searched for, in any case."""
    return [col(column).icontains(search, autoescape=True) for column in columns]


def made(model: type[Item], row: Any, labelled: Mapping[Any, Any] = MappingProxyType({})) -> Item:
    """A model with a table row's columns. Fields with a default are left for the caller to fill."""
    names = [
        each.name
        for each in fields(cast(Any, model))
        if each.default is MISSING and each.default_factory is MISSING
    ]
    return model(
        **{name: labelled[name] if name in labelled else getattr(row, name) for name in names}
    )


async def one(session: AsyncSession, model: type[Item], statement: Any, missing: str) -> Item:
    """The one row of a select. Raises NotFound, saying what is `missing`."""
    found = (await session.execute(statement)).first()
    if found is None:
        raise NotFound(missing)
    return made(model, found[0], found._mapping)


async def listed(
    session: AsyncSession,
    model: type[Item],
    statement: Any,
    *,
    order: Sequence[tuple[Any, Kind]],
    limit: int,
    after: str | None,
    descending: bool = True,
) -> Page[Item]:
    """One page of a select, in an order that must be total.

    Raises Invalid for a cursor of another list.
    """
    columns = [column for column, _ in order]
    if after is not None:
        values = place(after, *(kind for _, kind in order))
        statement = statement.where(beyond(columns, values, descending=descending))
    places = [column.label(f"place_{number}") for number, column in enumerate(columns)]
    ordered = [column.desc() if descending else column.asc() for column in columns]
    found = await session.execute(
        statement.add_columns(*places).order_by(*ordered).limit(limit + 1)
    )
    rows = found.all()
    following = cursor(*rows[limit - 1][-len(places) :]) if len(rows) > limit else None
    return Page([made(model, row[0], row._mapping) for row in rows[:limit]], following)
