"""The demonstration product shows what a journey says, and the journey goes on by what Ada does."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect
from sqlmodel import select
from temporalio.testing import ActivityEnvironment

from activities.advance import AdvanceActivity
from activities.advancing.rest import EnrollmentRef
from activities.mail.mailbox import BuiltInMailbox
from activities.ports import Organization, Ports
from activities.rendering import RenderPool
from engine.store.tables import Enrollment, Event
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site
from tests.calling.parts import local_calls
from tests.world import World
from workflows.dispatcher import Dispatcher

GUIDE = Path(__file__).parents[2] / "docs" / "in-app.md"
JOURNEY = re.findall(r"^```yaml\n(.*?)^```", GUIDE.read_text(), re.M | re.S)[-1]


class Onward:
    """What the worker does, when the test says so."""

    def __init__(self, site: Site, renderer: RenderPool) -> None:
        self.database = site.database
        self.advance = AdvanceActivity(
            Ports(
                database=site.database,
                mail=BuiltInMailbox(),
                calls=local_calls(),
                renderer=renderer,
                organization=Organization("Northwind", "UTC", "a@northwind.test", site.address),
                secret_key=b"a key for tests only, 32 bytes..",
                clock=utc_now,
            )
        )
        self.dispatcher = Dispatcher(site.database, time_zone="UTC", clock=utc_now)

    async def goes_on(self) -> Enrollment:
        while await self.dispatcher.dispatch():
            pass
        ada = await self.enrollment()
        if ada.status != "ended":
            await ActivityEnvironment().run(
                self.advance.advance_enrollment, EnrollmentRef(enrollment_id=ada.id)
            )
        return await self.enrollment()

    async def enrollment(self) -> Enrollment:
        async with self.database.transaction() as session:
            entered = select(Enrollment).where(Enrollment.subject_kind == "contact")
            return (await session.exec(entered.order_by(Enrollment.enrolled_at.desc()))).first()  # type: ignore[attr-defined,return-value]

    async def events(self) -> set[str]:
        async with self.database.transaction() as session:
            return set(await session.exec(select(Event.name)))


async def does(page: Page, what: Locator, told: str) -> None:
    await what.click()
    await expect(page.get_by_text(f"Onward was told: {told}.")).to_be_visible()


async def test_where_nothing_can_be_pushed_the_product_asks(
    signed_in: Page, site: Site, renderer: RenderPool
) -> None:
    """Some networks hold back streams, and let everything else through."""
    page, onward = signed_in, Onward(site, renderer)
    await page.clock.install()
    await page.route("**/inapp/v1/stream?*", lambda route: route.abort())
    await World(site.database).publish(JOURNEY)
    await page.goto(f"{site.address}/demo-product")
    await does(page, page.get_by_role("button", name="Sign Ada up again"), "Signed Up")
    await onward.goes_on()
    banner = page.get_by_role("region", name="Good to have you, Ada.")
    async with asyncio.timeout(30):
        while not await banner.is_visible():
            await page.clock.run_for(1_000)


async def test_a_journey_is_followed_in_the_product_to_its_end(
    signed_in: Page, site: Site, renderer: RenderPool
) -> None:
    page, onward = signed_in, Onward(site, renderer)
    await World(site.database).publish(JOURNEY)
    await page.goto(f"{site.address}/demo-product")
    await does(page, page.get_by_role("button", name="Sign Ada up again"), "Signed Up")
    await onward.goes_on()
    banner = page.get_by_role("region", name="Good to have you, Ada.")
    await expect(banner).to_be_visible()  # pushed: the page was open before
    tour = page.get_by_role("dialog")
    await expect(tour).to_contain_text("Find your way around")
    for title in ("A new project", "Your team", "What is new"):
        await page.keyboard.press("ArrowRight")
        await expect(tour.get_by_role("heading", name=title)).to_be_focused()
    await tour.get_by_role("button", name="Done").click()
    await expect(tour).to_have_count(0)
    await banner.get_by_role("button", name="Close").click()
    await expect(banner).to_have_count(0)

    todo = page.get_by_role("region", name="Getting started")
    await does(page, page.get_by_role("button", name="New project"), "Project Created")
    await onward.goes_on()
    await expect(todo.get_by_role("listitem").filter(has_text="Create a project")).to_have_class(
        "done"
    )
    await todo.get_by_role("button", name="Done: Read the guide").press("Enter")
    await expect(todo.get_by_role("link", name="Invite a teammate")).to_be_focused()
    await todo.get_by_role("link", name="Invite a teammate").click()
    await does(page, page.get_by_role("button", name="Invite a teammate"), "Teammate Invited")
    await onward.goes_on()
    await expect(todo).to_have_count(0)
    ended = await onward.goes_on()
    assert (ended.status, ended.outcome) == ("ended", "completed")
    bell = page.get_by_role("button", name="What’s new 1")
    await bell.click()
    feed = page.get_by_role("dialog", name="What’s new")
    await expect(feed).to_contain_text("You are set up")
    await feed.get_by_role("button", name="Mark as read").press("Enter")
    await expect(feed.get_by_role("button", name="Archive")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="What’s new")).to_be_focused()
    assert await onward.events() >= {
        "Tour Completed",
        "Checklist Item Completed",
        "Checklist Completed",
        "In-App Message Dismissed",
        "Message Completed",
    }

    await does(page, page.get_by_role("button", name="Sign Ada up again"), "Signed Up")
    await onward.goes_on()
    await expect(banner).to_be_visible()


TOOLTIP = """
journey: pointing
name: Pointing
subject: contact
entry: {triggers: [{event: Signed Up}]}
start: here
steps:
  here:
    type: in_app
    format: tooltip
    template: here
    target: {selector: "#new-project"}
    next: done
  done: {type: exit}
templates:
  here: {title: Begin here, body: Everything does.}
"""


async def test_a_tooltip_stays_beside_what_it_points_at(
    signed_in: Page, site: Site, renderer: RenderPool
) -> None:
    """**How it broke:** a banner that came in above moved the button and not the tooltip, which
    then lay on it."""
    page, onward = signed_in, Onward(site, renderer)
    await World(site.database).publish(TOOLTIP)
    await page.goto(f"{site.address}/demo-product")
    await does(page, page.get_by_role("button", name="Sign Ada up again"), "Signed Up")
    await onward.goes_on()
    await expect(page.get_by_text("Begin here")).to_be_visible()
    await page.evaluate("""() => {
        const above = document.createElement("div");
        above.style.height = "150px";
        document.body.prepend(above);
    }""")
    await page.wait_for_function("""() => {
        const card = [...document.querySelectorAll("onward-messages")]
            .map((each) => each.shadowRoot.querySelector(".card[role=dialog]"))
            .find((each) => each);
        const gap = card.getBoundingClientRect().top
            - document.querySelector("#new-project").getBoundingClientRect().bottom;
        return gap > 0 && gap < 20;
    }""")
