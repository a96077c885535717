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
    """**How it broke:** whoever watched a journey begin read “Inside now 0” for as long as they
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


async def test_an_empty_page_fills(signed_in: Page, site: Site) -> None:
    """**How it broke:** after a publish “Inside now 5” stood above “Nobody here” and steps without
    numbers."""
    async with site.database.transaction() as session:
        left = (await session.execute(text(ALL_LEAVE), {"now": datetime.now(UTC)})).all()
    here = [each.id for each in left if each.on_live]
    await signed_in.goto(f"{site.address}/journeys/success-plan")
    await signed_in.get_by_text("Read the steps as a list").click()
    people = signed_in.locator("#people")
    await expect(people.get_by_role("heading", name="Nobody here")).to_be_visible()
    async with site.database.transaction() as session:
        await session.execute(text(COMES_BACK), {"id": here[0]})
    await expect(people.locator("tbody tr")).to_have_count(1)
    await expect(signed_in.locator(".figures dd").first).to_have_text("1")
    await expect(signed_in.get_by_role("link", name="1 customer: Here now")).to_be_visible()
    # Once somebody is listed, nothing moves any more unless the reader asks for it.
    async with site.database.transaction() as session:
        await session.execute(text(COMES_BACK), {"id": here[1]})
    said = "Customers have moved since this page was made."
    await expect(signed_in.get_by_role("status").filter(has_text=said)).to_be_visible()
    await expect(people.locator("tbody tr")).to_have_count(1)


async def test_what_a_reader_has_chosen_stays(signed_in: Page, site: Site) -> None:
    async with site.database.transaction() as session:
        left = (await session.execute(text(ALL_LEAVE), {"now": datetime.now(UTC)})).all()
    here = [each.id for each in left if each.on_live]
    await signed_in.goto(f"{site.address}/journeys/success-plan")
    people = signed_in.locator("#people")
    await people.get_by_role("link", name="Held", exact=True).click()
    await signed_in.wait_for_url("**state=held**")
    async with site.database.transaction() as session:
        await session.execute(text(COMES_BACK), {"id": here[0]})
    said = "Customers have moved since this page was made."
    await expect(signed_in.get_by_role("status").filter(has_text=said)).to_be_visible()
    await expect(people.get_by_role("heading", name="Nobody here")).to_be_visible()


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
ALL_LEAVE = """
    UPDATE enrollments e SET status = 'ended', ended_at = :now FROM journeys j
    WHERE j.id = e.journey_id AND j.key = 'success-plan' AND e.status <> 'ended' AND NOT e.is_test
    RETURNING e.id, (SELECT v.number = j.live_version FROM journey_versions v
                     WHERE v.id = e.version_id) AS on_live
"""
COMES_BACK = "UPDATE enrollments SET status = 'active', ended_at = NULL WHERE id = :id"
