"""On a customer's page they are led past a wait, elsewhere, or to another try."""

from playwright.async_api import Page, expect
from sqlmodel import select

from engine.store.tables import AuditEntry, Enrollment
from tests.browser.conftest import Site

RENEWAL = "/journeys/success-plan?step=renewal"


async def opened(page: Page, site: Site, path: str = RENEWAL) -> Page:
    await page.goto(f"{site.address}{path}")
    await page.locator("#people a.row-link").first.click()
    await expect(page.get_by_role("heading", name="The way taken")).to_be_visible()
    return page


async def audited(site: Site) -> list[str]:
    async with site.database.transaction() as session:
        return list(await session.exec(select(AuditEntry.action)))


async def test_a_wait_is_skipped_by_the_way_that_was_chosen(signed_in: Page, site: Site) -> None:
    page = await opened(signed_in, site)
    await page.locator("summary", has_text="Skip the wait").click()
    sheet = page.locator("details[open] .menu-sheet")
    await sheet.get_by_text("as if the date had passed already, at “A plan they follow”").click()
    await sheet.get_by_role("button", name="Skip the wait").click()
    # How it broke: the browser said so in a bubble of its own, which covered the button.
    await expect(sheet.get_by_role("alert")).to_have_text("Say why. Then press the button again.")
    await expect(sheet.get_by_label("Reason")).to_be_focused()
    await sheet.get_by_label("Reason").fill("They renewed early.")
    await expect(sheet.get_by_role("alert")).to_have_count(0)
    await sheet.get_by_role("button", name="Skip the wait").click()
    await expect(page.locator("#notices")).to_contain_text("The wait is skipped.")
    story = page.locator(".story > li").first
    await expect(story).to_contain_text("as if the date had passed already: They renewed early.")
    await expect(page.locator(".now")).to_contain_text("Now at “A plan they follow”")
    assert "enrollment.skip_wait" in await audited(site)


async def test_what_they_have_had_is_said_before_they_get_it_again(
    signed_in: Page, site: Site
) -> None:
    page = await opened(signed_in, site)
    await page.locator("summary", has_text="Move").click()
    sheet = page.locator("details[open] .menu-sheet")
    await sheet.get_by_label("To").select_option("Until they are healthy")
    await sheet.get_by_label("Reason").fill("Let us look again.")
    await sheet.get_by_role("button", name="Move the customer").click()
    await expect(page.locator("#notices")).to_contain_text("The customer stands there now.")
    await expect(page.locator(".story > li").first).to_contain_text("Let us look again.")


async def test_who_has_gone_on_meanwhile_is_left_alone(signed_in: Page, site: Site) -> None:
    page = await opened(signed_in, site)
    await page.locator("summary", has_text="Move").click()
    sheet = page.locator("details[open] .menu-sheet")
    await sheet.get_by_label("To").select_option("Not for now")
    await sheet.get_by_label("Reason").fill("They asked.")
    identifier = page.url.rpartition("/")[2]
    async with site.database.transaction() as session:
        row = await session.get_one(Enrollment, identifier)
        assert row.position is not None
        row.position = {**row.position, "step": "thirty"}
    await sheet.get_by_role("button", name="Move the customer").click()
    said = "They no longer stand at “Sixty days before renewal”, but at “Day 60”. Nothing was done."
    await expect(page.locator("#notices")).to_contain_text(said)
    assert "enrollment.move" not in await audited(site)


async def test_what_leads_them_on_is_listed(signed_in: Page, site: Site) -> None:
    page = await opened(signed_in, site)
    now = page.locator(".now")
    await expect(now).to_contain_text("The day comes then. Goes on to “A plan they follow”.")
    await now.get_by_text("What it listens for").click()
    await expect(now).to_contain_text("A change of account renewal, by which it is reckoned.")
    await expect(now).to_contain_text("Leaves the journey as soon as account status is churned")
