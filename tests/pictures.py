"""The pictures in the documentation, taken anew of the product as it is.

    python -m tests.pictures [NAME ...]

Each is a page of an installation with a few customers, in Chromium, kept as WebP under
`docs/images`. To be run, and looked at, whenever one of these pages has changed.
"""

import argparse
import asyncio
import base64
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from activities.rendering import RenderPool
from api.app import create_app
from api.trials import Trials
from engine.store.access import hash_password
from engine.store.database import Database
from onward import migrate
from onward.embedded.postgres import EmbeddedPostgres
from tests.browser.conftest import ARGUMENTS, CHROMIUM, services
from tests.browser.seed import EMAIL, PASSWORD, seed
from tests.parts import private_directory

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT = 1440, 900
QUALITY = 0.75
SETTLE_MS = 900
"""Until what moves has come to rest."""


EDITOR = "/journeys/onboarding/edit"


async def builder(page: Page) -> None:
    await page.goto(EDITOR)
    await page.locator("#b-step-which-practices").click()
    await page.mouse.wheel(0, 200)  # its ways are below


async def message(page: Page) -> None:
    await page.goto(EDITOR)
    await page.locator("#b-step-welcome").click()
    await page.locator(".b-message-card").click()
    await page.locator("iframe").first.wait_for()


async def walk(page: Page) -> None:
    await page.goto(EDITOR)
    await page.get_by_role("button", name="Try it").click()
    await page.get_by_role("menuitem", name="Walk through").click()
    for _ in range(3):
        await page.locator(".b-walk-option", has_text="Let time pass").click()
        await page.get_by_text("Walking …").wait_for(state="hidden")


async def gallery(page: Page) -> None:
    await page.goto("/journeys/gallery")


async def passage(page: Page) -> None:
    await page.goto("/journeys/success-plan")
    row = page.get_by_role("row").filter(has_text="by renewal")
    await row.locator(".row-link").first.click()


async def publish_plan(page: Page) -> None:
    await page.goto("/journeys/success-plan/publish?who=everyone")
    await page.get_by_role("heading", name="Whom it is for").scroll_into_view_if_needed()
    await page.locator("#plan").evaluate("plan => plan.scrollIntoView()")


SCENES: dict[str, Callable[[Page], Awaitable[None]]] = {
    each.__name__.replace("_", "-"): each
    for each in (builder, message, walk, gallery, passage, publish_plan)
}


@asynccontextmanager
async def site() -> AsyncIterator[str]:
    """A server with a few customers. Yields its address."""
    with private_directory() as place:
        async with EmbeddedPostgres(place, durable=False) as server, RenderPool() as renderer:
            url = await server.create_database("pictures")
            await migrate.upgrade(url)
            database = Database(url, pool_size=5)
            await seed(database, "little", datetime.now(UTC), await hash_password(PASSWORD))
            listening = socket.create_server(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            app = create_app(services(database, address, renderer, Trials(processes=1)))
            web = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
            serving = asyncio.create_task(web.serve(sockets=[listening]))
            yield address
            web.should_exit = True
            await serving
            await database.close()


async def take(browser: Browser, address: str, name: str) -> None:
    context = await browser.new_context(
        base_url=address,
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=1.25,
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.get_by_label("Email").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/journeys")
    await SCENES[name](page)
    await page.wait_for_timeout(SETTLE_MS)
    picture = await webp(browser, await page.screenshot())
    await asyncio.to_thread((IMAGES / f"{name}.webp").write_bytes, picture)
    print(f"{name}: {len(picture) / 1000:.0f} KB")
    await context.close()


async def webp(browser: Browser, png: bytes) -> bytes:
    """The same picture as WebP, which the browser can make."""
    page = await browser.new_page()
    data: str = await page.evaluate(
        """async ([png, quality]) => {
          const image = new Image();
          image.src = `data:image/png;base64,${png}`;
          await image.decode();
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.width, image.height];
          canvas.getContext("2d").drawImage(image, 0, 0);
          return canvas.toDataURL("image/webp", quality).split(",")[1];
        }""",
        [base64.b64encode(png).decode(), QUALITY],
    )
    await page.close()
    return base64.b64decode(data)


async def main(names: list[str]) -> None:
    path = next(filter(None, map(shutil.which, CHROMIUM)))
    async with site() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name in names:
            await take(browser, address, name)
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENES))
    asyncio.run(main(parser.parse_args().names or list(SCENES)))
