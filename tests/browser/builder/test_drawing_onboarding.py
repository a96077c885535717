"""The bundled onboarding drawn from nothing, by the window alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from engine.definition.document import from_data, parse, to_json
from tests.browser.builder.conftest import Builder
from tests.browser.builder.drawing import Pen
from tests.browser.conftest import Site

ONBOARDING = Path(__file__).parents[3] / "journeys" / "onboarding.yaml"
UNSAID = (("entry", "reentry"), ("steps", "done", "outcome"), ("steps", "call", "assign"))
"""What the file says though it would be so anyhow. The forms leave it unsaid."""


@pytest.mark.long
async def test_onboarding_is_drawn_by_the_window_alone(signed_in: Page, site: Site) -> None:
    wanted = parse(ONBOARDING.read_text())
    # What comes into sight is there at once, and does not slide away from under the pointer.
    await signed_in.emulate_media(reduced_motion="reduce")
    await signed_in.get_by_role("link", name="New journey").click()
    await signed_in.get_by_label("Name").fill("The first month")
    await expect(signed_in.get_by_label("Key")).to_have_value("the-first-month")
    await signed_in.get_by_role("button", name="Create and edit").click()
    await expect(signed_in).to_have_url(re.compile("/journeys/the-first-month/edit$"))
    drawn = Builder(signed_in, site, "the-first-month")

    await Pen(drawn, wanted).draw()

    saved = await drawn.saved()
    same = wanted.model_copy(update={"journey": drawn.journey})
    assert from_data(saved).model_dump() == same.model_dump()
    written: dict[str, Any] = to_json(same)
    for *places, key in UNSAID:
        part = written
        for place in places:
            part = part[place]
        del part[key]
    assert saved == written
