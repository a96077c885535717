"""The programs of the gallery: each can be published as it is, proves itself, and reads well."""

from pathlib import Path
from typing import Any

import pytest

from engine.definition.document import dump_yaml, parse, to_json
from engine.definition.journey import Journey
from engine.definition.steps import EmailStep, InAppStep, SurveyStep, TaskStep, UseTemplate
from engine.definition.templates import InAppTemplate, MailTemplate
from engine.definition.text import read_yaml
from engine.definition.triggers import EventTrigger, Trigger
from engine.drawing import draw
from engine.sentences.entering import trigger_sentence
from engine.simulator import run_scenario
from engine.templates import (
    MissingVariables,
    RenderedInApp,
    RenderedMessage,
    render_in_app,
    render_line,
    render_message,
    render_text,
)
from engine.validation import validate

FILES = sorted((Path(__file__).parents[2] / "journeys" / "gallery").glob("*.yaml"))
PROGRAMS = [parse(file.read_text("utf-8"), format="yaml") for file in FILES]

UNAVOIDABLE = {"task_for_nobody"}
"""Nobody can know the address of whoever takes over an account without an owner."""

of_every_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.journey)
TOUCHES = [
    pytest.param(program, step, id=f"{program.journey}/{name}")
    for program in PROGRAMS
    for name, step in program.steps.items()
    if isinstance(step, EmailStep | InAppStep | SurveyStep)
]
of_every_touch = pytest.mark.parametrize(("program", "step"), TOUCHES)

FULL: dict[str, Any] = {
    "account": {
        "name": "Harbour & Sons",
        "seats": 64,
        "renewal_date": "2026-12-31",
        "hours_saved": 210,
        "reports_shared": 1240,
        "active_users": 48,
        "limit_used": 84.4,
        "limit_name": "storage",
    },
    "contact": {"first_name": "Zoë", "email": "zoe@harbour.example"},
    "owner": {"first_name": "Priya", "meeting_url": "https://calendar.example/priya"},
    "organization": {
        "name": "Acme",
        "app_url": "https://app.acme.example",
        "help_url": "https://help.acme.example",
    },
}
MINIMAL: dict[str, Any] = {"account": {}, "contact": {"email": "zoe@harbour.example"}}


def rendered(program: Journey, name: str, scope: dict[str, Any]) -> RenderedMessage | RenderedInApp:
    template = program.templates[name]
    if isinstance(template, MailTemplate):
        return render_message(template, scope)
    assert isinstance(template, InAppTemplate)
    return render_in_app(template, scope)


def test_there_are_several_with_keys_of_their_own() -> None:
    assert len(FILES) >= 12
    assert [program.journey for program in PROGRAMS] == [file.stem for file in FILES]


@of_every_program
def test_nothing_is_wrong_with_it(program: Journey) -> None:
    assert [
        problem.in_words() for problem in validate(program) if problem.code not in UNAVOIDABLE
    ] == []


@of_every_program
def test_it_proves_what_it_promises(program: Journey) -> None:
    assert len(program.scenarios) >= 3
    for scenario in program.scenarios:
        assert (scenario.name, run_scenario(program, scenario).failures) == (scenario.name, ())


@of_every_program
def test_its_scenarios_come_by_every_step_that_reaches_somebody(program: Journey) -> None:
    """What no scenario asks for could be left out by a change without anybody noticing."""
    asked = {
        expected.sends or expected.asks or expected.reaches
        for scenario in program.scenarios
        for expected in scenario.expect
    }
    reaching = {
        name
        for name, step in program.steps.items()
        if isinstance(step, EmailStep | InAppStep | SurveyStep | TaskStep)
    }
    assert reaching - asked == set()


@of_every_program
def test_it_says_what_it_is_for_and_can_be_drawn(program: Journey) -> None:
    assert program.description
    assert len(program.description.split()) <= 70
    assert {box.step for box in draw(program).boxes} >= set(program.steps) - {
        name for name, step in program.steps.items() if step.type == "go_to"
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_its_file_survives_unchanged(file: Path) -> None:
    written = file.read_text("utf-8")
    journey = parse(written, format="yaml")
    assert to_json(journey) == read_yaml(written).data
    assert parse(dump_yaml(journey)) == journey


@of_every_touch
def test_a_customer_we_know_gets_a_message_worth_reading(
    program: Journey, step: EmailStep | InAppStep | SurveyStep
) -> None:
    shown = rendered(program, step.template, FULL)
    assert "{" not in shown.text
    if isinstance(shown, RenderedMessage):
        assert shown.text.startswith("Hi Zoë,\n")
        assert len(shown.subject) <= 60
        assert len(shown.text.split()) <= 180
        assert shown.html.count('class="button"') <= 1


@of_every_touch
def test_a_customer_we_hardly_know_gets_one_without_gaps(
    program: Journey, step: EmailStep | InAppStep | SurveyStep
) -> None:
    try:
        shown = rendered(program, step.template, MINIMAL)
    except MissingVariables:
        assert isinstance(step.missing, UseTemplate)
        shown = rendered(program, step.missing.template, MINIMAL)
    for gap in ("  ", " .", " ,", "()", "None", "\n\n\n"):
        assert gap not in shown.text
    if isinstance(shown, RenderedMessage):
        assert shown.text.startswith("Hi there,\n")


@of_every_program
def test_its_tasks_say_whom_and_what(program: Journey) -> None:
    for step in program.steps.values():
        if isinstance(step, TaskStep):
            assert len(render_line(step.title, MINIMAL)) <= 100
            assert "Harbour & Sons" in render_line(step.title, FULL)
            assert len(render_text(step.instructions, MINIMAL).text.split()) >= 15


@of_every_program
def test_the_documentation_names_it_with_what_it_begins_with(program: Journey) -> None:
    page = (Path(__file__).parents[2] / "docs" / "gallery.md").read_text("utf-8")
    [row] = [line for line in page.splitlines() if line.startswith(f"| `{program.journey}` |")]
    triggers = ", ".join(_in_short(trigger) for trigger in program.entry.triggers)
    assert row.endswith(f"| {triggers} |")


def _in_short(trigger: Trigger) -> str:
    return trigger.event if isinstance(trigger, EventTrigger) else str(trigger_sentence(trigger))
