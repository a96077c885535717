"""Customers on several versions: who is on which, and who stands at a step that is gone."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Site

ADDRESS = "/journeys/success-plan"


async def test_everybody_is_counted_whatever_version_they_are_on(
    signed_in: Page, site: Site
) -> None:
    await signed_in.goto(f"{site.address}{ADDRESS}")
    told = signed_in.locator(".versions-now")
    await expect(told.get_by_role("link", name="Version 3, live")).to_contain_text("3")
    await expect(told.get_by_role("link", name="After the workshop, version 2")).to_contain_text(
        "1"
    )
    await told.get_by_role("link", name="Version 2", exact=False).first.click()
    people = signed_in.locator("#people")
    await expect(people.get_by_role("heading", name="On version 2")).to_be_visible()
    await expect(people.locator("tbody tr")).to_have_count(1)
    await people.get_by_role("link", name="All versions").click()
    await expect(people.locator("tbody tr")).to_have_count(4)


async def test_those_at_a_step_that_is_gone_are_found(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}{ADDRESS}")
    await expect(signed_in.locator("a.box[data-step='workshop']")).to_have_count(0)
    gone = signed_in.get_by_role("link", name="After the workshop, version 2")
    await gone.focus()
    await signed_in.keyboard.press("Enter")
    people = signed_in.locator("#people")
    await expect(people.get_by_role("heading")).to_have_text("At “After the workshop”, version 2")
    await expect(people.locator("tbody tr")).to_contain_text("After the workshop version 2")


async def test_a_journey_of_one_version_says_nothing_of_versions(
    signed_in: Page, site: Site
) -> None:
    await signed_in.goto(f"{site.address}/journeys/win-back")
    await expect(signed_in.get_by_role("heading", name="Steps")).to_be_visible()
    await expect(signed_in.locator(".versions-now")).to_have_count(0)


async def test_who_could_not_be_moved_is_said_where_they_are(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}{ADDRESS}")
    note = signed_in.locator("#holding")
    await expect(note).to_contain_text("1 customer could not be moved to version 3.")
    await note.get_by_role("link", name="See why").click()
    failed = signed_in.locator("tbody tr")
    await expect(failed).to_contain_text("After the workshop")
    await expect(failed).to_contain_text("leads nowhere")
