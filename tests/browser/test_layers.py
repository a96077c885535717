"""A count in the list of steps opens the customers it counts."""

from datetime import UTC, datetime

from playwright.async_api import Page, expect
from sqlalchemy import text

from tests.browser.conftest import Site


async def test_a_count_opens_its_people(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/journeys/success-plan")
    await signed_in.get_by_text("Read the steps as a list").click()
    went_on = signed_in.get_by_role("link", name="1 customer: Went on, What is in the way?")
    await went_on.click()
    people = signed_in.locator("#people")
    await expect(people.get_by_role("heading")).to_have_text("Went on from “What is in the way?”")
    await expect(people.locator("tbody tr")).to_have_count(1)
    assert "layer=passed" in signed_in.url
    await people.get_by_role("link", name="Here now").click()
    await expect(people.get_by_role("heading", name="At “What is in the way?”")).to_be_visible()
    await expect(people.get_by_role("heading", name="Nobody here")).to_be_visible()
    await people.get_by_role("link", name="All steps").click()
    await expect(people.get_by_role("heading", name="Who is where")).to_be_visible()


async def test_a_way_is_named_in_words(signed_in: Page, site: Site) -> None:
    await signed_in.goto(
        f"{site.address}/journeys/success-plan?step=plan&layer=passed&outlet=timeout"
    )
    people = signed_in.locator("#people")
    heading = "Went on from “Do they share a report?”, by “not within 10 days”"
    await expect(people.get_by_role("heading", name=heading)).to_be_visible()


async def test_it_is_said_when_customers_have_moved_since(signed_in: Page, site: Site) -> None:
    """**How it broke:** whoever watched a journey begin read “Running now 0” for as long as they
    watched."""
    await signed_in.goto(f"{site.address}/journeys/success-plan?state=all")
    figures = signed_in.locator(".figures")
    before = int(await figures.locator("dd").first.inner_text())
    moved = signed_in.get_by_role("status").filter(has_text="Customers have moved since")
    await expect(moved).to_have_count(0)
    async with site.database.transaction() as session:
        await session.execute(text(LEAVES), {"now": datetime.now(UTC)})
    await expect(figures.locator("dd").first).to_have_text(str(before))
    # It is said once: what is drawn anew is read aloud anew.
    await expect(moved).to_have_count(1)
    await expect(moved.locator("[hx-trigger]")).to_have_count(0)
    await moved.get_by_role("link", name="Show it as it is now").click()
    await expect(figures.locator("dd").first).to_have_text(str(before - 1))
    await expect(signed_in).to_have_url(f"{site.address}/journeys/success-plan?state=all")


async def test_it_is_said_when_customers_have_come_to_another_step(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** it was said of whoever entered or left, not of whoever went on inside."""
    await signed_in.goto(f"{site.address}/journeys/success-plan")
    async with site.database.transaction() as session:
        await session.execute(text(GOES_ON))
    said = "Customers have moved since this page was made."
    await expect(signed_in.get_by_role("status").filter(has_text=said)).to_be_visible()


GOES_ON = """
    UPDATE enrollments SET current_step = 'done' WHERE id = (
        SELECT e.id FROM enrollments e JOIN journeys j ON j.id = e.journey_id
        WHERE j.key = 'success-plan' AND e.status <> 'ended' AND NOT e.is_test LIMIT 1)
"""
LEAVES = """
    UPDATE enrollments SET status = 'ended', ended_at = :now WHERE id = (
        SELECT e.id FROM enrollments e JOIN journeys j ON j.id = e.journey_id
        WHERE j.key = 'success-plan' AND e.status <> 'ended' AND NOT e.is_test LIMIT 1)
"""
