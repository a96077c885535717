"""Beginning a journey: with a name and nothing else, or with a program from the gallery."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Page, expect
from sqlmodel import select

from api.pages.gallery import programs
from engine.definition.document import to_json
from engine.sentences.words import trait_in_words
from engine.store.reading.preferences import get_preferences
from engine.store.tables import AuditEntry, Contact, Event, Journey, Source, Unsubscribe
from engine.store.tables.columns import utc_now
from tests.browser.conftest import Seeded, Site, sign_in
from tests.browser.seed import EMAIL, PASSWORD

HERE = {"Sec-Fetch-Site": "same-origin"}


async def drafts(site: Site) -> dict[str, Journey]:
    """Those that were never published, by key."""
    async with site.database.transaction() as session:
        found = await session.exec(select(Journey).where(Journey.status == "draft"))
        return {row.key: row for row in found}


async def test_a_name_is_enough(signed_in: Page, site: Site) -> None:
    await signed_in.get_by_role("link", name="New journey").click()
    await signed_in.get_by_label("Name").fill("Größere Kunden: a check-in")
    await expect(signed_in.get_by_label("Key")).to_have_value("grossere-kunden-a-check-in")
    await signed_in.get_by_label("Name").press_sequentially(" (2027)")
    await expect(signed_in.get_by_label("Key")).to_have_value("grossere-kunden-a-check-in-2027")
    await expect(signed_in.get_by_label("Name")).to_be_focused()
    await signed_in.get_by_label("People.").check()
    await signed_in.get_by_role("button", name="Create and edit").click()
    await expect(signed_in).to_have_url(
        re.compile("/journeys/grossere-kunden-a-check-in-2027/edit")
    )
    made = (await drafts(site))["grossere-kunden-a-check-in-2027"]
    assert made.name == "Größere Kunden: a check-in (2027)"
    assert made.draft_saved_by == EMAIL
    assert made.draft == {
        "journey": "grossere-kunden-a-check-in-2027",
        "name": "Größere Kunden: a check-in (2027)",
        "subject": "contact",
        "entry": {},
        "start": "done",
        "steps": {"done": {"type": "exit"}},
    }


async def test_a_key_of_ones_own_stays_and_is_told_when_it_is_taken(
    signed_in: Page, site: Site
) -> None:
    await signed_in.goto(f"{site.address}/journeys/new")
    await signed_in.get_by_label("Name").fill("Onboarding")
    key = signed_in.get_by_label("Key")
    await expect(key).to_have_value("onboarding-2")  # the first that is free
    await key.fill("onboarding")
    await expect(signed_in.get_by_role("alert")).to_have_text(
        "“onboarding” is taken. “onboarding-2” is free."
    )
    await key.fill("Not A Key")
    await expect(signed_in.get_by_role("alert")).to_contain_text("“not-a-key”")
    await key.fill("first-days")
    await expect(signed_in.get_by_role("alert")).to_have_count(0)
    await signed_in.get_by_label("Name").fill("x" * 201)
    await expect(signed_in.locator("#name-said")).to_have_text(
        "A name has at most 200 characters; this one has 201."
    )
    await signed_in.get_by_label("Name").fill("The first days")
    await expect(signed_in.locator("#name-said")).to_contain_text(
        "and its key where they unsubscribe."
    )
    await signed_in.get_by_role("button", name="Create and edit").click()
    await expect(signed_in).to_have_url(re.compile("/journeys/first-days/edit"))


async def test_what_customers_read_of_a_journey_without_a_topic_is_said_at_its_key(
    signed_in: Page, site: Site
) -> None:
    """**How it broke:** it was said of the name, which customers do not read there."""
    await signed_in.goto(f"{site.address}/journeys/new")
    said = signed_in.locator("#key-said")
    await expect(said).not_to_contain_text("Customers")
    await signed_in.get_by_label("Name").fill("The First Days")
    await expect(said).to_contain_text("which mails they get read “The first days”")
    await signed_in.get_by_label("Key").fill("hello-there")
    await expect(said).to_contain_text("read “Hello there” until it has a name under Topics.")
    async with site.database.transaction() as session:
        person = (await session.exec(select(Contact).limit(1))).one()
        session.add(Unsubscribe(contact_id=person.id, topic="hello-there", via="page"))
        await session.flush()
        known = await get_preferences(session, person.id, "en", utc_now())
    assert "Hello there" in [each.name for each in known.topics]


@pytest.fixture
async def client(site: Site, seeded: Seeded) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without scripts, signed in."""
    await seeded("little")
    async with httpx.AsyncClient(base_url=site.address, headers=HERE, timeout=60) as client:
        await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
        page = (await client.get("/tasks")).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        client.headers["X-CSRF-Token"] = found[1]
        yield client


async def test_what_is_wrong_is_said_beside_what_was_written(
    client: httpx.AsyncClient, site: Site
) -> None:
    for form, said in (
        ({"name": " ", "key": "x"}, "A journey needs a name."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "A", "key": "onboarding"}, "“onboarding” is taken. “onboarding-2” is free."),
        ({"name": "A", "key": "new"}, "“new” is taken. “new-2” is free."),
        ({"name": "A", "key": "ä"}, "For example “a”."),
    ):
        answer = await client.post("/journeys/new", data=form)
        assert answer.status_code == 422, form
        assert said in answer.text
        assert f'value="{form["name"].strip()}"' in answer.text
    assert list(await drafts(site)) == ["idea"]


async def test_without_scripts_the_key_is_made_when_it_is_sent(
    client: httpx.AsyncClient, site: Site
) -> None:
    for key in ("the-idea", "the-idea-2"):
        answer = await client.post("/journeys/new", data={"name": "The idea!"})
        assert answer.headers["location"] == f"/journeys/{key}/edit"
    answer = await client.post("/journeys/new", data={"name": "日本語"})
    assert answer.headers["location"] == "/journeys/journey/edit"
    assert set(await drafts(site)) == {"idea", "the-idea", "the-idea-2", "journey"}


async def test_a_program_becomes_a_draft_of_ones_own(signed_in: Page, site: Site) -> None:
    await signed_in.get_by_role("link", name="Gallery").click()
    await signed_in.get_by_role("link", name="We miss you").click()
    await expect(signed_in.get_by_role("heading", name="What it needs")).to_be_visible()
    await signed_in.get_by_role("button", name="Use We miss you").click()
    await expect(signed_in).to_have_url(re.compile("/journeys/we-miss-you/edit$"))
    made = (await drafts(site))["we-miss-you"]
    assert made.draft == to_json(programs()["we-miss-you"].journey)


async def test_a_program_that_is_here_already_gets_the_next_number(
    client: httpx.AsyncClient, site: Site
) -> None:
    answer = await client.post("/journeys/gallery/onboarding/use")
    assert answer.headers["location"] == "/journeys/onboarding-2/edit"
    made = (await drafts(site))["onboarding-2"]
    assert made.name == "Onboarding, 30 days (2)"
    assert made.draft
    assert made.draft["journey"] == "onboarding-2"
    async with site.database.transaction() as session:
        entry = (await session.exec(select(AuditEntry).order_by(AuditEntry.id.desc()))).first()  # type: ignore[union-attr]
    assert entry
    assert (entry.action, entry.actor) == ("journey.create", EMAIL)


async def test_forged_beginnings_make_nothing(client: httpx.AsyncClient, site: Site) -> None:
    del client.headers["X-CSRF-Token"]
    for path in ("/journeys/gallery/onboarding/use", "/journeys/new"):
        answer = await client.post(path, data={"name": "A"})
        assert answer.status_code == 403
    assert list(await drafts(site)) == ["idea"]


async def test_what_is_not_in_the_gallery_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/journeys/gallery/nothing")).status_code == 404
    assert (await client.post("/journeys/gallery/nothing/use")).status_code == 404


async def test_what_a_program_needs_is_marked_when_it_is_here(signed_in: Page, site: Site) -> None:
    address = f"{site.address}/journeys/gallery/we-miss-you"
    await signed_in.goto(address)
    login = signed_in.locator(".chip", has_text="Login")
    await expect(login).to_contain_text("is not here yet")
    await expect(login).to_contain_text("lets customers in")
    await expect(signed_in.locator(".chip", has_text="account plan")).to_contain_text("is here")
    async with site.database.transaction() as session:
        source = (await session.exec(select(Source))).first()
        assert source
        session.add(
            Event(
                source_id=source.id,
                message_id="new",
                type="track",
                name="Login",
                occurred_at=utc_now(),
            )
        )
    await signed_in.goto(address)
    await expect(login).to_have_class(re.compile("here"))


async def test_an_installation_without_journeys_leads_to_the_gallery(
    window: Page, site: Site, seeded: Seeded
) -> None:
    await seeded("nothing")
    await sign_in(window, site)
    await window.get_by_role("link", name="Choose from the gallery").click()
    await expect(window.get_by_role("button", name="Use ")).to_have_count(len(programs()))


async def test_every_program_has_its_page(client: httpx.AsyncClient) -> None:
    for key, program in programs().items():
        page = await client.get(f"/journeys/gallery/{key}")
        assert page.status_code == 200
        for name in (*program.needs.events, *map(trait_in_words, program.needs.traits)):
            assert f">{name}<" in page.text


CUT = """() => [...document.querySelectorAll('.miniature')].flatMap((card) => {
  const {left, right} = card.getBoundingClientRect();
  return [...card.querySelectorAll('.box')]
    .map((box) => [box, box.getBoundingClientRect()])
    .filter(([, at]) => at.left < left || at.right > right)
    .map(([box]) => box.textContent.trim());
})"""
"""Steps that the edge of their picture cuts."""


@pytest.mark.parametrize("width", [1440, 1280, 768, 390])
async def test_pictures_of_wide_programs_are_seen_from_side_to_side(
    signed_in: Page, site: Site, width: int
) -> None:
    """**How it broke:** all were drawn at one scale, and of wide ones the outer steps were cut."""
    await signed_in.set_viewport_size({"width": width, "height": 860})
    await signed_in.goto(f"{site.address}/journeys/gallery")
    await expect(signed_in.locator(".miniature")).to_have_count(len(programs()))
    assert await signed_in.evaluate(CUT) == []
