"""`onward simulate`: on a file without a database, and what it says to people and programs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onward.cli import app
from onward.errors import CannotStartError
from tests.house.test_cli import JOURNEY

SCENARIOS = """\
scenarios:
  - name: Everybody is greeted
    expect: [{sends: greet, by: 0m}]
  - name: Nobody is
    expect: [{never: greet}]
"""

Simulate = Callable[..., Result]


@pytest.fixture
def simulate() -> Simulate:
    """Runs the command as in a shell."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["simulate", *arguments])

    return run


@pytest.fixture
def hello(tmp_path: Path) -> str:
    (tmp_path / "hello.yaml").write_text(JOURNEY + SCENARIOS)
    return str(tmp_path / "hello.yaml")


def test_a_file_is_simulated_without_any_server(simulate: Simulate, hello: str) -> None:
    ran = simulate(hello, "--accounts", "20", "--days", "40", "--trace", "account-2")
    assert ran.exit_code == 0, ran.output
    assert "20 entered" in ran.output
    assert "Account 2" in ran.output
    assert "Sent “Hello”" in ran.output


def test_who_did_not_enter_is_told_by_why_and_how_it_was_reckoned_last(
    simulate: Simulate, tmp_path: Path
) -> None:
    audience = "  audience: {trait: account.plan, is: pro}\n"
    journey = tmp_path / "some.yaml"
    journey.write_text(JOURNEY.replace("entry:\n", f"entry:\n{audience}"))
    told = simulate(str(journey), "--accounts", "40").output
    assert "Did not enter:" in told
    assert "“Only if” does not hold for them" in told
    assert told.index("entered") < told.index("How this was reckoned") < told.index("Made-up")


def test_programs_read_it_as_json(simulate: Simulate, hello: str) -> None:
    found = json.loads(simulate(hello, "--accounts", "5", "--json").stdout)
    assert found["report"]["entries"]["entered"] == 5
    assert found["scenarios"] is None


def test_a_scenario_that_fails_fails_the_command(simulate: Simulate, hello: str) -> None:
    one = simulate(hello, "--scenario", "Everybody is greeted")
    assert (one.exit_code, "✓ Everybody is greeted" in one.output) == (0, True)
    every = simulate(hello, "--scenario", "all")
    assert every.exit_code == 1
    assert "✗ Nobody is" in every.output
    assert "Expected that “Greet” is never reached." in every.output


def test_customers_can_be_described(simulate: Simulate, hello: str, tmp_path: Path) -> None:
    population = tmp_path / "ours.yaml"
    population.write_text("accounts: 8\nbounce: 1\n")
    found = json.loads(simulate(hello, "--population", str(population), "--json").stdout)
    assert found["report"]["messages"]["by_step"][0]["failed"] == 8
    assert found["report"]["notes"] == []


def test_a_description_that_makes_no_sense_is_explained(
    simulate: Simulate, hello: str, tmp_path: Path
) -> None:
    population = tmp_path / "ours.yaml"
    population.write_text("accounts: many\n")
    ran = simulate(hello, "--population", str(population))
    assert isinstance(ran.exception, CannotStartError)
    assert "does not describe a population. accounts:" in str(ran.exception)


def test_checking_a_file_shows_its_scenarios(hello: str) -> None:
    ran = CliRunner().invoke(app, ["journeys", "validate", hello])
    assert ran.exit_code == 1
    assert "✓ Everybody is greeted\n✗ Nobody is\n" in ran.output


def test_a_journey_that_leads_nowhere_is_not_simulated(simulate: Simulate, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(JOURNEY.replace("next: done", "next: gone"))
    ran = simulate(str(tmp_path / "broken.yaml"))
    assert ran.exit_code == 1
    assert "steps.greet.next" in ran.output
