"""Steps on the canvas are as high as what is written in them, whatever it is written in."""

import asyncio
from typing import Any

from playwright.async_api import Page, Route, expect

from engine.store import journeys
from engine.store.tables.columns import utc_now
from tests.browser.builder.conftest import BY, Builder, create
from tests.browser.conftest import Site
from tests.shared.definitions import others

NAMES = (
    "A",
    "Ask for the first project",
    "WWWWWWWWWWWWWW MMMMMMMMMMMMMM WWWWWWWWWWWWWW",
    "illicitly filling ill-fitting lilliputian till-lists in little villi",
    "Datenschutzgrundverordnungsbeauftragte einladen",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "最初のログインを待ってからメールを送ります。最大一週間です。",
    "첫 로그인까지 기다립니다, 최대 일주일 동안",
    "Пригласить ответственного за внедрение и обучение",
    "اطلب من العميل إنشاء أول مشروع له هذا الأسبوع",
    "🎉🎉🎉 Party time 🎉🎉🎉 for the whole family 👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
    "https://app.example.com/a/very/long/path/to/somewhere?with=a&query=string",
    "first-project/second-project/third-project—fourth-project",
    "100 % of 12,345,678.90 EUR (in 2026) [draft] ‘quoted’ “quoted”",
    "Word and word and " * 6,
)
"""What names and subjects may be made of: wide and narrow letters, long words, other scripts."""


def named(names: tuple[str, ...]) -> dict[str, Any]:
    """Each of them as a name, as a subject, in bold, at an end and where another step is led to."""
    steps: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    cases = [
        {"id": f"w{at}", "when": {"trait": "account.plan", "is": name}, "next": f"mail{at}"}
        for at, name in enumerate(names)
    ]
    steps["parting"] = {"type": "branch", "cases": cases, "otherwise": "done"}
    for at, name in enumerate(names):
        texts[f"t{at}"] = {"subject": name, "body": "a"}
        steps |= {
            f"mail{at}": {"type": "email", "name": name, "template": f"t{at}", "next": f"ask{at}"},
            f"ask{at}": {
                "type": "wait",
                "name": name,
                "at_most": "7d",
                "until": {"event": name},
                "on": {"happened": f"go{at}", "timeout": f"end{at}"},
            },
            f"end{at}": {"type": "exit", "name": name},
            f"go{at}": {"type": "go_to", "to": "done" if at == 0 else f"end{at - 1}"},
        }
    steps["done"] = {"type": "exit"}
    return {
        "entry": {"triggers": [{"event": name} for name in names[4:7]]},
        "start": "parting",
        "steps": steps,
        "templates": texts,
    }


WRONG = """() => {
  document.querySelector('.b-far')?.classList.remove('b-far');
  const labels = [...document.querySelectorAll('.b-label')].flatMap((label) => {
    const has = [label.offsetWidth, label.offsetHeight];
    Object.assign(label.style, {width: 'max-content', maxWidth: '206px'});
    const needs = [label.offsetWidth, label.offsetHeight];
    Object.assign(label.style, {width: '', maxWidth: ''});
    const spare = has[0] - Math.max(40, needs[0]);
    return spare < 0 || spare > 1 || has[1] !== needs[1] ? [[label.textContent, has, needs]] : [];
  });
  return labels.concat([...document.querySelectorAll('.b-canvas .b-step')].flatMap((step) => {
    const has = step.offsetHeight;
    step.style.height = 'auto';
    const {width, height} = step.getBoundingClientRect();
    step.style.height = '';
    const needs = height / width * step.offsetWidth;
    const least = step.classList.contains('b-step-small') ? 44 : 64;
    const spare = has - Math.max(least, needs);
    return spare < -0.1 || spare > 1 ? [[step.textContent, has, needs]] : [];
  }));
}"""
"""Steps and words of ways that are smaller than what is written in them, or a pixel too large."""


async def looked_at(page: Page, width: int, zoom: float) -> None:
    """In a window of this size, whose browser enlarges by so much."""
    session = await page.context.new_cdp_session(page)
    size = {"width": round(width / zoom), "height": round(900 / zoom)}
    metrics = {**size, "deviceScaleFactor": zoom, "mobile": False}
    await session.send("Emulation.setDeviceMetricsOverride", metrics)


async def drawn(page: Page, site: Site, key: str) -> None:
    await Builder(page, site, key).open()
    canvas = page.get_by_role("group", name="View").get_by_role("button", name="Canvas")
    if await canvas.count():
        await canvas.click()
    await expect(page.locator("#b-entry")).to_be_visible()
    await page.get_by_role("button", name="See the whole journey").click()


async def test_steps_are_as_high_as_their_words(signed_in: Page, site: Site) -> None:
    """**How it broke:** lines were reckoned by how wide letters usually are, so that a step could
    be a line too high, or too low for its words."""
    await create(site, "named", named(NAMES))
    await drawn(signed_in, site, "named")
    for width, zoom in ((1440, 1), (1440, 1.1), (1440, 0.67), (390, 1)):
        await looked_at(signed_in, width, zoom)
        await signed_in.get_by_role("button", name="See the whole journey").click()
        assert await signed_in.locator(".b-canvas .b-step").count() > 50
        assert await signed_in.evaluate(WRONG) == [], (width, zoom)


async def test_steps_of_journeys_that_come_along_are_as_high_as_their_words(
    signed_in: Page, site: Site
) -> None:
    for key, journey in others().items():
        copy = journey.model_copy(update={"journey": f"of-{key}"})
        async with site.database.transaction() as session:
            await journeys.create(session, copy, by=BY, now=utc_now())
        await drawn(signed_in, site, f"of-{key}")
        assert await signed_in.evaluate(WRONG) == [], key


async def test_steps_are_as_high_as_their_words_in_whatever_font_there_is(
    signed_in: Page, site: Site
) -> None:
    await signed_in.route("**/*.woff2", lambda route: route.abort("aborted"))
    await create(site, "named", named(NAMES))
    await drawn(signed_in, site, "named")
    assert await signed_in.evaluate(WRONG) == []


async def test_steps_are_measured_again_once_their_font_has_come_late(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** a font that came after the builder had begun changed how much room words
    take, and steps kept the heights they had in the font before, until something was edited."""
    there = asyncio.Event()

    async def late(route: Route) -> None:
        await there.wait()
        await route.continue_()

    await signed_in.route("**/*.woff2", late)
    await create(site, "named", named(NAMES))
    await signed_in.goto(f"{site.address}/journeys/named/edit", wait_until="commit")
    await expect(signed_in.locator("#b-entry")).to_be_visible()
    await signed_in.get_by_role("button", name="See the whole journey").click()
    assert await signed_in.evaluate(WRONG) == []
    there.set()
    await signed_in.evaluate("document.fonts.ready.then(() => null)")
    await Builder(signed_in, site, "named").drawn()
    assert await signed_in.evaluate(WRONG) == []
