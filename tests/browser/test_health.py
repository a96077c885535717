"""Health by hand: found in the list, explained, set otherwise; a scorecard edited without YAML."""

from playwright.async_api import Page, expect
from sqlmodel import select

from engine.store.health.cards import list_cards
from engine.store.tables import AccountHealth
from tests.browser.conftest import Site


async def test_a_csm_sets_what_counts_and_lets_the_computed_one_count_again(
    signed_in: Page, site: Site
) -> None:
    page = signed_in
    await page.get_by_role("link", name="Health").click()
    await page.get_by_label("Order").select_option("-score")
    await expect(page).to_have_url(f"{site.address}/health?search=&owner=&sort=-score")
    async with site.database.transaction() as session:
        known = select(AccountHealth).where(AccountHealth.override == None)  # noqa: E711
        health = (await session.exec(known)).first()
    assert health is not None
    await page.locator(f'a[href="/accounts/{health.account_id}/health"]').click()
    await expect(page.get_by_role("row", name="Login frequency")).to_contain_text("in 30 days")
    scorecard = page.get_by_role("region", name="Scored by").get_by_role("link")
    await expect(scorecard).to_have_text("Account health")
    await page.get_by_text("As a table").click()
    await page.get_by_label("It is", exact=True).select_option("A score")
    await page.get_by_label("Score, 0 to 100").fill("55")
    await page.get_by_label("Why").fill("They are merging with another company.")
    await page.get_by_role("button", name="Have it count").click()
    await expect(page.get_by_role("status")).to_contain_text("It counts from now on")
    await expect(page.locator(".health-now")).to_contain_text("Set by Maya Lindqvist")
    await expect(page.locator(".health-score")).to_contain_text("55Yellow")
    await expect(page.locator("#changes")).to_contain_text("They are merging")
    await page.get_by_role("link", name="The account").click()
    await expect(page.get_by_role("region", name="Health")).to_contain_text("Set by hand")
    await page.go_back()
    await page.get_by_role("button", name="Let the computed one count").click()
    await expect(page.get_by_role("status")).to_contain_text("The computed health counts again")


async def test_a_scorecard_is_edited_as_a_form_that_says_what_would_change(
    signed_in: Page, site: Site
) -> None:
    page = signed_in
    await page.goto(f"{site.address}/health/model/default")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("As it comes with Onward")).to_be_visible()
    await page.get_by_role("link", name="Edit").click()
    effect = page.locator("#effect")
    await expect(effect).to_contain_text("No account would be in another band")
    await page.locator("summary", has_text="Login frequency").click()
    await page.locator("#p0-weight").fill("a lot")
    await expect(effect).to_contain_text("Login frequency: “a lot” cannot stand here")
    await page.locator("#p0-weight").fill("40")
    await expect(effect).to_contain_text("30.8 %")
    await page.locator("summary", has_text="NPS").click()
    await page.get_by_role("button", name="Remove NPS").click()
    await expect(page.locator("summary", has_text="NPS")).to_have_count(0)
    await page.get_by_role("button", name="A trait of the account").click()
    await expect(page.locator("#p7-trait")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("details.part[open]")).to_contain_text("Name at least one value")
    await page.locator("#p7-name").fill("Support tier")
    await page.locator("#p7-source").fill("CRM")
    await page.locator("#p7-trait").fill("tier")
    await page.locator("#p7-green").fill("gold, silver")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("It is saved")
    async with site.database.transaction() as session:
        (kept,) = await list_cards(session)
    keys = [each.key for each in kept.card.components]
    assert keys[0] == "logins"
    assert keys[-1] == "support-tier"
    assert (kept.revision, kept.card.components[0].weight) == (1, 40)
    await page.goto(f"{site.address}/health/model/default/yaml")
    await page.get_by_label("Scorecard").fill("key: default")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("components")
