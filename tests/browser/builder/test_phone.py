"""On a phone: nothing covers anything, nothing is cut off, and everything can be hit."""

from typing import Any

import pytest
from playwright.async_api import Page, expect
from sqlmodel import col, select

from engine.store.tables import Account, Enrollment
from tests.browser.builder.conftest import EMPTY, Builder, Opening, create, rewrite
from tests.browser.conftest import Site

PATIENCE = 30_000
"""Milliseconds. A walk is reckoned in a process of its own, which a busy machine starts slowly."""

PHONE: Any = {"width": 390, "height": 844}

SMALL = """() => {
  const layers = document.querySelectorAll('dialog[open], .b-add-menu, .b-panel');
  const on = [...layers].at(-1) ?? document.body;
  const size = (element) => {
    const {width, height} = (element.closest('label') ?? element).getBoundingClientRect();
    const zoom = width / (element.offsetWidth || width);
    const reach = parseFloat(getComputedStyle(element, '::before').inset) || 0;
    return [width, height].map((side) => side - 2 * Math.min(0, reach) * zoom);
  };
  const seen = {visibilityProperty: true, opacityProperty: true};
  const targets = 'button, a[href], input, select, textarea, summary';
  return [...on.querySelectorAll(targets)]
    .filter((element) => element.checkVisibility(seen))
    .filter((element) => getComputedStyle(element).display !== 'inline')
    .filter((element) => size(element).some((side) => side < 24))
    .map((element) => `${element.outerHTML.slice(0, 90)}: ${size(element)}`);
}"""
"""Targets of less than 24 pixels, but for links within a sentence (WCAG 2.5.8)."""

COVERED = """() => [...document.querySelectorAll('.b-canvas .b-step, .b-canvas .b-plus')]
  .filter((step) => {
    const {left, top, width, height} = step.getBoundingClientRect();
    return [0.1, 0.5, 0.9].some((part) => {
      const hit = document.elementFromPoint(left + width * part, top + height / 2);
      return hit === null || !(step.contains(hit) || hit.contains(step));
    });
  })
  .map((step) => step.textContent)"""
"""Steps of the canvas under something else."""

CUT = """() => [...document.querySelectorAll('.b-bar *, .b-panel *, .b-dialog *, .b-row *')]
  .filter((element) => element.checkVisibility() && element.clientWidth > 30
    && !element.closest('.unseen')
    && getComputedStyle(element).overflowX === 'hidden'
    && element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.outerHTML.slice(0, 120))"""
"""What is wider than it shows."""


async def looked_at(page: Page, where: str) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], where
    assert await page.evaluate(SMALL) == [], where
    assert await page.evaluate(CUT) == [], where


@pytest.fixture
async def phone(signed_in: Page) -> Page:
    await signed_in.set_viewport_size(PHONE)
    return signed_in


async def leave(drawn: Builder) -> None:
    await drawn.page.get_by_role("button", name="Close").last.click()


async def choose(drawn: Builder, menu: str, item: str) -> None:
    await drawn.page.get_by_role("button", name=menu, exact=True).click()
    await drawn.page.get_by_role("menuitem", name=item).click()


async def test_nothing_lies_over_a_journey_that_has_just_begun(
    phone: Page, builder: Opening, site: Site
) -> None:
    """**How it broke:** the button that opens the palette lay over where customers enter."""
    await create(site, "fresh")
    drawn = await builder("fresh")
    await drawn.view("Canvas")
    await expect(drawn.step("done")).to_be_visible()
    assert await phone.evaluate(COVERED) == []
    await looked_at(phone, "the canvas")


async def test_what_is_taken_from_another_window_is_seen_at_once(
    phone: Page, builder: Opening, site: Site
) -> None:
    """**How it broke:** the journey's form covered it, and below stood what was added before."""
    await create(site, "twice")
    here = await builder("twice")
    window = await phone.context.new_page()
    await window.set_viewport_size(PHONE)
    other = await Builder(window, site, "twice").open()
    await here.add("", "Wait a while")
    await here.saved()
    await other.add("", "Webhook")
    dialog = other.page.get_by_role("dialog", name="Both windows changed the same thing")
    await dialog.get_by_role("button", name="All of the other").click()
    await expect(other.page.locator("#b-row-wait")).to_be_visible()
    await expect(other.page.locator(".b-panel, .b-told")).to_have_count(0)
    await expect(other.page.locator("#b-row-done")).to_be_focused()


async def test_the_way_in_keeps_the_space_between_its_strong_words(
    phone: Page, builder: Opening, site: Site
) -> None:
    """**How it broke:** “90 days beforeaccount renewal date”: its box left out what is only a
    space."""
    dated = {"triggers": [{"date": {"trait": "account.renewal_date", "offset": "-90d"}}]}
    await create(site, "dated", {**EMPTY, "entry": dated})
    drawn = await builder("dated")
    words = drawn.page.locator("#b-row- strong")
    await expect(words.first).to_have_text("90 days before")
    first, second = [await each.bounding_box() for each in (words.nth(0), words.nth(1))]
    assert first is not None
    assert second is not None
    assert second["x"] > first["x"] + first["width"] + 2 or second["y"] > first["y"] + 2


async def test_everything_on_a_phone_can_be_hit_and_read(phone: Page, builder: Opening) -> None:
    drawn = await builder("success-plan")
    await looked_at(phone, "the outline")
    await phone.locator("#b-row-").click()
    await looked_at(phone, "the settings")
    await leave(drawn)
    await phone.locator("#b-row-welcome").click()
    await looked_at(phone, "a form")
    await phone.locator(".b-message-card").first.click()
    shown = phone.locator("iframe[title='The message']")
    await expect(shown).to_be_visible(timeout=PATIENCE)
    await looked_at(phone, "a message")
    await leave(drawn)
    await leave(drawn)
    for item in ("Walk through", "Simulate", "Scenarios", "Send to me"):
        await choose(drawn, "Try it", item)
        await expect(phone.locator(".b-panel").get_by_role("heading", name=item)).to_be_visible()
        await looked_at(phone, item)
        await leave(drawn)
    for item in ("Versions", "Import", "Keys"):
        await choose(drawn, "More", item)
        await expect(phone.locator(".b-panel, .b-dialog").get_by_text(item).first).to_be_visible()
        await looked_at(phone, item)
        await leave(drawn)
    await phone.get_by_role("button", name="Publish").click()
    publishing = phone.get_by_role("dialog", name="Publish")
    await expect(publishing).not_to_contain_text("Looking at", timeout=PATIENCE)
    await looked_at(phone, "publishing")
    await leave(drawn)
    await drawn.view("Canvas")
    await expect(drawn.step("welcome")).to_be_visible()
    await looked_at(phone, "the canvas")


async def test_a_dialog_is_as_high_as_what_it_says(phone: Page, builder: Opening) -> None:
    """**How it broke:** every dialog was as high as the page, its buttons in the middle of it."""
    drawn = await builder("onboarding")
    await phone.locator("#b-row-welcome").click()
    await phone.locator(".b-panel").get_by_role("button", name="Remove").click()
    dialog = phone.get_by_role("dialog", name="Remove")
    whole, foot = await dialog.bounding_box(), await dialog.locator("footer").bounding_box()
    assert whole
    assert foot
    assert foot["y"] + foot["height"] == pytest.approx(whole["y"] + whole["height"], abs=2)
    assert whole["y"] + whole["height"] == pytest.approx(PHONE["height"], abs=2)
    await phone.keyboard.press("Escape")
    await leave(drawn)
    await phone.get_by_role("button", name="Publish", exact=True).click()
    publishing = await phone.get_by_role("dialog", name="Publish").bounding_box()
    assert publishing
    assert publishing["height"] > PHONE["height"] * 0.9


async def test_what_marks_the_journey_leaves_it_in_sight(phone: Page, builder: Opening) -> None:
    """**How it broke:** the live view covered the journey, and closing it took its counts away."""
    drawn = await builder("success-plan")
    await phone.get_by_role("button", name="Live", exact=True).click()
    await expect(phone.get_by_role("table", name="Customers, by version")).to_be_visible()
    count = phone.locator(".b-outline .b-row-counts").first
    await count.scroll_into_view_if_needed()
    await expect(count).to_be_in_viewport()
    await looked_at(phone, "the live view")
    await leave(drawn)
    await choose(drawn, "Try it", "Walk through")
    here = phone.locator(".b-outline").get_by_text("here", exact=True)
    await expect(here).to_be_in_viewport(timeout=PATIENCE)
    # What scrolls beneath the name of the panel is not seen beside it.
    name = await phone.get_by_role("heading", name="Walk through").bounding_box()
    assert name is not None
    assert name["width"] == 390
    await leave(drawn)
    await phone.get_by_role("button", name="Live", exact=True).click()
    await leave(drawn)
    await choose(drawn, "Try it", "Walk through")
    await expect(phone.locator(".b-outline").get_by_text("here", exact=True)).to_be_in_viewport()
    await phone.get_by_role("button", name="Live", exact=True).click()
    await phone.get_by_role("combobox", name="Follow one customer").click()
    await phone.locator(".b-offers [role=option]").filter(has_text="inside").first.click()
    await expect(phone.locator(".b-panel")).to_contain_text("The way so far")
    await looked_at(phone, "one customer")


async def test_a_long_name_is_read_whole_and_is_one_line_of_text(
    phone: Page, builder: Opening, site: Site
) -> None:
    await create(site, "fresh")
    drawn = await builder("fresh")
    await phone.locator("#b-row-done").click()
    name = drawn.field("Name of the step")
    await name.fill("The end for those who have shared a report")
    await name.press("Enter")
    await name.press_sequentially(" by now")
    await looked_at(phone, "a long name")
    steps = (await drawn.saved())["steps"]
    assert steps["done"]["name"] == "The end for those who have shared a report by now"


async def test_what_a_simulation_found_comes_into_sight(phone: Page, builder: Opening) -> None:
    """**How it broke:** on a phone, the results lay below what the sheet shows."""
    drawn = await builder("success-plan")
    await choose(drawn, "Try it", "Simulate")
    await drawn.field("Accounts, at most").fill("20")
    await phone.locator(".b-panel").get_by_role("button", name="Simulate").click()
    figures = phone.locator(".b-figures")
    await expect(figures).to_contain_text("Reach the goal", timeout=3 * PATIENCE)
    await expect(figures).to_be_in_viewport(ratio=0.5)


async def test_what_is_cut_is_pasted_where_a_step_is_added(phone: Page, builder: Opening) -> None:
    """**How it broke:** another step's form stood on the screen without a word, and only keys
    could paste."""
    drawn = await builder("onboarding")
    await phone.locator("#b-row-tutorial").click()
    await phone.locator(".b-panel").get_by_role("button", name="Cut", exact=True).click()
    await expect(phone.locator(".b-panel")).to_have_count(0)
    await expect(phone.locator(".b-told")).to_contain_text("Cut: “Day 3, tutorial video”.")
    await expect(phone.get_by_role("button", name="Undo")).to_be_in_viewport()
    await phone.locator(".b-add-here").first.click()
    menu = phone.get_by_role("dialog", name="Add a step")
    await looked_at(phone, "what can be added")
    await menu.get_by_role("option").first.click()
    await expect(phone.locator("#b-row-tutorial")).to_be_in_viewport()
    assert "tutorial" in (await drawn.saved())["steps"]


async def test_a_tap_beside_the_menu_of_steps_only_closes_it(phone: Page, builder: Opening) -> None:
    await builder("onboarding")
    await phone.locator(".b-add-here").first.click()
    menu = phone.get_by_role("dialog", name="Add a step")
    await expect(menu).to_be_visible()
    await phone.get_by_role("button", name="Publish", exact=True).click(force=True)
    await expect(menu).to_have_count(0)
    await expect(phone.get_by_role("dialog")).to_have_count(0)


async def test_a_form_begins_at_the_top_and_clear_of_what_closes_it(
    phone: Page, builder: Opening
) -> None:
    await builder("onboarding")
    await phone.locator("#b-row-tutorial").click()
    panel = phone.locator(".b-panel")
    # What lies below it is out of reach.
    await expect(panel).to_be_focused()
    await panel.get_by_role("button", name="Duplicate").scroll_into_view_if_needed()
    await panel.get_by_role("button", name="Duplicate").click()
    await expect(phone.locator(".b-told")).to_contain_text("Duplicated")
    await expect(panel.locator(".b-form-title")).to_be_in_viewport()
    assert await panel.evaluate("(element) => element.scrollTop") == 0
    # The step that was made lies below it, too.
    await expect(panel).to_be_focused()
    closing = await panel.get_by_role("button", name="Close").bounding_box()
    mask = await panel.locator(".b-panel-saved").bounding_box()
    assert closing is not None
    assert mask is not None
    assert mask["y"] + mask["height"] >= closing["y"] + closing["height"]


async def test_a_walk_is_there_again_when_a_form_over_it_is_closed(
    phone: Page, builder: Opening
) -> None:
    drawn = await builder("onboarding")
    await choose(drawn, "Try it", "Walk through")
    back = phone.get_by_role("button", name="One back")
    await expect(back).to_be_disabled(timeout=PATIENCE)
    await phone.locator(".b-walk-option").first.click()
    await expect(back).to_be_enabled()
    await phone.locator("#b-row-").click()
    await expect(back).to_have_count(0)
    await leave(drawn)
    await expect(back).to_be_enabled()


async def test_what_a_search_finds_is_on_the_screen(phone: Page, builder: Opening) -> None:
    await builder("onboarding")
    await phone.get_by_role("combobox", name="Search the steps").fill("day")
    found = await phone.get_by_role("listbox", name="Steps found").bounding_box()
    assert found is not None
    assert found["x"] >= 0
    assert found["x"] + found["width"] <= PHONE["width"]


async def test_from_what_a_search_found_one_comes_back_to_the_step(
    phone: Page, builder: Opening
) -> None:
    """**How it broke:** the search had the focus again, and the phone showed its keys."""
    drawn = await builder("onboarding")
    await phone.get_by_role("combobox", name="Search the steps").fill("day")
    await phone.get_by_role("listbox", name="Steps found").get_by_role("option").first.click()
    key = await phone.locator(".b-panel [data-form]").get_attribute("data-form")
    await phone.locator(".b-panel").get_by_role("button", name="Close").click()
    await expect(drawn.page.locator(f"#b-row-{key}")).to_be_focused()


async def test_enter_goes_on_with_a_list(phone: Page, builder: Opening) -> None:
    await builder("onboarding")
    await phone.locator("#b-row-welcome").click()
    await phone.locator(".b-message-card").first.click()
    text = phone.get_by_role("dialog").get_by_role("textbox", name="Text", exact=True).first
    await rewrite(text, "")
    await phone.get_by_role("button", name="List", exact=True).first.click()
    await expect(text).to_have_text("- ")
    await text.press_sequentially("one\ntwo\n\nand more")
    await expect(text).to_have_text("- one\n- two\n\nand more", use_inner_text=True)
    # A point is empty when nothing but its mark stands in it.
    await rewrite(text, "")
    await text.press_sequentially("- Write to us. \nand call")
    await expect(text).to_have_text("- Write to us. \n- and call", use_inner_text=True)
    for key in ("Home", "Enter"):
        await text.press(key)
    await expect(text).to_have_text("- Write to us. \n- \n- and call", use_inner_text=True)


async def test_the_bar_says_which_version_is_live(phone: Page, builder: Opening) -> None:
    """**How it broke:** it said so only where there is more room."""
    await builder("onboarding")
    await expect(phone.locator(".b-bar").get_by_text("Live v3", exact=True)).to_be_visible()
    await looked_at(phone, "the bar")


async def test_what_a_panel_is_about_stays_in_sight_above_it(
    phone: Page, builder: Opening, site: Site
) -> None:
    """**How it broke:** the lower half of the journey, with the chosen step or with where a
    customer is, was behind it."""
    drawn = await builder("success-plan")
    row = phone.locator("#b-row-settle")
    await row.click()
    await leave(drawn)
    stage = phone.locator("#b-stage")
    # At the bottom of what is in sight.
    await row.evaluate("(row) => row.scrollIntoView({block: 'end'})")
    await phone.get_by_role("button", name="Live", exact=True).click()
    await expect(row).to_be_in_viewport(ratio=0.99)
    await stage.evaluate("(stage) => stage.scrollTo(0, 0)")
    # Of those at the draft's last wait: others are at steps that it has no longer.
    async with site.database.transaction() as session:
        asked = select(Account.name).join(Enrollment, col(Enrollment.account_id) == col(Account.id))
        name = (await session.exec(asked.where(Enrollment.current_step == "renewal"))).first()
    await phone.get_by_role("combobox", name="Follow one customer").press_sequentially(name or "")
    await phone.locator(".b-offers [role=option]").filter(has_text="inside").first.click()
    await expect(phone.locator(".b-panel")).to_contain_text("The way so far")
    here = phone.locator(".b-outline").get_by_text("here", exact=True)
    await expect(here).to_be_in_viewport()


async def test_what_was_just_done_is_said_below_the_journey(phone: Page, builder: Opening) -> None:
    """**How it broke:** it lay over the steps."""
    await builder("onboarding")
    await phone.locator("#b-row-tutorial").click()
    await phone.locator(".b-panel").get_by_role("button", name="Cut", exact=True).click()
    told = await phone.locator(".b-told").bounding_box()
    stage = await phone.locator("#b-stage").bounding_box()
    assert told
    assert stage
    assert stage["y"] + stage["height"] <= told["y"] + 1
    assert told["y"] + told["height"] == pytest.approx(PHONE["height"], abs=2)
