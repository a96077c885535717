"""How long an edit of a large journey takes to be painted, in a real browser.

    python -m benchmarks.builder [--steps 300] [--edits 40]

Draws a journey of so many steps with branches and waits in Chromium, then edits it: a step is named
key by key, steps are added before all others, so that everything below them moves, and all of it is
undone. For each edit it is measured from
the input event to the frame in which it is on the screen. Beside it the same page is given an edit
that changes nothing it shows, which tells what the browser and the machine take by themselves.
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
from api.trials import Trials
from engine.definition.document import from_data
from engine.store import journeys
from engine.store.access import create_user
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.tables.columns import utc_now
from onward import migrate
from onward.embedded.postgres import EmbeddedPostgres
from tests.browser.conftest import ARGUMENTS, CHROMIUM, application
from tests.parts import private_directory

BY = Actor("benchmark")
EMAIL, PASSWORD = "bench@example.com", "a long enough password"

PAINTED = """
(act) => new Promise((done) => {
  const begun = performance.now();
  act();
  // The frame after the next has the change on the screen.
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
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


async def measure(page: Page, edits: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"nothing": [], "typing": [], "adding": [], "undoing": []}
    for _ in range(edits):
        found["nothing"].append(await page.evaluate(PAINTED.replace("act();", "void 0;")))
    await page.locator("#b-step-s0").click()
    title = page.locator(".b-form-title")
    for number in range(edits):
        act = f"""
          const field = document.querySelector(".b-form-title");
          const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
          set.call(field, "Name {number}");
          field.dispatchEvent(new Event("input", {{bubbles: true}}));"""
        found["typing"].append(await page.evaluate(PAINTED.replace("act();", act)))
    assert await title.input_value() == f"Name {edits - 1}"
    for _ in range(edits):
        await page.locator('[data-link="/next"]').click()
        await page.get_by_role("combobox", name="Search steps").fill("wait a while")
        act = """
          const field = document.activeElement;
          field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));"""
        found["adding"].append(await page.evaluate(PAINTED.replace("act();", act)))
    for _ in range(edits):
        act = """document.querySelector('[aria-label="Undo"]').click();"""
        found["undoing"].append(await page.evaluate(PAINTED.replace("act();", act)))
    return found


async def run(steps: int, edits: int) -> None:
    with private_directory() as place:
        async with EmbeddedPostgres(place, durable=False) as server, RenderPool() as renderer:
            url = await server.create_database("bench")
            await migrate.upgrade(url)
            database = Database(url, pool_size=5)
            definition = from_data(large(steps))
            async with database.transaction() as session:
                await create_user(session, email=EMAIL, name="Bench", by=BY, password=PASSWORD)
                await journeys.create(session, definition, by=BY, now=utc_now())
            await serve(database, renderer, len(definition.steps), edits)
            await database.close()


async def serve(database: Database, renderer: RenderPool, steps: int, edits: int) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = application(database, address, renderer, Trials(processes=1))
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
    asked = parser.parse_args()
    asyncio.run(run(asked.steps, asked.edits))
