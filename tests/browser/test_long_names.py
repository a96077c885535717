"""Long names, addresses and numbers take no room from what stands beside them."""

import pytest
from playwright.async_api import Page, expect
from pydantic import JsonValue
from sqlmodel import select

from activities.mail.preference_links import preferences_url
from engine.store.audit import Actor
from engine.store.library import save
from engine.store.tables import Contact, Import, Segment, Sighting, Source
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Site

LONG = "Unbreakable" * 18
"""A name of nearly 200 signs without a space."""

CUT = """
() => [...document.querySelectorAll(".table-box")].flatMap((box) => {
  const right = box.getBoundingClientRect().right + 1;
  return [...box.querySelectorAll("td:not(:first-child):not(.examples)")].flatMap((cell) => {
    const found = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const wrong = [];
    for (let node = found.nextNode(); node; node = found.nextNode())
      for (const word of node.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const places = [...range.getClientRects()];
        const over = cell.getBoundingClientRect().right;
        if (places.length > 1 || places.some((place) => place.right > Math.min(right, over)))
          wrong.push(word[0]);
      }
    return wrong;
  });
})
"""
"""Words in other cells than the first that are broken, or reach out of their cell."""


async def test_a_preference_page_of_a_long_address_fits_a_phone(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** the address was kept on one line, three times as wide as the phone."""
    async with site.database.transaction() as session:
        contact = (await session.exec(select(Contact))).first()
        assert contact is not None
        contact.email = f"ada@{'a-very-long-name.' * 6}example"
    key = site.app.state.services.secret_key
    await signed_in.set_viewport_size({"width": 360, "height": 780})
    await signed_in.goto(preferences_url(site.address, contact.id, key))
    await expect(signed_in.get_by_text("a-very-long-name.")).to_be_visible()
    assert await signed_in.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["/templates", "/segments", "/imports", "/data/events/Shared"])
async def test_a_long_name_leaves_the_other_columns_their_words(
    signed_in: Page, site: Site, path: str
) -> None:
    """**How it broke:** “Nothing” stood there as “Nothin” and “g”, “+50” under the next column, and
    what was seen last of a property lay outside its table."""
    async with site.database.transaction() as session:
        source = (await session.exec(select(Source))).first()
        assert source is not None
        by, now = Actor("maya@northwind.test"), utc_now()
        said: dict[str, JsonValue] = {"subject": "Hello", "body": "Good to have you."}
        await save(session, "hello", kind="mail", name=LONG, content=said, by=by, now=now)
        session.add(Segment(key="large", name=LONG, subject_kind="account"))
        session.add(
            Import(
                kind="accounts", file_name=f"{LONG}.csv", requested_by=by.name, rows=10**9,
                taken=10**9, repeated=10**6, rejected=10**6, started_at=now,
            )
        )  # fmt: skip
        for name in ("", "report"):
            session.add(
                Sighting(
                    about="event", event="Shared", name=name, type="text" if name else "",
                    source_id=source.id, count=10**9, first_seen=now, last_seen=now,
                    examples=["x", LONG],
                )
            )  # fmt: skip
    await signed_in.set_viewport_size({"width": 1280, "height": 860})
    await signed_in.goto(f"{site.address}{path}")
    await expect(signed_in.locator("table.table")).to_be_visible()
    assert await signed_in.evaluate(CUT) == []
