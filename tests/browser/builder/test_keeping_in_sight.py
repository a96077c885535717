"""The room of the canvas changes with what stands beside it: what one looks at stays in sight."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.builder.conftest import Builder, Opening

MIDDLE = """() => {
  const pane = document.querySelector('.b-canvas').getBoundingClientRect();
  const shown = document.querySelector('.react-flow__viewport');
  const { a: zoom, e: x } = new DOMMatrix(getComputedStyle(shown).transform);
  return [pane.width, (pane.width / 2 - x) / zoom];
}"""
"""How wide the canvas is, and what of the drawing is in the middle of it."""

STANDS = """([step, left]) => {
  const at = document.querySelector(step).getBoundingClientRect();
  return Math.abs(at.left - left) < 1;
}"""
WHOLE = """(step) => {
  const pane = document.querySelector('.b-canvas').getBoundingClientRect();
  const at = document.querySelector(step).getBoundingClientRect();
  return at.left >= pane.left && at.right <= pane.right
    && at.top >= pane.top && at.bottom <= pane.bottom;
}"""
WHOLE_ACROSS = """(step) => {
  const pane = document.querySelector('.b-canvas').getBoundingClientRect();
  const at = document.querySelector(step).getBoundingClientRect();
  return at.left >= pane.left && at.right <= pane.right;
}"""
REMEMBERED = """(width) => {
  const seen = JSON.parse(sessionStorage.getItem('onward/sight/onboarding') ?? 'null');
  return seen !== null && Math.abs(seen.width - width) < 1;
}"""
NARROWER = "(width) => document.querySelector('.b-canvas').clientWidth < width"
WIDER = "(width) => document.querySelector('.b-canvas').clientWidth > width"
WELCOME = "#b-step-welcome"


async def middle(page: Page) -> tuple[float, float]:
    width, at = await page.evaluate(MIDDLE)
    return width, at


async def left_of(page: Page, step: str) -> float:
    box = await page.locator(step).bounding_box()
    assert box
    return box["x"]


async def close(drawn: Builder) -> None:
    narrow, _ = await middle(drawn.page)
    await drawn.page.get_by_role("button", name="Close").click()
    await drawn.page.wait_for_function(WIDER, arg=narrow)


async def test_what_is_in_the_middle_stays_there_when_a_panel_opens(builder: Opening) -> None:
    """**How it broke:** the drawing stayed where it was, and the panel took its right part."""
    drawn = await builder("onboarding")
    await drawn.step("welcome").hover()
    wide, before = await middle(drawn.page)
    await drawn.page.get_by_role("button", name="Live", exact=True).click()
    await drawn.page.wait_for_function(NARROWER, arg=wide)
    assert (await middle(drawn.page))[1] == pytest.approx(before, abs=1)
    await drawn.page.set_viewport_size({"width": 1100, "height": 860})
    await drawn.page.wait_for_function(NARROWER, arg=wide - 500)
    assert (await middle(drawn.page))[1] == pytest.approx(before, abs=1)
    await drawn.page.set_viewport_size({"width": 1280, "height": 860})
    await close(drawn)
    assert await middle(drawn.page) == pytest.approx((wide, before), abs=1)


async def test_step_that_is_clicked_stays_under_the_pointer(builder: Opening) -> None:
    drawn = await builder("onboarding")
    await drawn.step("welcome").hover()
    wide, _ = await middle(drawn.page)
    left = await left_of(drawn.page, WELCOME)
    for _ in range(2):
        await drawn.choose("welcome")
        await drawn.page.wait_for_function(NARROWER, arg=wide)
        assert await left_of(drawn.page, WELCOME) == pytest.approx(left, abs=1)
        await close(drawn)
        assert await left_of(drawn.page, WELCOME) == pytest.approx(left, abs=1)


async def test_chosen_step_is_seen_whole_beside_a_panel(builder: Opening) -> None:
    """**How it broke:** a panel covered the step whose form it was."""
    drawn = await builder("onboarding")
    await drawn.step("welcome").hover()
    wide, before = await middle(drawn.page)
    left = await left_of(drawn.page, WELCOME)
    aside = wide - 300 - left
    await drawn.page.mouse.wheel(-2 * aside, 0)  # which moves it by half of that
    await drawn.page.wait_for_function(STANDS, arg=[WELCOME, left + aside])
    await drawn.choose("welcome")
    await drawn.page.wait_for_function(NARROWER, arg=wide)
    await drawn.page.wait_for_function(WHOLE, arg=WELCOME)
    await close(drawn)
    assert (await middle(drawn.page))[1] == pytest.approx(before - aside, abs=1)
    await drawn.page.get_by_role("button", name="Live", exact=True).click()
    await drawn.page.wait_for_function(WHOLE, arg=WELCOME)


async def test_step_that_was_clicked_is_found_where_it_was_after_a_reload(builder: Opening) -> None:
    """**How it broke:** the drawing went further to the right with each reload."""
    drawn = await builder("onboarding")
    await drawn.step("welcome").hover()
    wide, before = await middle(drawn.page)
    for _ in range(2):
        await drawn.choose("welcome")
        await drawn.page.wait_for_function(NARROWER, arg=wide)
        await drawn.page.wait_for_function(REMEMBERED, arg=wide)
        await drawn.page.reload()
        await drawn.step("welcome").hover()
        assert await middle(drawn.page) == pytest.approx((wide, before), abs=1)


LOWER = "(height) => document.querySelector('.b-canvas').clientHeight < height"
STANDS_DOWN = """([step, top]) => {
  const at = document.querySelector(step).getBoundingClientRect();
  return Math.abs(at.top - top) < 1;
}"""


async def test_window_that_gets_lower_and_higher_again_leaves_the_journey_where_it_was(
    builder: Opening,
) -> None:
    """**How it broke:** the chosen step was brought into sight and stayed up there, so the next
    click missed."""
    drawn = await builder("onboarding")
    page = drawn.page
    await drawn.choose("until-day-3")
    await drawn.title_of("until-day-3").hover()
    step = "#b-step-until-day-3"
    await page.wait_for_function(WHOLE, arg=step)
    box = await page.locator(step).bounding_box()
    assert box
    height = int(box["y"] + box["height"] - 20)
    for _ in range(2):
        await page.set_viewport_size({"width": 1280, "height": height})
        await page.wait_for_function(LOWER, arg=height)
        await page.wait_for_function(WHOLE, arg=step)
        await page.set_viewport_size({"width": 1280, "height": 860})
        await page.wait_for_function(STANDS_DOWN, arg=[step, box["y"]])


RIGHTMOST = """() => {
  const pane = document.querySelector('.b-canvas').getBoundingClientRect();
  const seen = [...document.querySelectorAll('.b-canvas .b-step')].map((step) => {
    const { right, top, bottom } = step.getBoundingClientRect();
    return { id: step.id, right, isSeen: right <= pane.right && top >= 0 && bottom <= pane.bottom };
  });
  return seen.filter((each) => each.isSeen).sort((a, b) => b.right - a.right)[0].id;
}"""


async def test_forms_that_open_and_close_leave_the_journey_where_it_was(builder: Opening) -> None:
    """**How it broke:** each time one was closed the journey stood further to the right."""
    drawn = await builder("success-plan")
    page = drawn.page
    await page.mouse.move(700, 500)
    await page.mouse.wheel(0, 900)
    step = await page.evaluate(RIGHTMOST)
    before = await left_of(page, f"#{step}")
    for _ in range(3):
        wide, _ = await middle(page)
        await page.locator(f"#{step}").click()
        await page.wait_for_function(NARROWER, arg=wide)
        await page.wait_for_function(WHOLE, arg=f"#{step}")
        await close(drawn)
        await page.wait_for_function(STANDS, arg=[f"#{step}", before])


OVERLAP = """([one, other]) => {
  const [a, b] = [one, other].map((each) => document.querySelector(each).getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}"""


async def test_the_menu_that_adds_does_not_lie_over_the_step_it_follows(builder: Opening) -> None:
    """**How it broke:** near the foot of the window it lay over the step, and “Change” in a form
    over the line it was about."""
    drawn = await builder("onboarding")
    await drawn.page.set_viewport_size({"width": 1280, "height": 640})
    await drawn.choose("first-project")
    await drawn.page.keyboard.press("a")
    menu = drawn.page.locator(".b-add-menu")
    await expect(menu).to_be_visible()
    assert not await drawn.page.evaluate(OVERLAP, [".b-add-menu", ".b-step-chosen"])
    await drawn.page.keyboard.press("Escape")
    await drawn.search("How large is the team?")
    await drawn.page.get_by_role("button", name="Change where").first.click()
    await expect(menu).to_be_visible()
    assert not await drawn.page.evaluate(OVERLAP, [".b-add-menu", ".b-panel"])
    await expect(menu.get_by_role("option").first).not_to_contain_text("Paste")
    await expect(menu.get_by_text("On to a step that is there")).to_be_visible()


async def test_the_outline_stays_where_it_was_scrolled_when_a_panel_opens_beside_it(
    builder: Opening,
) -> None:
    """**How it broke:** it went back to the chosen step, which is out of sight by then."""
    page = (await builder("onboarding")).page
    await page.get_by_role("button", name="Outline", exact=True).click()
    await page.locator("#b-row-welcome").click()
    last = page.locator("#b-row-done")
    await last.scroll_into_view_if_needed()
    await expect(last).to_be_in_viewport()
    await page.get_by_role("button", name="Live", exact=True).click()
    await expect(page.get_by_role("heading", name="Live")).to_be_visible()
    await expect(page.get_by_role("table", name="Customers, by version")).to_be_visible()
    await expect(last).to_be_in_viewport()
    await expect(page.locator("#b-row-welcome")).not_to_be_in_viewport()


async def test_ways_of_a_branch_come_into_sight_once_the_pointer_goes_to_its_form(
    builder: Opening,
) -> None:
    """**How it broke:** the panel lay over the way at the right while the form was open."""
    drawn = await builder("onboarding")
    way = "#b-step-practices-team"
    await drawn.choose("which-practices")
    await drawn.title_of("which-practices").wait_for()
    before = await left_of(drawn.page, "#b-step-which-practices")
    assert not await drawn.page.evaluate(WHOLE_ACROSS, way)
    await drawn.title_of("which-practices").hover()
    await drawn.page.wait_for_function(WHOLE_ACROSS, arg=way)
    # Closing it leads back to where one was.
    await close(drawn)
    await drawn.page.wait_for_function(STANDS, arg=["#b-step-which-practices", before])


TOP = "at => at.getBoundingClientRect().top + document.querySelector('.b-panel').scrollTop"


async def test_lines_of_a_condition_stay_while_its_value_is_chosen(builder: Opening) -> None:
    """**How it broke:** what was still to be chosen was said in a line of its own, and with the
    choice the field went up beside the comparison, and all below it with it."""
    drawn = await builder("onboarding")
    await drawn.page.get_by_title("Settings of the journey").click()
    await drawn.field("Only customers who meet a condition").check()
    asked = drawn.page.get_by_role("group", name="Who enters", exact=True)
    await asked.get_by_role("combobox", name="What is looked at").fill("plan")
    await drawn.page.keyboard.press("Enter")
    value = asked.get_by_role("combobox", name="Value")
    below = drawn.field("May they enter again?")
    before = await value.evaluate(TOP), await below.evaluate(TOP)
    await value.fill("enterprise")
    await drawn.page.keyboard.press("Enter")
    await expect(drawn.page.locator("#b-entry")).to_contain_text("enterprise")
    assert (await value.evaluate(TOP), await below.evaluate(TOP)) == before


async def test_form_of_a_scenario_stays_while_its_name_grows(builder: Opening) -> None:
    """**How it broke:** with the second line of the name, all below it went down; and where no
    field grows with its text by itself, there was no second line."""
    drawn = await builder("onboarding")
    await drawn.page.get_by_title("Settings of the journey").click()
    await drawn.page.get_by_role("button", name="Write one").click()
    await drawn.page.get_by_role("button", name="New scenario").click()
    name = drawn.page.get_by_role("textbox", name="Name of the scenario").last
    await expect(name).to_be_focused()
    await name.evaluate("at => at.style.setProperty('field-sizing', 'fixed')")
    await name.fill("Enterprise")
    below = drawn.page.get_by_label("They enter on a certain day")
    one, before = await name.bounding_box(), await below.evaluate(TOP)
    await name.fill("Enterprise customers who never log in get a task by day eight")
    two = await name.bounding_box()
    assert one
    assert two
    assert two["height"] > 1.5 * one["height"]
    assert two["width"] > one["width"]
    assert await below.evaluate(TOP) == before
