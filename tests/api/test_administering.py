"""What holds for everybody is changed by administrators alone."""

import re

import httpx
from sqlmodel import select

from engine.store.database import Database
from engine.store.tables import InAppApp, Topic
from tests.parts import all_are

OUR = "https://onward.example"
CHANGES = (
    "/topics",
    "/topics/new",
    "/topics/tips",
    "/topics/tips/remove",
    "/in-app/apps",
    "/in-app/apps/app_1/origins",
    "/in-app/apps/app_1/secrets",
    "/in-app/apps/app_1/secrets/key_1/revoke",
    "/in-app/apps/app_1/close",
    "/suppressions/lift",
    "/team",
    "/team/pools",
    "/team/pools/csms/remove",
    "/team/maya@example.com/disable",
    "/settings",
)
FORM = {
    "key": "tips",
    "name": "Tips",
    "name.en": "Tips",
    "default": "always",
    "address": "ada@acme.test",
    "because": "A typo",
}


async def test_a_csm_changes_nothing_that_holds_for_everybody(
    person: httpx.AsyncClient, database: Database
) -> None:
    """**Invariant:** who is no administrator can make no topic pass every refusal. **How it
    broke:** the pages of topics, apps and suppressions asked only for somebody signed in."""
    await all_are(database, "csm")
    answers = {path: (await person.post(OUR + path, data=FORM)).status_code for path in CHANGES}
    assert set(answers.values()) == {403}, answers
    for path in ("/topics", "/topics/new", "/in-app", "/suppressions"):
        shown = await person.get(OUR + path)
        assert shown.status_code == 200
        assert 'class="button button-main">Make it' not in shown.text
        assert 'action="/in-app/apps"' not in shown.text
    settings = (await person.get(f"{OUR}/settings")).text
    assert ">Save<" not in settings
    assert "Example &lt;success@example.com&gt;" in settings
    assert "ONWARD_MAIL_FROM" not in settings
    await all_are(database, "admin")
    assert "ONWARD_MAIL_FROM" in (await person.get(f"{OUR}/settings")).text
    async with database.transaction() as session:
        assert (await session.exec(select(Topic))).all() == []
        assert (await session.exec(select(InAppApp))).all() == []


async def test_an_administrator_adds_a_colleague_who_signs_in_until_they_leave(
    person: httpx.AsyncClient, anyone: httpx.AsyncClient, database: Database
) -> None:
    await all_are(database, "admin")
    form = {"email": " Bea@northwind.test", "name": "Bea", "role": "csm"}
    shown = (await person.post(f"{OUR}/team", data=form)).text
    found = re.search(r'<pre class="code wrap" tabindex="0">([^<]+)</pre>', shown)
    assert found is not None
    again = await person.post(f"{OUR}/team", data=form)
    assert (again.status_code, "There is a user bea@northwind.test already" in again.text) == (
        422,
        True,
    )
    assert (await person.post(f"{OUR}/team", data={"email": "nobody"})).status_code == 422
    signing = {"email": "bea@northwind.test", "password": found[1]}

    async def signs_in() -> int:
        origin = {"Origin": OUR}
        return (await anyone.post(f"{OUR}/sign-in", data=signing, headers=origin)).status_code

    assert await signs_in() == 303
    for way, status in (("disable", 401), ("enable", 303)):
        assert (await person.post(f"{OUR}/team/bea@northwind.test/{way}")).status_code == 303
        assert await signs_in() == status
