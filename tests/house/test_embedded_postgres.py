"""The PostgreSQL we bring along: durable, restartable after any end, and never somebody else's."""

import asyncio
import sys
from pathlib import Path

import psutil
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from onward.embedded import EmbeddedPostgres


async def run(url: str, statement: str) -> object:
    """The first value a statement answers with, if any."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            result = await connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        await engine.dispose()


async def test_what_was_committed_survives_a_kill(directory: Path) -> None:
    server = EmbeddedPostgres(directory)
    await server.start()
    url = await server.create_database("kept")
    await run(url, "CREATE TABLE notes AS SELECT 'still here' AS said")
    server.kill()

    await server.start()
    try:
        assert await run(server.url_of("kept"), "SELECT said FROM notes") == "still here"
    finally:
        await server.stop()


async def test_it_is_durable_and_speaks_utc_by_default(directory: Path) -> None:
    async with EmbeddedPostgres(directory) as server:
        assert await run(server.url, "SHOW fsync") == "on"
        assert await run(server.url, "SHOW synchronous_commit") == "on"
        assert await run(server.url, "SHOW timezone") == "UTC"


async def test_stale_lock_files_naming_a_living_process_do_not_stop_it(directory: Path) -> None:
    server = EmbeddedPostgres(directory / "killed", durable=False)
    await server.start()
    server.kill()
    sockets = directory / "killed" / "socket"
    locks = [directory / "killed" / "cluster" / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"]
    # Of the same user: PostgreSQL takes the word of a lock file only about those.
    async with EmbeddedPostgres(directory / "alive", durable=False) as alive:
        for lock in locks:
            _, *rest = lock.read_text().splitlines()
            lock.write_text("\n".join([str(alive.pid), *rest, ""]))
        async with server:
            assert await run(server.url, "SELECT 1") == 1
        assert alive.running


async def test_a_server_left_running_on_the_directory_is_ended_first(directory: Path) -> None:
    left = EmbeddedPostgres(directory, durable=False)
    await left.start()

    async with EmbeddedPostgres(directory, durable=False) as server:
        assert not left.running
        assert await run(server.url, "SELECT 1") == 1


async def test_a_server_on_another_directory_is_left_alone(directory: Path) -> None:
    async with (
        EmbeddedPostgres(directory / "one", durable=False) as one,
        EmbeddedPostgres(directory / "two", durable=False) as two,
    ):
        two.kill()
        await two.start()
        assert one.running


async def test_databases_are_copied_found_and_dropped(directory: Path) -> None:
    async with EmbeddedPostgres(directory, durable=False) as server:
        original = await server.create_database("original")
        await run(original, "CREATE TABLE notes AS SELECT 'copied' AS said")
        copy = await server.create_database("copy", template="original")
        assert await run(copy, "SELECT said FROM notes") == "copied"
        assert await server.ensure_database("copy") == copy
        await server.drop_database("copy")
        await server.drop_database("copy")


async def test_a_directory_with_a_long_name_is_no_obstacle(directory: Path) -> None:
    async with EmbeddedPostgres(directory / ("long" * 30), durable=False) as server:
        assert await run(server.url, "SELECT 1") == 1


OWNER = """
import asyncio, sys
from pathlib import Path
from onward.embedded import EmbeddedPostgres

async def own() -> None:
    server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
    await server.start()
    print(server.pid, flush=True)
    await server.wait()

asyncio.run(own())
"""


async def test_it_ends_when_its_owner_is_killed(directory: Path) -> None:
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER, str(directory), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout is not None
    server = psutil.Process(int(await owner.stdout.readline()))
    owner.kill()
    await owner.communicate()
    await asyncio.to_thread(server.wait, 30)
    assert not server.is_running()
