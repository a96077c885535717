"""The bundled onboarding journey: every template, for a customer we know and one we hardly know."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from engine.definition.conditions import EventHappened, leaves
from engine.definition.journey import Exit, Journey
from engine.definition.steps import EmailStep, InAppStep, TaskStep, UseTemplate, links
from engine.definition.templates import DesignedTemplate, InAppTemplate
from engine.templates import (
    MissingVariables,
    RenderedInApp,
    RenderedMessage,
    render_in_app,
    render_line,
    render_message,
    render_text,
    variables,
)
from engine.templates.texts import sources, texts

JOURNEYS = Path(__file__).parents[2] / "journeys"
DOCUMENTED = (JOURNEYS.parent / "docs" / "onboarding.md").read_text(encoding="utf-8")
ONBOARDING = Journey.model_validate(
    YAML(typ="safe").load((JOURNEYS / "onboarding.yaml").read_text(encoding="utf-8"))
)
MAILS = {k: t for k, t in ONBOARDING.templates.items() if not isinstance(t, InAppTemplate)}
DESIGNED = [key for key, mail in MAILS.items() if isinstance(mail, DesignedTemplate)]
BANNERS = {k: t for k, t in ONBOARDING.templates.items() if isinstance(t, InAppTemplate)}
TOUCHES = {k: s for k, s in ONBOARDING.steps.items() if isinstance(s, EmailStep | InAppStep)}

FULL: dict[str, Any] = {
    "account": {"name": "Harbour & Sons", "seats": 64},
    "contact": {"first_name": "Zoë", "email": "zoe@harbour.example"},
    "owner": {"first_name": "Priya", "meeting_url": "https://calendar.example/priya"},
    "journey": {"name": ONBOARDING.name},
    "organization": {
        "name": "Acme",
        "app_url": "https://app.acme.example",
        "help_url": "https://help.acme.example",
        "tutorial_url": "https://acme.example/video",
        "community_url": "https://community.acme.example",
    },
}
MINIMAL: dict[str, Any] = {"account": {}, "contact": {"email": "zoe@harbour.example"}}


def rendered(name: str, scope: dict[str, Any]) -> RenderedMessage | RenderedInApp:
    if name in MAILS:
        return render_message(MAILS[name], scope)
    return render_in_app(BANNERS[name], scope)


@pytest.mark.parametrize("name", MAILS)
def test_mail_greets_and_is_signed_by_the_csm(name: str) -> None:
    mail = render_message(MAILS[name], FULL, unsubscribe_url="https://u.example/t")
    assert mail.text.startswith("Hi Zoë,\n")
    assert "All the best,\nPriya\n\n-- \nAcme\n" in mail.text
    assert mail.html.count('class="button"') <= 1
    assert len(mail.subject) <= 60
    assert len(mail.text.split()) <= 180
    assert "  " not in mail.text.replace("\n  ", "\n")
    assert "{" not in mail.text


def test_the_stories_are_laid_out_with_one_button_for_those_it_leads_somewhere() -> None:
    assert DESIGNED == ["story-small", "story-team", "story-large"]
    for name in DESIGNED:
        known, unknown = (render_message(MAILS[name], scope) for scope in (FULL, MINIMAL))
        assert known.html.count('href="https://app.acme.example"') == 1
        assert "schedule (https://app.acme.example)\n" in known.text
        assert "href" not in unknown.html
        assert known.preheader


@pytest.mark.parametrize("step", TOUCHES)
def test_customer_we_hardly_know_gets_a_message_without_gaps(step: str) -> None:
    touch = TOUCHES[step]
    try:
        shown = rendered(touch.template, MINIMAL)
    except MissingVariables:
        assert isinstance(touch.missing, UseTemplate)
        shown = rendered(touch.missing.template, MINIMAL)
    for gap in ("  ", " .", " ,", "()", "None"):
        assert gap not in shown.text.replace("\n   ", "\n")
    if isinstance(touch, EmailStep):
        assert shown.text.startswith("Hi there,\n")
        assert shown.text.endswith("All the best,\nYour customer success team\n")


def test_banner_leads_to_the_product() -> None:
    shown = render_in_app(BANNERS["first-project"], FULL)
    assert shown.action
    assert shown.action.url == "https://app.acme.example"


def test_task_says_whom_to_call_and_why() -> None:
    task = ONBOARDING.steps["call"]
    assert isinstance(task, TaskStep)
    assert render_line(task.title, FULL) == (
        "Call Zoë at Harbour & Sons: two weeks in, no report shared"
    )
    assert render_line(task.title, MINIMAL) == (
        "Call the main contact at this account: two weeks in, no report shared"
    )
    assert render_text(task.instructions, MINIMAL).text.count("\n") >= 4


def test_templates_are_sound_and_each_is_used() -> None:
    for template in ONBOARDING.templates.values():
        assert [text.problems() for text in texts(template) if text.problems()] == []
    used = {touch.template for touch in TOUCHES.values()}
    used |= {
        touch.missing.template
        for touch in TOUCHES.values()
        if isinstance(touch.missing, UseTemplate)
    }
    assert used == set(ONBOARDING.templates)


def test_every_step_is_reached_and_every_link_leads_somewhere() -> None:
    reached, left = set(), [ONBOARDING.start]
    while left:
        step = left.pop()
        if step not in reached:
            reached.add(step)
            left += links(ONBOARDING.steps[step]).values()
    assert reached == set(ONBOARDING.steps)


def test_every_nudge_is_left_out_once_its_milestone_is_met() -> None:
    always = [key for key, touch in TOUCHES.items() if touch.skip_when is None]
    assert always == ["welcome"]


def test_page_for_csms_names_everything_the_journey_needs() -> None:
    conditions = [touch.skip_when for touch in TOUCHES.values() if touch.skip_when]
    conditions += [way.when for way in ONBOARDING.exit if isinstance(way, Exit)]
    events = {
        leaf.event
        for condition in conditions
        for leaf in leaves(condition)
        if isinstance(leaf, EventHappened)
    }
    assert {event for event in events if f"| {event} |" not in DOCUMENTED} == set()
    paths = {
        path for mail in MAILS.values() for source in sources(mail) for path, _ in variables(source)
    }
    undocumented = {
        path
        for path in paths
        if f"`{path}`" not in DOCUMENTED
        and f"`{path.removeprefix('organization.')}`" not in DOCUMENTED
    }
    assert undocumented == set()
