"""Templates of the library, on their page."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Site


async def test_a_designed_mail_is_laid_out_block_by_block(signed_in: Page, site: Site) -> None:
    """**How it broke:** its blocks were a text in YAML, which who draws journeys has never seen."""
    await signed_in.goto(f"{site.address}/templates/new?kind=designed")
    blocks = signed_in.locator("textarea[name=blocks]")
    await signed_in.get_by_role("group", name="Add a block").get_by_text("Quote").click()
    await signed_in.keyboard.type("So good")
    await expect(blocks).to_have_value(re.compile('{"type":"quote","text":"So good"}'))
    await expect(blocks).to_be_hidden()
