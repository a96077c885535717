"""The simulator tells the truth: what it says of an invented life is what production makes of it.

The same seed here every time, so that nobody's change fails over somebody else's; the long form,
`python -m tests.differential`, takes any number of cases and any seed.
"""

from engine.store.database import Database
from tests.differential.house import house
from tests.differential.inventing import invented
from tests.parts import tries

CASES = tries(12)
SEED = 20_260_301


async def test_production_and_the_simulator_leave_the_same_trace(database: Database) -> None:
    async with house(database) as compared:
        found = await compared.compare(invented(CASES, SEED))
    assert not found, f"{len(found)} of {CASES} part:\n\n" + "\n\n".join(found[:5])
