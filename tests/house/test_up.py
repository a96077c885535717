"""`onward up`, run as people run it: as a program, on a directory, with signals."""

import asyncio
import os
import re
import signal
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from temporalio.client import Client

from onward.embedded import EmbeddedPostgres, EmbeddedTemporal
from onward.up import logs
from tests.house.running import READY, Up
from tests.parts import private_directory


@pytest.fixture(scope="module")
async def up() -> AsyncIterator[Up]:
    """One that runs, for tests that only look at it."""
    with private_directory() as directory:
        running = Up(directory / "data")
        await running.start()
        await running.until(READY)
        yield running
        running.process.terminate()
        await running.ended()


async def test_it_says_where_to_sign_in_and_keeps_that_for_the_owner_alone(up: Up) -> None:
    password = re.search(r"Password +(\S+)", up.output)
    assert password is not None
    kept = up.directory / "first-login.txt"
    assert password[1] in kept.read_text()
    private = [kept, up.directory / "secret-key", up.directory / "running.json"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert str(up.directory) in up.output


async def test_the_web_server_and_temporals_web_ui_answer(up: Up) -> None:
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(f"http://127.0.0.1:{up.port}/healthz")).is_success
        assert (await browser.get(f"http://127.0.0.1:{up.ui_port}/")).is_success


async def test_the_doctor_finds_it_well(up: Up) -> None:
    doctor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "onward", "doctor"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "ONWARD_DATA_DIR": str(up.directory)},
    )
    findings, _ = await doctor.communicate()
    assert doctor.returncode == 0, findings.decode()


async def test_a_second_one_on_the_same_directory_says_it_is_running(up: Up) -> None:
    second = Up(up.directory)
    await second.start()
    assert await second.ended() == 2
    assert f"already running on {up.directory} at http://127.0.0.1:{up.port}" in second.output


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("worker", "onward worker"),
        ("web server", "onward api"),
        ("Temporal", "server start-dev"),
        ("PostgreSQL", "bin/postgres -D"),
    ],
)
async def test_what_is_killed_is_started_again(up: Up, name: str, program: str) -> None:
    victim = next(each for each in up.family() if program in " ".join(each.cmdline()))
    victim.kill()
    await up.until(f"{name} ended (by signal 9)")
    await up.until(f"{name} is back")


@pytest.mark.long
async def test_ctrl_c_ends_everything_it_started_and_nothing_else(directory: Path) -> None:
    async with EmbeddedPostgres(directory / "another", durable=False) as another:
        up = Up(directory / "data")
        await up.start("--no-worker")
        await up.until(READY)
        family = up.family()
        up.process.send_signal(signal.SIGINT)
        assert await up.ended() == 0
        assert [process for process in family if process.is_running()] == []
        assert another.running


async def test_ctrl_c_is_heard_while_it_starts(directory: Path) -> None:
    up = Up(directory)
    await up.start()
    await up.until("Starting PostgreSQL")
    up.process.send_signal(signal.SIGINT)
    assert await up.ended() == 0
    assert "Stopped" in up.output


@pytest.mark.long
async def test_after_a_kill_of_everything_it_goes_on_where_it_was(directory: Path) -> None:
    """**Invariant:** SIGKILL of every process, then `up` again: nothing sleeping is lost."""
    up = Up(directory)
    await up.start("--no-worker")
    await up.until(READY)
    client = await Client.connect(f"127.0.0.1:{up.temporal_port}")
    await client.start_workflow("Sleeper", id="sleeper", task_queue="nobody")
    key = (directory / "secret-key").read_text()
    for process in up.family():
        with suppress(psutil.NoSuchProcess):  # the kernel was faster
            process.kill()
    await up.ended()

    await up.start("--no-worker")
    await up.until(READY)
    client = await Client.connect(f"127.0.0.1:{up.temporal_port}")
    assert (await client.get_workflow_handle("sleeper").describe()).workflow_type == "Sleeper"
    assert (directory / "secret-key").read_text() == key
    assert "Password" not in up.output
    up.process.terminate()
    assert await up.ended() == 0


@pytest.mark.long
async def test_what_a_killed_supervisor_leaves_is_in_nobodys_way(directory: Path) -> None:
    up = Up(directory)
    await up.start("--no-worker")
    await up.until(READY)
    up.process.kill()
    await up.ended()

    await up.start("--no-worker")
    await up.until(READY)
    up.process.terminate()
    assert await up.ended() == 0


async def test_a_port_in_use_is_named_with_the_option_that_changes_it(directory: Path) -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    async with taken:
        up = Up(directory)
        up.port = taken.sockets[0].getsockname()[1]
        await up.start()
        assert await up.ended() == 2
    assert f"Port {up.port} is in use" in up.output
    assert "--port" in up.output


async def test_one_port_for_two_servers_is_noticed_before_anything_starts(directory: Path) -> None:
    up = Up(directory)
    up.temporal_port = up.port
    await up.start()
    assert await up.ended() == 2
    assert "three different ports" in up.output
    assert "Starting" not in up.output


async def test_a_directory_that_cannot_be_written_is_named(directory: Path) -> None:
    (directory / "file").touch()
    up = Up(directory / "file" / "data")
    await up.start()
    assert await up.ended() == 2
    assert f"The data directory {up.directory} cannot be written" in up.output


async def test_a_variable_that_contradicts_it_is_asked_about(directory: Path) -> None:
    up = Up(directory)
    await up.start(environment={"ONWARD_DATABASE_URL": "postgresql://elsewhere/onward"})
    assert await up.ended() == 2
    assert "--external-database" in up.output


async def test_a_host_others_can_reach_needs_https(directory: Path) -> None:
    up = Up(directory)
    await up.start("--host", "0.0.0.0")
    assert await up.ended() == 2
    assert "ONWARD_PUBLIC_URL" in up.output


@pytest.mark.long
async def test_it_uses_servers_of_yours(directory: Path, database_url: str) -> None:
    async with EmbeddedTemporal(directory / "yours", ui_port=None) as temporal:
        up = Up(directory / "data")
        environment = {
            "ONWARD_DATABASE_URL": database_url,
            "ONWARD_TEMPORAL_ADDRESS": temporal.address,
        }
        external = ("--external-database", "--external-temporal")
        await up.start("--no-worker", *external, environment=environment)
        await up.until(READY)
        up.process.terminate()
        assert await up.ended() == 0
        assert temporal.running
    assert "Starting PostgreSQL" not in up.output
    assert "Starting Temporal" not in up.output


def test_a_log_that_grows_large_is_emptied_and_its_end_kept(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    with log.open("ab") as writer:
        writer.write(b"x" * 100)
        writer.flush()
        logs.trim(log, largest=50)
        writer.write(b"after\n")
    assert log.read_bytes() == b"after\n"
    assert (tmp_path / "api.log.1").read_bytes() == b"x" * 100
