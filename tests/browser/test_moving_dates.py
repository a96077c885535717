"""A date moves in the product, and with it the time of waking on a page somebody looks at."""

from datetime import UTC, date, datetime, timedelta

import httpx
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Seeded, Site, sign_in
from tests.ingest.parts import source
from tests.workflow.conftest import ports, renderer
from tests.workflow.whole_worker import client, mails, temporal, until, working
from tests.world import World

__all__ = ["client", "mails", "ports", "renderer", "temporal", "working"]

BEFORE = """
journey: before-renewal
name: Before the renewal
entry: {triggers: [{event: Account Created}]}
start: sixty
steps:
  sixty:
    type: wait
    until: {date: {trait: account.renewal_date, offset: -60d}, at: 09:00}
    next: check
  check: {type: task, title: Look at the account, next: done}
  done: {type: exit}
"""
PATIENCE = 20_000
"""Milliseconds after which a page that does not show it is a failure."""


class Product:
    """Tells Onward what happens, as a product does."""

    def __init__(self, address: str, key: str) -> None:
        self.http = httpx.AsyncClient(base_url=address, auth=(key, ""))

    async def renews(self, day: date) -> None:
        await self._call("group", traits={"name": "Acme", "renewal_date": day.isoformat()})

    async def signs_up(self) -> None:
        await self._call("track", event="Account Created", context={"groupId": "acme"})

    async def _call(self, kind: str, **said: object) -> None:
        body = {"userId": "ada", "groupId": "acme", **said}
        assert (await self.http.post(f"/v1/{kind}", json=body)).status_code == 200


def wakes(page: Page, renewal: date) -> Locator:
    """The time of waking on the page, should it be sixty days before that renewal."""
    day = renewal - timedelta(days=60)
    return page.locator(f"time[datetime^='{day.isoformat()}T09:00']").first


async def test_a_renewal_date_that_moves_moves_what_an_open_page_shows(
    window: Page, site: Site, seeded: Seeded, world: World, working: None
) -> None:
    today = datetime.now(UTC).date()
    first, second = today + timedelta(days=200), today + timedelta(days=150)
    await seeded("nothing")
    await world.publish(BEFORE)
    product = Product(site.address, (await source(site.database)).key)
    await product.renews(first)
    await product.signs_up()
    await until(lambda: rests(world))
    await sign_in(window, site)
    await expect(window.get_by_role("heading", name="Journeys")).to_be_visible()
    [enrollment] = await world.enrollments()
    await window.goto(f"{site.address}/enrollments/{enrollment.id}")
    await expect(wakes(window, first)).to_be_visible()
    await product.renews(second)
    await expect(wakes(window, second)).to_be_visible(timeout=PATIENCE)
    await expect(wakes(window, first)).to_have_count(0)
    await product.http.aclose()


async def rests(world: World) -> bool:
    return any(each.wakes_at is not None for each in await world.enrollments())
