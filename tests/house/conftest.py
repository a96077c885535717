"""What the tests of the house share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onward.cli import app
from tests.parts import private_directory

Onward = Callable[..., Result]
Write = Callable[[str], str]


@pytest.fixture
def directory() -> Iterator[Path]:
    """A place of this test's own, with room for servers and their sockets."""
    with private_directory() as place:
        yield place


@pytest.fixture
def onward(database_url: str) -> Onward:
    """Runs a command as in a shell; must not block the loop the database fixture runs in."""

    def run(*arguments: str, database: str = database_url) -> Result:
        environment = {"ONWARD_DATABASE_URL": database}
        return CliRunner().invoke(app, arguments, env=environment)

    return run


@pytest.fixture
def write(directory: Path) -> Write:
    """Writes a journey's file and answers its name."""

    def write(text: str) -> str:
        (directory / "hello.yaml").write_text(text)
        return str(directory / "hello.yaml")

    return write
