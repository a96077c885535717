"""Everything can be reached and done without a mouse."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Site


async def press_until(page: Page, key: str, selector: str, most: int = 60) -> None:
    """Press a key until the element that has the focus matches."""
    for _ in range(most):
        await page.keyboard.press(key)
        if await page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{key} does not lead to {selector}")


async def test_from_the_top_to_a_passage(signed_in: Page, site: Site) -> None:
    await signed_in.keyboard.press("Tab")
    await expect(signed_in.get_by_role("link", name="Skip to content")).to_be_focused()
    await signed_in.keyboard.press("Enter")
    await press_until(signed_in, "Tab", "a[href='/journeys/onboarding']")
    await signed_in.keyboard.press("Enter")
    await expect(signed_in.get_by_role("heading", name="Onboarding, 30 days")).to_be_visible()
    await press_until(signed_in, "Tab", "a.box[data-step='welcome']")
    outline = await signed_in.locator("a.box[data-step='welcome'] > rect").evaluate(
        "rect => getComputedStyle(rect).strokeWidth"
    )
    assert outline == "3px"
    await press_until(signed_in, "Tab", "#people a[href*='state=all']")
    await signed_in.keyboard.press("Enter")
    await expect(signed_in.locator("#people a[aria-current]")).to_have_text("All")


async def test_menu_opens_and_closes(signed_in: Page, site: Site) -> None:
    await signed_in.locator("summary", has_text="Maya").focus()
    await signed_in.keyboard.press("Enter")
    await expect(signed_in.get_by_role("button", name="Sign out")).to_be_visible()
    await signed_in.keyboard.press("Escape")
    await expect(signed_in.get_by_role("button", name="Sign out")).to_be_hidden()


async def test_search_answers_while_typing(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/accounts")
    await signed_in.get_by_label("Search accounts and contacts").press_sequentially("acc-0003")
    await expect(signed_in.locator("#accounts tbody tr")).to_have_count(1)
    assert "search=acc-0003" in signed_in.url
