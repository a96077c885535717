"""The data that tests in a browser look at."""

from datetime import UTC, datetime

from engine.store.database import Database
from engine.store.reading.enrollments import list_enrollments
from tests.browser.seed import seed


async def test_whoever_comes_first_in_a_list_does_so_each_time(database: Database) -> None:
    """**How it broke:** three customers had entered at once, so that their ids, which are others
    each time, said who came first; tests that took the first met one step or another."""
    await seed(database, "little", datetime.now(UTC), password_hash="")
    async with database.transaction() as session:
        found = await list_enrollments(session, journey="success-plan")
    entered = [each.enrolled_at for each in found.rows]
    assert len(set(entered)) == len(entered) == 4
