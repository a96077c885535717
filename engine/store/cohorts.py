"""Who is in a cohort that another product keeps, as far as it has said."""

from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.sources.cohorts import Turnover, turnover
from engine.sources.items import Cohort
from engine.store.statements import run
from engine.store.tables import CohortMember


async def turn_over(session: AsyncSession, source_id: UUID, cohort: Cohort) -> Turnover:
    """Keep who is in it from now on, and say what that changes.

    Until the transaction ends nobody else turns this cohort over: what is sent twice at once
    changes something once.
    """
    await run(session, _LOCK, {"key": f"cohort/{source_id}/{cohort.id}"})
    change = turnover(cohort, await members_of(session, source_id, cohort.id))
    # As JSON: a statement takes 32,767 parameters, and a cohort may have more members.
    for statement, members in ((_LEAVE, change.left), (_ENTER, change.entered)):
        if members:
            given = orjson.dumps(list(members)).decode()
            place = {"source": source_id, "cohort": cohort.id, "members": given}
            await run(session, statement, place)
    return change


async def members_of(session: AsyncSession, source_id: UUID, cohort: str) -> list[str]:
    """Who is in the cohort, as `member_of` writes them."""
    found = await session.exec(
        select(CohortMember.member).where(
            CohortMember.source_id == source_id, CohortMember.cohort == cohort
        )
    )
    return list(found)


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
_LEAVE = text(
    "DELETE FROM cohort_members WHERE source_id = :source AND cohort = :cohort AND member IN"
    " (SELECT jsonb_array_elements_text(CAST(:members AS jsonb)))"
)
_ENTER = text(
    "INSERT INTO cohort_members (source_id, cohort, member) SELECT :source, :cohort, member"
    " FROM jsonb_array_elements_text(CAST(:members AS jsonb)) AS member ON CONFLICT DO NOTHING"
)
