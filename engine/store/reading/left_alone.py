"""Tasks that several were to be done with at once and that are as they were: which, and why."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.actors import called
from engine.store.tables import Account, Task
from engine.store.tasks import CANCELLED, LIVE


async def left_alone(session: AsyncSession, ids: Sequence[UUID], more: int) -> list[str]:
    """A sentence for each, in the order of `ids`, and one for those beside."""
    if not ids:
        return []
    found = await session.execute(
        select(Task, Account, called(Task.completed_by))
        .outerjoin(Account, col(Account.id) == col(Task.account_id))
        .where(col(Task.id).in_(ids))
    )
    said = {task.id: _said(task, account, by) for task, account, by in found.all()}
    lines = [said.get(each, "One that is no longer there.") for each in ids]
    return [*lines, f"{more} more."] if more else lines


def _said(task: Task, account: Account | None, by: str | None) -> str:
    whose = f" ({account.name or account.external_id})" if account else ""
    return f"{task.title}{whose}: {_why(task, by)}."


def _why(task: Task, by: str | None) -> str:
    if task.status in LIVE:
        return "it is open, and answered by its own buttons" if task.outcomes else "it is open"
    refused = task.kind == "approval" and task.outcome == CANCELLED
    how = (
        "is done already" if task.status == "done" else "is refused" if refused else "is called off"
    )
    return f"it {how}{f' by {by}' if by else ''}"
