"""Segments over HTTP."""

import asyncio
import json

import httpx
import pytest
from sqlmodel import select

from engine.store.database import Database
from engine.store.tables import Account
from engine.store.tables.columns import utc_now
from tests.api.conftest import CSRF_TOKEN
from tests.api.customers import some_customers
from tests.api.test_source_pages import OUR, read_in
from workflows.recurring import Recurring


@pytest.fixture(autouse=True)
async def _customers(database: Database) -> None:
    await some_customers(database)


async def test_a_segment_is_made_filled_and_read(admin: httpx.AsyncClient) -> None:
    made = await admin.put("/segments/at-risk", json={"name": "At risk"})
    assert (made.status_code, made.json()["members"]) == (200, 0)
    added = await admin.post("/segments/at-risk/members", json={"members": ["acme", "beta"]})
    assert added.json() == {"added": 2}
    members = (await admin.get("/segments/at-risk/members")).json()["items"]
    assert {each["external_id"] for each in members} == {"acme", "beta"}
    assert (await admin.get("/segments")).json()["items"][0]["members"] == 2
    assert (await admin.delete("/segments/at-risk/members/acme")).json() == {"removed": True}
    assert (await admin.delete("/segments/at-risk/members/acme")).json() == {"removed": False}
    assert (await admin.get("/segments/at-risk")).json()["members"] == 1


async def test_an_event_that_nobody_has_ever_sent_is_said_on_the_page(
    admin: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    condition = {"any": [{"event": "Report Sh", "within": "ever"}, {"trait": "account.x", "is": 1}]}
    await admin.put("/segments/sharing", json={"name": "Sharing", "condition": condition})
    page = (await person.get("https://onward.example/segments/sharing")).text
    assert 'Nobody has ever sent <strong class="any-direction">Report Sh</strong>.' in page


NEW = "https://onward.example/segments/new"


async def test_a_segment_a_journey_asks_for_is_made_under_that_key(
    admin: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    """**How it broke:** a journey asked for “red_health”, and the segment that was then made by the
    name of Red health was another."""
    asked = {"key": "red_health", "subject": "contact"}
    page = (await person.get(NEW, params=asked)).text
    assert 'value="Red health"' in page
    assert 'value="contact" checked' in page
    form = {"csrf": CSRF_TOKEN, "name": "Health is red", "kept": "list", "subject": "contact"}
    made = await person.post(NEW, data={**form, "wanted": "red_health"})
    assert made.headers["location"] == "/segments/red_health"
    assert "segment-wanted" in made.headers["set-cookie"]
    assert (await admin.get("/segments/red_health")).json()["name"] == "Health is red"
    again = await person.get(NEW, params=asked)
    assert (again.status_code, again.headers["location"]) == (303, "/segments/red_health")


async def test_whoever_made_a_segment_for_a_journey_is_led_back_to_it(
    admin: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    """**How it broke:** the new segment's page said to go back to a window, and led nowhere."""
    definition = {"start": "done", "steps": {"done": {"type": "exit"}}}
    whole = {"journey": "calm", "name": "Calm <them>", "entry": {}, **definition}
    assert (await admin.post("/journeys", json=whole)).status_code == 201
    builder = {"referer": "https://onward.example/journeys/calm/edit?step=done"}
    page = (await person.get(NEW, params={"key": "calm-ones"}, headers=builder)).text
    assert '<input type="hidden" name="journey" value="calm">' in page
    form = {"csrf": CSRF_TOKEN, "name": "Calm ones", "kept": "list", "wanted": "calm-ones"}
    made = await person.post(NEW, data={**form, "journey": "calm"})
    there = (await person.get(f"https://onward.example{made.headers['location']}")).text
    link = '<a href="/journeys/calm/edit">Back to the journey'
    assert link in there
    assert "“Calm &lt;them&gt;”" in there
    assert "where it can be chosen now" in there
    assert "made-here.js" in there
    # Whoever made it meanwhile is led to it, and from there as well.
    again = await person.get(NEW, params={"key": "calm-ones"}, headers=builder)
    assert again.headers["location"] == "/segments/calm-ones?journey=calm"
    for other in ("", "?journey=gone"):
        assert (
            "Back to the journey"
            not in (await person.get(f"https://onward.example/segments/calm-ones{other}")).text
        )


async def test_the_key_of_a_segment_that_was_put_away_is_not_had_again(
    admin: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    await admin.put("/segments/at-risk", json={"name": "At risk"})
    await admin.delete("/segments/at-risk")
    page = (await person.get(NEW, params={"key": "at-risk", "name": "In danger"})).text
    assert 'value="In danger"' in page
    assert "choose it in the journey once it is made" in page
    form = {"csrf": CSRF_TOKEN, "name": "At risk", "kept": "list", "wanted": "at-risk"}
    assert (await person.post(NEW, data=form)).headers["location"] == "/segments/at-risk-2"


@pytest.mark.parametrize("odd", ["", "Not a key", "../x"])
async def test_what_cannot_be_a_key_is_not_taken_for_one(
    person: httpx.AsyncClient, odd: str
) -> None:
    page = await person.get(NEW, params={"key": odd})
    assert page.status_code == 200
    assert 'name="wanted"' not in page.text


async def test_contacts_are_put_in_by_mail_address_too(admin: httpx.AsyncClient) -> None:
    await admin.put("/segments/champions", json={"name": "Champions", "subject": "contact"})
    added = await admin.post(
        "/segments/champions/members", json={"members": ["Ada@acme.example", "bo"]}
    )
    assert added.json() == {"added": 2}


@pytest.mark.parametrize(
    ("path", "members", "code"),
    [
        ("/segments/none/members", ["acme"], "unknown_segment"),
        ("/segments/at-risk/members", ["gamma"], "unknown_account"),
    ],
)
async def test_what_there_is_not_is_said(
    admin: httpx.AsyncClient, path: str, members: list[str], code: str
) -> None:
    await admin.put("/segments/at-risk", json={"name": "At risk"})
    answer = await admin.post(path, json={"members": members})
    assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_adding_the_same_segment_at_once_is_adding_it(admin: httpx.AsyncClient) -> None:
    """**Invariant:** who comes second is not told that the database is away.

    **How it broke:** of several who added one segment at the same moment, all but one ran into its
    key, and were answered 503.
    """
    body = {"name": "New", "subject": "account"}
    answers = await asyncio.gather(*(admin.put("/segments/new", json=body) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5


async def test_a_condition_that_nobody_meets_as_things_come_in_is_warned_of(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """While it is written, and on the segment's page; it can be kept all the same."""
    async with database.transaction() as session:
        for account in await session.exec(select(Account)):
            account.traits = {**account.traits, "churned": True}
    asked = {"trait": "account.churned", "is": "yes"}
    warned = "Account churned has come in as yes or no; “yes” here is text and never equals it."
    site = "https://onward.example/segments"
    for condition, told in ((asked, True), ({**asked, "is": True}, False)):
        form = {"csrf_token": CSRF_TOKEN, "condition": json.dumps(condition)}
        written = (await person.post(f"{site}/preview", data=form)).text
        assert "accounts" in written
        assert (warned in written) is told
        content = {"name": "Churned", "condition": condition}
        assert (await admin.put("/segments/churned", json=content)).status_code == 200
        shown = (await person.get(f"{site}/churned")).text
        assert (warned in shown) is told


PRO = {"trait": "account.plan", "is": "pro"}


async def test_a_condition_is_tried_kept_explained_and_put_away(
    admin: httpx.AsyncClient, database: Database
) -> None:
    written = {"condition": {"not": {"trait": "account.shoe_size", "exists": True}}}
    tried = (await admin.post("/segments/preview", json=written)).json()
    assert (tried["size"], tried["exact"], tried["looked_at"]) == (tried["total"], True, 2)
    assert tried["sentence"] == "account shoe size is not known"
    assert {each["external_id"] for each in tried["sample"]} == {"acme", "beta"}
    made = await admin.put("/segments/planless", json={"name": "Planless", **written})
    assert made.json()["counting"] == {"done": 0, "total": None, "tells": False}
    await Recurring(database, utc_now).count_segments()
    kept = (await admin.get("/segments/planless")).json()
    assert (kept["members"], kept["counting"], kept["condition"]) == (2, None, written["condition"])
    (member, _) = (await admin.get("/segments/planless/members")).json()["items"]
    assert member["cause"] == "first_count"
    why = (await admin.get("/segments/planless/members/acme")).json()
    assert (why["member"], why["holds"], len(why["history"])) == (True, True, 1)
    assert why["because"]["parts"][0]["holds"] is False
    history = (await admin.get("/segments/planless/history")).json()["items"]
    assert [each["entered"] for each in history] == [True, True]
    refused = await admin.post("/segments/planless/members", json={"members": ["acme"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "kept_otherwise")
    await admin.put("/segments/both", json={"name": "Both", "condition": {"segment": "planless"}})
    used = (await admin.get("/segments/planless/uses")).json()["used_by"]
    assert used == [{"kind": "segment", "key": "both", "name": "Both"}]
    refused = await admin.delete("/segments/planless")
    assert refused.json()["detail"] == "the segment “Both” asks for this segment."
    assert (await admin.delete("/segments/both")).json() == {"archived": True}
    assert (await admin.delete("/segments/planless")).json() == {"archived": True}
    assert (await admin.get("/segments/planless")).status_code == 404
    back = await admin.put("/segments/planless", json={"name": "Planless", **written})
    assert back.json()["counting"] is not None


async def test_two_segments_cannot_each_ask_for_the_other(admin: httpx.AsyncClient) -> None:
    await admin.put("/segments/a", json={"name": "A", "condition": PRO})
    await admin.put("/segments/b", json={"name": "B", "condition": {"not": {"segment": "a"}}})
    asked = {"any": [PRO, {"segment": "b"}]}
    answer = await admin.put("/segments/a", json={"name": "A", "condition": asked})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "segment_loop")
    assert "“A” → “B” → “A”" in answer.json()["detail"]
    assert (await admin.get("/segments/a")).json()["condition"] == PRO


async def test_what_another_changed_meanwhile_is_not_taken_back(
    admin: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    """**Invariant:** nobody takes back unawares what somebody else has just done. **How it broke:**
    whoever renamed a segment wrote the condition back that their page was opened with."""
    pro, free = ({"trait": "account.plan", "is": plan} for plan in ("pro", "free"))
    await admin.put("/segments/paying", json={"name": "Paying", "condition": free})
    page = f"{OUR}/segments/paying/edit"
    form = {"name": "Paying", "read": read_in((await person.get(page)).text)}
    first = await person.post(page, data={**form, "condition": json.dumps(pro)})
    late = await person.post(page, data={**form, "name": "Pays", "condition": json.dumps(free)})
    assert (first.status_code, late.status_code) == (303, 422)
    assert "changed since you read it" in late.text
    kept = (await admin.get("/segments/paying")).json()
    assert (kept["name"], kept["condition"]) == ("Paying", pro)


@pytest.mark.parametrize(
    ("subject", "written", "said"),
    [
        ("account", "acme", "Acme</span> is not in it"),
        ("account", "Acme", "Acme</span> is not in it"),
        ("account", "acm", "Acme</span> is not in it"),
        ("account", "a", "Which one?"),
        ("account", "Nobody", "There is no account “Nobody”."),
        ("contact", "ADA@acme.example", "Ada</span> is not in it"),
        ("contact", "Ada", "Ada</span> is not in it"),
    ],
)
async def test_whom_one_asks_about_is_found_by_id_name_or_address(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, subject: str, written: str, said: str
) -> None:
    await admin.put("/segments/some", json={"name": "Some", "subject": subject})
    page = await person.get("https://onward.example/segments/some", params={"whom": written})
    assert said in page.text
