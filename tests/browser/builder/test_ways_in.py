"""Every way into a journey, drawn in its form and read back as it was meant."""

from playwright.async_api import expect

from engine.definition.document import dump_yaml, from_data, parse
from tests.browser.builder.conftest import Opening, create
from tests.browser.builder.test_access import violations
from tests.browser.conftest import Site

WAYS = """
journey: ways
name: Ways
entry:
  triggers:
    - {date: {trait: account.renewal_date, offset: -30d}, passed: now}
    - {schedule: {cron: 0 9 * * mon-fri, time_zone: Europe/Amsterdam}}
    - {segment: at-risk, change: leaves}
    - {health: [yellow, red]}
  holdout: 5%
start: done
steps: {done: {type: exit}}
"""


async def test_every_way_in_is_drawn_published_and_read_back(builder: Opening, site: Site) -> None:
    await create(site, "ways")
    drawn = await builder("ways")
    keys, field = drawn.page.keyboard, drawn.field
    await drawn.let_in("A date of theirs comes")
    await keys.type("account.renewal_date")
    await keys.press("Enter")
    await field("How long before it").fill("30")
    await field("Those already closer to their date").select_option("now")
    await drawn.let_in("On a schedule")
    await field("How often").select_option("days")
    # They share no class with what stands at its own place on the canvas: they were out of sight.
    below = await drawn.page.locator(".b-panel .b-weekdays").evaluate(
        """days => {
          const above = document.querySelector(".b-panel select:has(option[value=cron])");
          return days.getBoundingClientRect().top - above.getBoundingClientRect().bottom;
        }"""
    )
    assert 0 < below < 30
    for day in ("Tuesday", "Wednesday", "Thursday", "Friday"):
        await field(day).press("Space")
    await field("On the clock of").fill("Europe/Amsterdam")
    await keys.press("Enter")
    await expect(drawn.page.locator(".b-panel .b-dates li")).to_have_count(3)
    await drawn.let_in("A segment changes")
    await keys.type("At risk")
    await keys.press("Enter")
    await field("Who goes out of it").press("Space")
    await drawn.let_in("The health turns")
    await field("Yellow").press("Space")
    await field("Keep some out, to compare with").press("Space")
    await field("Percent of accounts").fill("5")
    assert from_data(await drawn.saved()) == parse(WAYS)
    assert await violations(drawn.page) == []
    await drawn.page.get_by_role("button", name="Publish").click()
    dialog = drawn.page.get_by_role("dialog", name="Publish")
    await dialog.get_by_role("button", name="Publish").click()
    await expect(drawn.page.get_by_text("Version 1, published")).to_be_visible()
    live = f"{site.address}/api/v1/journeys/ways/definition?format=yaml"
    published = await drawn.page.request.get(live)
    assert await published.text() == dump_yaml(parse(WAYS))
