"""Caps and holds set by hand, and the calendar they show in."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from engine.store.settings import policy
from tests.browser.conftest import Site


async def test_caps_and_a_hold_are_set_by_hand(signed_in: Page, site: Site) -> None:
    page = signed_in
    await page.goto(f"{site.address}/pressure")
    await page.get_by_role("link", name="Set a cap").click()
    await page.get_by_role("button", name="Save the caps").click()
    await expect(page.get_by_role("alert")).to_contain_text("Write how many at most.")
    await page.get_by_label("At most").fill("many")
    await page.get_by_role("button", name="Save the caps").click()
    await expect(page.get_by_role("alert")).to_have_text("Write whole numbers.")
    await page.get_by_label("At most").first.fill("1")
    await page.get_by_label("days").first.fill("1")
    await page.get_by_role("button", name="Save the caps").click()
    await expect(page.get_by_role("status")).to_contain_text("It is saved")
    await page.get_by_label("of what").last.select_option("task")
    await page.get_by_role("button", name="Save the caps").click()
    await expect(page.get_by_role("alert")).to_contain_text("Write how many at most.")
    await page.get_by_label("of what").last.select_option("message")
    await page.get_by_role("button", name="Save the caps").click()
    await expect(page.get_by_role("status")).to_contain_text("It is saved")

    await page.get_by_role("link", name="New hold").click()
    await page.get_by_label("Name").fill("Open escalation")
    await page.get_by_label("What is looked at").click()
    await page.keyboard.type("plan")
    await page.keyboard.press("Enter")
    await page.get_by_role("combobox", name="Value").fill("trial")
    await page.keyboard.press("Enter")
    await page.get_by_label("Tasks for colleagues").check()
    await page.get_by_label("Topics that go out all the same").fill("invoices")
    await page.get_by_role("button", name="Keep it").click()
    row = page.locator("tbody tr")
    await expect(row).to_contain_text("Mail, in-app messages, tasks wait")
    async with site.database.transaction() as session:
        found = await policy(session)
    assert [(cap.at_most, cap.days) for cap in found.caps] == [(1, 1)]
    assert [(each.key, each.except_topics) for each in found.holds] == [
        ("open-escalation", ("invoices",))
    ]

    await row.get_by_role("link").click()
    await page.get_by_role("button", name="Take it away").click()
    await expect(page.get_by_role("heading", name="Nothing is held")).to_be_visible()
    await page.get_by_role("link", name="Pressure").first.click()
    await expect(page.get_by_text("At most 1 message a day to a contact.")).to_be_visible()


async def test_on_a_phone_the_calendar_shows_today(signed_in: Page, site: Site) -> None:
    await signed_in.set_viewport_size({"width": 360, "height": 780})
    await signed_in.goto(f"{site.address}/pressure")
    await expect(signed_in.locator("thead .today")).to_be_in_viewport(ratio=1)


async def test_days_of_the_calendar_are_those_of_whoever_reads(signed_in: Page, site: Site) -> None:
    """**How it broke:** where a colleague had named no zone, its days were the installation's and
    those of the list below it the browser's: one touch was on two days."""
    now = datetime.now(UTC)
    apart = next(
        zone
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")
        if now.astimezone(ZoneInfo(zone)).date()
        != now.astimezone(ZoneInfo("Europe/Amsterdam")).date()
    )
    cookie = {"name": "onward_zone", "value": apart, "url": site.address}
    await signed_in.context.add_cookies([cookie])  # type: ignore[list-item]
    await signed_in.goto(f"{site.address}/pressure")
    today = str(now.astimezone(ZoneInfo(apart)).day)
    await expect(signed_in.locator("thead .today span")).to_have_text(today)


async def test_an_account_leads_to_what_reaches_it(signed_in: Page, site: Site) -> None:
    await signed_in.goto(f"{site.address}/accounts")
    await signed_in.locator("tbody a").first.click()
    name = await signed_in.get_by_role("heading", level=1).inner_text()
    await signed_in.get_by_role("link", name="What reaches them, day by day").click()
    await expect(signed_in.get_by_role("heading", name=f"What reaches {name}")).to_be_visible()
