"""The doctor: every fault is found, named, and comes with what to do."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from onward import settings
from onward.doctor import EXAMINATIONS, Finding, examine
from onward.embedded import EmbeddedTemporal
from onward.embedded.ports import free_port

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
async def mail_server() -> AsyncIterator[str]:
    server = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    server.start()
    yield f"127.0.0.1:{server.port}"
    server.stop()


async def finding(part: str, **given: Any) -> Finding:
    found = await examine(settings.load(**given), {part})
    return found[0]


async def test_without_anything_set_every_part_is_examined_and_none_raises(directory: Path) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    findings = await examine(settings.load(data_dir=directory, temporal_address=nowhere))
    assert {found.part for found in findings} == {"Settings", *EXAMINATIONS}
    faulty = {found.part for found in findings if found.state == "fault"}
    assert faulty == {"Secret key", "Database", "Temporal", "Worker"}


async def test_a_migrated_database_is_well_and_its_clock_agrees(database_url: str) -> None:
    assert (await finding("database", database_url=database_url)).state == "ok"
    assert (await finding("clock", database_url=database_url)).state == "ok"


async def test_a_database_that_is_away_is_named_without_its_password() -> None:
    url = f"postgresql://me:hidden@127.0.0.1:{free_port()}/onward"
    found = await finding("database", database_url=url)
    assert found.state == "fault"
    assert "ONWARD_DATABASE_URL" in found.text
    assert "hidden" not in found.text


async def test_a_missing_namespace_and_a_missing_worker_are_told_apart(directory: Path) -> None:
    async with EmbeddedTemporal(directory, ui_port=None) as server:
        there = {"temporal_address": server.address}
        assert (await finding("temporal", **there)).state == "ok"
        absent = await finding("temporal", temporal_namespace="absent", **there)
        idle = await finding("worker", **there)
    assert "ONWARD_TEMPORAL_NAMESPACE" in absent.text
    assert "onward worker" in idle.text
    assert (absent.state, idle.state) == ("fault", "fault")


async def test_a_mail_server_that_answers_is_well(mail_server: str) -> None:
    found = await finding("mail", smtp_url=f"smtp://{mail_server}", mail_from="A <a@acme.example>")
    assert found == Finding("Mail", "ok", f"smtp://{mail_server} takes our mail")


async def test_a_sender_nobody_can_answer_is_a_fault(mail_server: str) -> None:
    found = await finding("mail", smtp_url=f"smtp://{mail_server}")
    assert found.state == "fault"
    assert "ONWARD_MAIL_FROM" in found.text


async def test_a_mail_server_that_is_away_is_a_fault() -> None:
    found = await finding("mail", smtp_url=f"smtp://127.0.0.1:{free_port()}")
    assert found.state == "fault"
    assert "ONWARD_SMTP_URL" in found.text


async def test_the_built_in_mailbox_is_worth_a_note() -> None:
    assert (await finding("mail")).state == "note"


@pytest.mark.parametrize(("key", "state"), [(KEY, "ok"), ("a" * 40, "fault"), ("", "fault")])
async def test_a_secret_key_must_be_hard_to_guess(key: str, state: str) -> None:
    assert (await finding("secret key", secret_key=key)).state == state
