"""Taking a contact out of an account by hand, and an id from a contact."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Site


async def test_an_address_and_then_the_contact_are_taken_away(signed_in: Page, site: Site) -> None:
    page = signed_in
    await page.goto(f"{site.address}/accounts")
    await page.locator("a.row-link").first.click()
    people = page.locator(".people > li")
    before = await people.count()
    first = people.first
    await first.locator("summary", has_text="Known by").click()
    await first.locator(".ways summary", has_text="not theirs").click()
    await expect(first).to_contain_text("until somebody tells an address of theirs again")
    await first.get_by_role("button", name="Take it away").click()
    await expect(page.get_by_role("status")).to_contain_text("It no longer means this contact")
    await people.first.locator("summary", has_text="Known by").click()
    await people.first.locator("summary", has_text="out of this account").click()
    await people.first.get_by_role("button", name="Take them out").click()
    await expect(page.get_by_role("status")).to_contain_text("no longer belong to this account")
    await expect(people).to_have_count(before - 1)
    await expect(page.locator(".story").first).to_contain_text("Account Removed User")
