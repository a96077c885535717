"""What holds for everybody is changed by administrators alone."""

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
    async with database.transaction() as session:
        assert (await session.exec(select(Topic))).all() == []
        assert (await session.exec(select(InAppApp))).all() == []
