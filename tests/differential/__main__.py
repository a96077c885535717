"""The long form: `python -m tests.differential --cases 2000 --seed 7`.

With `--shrink`, lives are tried one at a time, and the first that parts is made as small as it can
be: what is printed then is a story test waiting to be written.
"""

import argparse
import asyncio
import sys

from hypothesis import HealthCheck, given, seed, settings

from engine.store.database import Database
from onward import migrate
from onward.embedded.postgres import EmbeddedPostgres
from tests.differential.house import SIDE_BY_SIDE, House, house
from tests.differential.inventing import invented, lives, publishable
from tests.differential.lives import Life
from tests.parts import private_directory


async def main(cases: int, seeded: int, *, shrink: bool) -> int:
    """Returns how many parted."""
    with private_directory() as place:
        async with EmbeddedPostgres(place, durable=False) as server:
            url = await server.create_database("differential")
            await migrate.upgrade(url)
            database = Database(url, pool_size=5)
            try:
                async with house(database) as compared:
                    if shrink:
                        return await _shrunk(compared, cases, seeded)
                    return await _all(compared, cases, seeded)
            finally:
                await database.close()


async def _all(compared: House, cases: int, seeded: int) -> int:
    parted = 0
    for start in range(0, cases, SIDE_BY_SIDE):
        number = min(SIDE_BY_SIDE, cases - start)
        found = await compared.compare(invented(number, seeded + start))
        parted += len(found)
        print(*found, f"{start + number} lives, {parted} parted", sep="\n\n", flush=True)
    return parted


async def _shrunk(compared: House, cases: int, seeded: int) -> int:
    loop = asyncio.get_running_loop()

    @seed(seeded)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(lives())
    def same(life: Life) -> None:
        if publishable(life):
            found = asyncio.run_coroutine_threadsafe(compared.compare([life]), loop).result()
            assert not found, found[0]

    try:
        await asyncio.to_thread(same)
    except AssertionError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shrink", action="store_true")
    given_options = parser.parse_args()
    options = (given_options.cases, given_options.seed)
    sys.exit(1 if asyncio.run(main(*options, shrink=given_options.shrink)) else 0)
