"""What holds for everybody is changed by administrators alone."""

import re

import httpx
from sqlmodel import select

from api.pages.sessions import MOST_BY_EMAIL
from engine.store.access import hash_password
from engine.store.database import Database
from engine.store.passwords import change_password
from engine.store.tables import InAppApp, Pool, Topic, User
from tests.api.conftest import BY
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
    "/channels/chats",
    "/channels/chats/cs",
    "/channels/chats/cs/test",
    "/channels/chats/cs/remove",
    "/suppressions/lift",
    "/team",
    "/team/pools",
    "/team/pools/csms/remove",
    "/team/maya@example.com/disable",
    "/team/bea@northwind.test/password",
    "/settings",
)
FORM = {
    "key": "tips",
    "name": "Tips",
    "name.en": "Tips",
    "default": "always",
    "kind": "slack",
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
    # The name of a setting is for whoever starts Onward: it stands where one asks how it is set.
    said, _, how = settings.partition("How these are set")
    assert ("ONWARD_MAIL_FROM" in said, "ONWARD_MAIL_FROM" in how) == (False, True)
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


async def test_a_new_pool_replaces_none_and_needs_no_key(
    person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** a new pool with the key of another became that pool: its name, its rule and
    its members were gone without a word."""
    await all_are(database, "admin")
    form = {"is_new": "true", "name": "Onboarding, Europe"}
    assert (await person.post(f"{OUR}/team/pools", data=form)).status_code == 303
    again = await person.post(f"{OUR}/team/pools", data=form | {"rule": "least_arr"})
    assert again.status_code == 409
    assert "“onboarding-europe” is the key of the pool “Onboarding, Europe”." in again.text
    async with database.transaction() as session:
        pool = (await session.exec(select(Pool))).one()
    assert (pool.key, pool.rule) == ("onboarding-europe", "round_robin")
    await person.post(f"{OUR}/topics/new", data={"name.en": "Product news", "default": "opt_in"})
    async with database.transaction() as session:
        assert (await session.exec(select(Topic))).one().key == "product-news"


async def test_a_password_is_changed_and_a_lost_one_made_anew(
    person: httpx.AsyncClient, anyone: httpx.AsyncClient, database: Database
) -> None:
    """Whoever is signed in elsewhere with the one before is signed out; this browser stays in."""

    async def signs_in(email: str, password: str) -> bool:
        form = {"email": email, "password": password}
        answer = await anyone.post(f"{OUR}/sign-in", data=form, headers={"Origin": OUR})
        return answer.status_code == 303

    async with database.transaction() as session:
        maya = (await session.exec(select(User))).one()
        maya.password_hash = await hash_password("the one before")
    assert await signs_in(maya.email, "the one before")
    for current, password, said in (
        ("a guess at it", "another long one", "That is not the password you have."),
        ("the one before", "short", "A password has at least 10 characters."),
    ):
        form = {"current": current, "password": password}
        answer = await person.post(f"{OUR}/password", data=form)
        assert (answer.status_code, said in answer.text) == (422, True)
    form = {"current": "the one before", "password": "another long one"}
    assert (await person.post(f"{OUR}/password", data=form)).status_code == 303
    assert (await person.get(f"{OUR}/password")).status_code == 200
    assert (await anyone.get(f"{OUR}/password")).status_code == 303
    assert not await signs_in(maya.email, "the one before")
    assert await signs_in(maya.email, "another long one")
    bea = f"{OUR}/team/bea@northwind.test/password"
    assert (await person.post(bea)).status_code == 403
    await all_are(database, "admin")
    await person.post(f"{OUR}/team", data={"email": "bea@northwind.test"})
    shown = await person.post(bea)
    assert shown.headers["cache-control"] == "no-store"
    found = re.search(r'<pre class="code wrap" tabindex="0">([^<]+)</pre>', shown.text)
    assert found is not None
    assert await signs_in("bea@northwind.test", found[1])
    assert (await person.post(f"{OUR}/team/{maya.email}/password")).status_code == 422


async def test_a_password_is_not_found_by_trying(
    person: httpx.AsyncClient, database: Database
) -> None:
    """Whoever finds an open browser has as many tries as at signing in, and is signed in no longer
    once it is changed elsewhere."""
    async with database.transaction() as session:
        maya = (await session.exec(select(User))).one()
        maya.password_hash = await hash_password("the one before")
    guessed = {"current": "a guess at it", "password": "another long one"}
    for _ in range(MOST_BY_EMAIL):
        assert (await person.post(f"{OUR}/password", data=guessed)).status_code == 422
    answer = await person.post(f"{OUR}/password", data=guessed | {"current": "the one before"})
    assert answer.status_code == 422
    assert "That was tried too often." in answer.text
    async with database.transaction() as session:
        await change_password(session, maya.id, "another long one", by=BY)
    assert (await person.get(f"{OUR}/password")).status_code == 303


async def test_a_zone_that_nobody_has_named_is_not_named_by_saving_something_else(
    person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** the form had the installation's zone chosen. Whoever changed when the
    morning's mail comes was shown all times by that zone from then on, not by their own clock.
    Later the usual hours, which the form shows where nobody has said any, were taken for hours that
    were said, and named it all the same."""
    async with database.transaction() as session:
        maya = (await session.exec(select(User))).one()
    page = f"{OUR}/team/{maya.email}"
    shown = (await person.get(page)).text
    assert '<option value="">Nobody has said: Europe/Amsterdam</option>' in shown
    assert "<option selected>" not in shown
    usual = {
        "day": re.findall(r'name="day" value="(...)" checked', shown),
        "working_from": "09:00",
        "working_to": "17:00",
    }
    assert usual["day"] == ["mon", "tue", "wed", "thu", "fri"]

    async def after(**said: str) -> tuple[str | None, str | None, str | None]:
        await person.post(page, data={**usual, "digest_at": "07:00", **said})
        async with database.transaction() as session:
            user = (await session.exec(select(User))).one()
            return user.time_zone, user.working_days, user.working_from

    assert await after(time_zone="") == (None, None, None)
    assert await after(time_zone="Asia/Tokyo") == ("Asia/Tokyo", None, None)
    assert "<option selected>Asia/Tokyo</option>" in (await person.get(page)).text
    for begins in ("08:00", "09:00"):
        kept = await after(time_zone="", working_from=begins)
        assert kept == ("Europe/Amsterdam", "mon,tue,wed,thu,fri", begins)
