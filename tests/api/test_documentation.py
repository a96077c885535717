"""Every command of the documentation does what it says, run by a shell against a real server."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from engine.store.access import Scope
from engine.store.database import Database
from tests.api.customers import some_customers

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = "\n".join(
    command
    for page in ("api.md", "preferences.md")
    for command in re.findall(r"^```sh\n(.*?)^```", (DOCS / page).read_text(), re.M | re.S)
).replace("\\\n", "")
HELLO = re.findall(r"^```yaml\n(.*?)^```", (DOCS / "language.md").read_text(), re.M | re.S)[0]


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where a server of our own listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await serving


async def test_every_command_works(
    address: str,
    database: Database,
    new_key: Callable[[Scope], Awaitable[str]],
    tmp_path: Path,
) -> None:
    await some_customers(database)
    (tmp_path / "hello.yaml").write_text(HELLO)
    environment = {
        "ONWARD": address,
        "ONWARD_KEY": await new_key("admin"),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    commands = [line for line in COMMANDS.splitlines() if line.strip()]
    assert len(commands) > 15
    for command in commands:
        run = await asyncio.create_subprocess_shell(
            command.replace("curl -sS", "curl -sS --fail-with-body"),
            cwd=tmp_path,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await run.communicate()
        assert run.returncode == 0, f"{command}\n{said.decode()}"
