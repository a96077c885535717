"""Letting an audience in over HTTP, and the share that no journey reaches."""

from uuid import UUID

import httpx
import pytest
from sqlmodel import select

from engine.store.database import Database
from engine.store.tables import Account, AudienceRun, Contact, Membership
from tests.api.customers import ONBOARDING, some_customers

YAML = {"Content-Type": "application/yaml"}


@pytest.fixture(autouse=True)
async def _published(database: Database, admin: httpx.AsyncClient) -> None:
    await some_customers(database)
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await admin.post("/journeys/onboarding/publish")


async def test_how_many_it_would_be_is_said_before_anybody_is_let_in(
    reader: httpx.AsyncClient,
) -> None:
    asked = await reader.post("/journeys/onboarding/audience-runs/estimate", json={})
    assert asked.json() == {"about": 1, "is_exact": True, "looked_at": 2, "total": 2}
    free = {"only": {"trait": "account.plan", "is": "free"}}
    asked = await reader.post("/journeys/onboarding/audience-runs/estimate", json=free)
    assert asked.json()["about"] == 0


async def test_a_run_is_begun_once_by_its_key_followed_and_stopped(
    admin: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    asked = {"only": {"trait": "account.plan", "is": "pro"}, "per_minute": 60}
    once = {"Idempotency-Key": "spring"}
    begun = [
        await admin.post("/journeys/onboarding/audience-runs", json=asked, headers=once)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in begun] == [201, 201]
    run = begun[0].json()
    assert run["id"] == begun[1].json()["id"]
    assert (run["status"], run["total"], run["only"]) == ("starting", 2, asked["only"])
    listed = (await admin.get("/journeys/onboarding/audience-runs")).json()["items"]
    assert [each["id"] for each in listed] == [run["id"]]
    second = await admin.post("/journeys/onboarding/audience-runs", json={})
    assert (second.status_code, second.json()["code"]) == (409, "run_under_way")
    assert "already, 60 a minute" in second.json()["detail"]
    stopped = (await admin.post(f"/audience-runs/{run['id']}/stop")).json()
    assert stopped["status"] == "stopped"
    page = f"https://onward.example/audiences/{run['id']}"
    assert (
        "start it again: whoever is in already is not let in twice" in (await person.get(page)).text
    )
    assert (await person.post(f"{page}/again")).status_code == 303
    again, first = (await admin.get("/journeys/onboarding/audience-runs")).json()["items"]
    assert (again["only"], again["per_minute"]) == (first["only"], 60)
    assert (await admin.get(f"/audience-runs/{run['id']}/results")).json()["items"] == []


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (1, "Everybody has been looked at.</p>"),
        (2, "One of them is not in the audience, and is not listed."),
        (11, "10 of them are not in the audience, and are not listed."),
    ],
)
async def test_who_is_not_in_the_audience_is_counted(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database, seen: int, said: str
) -> None:
    """**How it broke:** 11 were looked at, one was let in, and nobody said where ten were."""
    run = (await admin.post("/journeys/onboarding/audience-runs", json={})).json()
    async with database.transaction() as session:
        row = await session.get_one(AudienceRun, UUID(run["id"]))
        row.status, row.total, row.seen, row.chosen = "done", seen, seen, 1
    assert said in (await person.get(f"https://onward.example/audiences/{run['id']}")).text


PAGE = "https://onward.example/journeys/onboarding/audience"


async def test_nobody_is_chosen_until_somebody_is(person: httpx.AsyncClient) -> None:
    """**How it broke:** “Everybody” was chosen before one had read anything."""
    page = (await person.get(PAGE)).text
    assert "selected" not in page.split('id="whom"')[1].split("</select>")[0]
    assert "Begin" not in page
    assert (await person.post(PAGE, data={"whom": ""})).status_code == 422
    assert (await person.post(PAGE, data={"whom": "in:nowhere"})).status_code == 404


async def test_how_many_enter_and_who_does_not_stands_at_the_button(
    admin: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    asked = {"whom": "everybody"}
    assert "1 account enters now" in (await person.get(PAGE, params=asked)).text
    await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    page = (await person.get(PAGE, params=asked)).text
    assert "Nobody enters now" in page
    assert "Others do not: 1 (in it already)." in page
    assert "Begin" not in page


async def test_one_customer_is_chosen_foreseen_and_let_in(person: httpx.AsyncClient) -> None:
    """**How it broke:** there was no way on any page to let in a single customer."""

    async def asked(customer: str) -> str:
        answer = await person.get(PAGE, params={"whom": "one", "customer": customer})
        return answer.text

    assert "Let in</button>" not in await asked("")
    assert "No account is like that." in await asked("zz")
    several = await asked("a")
    assert "Which one?" in several
    assert f"{PAGE[len('https://onward.example') :]}?whom=one&amp;customer=beta" in several
    refused = await asked("beta")
    assert "Beta</strong> does not enter. The customer is not in the journey’s audience." in refused
    assert "Let in</button>" not in refused
    assert "Acme</span> enters now" in await asked("acm")

    chosen = {"whom": "one", "customer": "acme"}
    let_in = await person.post(PAGE, data=chosen)
    assert let_in.headers["location"].startswith("/enrollments/")
    listed = (await person.get(PAGE)).text.partition('id="singly-title"')[2]
    assert f'href="{let_in.headers["location"]}">Acme</a>' in listed
    assert ">Maya</td>" in listed
    assert "That is all" in listed
    again = await person.post(PAGE, data=chosen)  # a second press, or a colleague meanwhile
    assert again.headers["location"] == "/journeys/onboarding/audience?whom=one&customer=acme"
    assert "does not enter. The customer is already in this journey." in await asked("acme")


@pytest.mark.parametrize("asked", [{"whom": "everybody"}, {"whom": "one", "customer": "acme"}])
async def test_when_a_first_mail_goes_out_is_said_as_it_is(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    """**How it broke:** it was said to go out at once, also where the journey’s hours keep it for
    the morning, and of a journey that is paused."""
    shown = (await person.get(PAGE, params=asked)).text
    assert "it goes out at once, or when its hours begin." in shown
    assert (await admin.post("/journeys/onboarding/pause")).status_code == 204
    shown = (await person.get(PAGE, params=asked)).text
    assert "Nothing goes out while the journey is paused." in shown
    assert "at once, or" not in shown


async def test_a_journey_for_contacts_lets_in_one_of_them(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    await admin.post(
        "/journeys",
        content=ONBOARDING.replace("journey: onboarding", "journey: people\nsubject: contact"),
        headers=YAML,
    )
    await admin.post("/journeys/people/publish")
    page = PAGE.replace("onboarding", "people")

    async def asked(customer: str) -> str:
        return (await person.get(page, params={"whom": "one", "customer": customer})).text

    async with database.transaction() as session:
        acme = (await session.exec(select(Account).where(Account.external_id == "acme"))).one()
        acme.name = "Globex"
    inside = await asked("globex")  # by their account, to which the account's own page leads
    assert "Which one?" in inside
    async with database.transaction() as session:
        ada = (await session.exec(select(Contact).where(Contact.external_id == "ada"))).one()
    assert f"customer={ada.id}" in inside
    assert "Ada</span> enters now" in await asked(str(ada.id))
    let_in = await person.post(page, data={"whom": "one", "customer": str(ada.id)})
    assert let_in.headers["location"].startswith("/enrollments/")


async def test_who_has_the_id_of_an_account_is_not_taken_for_who_is_in_it(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** where accounts and contacts are numbered, the way from account 12 to
    letting one of its contacts in led to contact 12, of another account."""
    people = ONBOARDING.replace("journey: onboarding", "journey: people\nsubject: contact")
    await admin.post("/journeys", content=people, headers=YAML)
    await admin.post("/journeys/people/publish")
    async with database.transaction() as session:
        beta = (await session.exec(select(Account).where(Account.external_id == "beta"))).one()
        carl = Contact(external_id="acme", email="carl@beta.example", name="Carl")
        session.add(carl)
        await session.flush()
        session.add(Membership(account_id=beta.id, contact_id=carl.id, is_primary=True))
    asked = {"whom": "one", "customer": "acme"}
    shown = (await person.get(PAGE.replace("onboarding", "people"), params=asked)).text
    assert "Let in</button>" not in shown
    found = shown.split("Which one?")[1].split("</ul>")[0]
    assert [name in found for name in ("Ada", "Bo", "Carl", "carl@beta.example, Beta")] == [
        True
    ] * 4


async def test_why_it_is_not_in_leads_to_letting_it_in(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        acme = (await session.exec(select(Account).where(Account.external_id == "acme"))).one()
    why = f"https://onward.example/accounts/{acme.id}/why?journey=onboarding"
    way = 'href="/journeys/onboarding/audience?whom=one&amp;customer=acme">Let it in</a>'
    assert way in (await person.get(why)).text
    await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    assert "Let it in" not in (await person.get(why)).text
    await admin.post("/journeys/onboarding/archive")
    assert "Let it in" not in (await person.get(why)).text


@pytest.mark.parametrize(
    ("journey", "body", "status"),
    [
        ("nowhere", {}, 404),
        ("onboarding", {"per_minute": 0}, 422),
        ("onboarding", {"only": {"segmnt": "x"}}, 422),
        ("onboarding", {"everybody": True}, 422),
        ("onboarding", {"only": {"not": {"segment": "nobody-made-it"}}}, 422),
        ("onboarding", {"only": {"trait": "account.arr", "at_least": 10**30}}, 422),
    ],
)
async def test_what_cannot_be_begun_is_said(
    admin: httpx.AsyncClient, journey: str, body: dict[str, object], status: int
) -> None:
    answer = await admin.post(f"/journeys/{journey}/audience-runs", json=body)
    assert answer.status_code == status
    assert answer.json()["detail"]


async def test_an_endless_number_is_no_condition(admin: httpx.AsyncClient) -> None:
    """**Invariant:** a run that is begun can be carried out. **How it broke:** JSON has no word for
    infinity, so what was kept of it could not be read again, ever."""
    body = '{"only": {"trait": "account.arr", "at_least": 1e999}}'
    answer = await admin.post("/journeys/onboarding/audience-runs", content=body)
    assert answer.status_code == 422
    assert (await admin.get("/journeys/onboarding/audience-runs")).json()["items"] == []


async def test_who_only_reads_lets_nobody_in(reader: httpx.AsyncClient) -> None:
    answer = await reader.post("/journeys/onboarding/audience-runs", json={})
    assert answer.status_code == 403


async def test_the_share_that_no_journey_reaches_is_kept(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/settings")).json() == {"holdout": None}
    assert (await admin.put("/settings", json={"holdout": "5%"})).status_code == 200
    assert (await admin.get("/settings")).json() == {"holdout": "5%"}
    assert (await admin.put("/settings", json={"holdout": "90%"})).status_code == 422
