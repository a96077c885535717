"""A journey of three hundred steps: drawn as far as it is seen, and edited like any other."""

import re

from playwright.async_api import expect

from benchmarks.builder import large
from tests.browser.builder.conftest import Builder, Opening, create
from tests.browser.conftest import Site

STEPS = 300


async def test_only_what_is_in_sight_is_drawn(builder: Opening, site: Site) -> None:
    await create(site, "large", large(STEPS))
    drawn = await builder("large")
    drawn_steps = drawn.page.locator(".b-step")
    await expect(drawn.step("s0")).to_be_visible()
    assert await drawn_steps.count() < 40
    search = drawn.page.get_by_role("combobox", name="Search the steps")
    await search.fill("s150")
    await drawn.page.keyboard.press("Enter")
    await expect(drawn.step("s150")).to_be_focused()
    await expect(drawn.step("s0")).to_have_count(0)
    assert await drawn_steps.count() < 40
    box = await drawn.page.get_by_role("img", name="The whole journey, small").bounding_box()
    assert box is not None
    await drawn.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 2)
    await expect(drawn.step("s150")).to_have_count(0)


async def test_it_is_edited_undone_and_saved_like_any_other(builder: Opening, site: Site) -> None:
    whole = large(STEPS)
    await create(site, "large", whole)
    drawn = await builder("large")
    await drawn.add("", "Task")
    await drawn.field("What is to be done").fill("Say hello")
    await drawn.choose("s3")
    await drawn.field("Name of the step").fill("A pause of ours")
    kept = await drawn.saved()
    assert kept["start"] == "task"
    assert kept["steps"]["s3"]["name"] == "A pause of ours"
    assert len(kept["steps"]) == len(whole["steps"]) + 1
    undo = drawn.page.get_by_role("button", name="Undo")
    for _ in range(3):
        await undo.click()
    assert (await drawn.saved())["steps"] == whole["steps"]


async def test_the_whole_of_it_is_seen_at_once(builder: Opening, site: Site) -> None:
    await create(site, "large", large(STEPS))
    drawn = await builder("large")
    await drawn.page.get_by_role("button", name="See the whole journey").click()
    await expect(drawn.page.locator(".b-zoom")).to_have_text("10 %")
    await drawn.page.get_by_role("button", name="Zoom: 10 %").click()
    await expect(drawn.page.locator(".b-zoom")).to_have_text("100 %")


async def test_what_ends_and_how_many_went_is_read_from_afar(builder: Opening, site: Site) -> None:
    """**How it broke:** names of steps grew from afar, those of ends and the numbers on lines did
    not: at half the size they were five pixels high."""
    await create(site, "large", large(60))
    drawn = await builder("large")
    await drawn.page.get_by_role("button", name="See the whole journey").click()
    await expect(drawn.page.locator(".b-far")).to_be_visible()
    end = drawn.page.locator(".b-step-small .b-step-title").first
    await expect(end).to_have_css("font-size", "20px")
    line = "() => { const at = document.createElement('span'); at.className = 'b-flow';"
    await drawn.page.evaluate(f"{line} document.querySelector('.b-far').append(at); }}")
    await expect(drawn.page.locator(".b-far > .b-flow")).to_have_css("font-size", "20px")


async def test_words_of_ways_and_what_is_wrong_are_read_from_afar(
    builder: Opening, site: Site
) -> None:
    await create(site, "large", large(60))
    drawn = await builder("large")
    await drawn.page.get_by_role("button", name="See the whole journey").click()
    await expect(drawn.page.locator(".b-far")).to_be_visible()
    await expect(drawn.page.locator(".b-far .b-label").first).to_have_css("font-size", "19px")
    await expect(drawn.page.locator(".b-far .b-badge").first).to_have_css("font-size", "20px")
    assert await drawn.page.evaluate(TOUCHING) == []


TOUCHING = """() => {
  const all = [...document.querySelectorAll('.b-label, .b-step, .b-badge')];
  const boxes = all.map((element) => [element, element.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
    .filter(([other, b]) => !one.contains(other) && a.left < b.right && b.left < a.right
      && a.top < b.bottom && b.top < a.bottom)
    .map(([other]) => `${one.textContent} / ${other.textContent}`));
}"""
"""Words, steps and badges that stand on one another."""


async def test_adding_by_key_from_afar_stands_below_the_step(builder: Opening, site: Site) -> None:
    """**How it broke:** places for adding are not shown from afar, and the menu that stands at them
    opened in the upper left corner, over the bar."""
    await create(site, "large", large(60))
    drawn = await builder("large")
    await drawn.page.get_by_role("button", name="See the whole journey").click()
    await expect(drawn.page.locator(".b-far")).to_be_visible()
    await drawn.page.locator("#b-stage").focus()
    await drawn.page.keyboard.press("Home")
    # Once it stands still.
    await drawn.page.locator("#b-entry").hover()
    await drawn.page.keyboard.press("a")
    menu = drawn.page.get_by_role("dialog", name="Add a step")
    step, stands = await drawn.page.locator("#b-entry").bounding_box(), await menu.bounding_box()
    assert step
    assert stands
    assert stands["y"] >= step["y"] + step["height"]
    assert abs(stands["x"] + stands["width"] / 2 - step["x"] - step["width"] / 2) < 2


async def test_marks_below_steps_leave_the_words_of_ways_free_from_afar(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** “leads elsewhere”, large from afar, lay over the words of the next ways."""
    await create(site, "large", large(60))
    drawn = await builder("large")
    await drawn.page.get_by_role("button", name="See the whole journey").click()
    await expect(drawn.page.locator(".b-far .b-label").first).to_be_visible()
    await drawn.page.evaluate(MARKED)
    assert await drawn.page.locator(".b-mark").count() > 10
    touching = TOUCHING.replace(".b-step, .b-badge", ".b-mark")
    assert await drawn.page.evaluate(touching) == []


MARKED = """() => document.querySelectorAll('.react-flow__node').forEach((node) => {
  if (!node.querySelector('.b-step-small'))
    node.insertAdjacentHTML('beforeend',
      "<span class='b-marks'><span class='b-mark'>leads elsewhere</span></span>");
})"""
"""As when what is seen is compared with another version."""


NAMELESS = {
    "entry": {},
    "start": "branch",
    "steps": {
        "branch": {
            "type": "branch",
            "cases": [
                {"id": "team", "when": {"trait": "account.plan", "is": "team"}, "next": "wait-2"}
            ],
            "otherwise": "end",
        },
        "wait-2": {"type": "wait", "for": "3d", "next": "end"},
        "end": {"type": "exit"},
    },
}


async def zoom_to(drawn: Builder, percent: int) -> None:
    """No larger than so, by the wheel over what is below the journey."""
    shown = drawn.page.locator(".b-zoom")
    await drawn.page.locator(".b-canvas").hover(position={"x": 60, "y": 500})
    await drawn.page.keyboard.down("Control")
    while (now := await shown.inner_text()) and int(now.split()[0]) > percent:
        await drawn.page.mouse.wheel(0, 15)
        await expect(shown).not_to_have_text(now)
    await drawn.page.keyboard.up("Control")


async def test_steps_without_a_name_say_from_afar_what_they_do(
    builder: Opening, site: Site
) -> None:
    """**How it broke:** they read “Wait 2”, as many as there were."""
    await create(site, "nameless", NAMELESS)
    drawn = await builder("nameless")
    title = drawn.step("wait-2").locator(".b-step-title")
    brief = drawn.step("wait-2").locator(".b-step-brief")
    await expect(title).to_be_visible()
    await expect(brief).not_to_be_visible()
    await zoom_to(drawn, 45)
    await expect(brief).to_have_text("Wait 3 days")
    await expect(brief).to_be_visible()
    await expect(title).not_to_be_visible()
    await expect(brief).to_have_css("font-size", "22px")


HEIGHT = """(button) => {
  const {left, top, width, bottom} = button.getBoundingClientRect();
  const rows = Array.from({length: Math.ceil(bottom - top) + 60}, (_, row) => top - 30 + row);
  const hits = (row) => button.contains(document.elementFromPoint(left + width / 2, row));
  return rows.filter(hits).length;
}"""
"""On how many rows of pixels a click on its middle meets the button."""


async def test_ways_are_folded_where_the_button_can_be_hit(builder: Opening, site: Site) -> None:
    """**How it broke:** at half the size it was twelve pixels high, and its words five."""
    await create(site, "nameless", NAMELESS)
    drawn = await builder("nameless")
    await drawn.choose("branch")
    fold = drawn.page.get_by_role("button", name=re.compile("^Fold "))
    for percent in (100, 80, 74, 52):
        await zoom_to(drawn, percent)
        assert await fold.evaluate(HEIGHT) >= 24, percent
    await fold.click()
    unfold = drawn.page.get_by_role("button", name="Unfold 1 step")
    assert await unfold.evaluate(HEIGHT) >= 24
    await zoom_to(drawn, 45)
    await expect(unfold).not_to_be_visible()
    await expect(drawn.page.get_by_text("1 step folded")).to_be_visible()


async def test_nothing_is_folded_where_nothing_is(builder: Opening, site: Site) -> None:
    """**How it broke:** ways without a step had the button, which did nothing."""
    await create(site, "large", large(60))
    drawn = await builder("large")
    await drawn.choose("s4")
    await expect(drawn.page.get_by_role("button", name=re.compile("^Fold "))).to_be_visible()
    await drawn.choose("s2")
    await expect(drawn.title_of("s2")).to_be_visible()
    await expect(drawn.page.get_by_role("button", name=re.compile("^Fold "))).to_have_count(0)


CROSSED = """() => {
  const points = [...document.querySelectorAll('.b-line')].flatMap((line) => {
    const [length, map] = [line.getTotalLength(), line.getScreenCTM()];
    return Array.from({length: Math.floor(length)}, (_, at) =>
      line.getPointAtLength(at).matrixTransform(map));
  });
  return [...document.querySelectorAll('.b-mark, .b-fold, .b-flow, .b-days')].filter((each) => {
    const {left, right, top, bottom} = each.getBoundingClientRect();
    return points.some(({x, y}) => x > left - 1 && x < right + 1 && y > top && y < bottom);
  }).map((each) => each.textContent);
}"""
"""Counts, days and what folds that a line of the journey touches."""

CUT = """() => [...document.querySelectorAll('.b-label > span, .b-step-title, .b-step-text')]
  .filter((words) => words.scrollHeight > words.clientHeight + 1)
  .map((words) => words.textContent)"""


async def test_counts_days_and_what_folds_have_room_of_their_own(builder: Opening) -> None:
    """**How it broke:** they hung below the step, on the line that parts there; a count beside a
    line lay over the words of the next way."""
    drawn = await builder("onboarding")
    await drawn.choose("which-practices")
    await expect(drawn.page.get_by_role("button", name=re.compile("^Fold "))).to_be_visible()
    await drawn.page.get_by_role("button", name="Live", exact=True).click()
    await expect(drawn.page.locator(".b-flow").first).to_be_visible()
    await expect(drawn.page.locator(".b-mark").first).to_be_visible()
    touching = TOUCHING.replace(".b-badge", ".b-badge, .b-flow, .b-days")
    for percent in (100, 70, None):
        if percent is None:
            await drawn.page.get_by_role("button", name="See the whole journey").click()
            await expect(drawn.page.locator(".b-far")).to_be_visible()
        else:
            await zoom_to(drawn, percent)
        assert await drawn.page.evaluate(CROSSED) == [], percent
        assert await drawn.page.evaluate(touching) == [], percent


async def test_what_is_compared_leaves_lines_and_findings_free_from_afar(builder: Opening) -> None:
    """**How it broke:** “leads elsewhere” lay over the step’s line and its “+”, and what is wrong
    with the next step over “gone: …”."""
    drawn = await builder("onboarding")
    await drawn.choose("until-day-3")
    await drawn.page.locator("#b-stage").focus()
    await drawn.page.keyboard.press("Delete")
    await drawn.page.get_by_role("dialog", name="Remove").get_by_role("button").last.click()
    await expect(drawn.step("until-day-3")).to_have_count(0)
    await drawn.saved()
    await drawn.page.locator(".b-bar").get_by_role("button", name="Changes").click()
    gone, mark = drawn.page.locator(".b-flow"), drawn.page.locator(".b-canvas .b-mark")
    await expect(gone).to_contain_text("gone:")
    await expect(mark).to_have_text("leads elsewhere")
    await drawn.page.get_by_role("button", name="See the whole journey").click()
    await expect(drawn.page.locator(".b-far")).to_be_visible()
    await expect(mark).to_be_visible()
    assert await drawn.page.evaluate(CROSSED) == []
    touching = TOUCHING.replace(".b-step, .b-badge", ".b-badge, .b-plus, .b-mark, .b-flow")
    assert await drawn.page.evaluate(touching) == []


GERMAN = "Datenschutzgrundverordnungsbeauftragte"
WORDY = {
    "entry": {},
    "start": "branch",
    "steps": {
        "branch": {
            "type": "branch",
            "name": f"Have they named {GERMAN}?",
            "cases": [
                {
                    "id": f"way-{number}",
                    "when": {"any": [{"trait": trait, "is": GERMAN}, {"trait": trait, "is": "no"}]},
                    "next": "task",
                }
                for number, trait in enumerate(("account.plan", "contact.title", "contact.role"))
            ],
            "otherwise": "end",
        },
        "task": {
            "type": "task",
            "title": f"Ask about {GERMAN}",
            "assign": {"owner": "account"},
            "next": "end",
        },
        "end": {"type": "exit"},
    },
}


async def test_long_words_and_many_ways_are_read_whole(builder: Opening, site: Site) -> None:
    """**How it broke:** names had one line, sentences and the words of a way two; what was longer
    ended in dots."""
    await create(site, "wordy", WORDY)
    drawn = await builder("wordy")
    await expect(drawn.step("task")).to_be_visible()
    assert await drawn.page.evaluate(CUT) == []
    assert await drawn.page.evaluate(TOUCHING) == []
