"""How long an edit of a large journey takes to be painted, in a real browser.

    python -m benchmarks.builder [--steps 300] [--edits 40] [--slower 1]

Draws a journey of so many steps with branches and waits in Chromium, then edits it with keys, as a
person does: a step is named letter by letter, steps are added before all others, so that everything
below them moves, and all of it is undone. What counts is what the browser itself reckons (Event
Timing): from the moment the key went down to the frame that shows what it did, to 8 ms exactly;
what took less than 16 ms it reports as nothing, and so it stands as 16 here. Beside it, in the same
page, keys that change nothing, which tell what the browser and the machine take by themselves.
With `--slower 3` the browser has its scripts take three times as long, as on an older machine.
"""

import argparse
import asyncio
import shutil
import socket
import statistics
from typing import Any

import uvicorn
from playwright.async_api import Page, async_playwright

from activities.rendering import RenderPool
from api.app import create_app
from api.trials import Trials
from engine.definition.document import from_data
from engine.store import journeys
from engine.store.access import create_user
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.tables.columns import utc_now
from onward import migrate
from onward.embedded.postgres import EmbeddedPostgres
from tests.browser.conftest import ARGUMENTS, CHROMIUM, services
from tests.parts import private_directory

BY = Actor("benchmark")
EMAIL, PASSWORD = "bench@example.com", "a long enough password"

WATCH = """
window.slowest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (entry.name === "keydown") window.slowest = Math.max(window.slowest, entry.duration);
}).observe({type: "event", durationThreshold: 16});
"""
SETTLED = """
() => new Promise((done) => {
  // What was noticed is told once the page has nothing else to do.
  requestAnimationFrame(() => requestIdleCallback(() => setTimeout(() => {
    const slowest = window.slowest;
    window.slowest = 0;
    done(Math.max(16, slowest));
  }, 50)));
})
"""


def large(steps: int) -> dict[str, Any]:
    """A chain of waits, tasks and branches that meet again."""
    made: dict[str, Any] = {}
    number = 0
    while len(made) < steps - 4:
        here, after = f"s{number}", f"s{number + 1}"
        if number % 5 == 4:
            made[here] = {
                "type": "branch",
                "cases": [
                    {
                        "id": "yes",
                        "when": {"trait": "account.seats", "at_least": number},
                        "next": f"{here}-yes",
                    }
                ],
                "otherwise": f"{here}-no",
            }
            made[f"{here}-yes"] = {"type": "task", "title": f"Call {number}", "next": after}
            made[f"{here}-no"] = {"type": "wait", "for": "1d", "next": after}
        elif number % 5 == 2:
            made[here] = {
                "type": "wait",
                "until": {"event": f"Event {number}"},
                "at_most": "3d",
                "on": {"happened": after, "timeout": after},
            }
        else:
            made[here] = {"type": "wait", "for": f"{number % 9 + 1}d", "next": after}
        number += 1
    made[f"s{number}"] = {"type": "exit"}
    return {"journey": "large", "name": "Large", "entry": {}, "start": "s0", "steps": made}


async def press(page: Page, key: str) -> float:
    """Milliseconds from the key to the frame that shows what it did."""
    await page.evaluate(SETTLED)
    await page.keyboard.press(key)
    took: float = await page.evaluate(SETTLED)
    return took


async def measure(page: Page, edits: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"nothing": [], "typing": [], "adding": [], "undoing": []}
    await page.evaluate(WATCH)
    await page.locator("#b-step-s0").click()
    title = page.locator(".b-form-title")
    await title.fill("")
    for number in range(edits):
        found["nothing"].append(await press(page, "F8"))
        found["typing"].append(await press(page, "abcdefghij"[number % 10]))
    assert len(await title.input_value()) == edits
    for _ in range(edits):
        await page.locator('[data-link="/next"]').click()
        await page.get_by_role("combobox", name="What should happen here?").fill("wait a while")
        found["adding"].append(await press(page, "Enter"))
    await page.locator("#b-entry").focus()
    for _ in range(edits):
        found["undoing"].append(await press(page, "Control+z"))
    return found


async def run(steps: int, edits: int, slower: float) -> None:
    with private_directory() as place:
        async with EmbeddedPostgres(place, durable=False) as server, RenderPool() as renderer:
            url = await server.create_database("bench")
            await migrate.upgrade(url)
            database = Database(url, pool_size=5)
            definition = from_data(large(steps))
            async with database.transaction() as session:
                await create_user(session, email=EMAIL, name="Bench", by=BY, password=PASSWORD)
                await journeys.create(session, definition, by=BY, now=utc_now())
            await serve(database, renderer, len(definition.steps), edits, slower)
            await database.close()


async def serve(
    database: Database, renderer: RenderPool, steps: int, edits: int, slower: float
) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = create_app(services(database, address, renderer, Trials(processes=1)))
    web = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(web.serve(sockets=[listening]))
    path = next(filter(None, map(shutil.which, CHROMIUM)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        await page.goto(f"{address}/sign-in")
        await page.get_by_label("Email").fill(EMAIL)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url("**/journeys")
        await page.goto(f"{address}/journeys/large/edit")
        await page.locator(".b-step").first.wait_for()
        tools = await page.context.new_cdp_session(page)
        await tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        found = await measure(page, edits)
        await browser.close()
    web.should_exit = True
    await serving
    print(f"{steps} steps, {edits} edits of each kind; milliseconds until painted")
    for kind, times in found.items():
        ordered = sorted(times)
        p95 = ordered[int(len(ordered) * 0.95) - 1]
        print(f"{kind:>10}: median {statistics.median(times):5.1f}, p95 {p95:5.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--slower", type=float, default=1, help="how much slower scripts are to be")
    asked = parser.parse_args()
    asyncio.run(run(asked.steps, asked.edits, asked.slower))
