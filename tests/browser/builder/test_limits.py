"""How long something is waited for, drawn in the forms and read back as it was meant."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import expect

from engine.definition.document import parse, to_json
from tests.browser.builder.conftest import Opening, create
from tests.browser.builder.test_access import violations
from tests.browser.conftest import Site
from tests.world import World

SIGNED = to_json(
    parse("""
journey: signed
name: Signed
entry: {}
start: wait
steps:
  wait:
    type: wait
    until: {event: Contract Signed}
    at_most: {date: {trait: account.renewal_date, offset: -14d}}
    on: {happened: done, timeout: done}
  done: {type: exit}
""")
)


async def test_a_wait_is_drawn_that_ends_two_weeks_before_the_renewal(
    builder: Opening, site: Site
) -> None:
    renewal = datetime.now(UTC) + timedelta(days=60)
    account = {"renewal_date": f"{renewal:%Y-%m-%d}"}
    await World(site.database).customer("Acme Renewing", account=account)
    await create(site, "signed")
    drawn = await builder("signed")
    keys, field = drawn.page.keyboard, drawn.field
    await drawn.page.locator('[data-link="/next"]').click()
    await drawn.take("Wait for an event")
    await field("Event").fill("Contract Signed")
    await keys.press("Enter")
    await field("At the latest").select_option("date")
    await field("Date").fill("account.renewal_date")
    await keys.press("Enter")
    ends = renewal - timedelta(days=14)
    dates = drawn.page.locator(".b-panel .b-dates")
    await expect(dates).to_contain_text(f"For Acme Renewing: {ends:%a} {ends.day} {ends:%b %Y}")
    said = "Wait until Contract Signed, at most until 14 days before account renewal date at 09:00"
    await expect(drawn.page.locator("#b-stage")).to_contain_text(said)
    assert await violations(drawn.page) == []
    assert waits(await drawn.saved()) == waits(SIGNED)

    await field("At the latest").select_option("day")
    await field("At the latest").select_option("date")
    await field("Wait").select_option("time")
    await field("Wait").select_option("event")
    assert waits(await drawn.saved()) == waits(SIGNED)


def waits(definition: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for step in definition["steps"].values() if step["type"] == "wait"]
