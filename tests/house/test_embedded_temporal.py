"""The Temporal server we bring along: its own file, its own ports, and nothing lost at a kill."""

from pathlib import Path

import httpx
import pytest
from temporalio.client import Client

from onward.embedded import EmbeddedTemporal
from onward.errors import CannotStartError


async def test_a_workflow_survives_a_kill_of_the_server(directory: Path) -> None:
    server = EmbeddedTemporal(directory, ui_port=None)
    await server.start()
    client = await Client.connect(server.address)
    await client.start_workflow("Sleeper", id="sleeper", task_queue="nobody-polls")
    server.kill()

    await server.start()
    try:
        client = await Client.connect(server.address)
        description = await client.get_workflow_handle("sleeper").describe()
        assert description.workflow_type == "Sleeper"
    finally:
        await server.stop()


async def test_the_web_ui_answers_and_knows_the_namespace(directory: Path) -> None:
    async with EmbeddedTemporal(directory, namespace="onward") as server:
        url = f"{server.ui_url}/api/v1/namespaces/onward"
        async with httpx.AsyncClient(trust_env=False) as browser:
            answer = await browser.get(url)
    assert answer.json()["namespaceInfo"]["name"] == "onward"


async def test_a_port_in_use_is_said_clearly(directory: Path) -> None:
    async with EmbeddedTemporal(directory / "one", ui_port=None) as one:
        two = EmbeddedTemporal(directory / "two", port=one.port, ui_port=None)
        with pytest.raises(CannotStartError, match=f"port {one.port}"):
            await two.start()


async def test_a_server_left_running_on_the_file_is_ended_first(directory: Path) -> None:
    left = EmbeddedTemporal(directory, ui_port=None)
    await left.start()
    async with EmbeddedTemporal(directory, ui_port=None):
        assert not left.running
