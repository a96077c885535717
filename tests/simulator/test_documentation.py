"""Every command of docs/simulation.md that needs no database does what it says."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.definition.document import parse
from engine.validation import is_publishable, validate
from onward.cli import app

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "simulation.md").read_text()
(TRIAL,) = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.M | re.S)
SHELL = "\n".join(re.findall(r"^```sh\n(.*?)^```", TEXT, re.M | re.S))
FILES = dict(re.findall(r"^cat > (\S+) <<'END'\n(.*?)^END$", SHELL, re.M | re.S))
COMMANDS = re.findall(r"^onward (simulate .*)$", SHELL, re.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_works(command: str, tmp_path: Path) -> None:
    for name, text in (FILES | {"trial.yaml": TRIAL}).items():
        (tmp_path / name).write_text(text)
    words = [
        str(tmp_path / word) if (tmp_path / word).is_file()
        else str(ROOT / word) if word.startswith("journeys/")
        else "60" if word == "1000" else word
        for word in shlex.split(command)
    ]  # fmt: skip
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.output


def test_the_example_can_be_published() -> None:
    assert is_publishable(validate(parse(TRIAL)))
