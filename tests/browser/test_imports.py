"""Importing by hand: a file is uploaded, its columns are told, its rows are taken."""

from playwright.async_api import Page, expect
from sqlmodel import select

from engine.store.importing import running_imports, work_some
from engine.store.tables import Account
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site

CSV = "Kunde;Firma;ARR;Renewal Date\nk1;Käfer;1.200,50;31.05.2027\nk2;=Zeta;viel;\n"


async def work_off(site: Site) -> None:
    """What the worker does."""
    async with site.database.transaction() as session:
        running = await running_imports(session)
    for each in running:
        while await work_some(site.database, each, utc_now(), 10):
            pass


async def choose(page: Page, site: Site, name: str, content: bytes) -> None:
    await page.goto(f"{site.address}/imports/new")
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    await page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
    await page.get_by_role("button", name="Look at it").click()


async def test_a_spreadsheet_is_looked_over_and_then_taken(signed_in: Page, site: Site) -> None:
    page = signed_in
    await page.get_by_role("navigation", name="Main").get_by_role("link", name="Data").click()
    await choose(page, site, "Kunden.csv", CSV.encode("cp1252"))
    await expect(page.get_by_text("it was read as Windows-1252")).to_be_visible()
    await expect(page.get_by_text("Say which column is the account's id.")).to_be_visible()
    button = page.get_by_role("button", name="Import 2 rows")
    await expect(button).to_be_disabled()
    await page.get_by_label("What Kunde is").select_option(label="The account's id")
    await page.get_by_label("Name for Firma").fill("name")
    await expect(page.get_by_text("2 would be rejected")).to_be_visible()
    await page.get_by_label("Numbers").select_option(label="1.234,5")
    await page.get_by_label("Dates").select_option(label="31.05.2026, day first")
    await expect(page.get_by_text("1 would be rejected")).to_be_visible()
    await expect(page.locator("#preview tr", has_text="k1")).to_contain_text("2027-05-31")
    await button.click()
    await expect(page.get_by_role("heading", name="0 of 2 rows")).to_be_visible()
    await work_off(site)
    await expect(page.get_by_role("heading", name="2 of 2 rows")).to_be_visible()
    await expect(page.locator("tbody tr")).to_contain_text("“viel” is not a number")
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download as CSV").click()
    report = (await (await download.value).path()).read_text("utf-8-sig")
    assert "k2,'=Zeta,viel," in report
    async with site.database.transaction() as session:
        account = select(Account.name, Account.arr_minor).where(Account.external_id == "k1")
        assert (await session.exec(account)).one() == ("Käfer", 120_050)


async def test_one_is_stopped_goes_on_and_another_is_forgotten(signed_in: Page, site: Site) -> None:
    page = signed_in
    await choose(page, site, "leer.csv", b"")
    await expect(page.get_by_role("alert")).to_contain_text("The file is empty.")
    await choose(page, site, "accounts.csv", b"id,name\na1,One\n")
    await page.get_by_role("button", name="Import 1 row").click()
    await page.get_by_role("button", name="Stop").click()
    await expect(page.get_by_role("status")).to_contain_text("What was taken stays")
    await page.get_by_role("button", name="Go on").click()
    await work_off(site)
    await expect(page.get_by_role("heading", name="1 of 1 rows")).to_be_visible()
    await choose(page, site, "other.csv", b"id,name\na2,Two\n")
    await page.get_by_role("button", name="Forget this file").click()
    await expect(page.get_by_role("status")).to_contain_text("Nothing of it was taken")
    await expect(page.locator("tbody tr")).to_have_count(1)
