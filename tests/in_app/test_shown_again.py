"""A message in the product that was kept is seen as its preview was."""

import json
from typing import Any, get_args
from uuid import UUID

import pytest

from engine.definition.steps import InAppFormat, InAppStep, SurveyStep
from engine.definition.templates import InAppTemplate
from engine.in_app.content import content_of
from engine.in_app.showing import shown_in_product
from engine.surveys import scale_of
from engine.templates import render_in_app
from engine.templates.in_product import in_product
from engine.templates.scale import Survey

ORGANIZATION = {"organization": {"name": "Northwind", "accent": "#8a1f5c"}}
TEMPLATE = InAppTemplate.model_validate(
    {
        "title": "Two minutes & a look",
        "body": "Your *reports* have moved.",
        "action": {"label": "Open <them>", "url": "https://app.northwind.test/reports"},
        "steps": [
            {"title": "Here", "body": "The **list**.", "target": {"selector": "#reports"}},
            {"title": "There", "target": {"url": "/reports"}},
        ],
        "items": [
            {"id": "first", "title": "Open a report", "body": "Any of them."},
            {"id": "second", "title": "Share it"},
        ],
    }
)


def kept(step: InAppStep | SurveyStep, more: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Title, HTML and content, as they come back from the database."""
    shown = render_in_app(TEMPLATE, ORGANIZATION)
    content = content_of(step, shown, None) | more
    return shown.title, shown.html, json.loads(json.dumps(content))


@pytest.mark.parametrize("form", get_args(InAppFormat))
def test_each_format_is_shown_again_as_in_its_preview(form: InAppFormat) -> None:
    step = InAppStep(type="in_app", format=form, template="moved", next="done")
    page = shown_in_product(*kept(step, {}), ORGANIZATION["organization"])
    assert page == in_product(render_in_app(TEMPLATE, ORGANIZATION), form, ORGANIZATION)
    assert "#8a1f5c" in page


def test_a_survey_is_shown_again_in_the_words_its_reader_saw() -> None:
    step = SurveyStep(type="survey", kind="nps", template="moved", at_most="7d", next="done")
    asked = {
        "survey": {**vars(scale_of("nps", "nl")), "url": f"https://onward.test/s/{UUID(int=1)}"}
    }
    page = shown_in_product(*kept(step, asked), ORGANIZATION["organization"])
    dutch = {**ORGANIZATION, "contact": {"locale": "nl"}}
    survey = Survey("nps", asked["survey"]["url"])
    assert page == in_product(render_in_app(TEMPLATE, ORGANIZATION), survey, dutch)
    assert "Zeer waarschijnlijk" in page
