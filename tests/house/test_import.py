"""Importing from a shell."""

from pathlib import Path

import pytest
from sqlmodel import select

from engine.errors import Invalid
from engine.store.database import Database
from engine.store.tables import Account, Event
from onward.errors import CannotStartError
from tests.house.conftest import Onward
from tests.house.test_cli import call

CSV = "Kunde;Firma;Umsatz\nacme;Acme;1.200,50\nzeta;Zeta;viel\n;Nobody;1\n"
SAID = ("--map", "Kunde=id", "--map", "Firma=name", "--map", "Umsatz=arr", "--numbers", "comma")


@pytest.fixture
def file(directory: Path) -> str:
    (directory / "kunden.csv").write_text(CSV)
    return str(directory / "kunden.csv")


async def test_a_dry_run_says_what_would_happen_without_a_database(
    onward: Onward, file: str
) -> None:
    tried = await call(onward, "import", "accounts", file, "--dry-run", *SAID, database="")
    assert tried.exit_code == 1
    assert tried.stdout == "3 rows: 1 would be taken, 2 rejected.\n"
    assert f"{file}:3: Umsatz: “viel” is not a number such as 1.234,5." in tried.stderr
    assert f"{file}:4: The row does not have the account's id." in tried.stderr


async def test_what_accounts_are_is_said_anew_and_what_was_rejected_is_written_down(
    onward: Onward, file: str, directory: Path, database: Database
) -> None:
    report = directory / "rejected.csv"
    done = await call(onward, "import", "accounts", file, *SAID, "--rejected", str(report))
    assert (done.exit_code, done.stdout) == (1, "3 rows: 1 taken, 2 rejected.\n")
    assert report.read_text().splitlines()[1:] == [
        '3,"Umsatz: “viel” is not a number such as 1.234,5.",zeta,Zeta,viel',
        "4,The row does not have the account's id.,,Nobody,1",
    ]
    (directory / "fewer.csv").write_text("".join(CSV.splitlines(keepends=True)[:2]))
    again = await call(onward, "import", "accounts", str(directory / "fewer.csv"), *SAID)
    assert (again.exit_code, again.stdout) == (0, "1 row: 1 taken, 0 rejected.\n")
    async with database.transaction() as session:
        accounts = (await session.exec(select(Account.external_id, Account.arr_minor))).all()
        assert accounts == [("acme", 120_050)]
        assert len((await session.exec(select(Event))).all()) == 2, "each import has said it"


async def test_history_says_that_it_starts_no_journey(onward: Onward, directory: Path) -> None:
    written = directory / "history.jsonl"
    written.write_text('{"userId": "ada", "timestamp": "2025-01-05T10:00:00Z", "size": 3}\n')
    done = await call(onward, "import", "events", str(written), "--event", "Project Created")
    assert done.exit_code == 0
    assert "1 row happened more than 7 days ago" in done.stdout
    again = await call(onward, "import", "events", str(written), "--event", "Project Created")
    assert "1 row: 0 taken, 1 had been taken before, 0 rejected.\n" in again.stdout


async def test_what_is_missing_is_asked_for(onward: Onward, file: str, directory: Path) -> None:
    unsound = await call(onward, "import", "contacts", file, "--dry-run", database="")
    assert isinstance(unsound.exception, CannotStartError)
    assert "Say which column is the contact's id or email address." in str(unsound.exception)
    missing = await call(onward, "import", "accounts", f"{file}.missing")
    assert isinstance(missing.exception, CannotStartError)
    (directory / "empty.csv").write_text("")
    empty = await call(onward, "import", "accounts", str(directory / "empty.csv"))
    assert isinstance(empty.exception, Invalid)
