"""The library over HTTP: versions, who uses what, and what may not be taken away."""

import httpx
import pytest

from engine.definition.document import parse
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.journeys import publish_definition
from engine.store.library import completed
from engine.store.tables.columns import utc_now
from tests.library.test_shelf import JOURNEY

MAIL = {"subject": "Welcome", "body": "Good to have you.\n\n{{ partial.signature }}"}


async def _put(admin: httpx.AsyncClient, key: str, **said: object) -> httpx.Response:
    return await admin.put(f"/library/{key}", json={"name": key.capitalize(), **said})


async def _filled(admin: httpx.AsyncClient) -> None:
    for key, kind, content in (
        ("signature", "partial", {"text": "Yours, {{ organization.name }}"}),
        ("welcome", "mail", MAIL),
        ("note", "in_app", {"title": "Hi", "body": "There."}),
    ):
        answer = await _put(admin, key, kind=kind, content=content)
        assert answer.status_code == 200, answer.text


async def test_each_change_is_a_version_and_an_earlier_one_comes_back_as_a_new_one(
    admin: httpx.AsyncClient,
) -> None:
    await _filled(admin)
    again = await _put(admin, "welcome", kind="mail", content=MAIL, note="For all.")
    assert (again.json()["version"], again.json()["note"]) == (1, "For all.")
    other = {**MAIL, "locales": {"de": {"subject": "Willkommen", "body": "Schön."}}}
    changed = await _put(admin, "welcome", kind="mail", content=other, change="In German")
    assert (changed.json()["version"], changed.json()["languages"]) == (2, ["de"])
    late = await _put(admin, "welcome", kind="mail", content=MAIL, expected=1)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert late.json()["detail"].startswith("the API key “a admin key” has changed it meanwhile:")
    back = await admin.post("/library/welcome/versions/1/restore")
    assert (back.json()["version"], back.json()["content"]) == (3, MAIL)
    told = (await admin.get("/library/welcome/versions")).json()["items"]
    assert [(each["number"], each["note"]) for each in told] == [
        (3, "As version 1 was."),
        (2, "In German"),
        (1, ""),
    ]
    found = (await admin.get("/library", params={"search": "good to"})).json()["items"]
    assert [each["key"] for each in found] == ["welcome"]


async def test_what_cannot_be_used_is_not_kept(admin: httpx.AsyncClient) -> None:
    await _filled(admin)
    for key, kind, content, said in (
        ("x", "mail", {"subject": "A"}, "body"),
        ("x", "mail", {"subject": "{{ account.", "body": "B"}, "template_syntax"),
        ("x", "mail", {"subject": "A", "body": "{{ partial.signatur }}"}, "partial.signature"),
        ("x", "partial", {"text": "{{ partial.signature }}"}, "only in messages"),
        ("x-y", "partial", {"text": "A"}, "cannot name a partial"),
        ("welcome", "in_app", {"title": "A", "body": "B"}, "stays what it is"),
    ):
        answer = await _put(admin, key, kind=kind, content=content)
        assert answer.status_code in (409, 422), (key, content)
        assert said in answer.text
    assert (await admin.get("/library/x")).status_code == 404


@pytest.mark.parametrize(
    "said", ['{"subject": "\\ud800", "body": "B"}', '{"subject": "A", "body": %s}' % 10**30]
)
async def test_what_cannot_be_written_down_is_refused(admin: httpx.AsyncClient, said: str) -> None:
    body = f'{{"name": "X", "kind": "mail", "content": {said}}}'
    answer = await admin.put(
        "/library/x", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422, answer.text
    assert (await admin.get("/library/x")).status_code == 404


async def test_what_is_live_takes_the_current_version_and_keeps_it_from_going(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await _filled(admin)
    async with database.transaction() as session:
        journey = parse(JOURNEY)
        published = await publish_definition(session, journey, by=Actor("test"), now=utc_now())
        assert published.number == 1
    await _put(admin, "welcome", kind="mail", content={**MAIL, "subject": "Welcome again"})
    async with database.transaction() as session:
        made, numbers = await completed(session, journey)
        assert made.templates["library/welcome"].model_dump()["subject"] == "Welcome again"
        assert numbers == {"library/welcome": 2, "library/note": 1}
    used = (await admin.get("/library/signature")).json()["used_by"]
    assert used == [
        {"kind": "journey", "key": "hello", "name": "Hello"},
        {"kind": "template", "key": "welcome", "name": "Welcome"},
    ]
    for key in ("welcome", "signature"):
        refused = await admin.delete(f"/library/{key}")
        assert (refused.status_code, refused.json()["code"]) == (409, "template_in_use")
        assert "“Hello”" in refused.json()["detail"]
    await _put(admin, "spare", kind="mail", content={"subject": "A", "body": "B"})
    assert (await admin.delete("/library/spare")).json() == {"removed": True}


async def test_a_preview_puts_partials_in_and_shows_each_language(
    admin: httpx.AsyncClient,
) -> None:
    await _filled(admin)
    template = {**MAIL, "locales": {"de": {"subject": "Willkommen", "body": "{{ partial.x }}"}}}
    asked = {"template": template, "language": ""}
    shown = (await admin.post("/templates/preview", json=asked)).json()
    assert "Good to have you.\n\nYours, " in shown["text"]
    assert (shown["language"], shown["languages"]) == (None, ["de"])
    assert [each["path"] for each in shown["problems"]] == ["locales.de.body"]
    german = (await admin.post("/templates/preview", json={**asked, "language": "de"})).json()
    assert (german["language"], german["subject"]) == ("de", "Willkommen")
