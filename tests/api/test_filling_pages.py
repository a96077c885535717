"""The page of a journey into which a publish lets customers fills itself until they are all in."""

import re
from html import unescape

import httpx

from engine.store.database import Database
from engine.store.due_dates import sweep
from engine.store.outbox import mark_started, take_starting
from engine.store.tables.columns import utc_now
from tests.api.customers import some_customers

PAGE = "https://onward.example/journeys/renewal"
YAML = {"Content-Type": "application/yaml"}
RENEWAL = """\
journey: renewal
name: Renewal
entry: {triggers: [{date: {trait: account.renewal_date, offset: -30d}}]}
start: rest
steps:
  rest: {type: wait, for: 3d, next: done}
  done: {type: exit}
"""
FILLS = 'hx-get="/journeys/renewal/figures" hx-trigger="every 3s"'


async def enters(admin: httpx.AsyncClient, database: Database, account: str) -> None:
    await admin.post("/journeys/renewal/enroll", json={"account": account})
    async with database.transaction() as session:
        await mark_started(session, await take_starting(session, 10))


async def looked_through(database: Database) -> None:
    """Everybody has been looked at for their date."""
    more = 1
    while more:
        async with database.transaction() as session:
            more = await sweep(session, utc_now(), "UTC")


def asks(page: str) -> str:
    """Where the page asks whether customers have moved."""
    found = re.search(r'hx-get="(/journeys/renewal/moved[^"]+)"', page)
    assert found, page
    return f"https://onward.example{unescape(found[1])}"


async def moved(person: httpx.AsyncClient, address: str, looking_at: str = PAGE) -> str:
    headers = {"HX-Request": "true", "HX-Current-URL": looking_at}
    return (await person.get(address, headers=headers)).text


async def test_a_page_fills_itself_for_as_long_as_customers_enter_by_a_publish(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await admin.post("/journeys", content=RENEWAL, headers=YAML)
    await admin.post("/journeys/renewal/publish")
    await enters(admin, database, "acme")
    page = (await person.get(PAGE)).text
    assert "entering is under way" in page
    assert FILLS in page
    address = asks(page)
    assert "fills=entering" in address
    assert asks(await moved(person, address)) == address, "nobody has moved: it asks again"
    await enters(admin, database, "beta")
    filled = await moved(person, address)
    assert 'hx-trigger="load"' in filled
    assert "#figures,#drawing,#outline,#people-found" in filled
    chosen = await moved(person, address, f"{PAGE}?state=ended")
    assert "Customers have moved since this page was made" in chosen, "what was chosen stays"
    await looked_through(database)
    assert FILLS not in (await person.get(f"{PAGE}/figures")).text
    after = (await person.get(PAGE)).text
    assert "entering is under way" not in after
    assert "fills=" not in asks(after)


async def test_a_page_that_filled_itself_no_longer_does_once_all_are_in(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await admin.post("/journeys", content=RENEWAL, headers=YAML)
    await admin.post("/journeys/renewal/publish")
    await enters(admin, database, "acme")
    address = asks((await person.get(PAGE)).text)
    await looked_through(database)
    again = asks(await moved(person, address))
    assert "fills=" not in again
    await enters(admin, database, "beta")
    assert "Customers have moved since" in await moved(person, again)
