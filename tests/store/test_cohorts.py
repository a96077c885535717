"""Who is in a cohort of another product: told once, whole or not at all."""

import asyncio
from uuid import UUID

from engine.sources.items import Cohort, Who
from engine.store.cohorts import members_of, turn_over
from engine.store.database import Database
from engine.store.tables import Source


async def source(database: Database) -> UUID:
    made = Source(key="mixpanel", name="Mixpanel", kind="webhook")
    async with database.transaction() as session:
        session.add(made)
    return made.id


def cohort(*members: str) -> Cohort:
    return Cohort(
        id="7",
        name="At risk",
        members=tuple(Who(user=each) for each in members),
        change="replace",
    )


async def test_a_cohort_that_is_sent_twice_at_once_is_told_once(database: Database) -> None:
    """**Invariant:** whoever is in a cohort came into it once. **How it broke:** who was in it was
    read in a transaction of its own, so two calls at once both found that all had just come."""
    made = await source(database)

    async def come() -> int:
        async with database.transaction() as session:
            change = await turn_over(session, made, cohort("ada", "bob"))
            return len(change.entered)

    assert sorted(await asyncio.gather(come(), come(), come())) == [0, 0, 2]


async def test_a_cohort_may_have_more_members_than_a_statement_has_parameters(
    database: Database,
) -> None:
    made = await source(database)
    many = [f"user-{number}" for number in range(33_000)]
    async with database.transaction() as session:
        assert len((await turn_over(session, made, cohort(*many))).entered) == 33_000
        assert len((await turn_over(session, made, cohort("user-5"))).left) == 32_999
        assert await members_of(session, made, "7") == ["user/user-5"]
