"""How every list is read: a page of at most so many, and the cursor of what follows."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.views.paging import Kind, Page, beyond, cursor, paged, place

LARGEST_PAGE = 200

Item = TypeVar("Item")


def id_of(table: Any, column: Any, value: str) -> Any:
    """The id of the row a list is narrowed to. Looked up first, so that the index on that id and
    the list's order is used; a join would have PostgreSQL sort everything."""
    return select(table.id).where(column == value).scalar_subquery()


async def listed(
    session: AsyncSession,
    statement: Any,
    *,
    order: Sequence[tuple[Any, Kind]],
    place_of: Callable[[Any], Sequence[Any]],
    made: Callable[[Any], Item],
    limit: int,
    after: str | None,
    descending: bool = True,
) -> Page[Item]:
    """One page of a statement. `order` must be total; `place_of` gives a row's values in it.

    Raises Invalid for a cursor of another list.
    """
    columns = [column for column, _ in order]
    if after is not None:
        values = place(after, *(kind for _, kind in order))
        statement = statement.where(beyond(columns, values, descending=descending))
    ordered = [column.desc() if descending else column.asc() for column in columns]
    found = await session.execute(statement.order_by(*ordered).limit(limit + 1))
    page = paged(found.all(), lambda row: cursor(*place_of(row)), limit)
    return Page([made(row) for row in page.rows], page.next)
