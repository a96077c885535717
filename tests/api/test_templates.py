"""Messages that are being written are shown, and it is told what they can say."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from activities.rendering import RenderPool
from activities.rendering_process import RenderLimits
from api.app import create_app
from api.services import Services
from engine.store.access import Scope
from engine.store.database import Database
from engine.store.message_previews import KEPT, keep, page_of
from engine.store.tables import Account, Contact, MessagePreview, User
from tests.api.conftest import client
from tests.api.customers import NOW, some_customers

MAIL = {"subject": "Hi {{ contact.first_name }}", "body": "**{{ account.name }}** is on {{ account.plan }}"}  # fmt: skip  # noqa: E501


async def shown(client: httpx.AsyncClient, template: Any, **asked: Any) -> dict[str, Any]:
    answer = await client.post("/templates/preview", json={"template": template, **asked})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_mail_is_shown_for_a_customer_of_ours(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    found = await shown(reader, {**MAIL, "preheader": "For you"}, account="acme")
    assert found["subject"] == "Hi Ada"
    assert found["preheader"] == "For you"
    assert found["text"].startswith("Acme is on pro\n")
    assert "<strong>Acme</strong>" in found["html"]
    assert found["from"] == {"name": "Example", "address": "success@example.com"}
    assert found["to"] == {"name": "Ada", "address": "ada@acme.example", "because": "primary contact"}  # fmt: skip  # noqa: E501
    assert found["customer"] == {
        "account": "acme",
        "account_name": "Acme",
        "contact": "ada",
        "contact_name": "Ada",
        "made_up": False,
    }
    assert found["missing"] == found["problems"] == []
    assert [found[each] for each in ("title", "body_html", "action", "nobody_because")] == [
        None
    ] * 4


async def test_where_nobody_has_a_name_it_comes_from_the_address(
    app: FastAPI, services: Services, reader: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** the name was empty instead of none, and the builder showed nobody."""
    await some_customers(database)
    app.state.services = replace(services, organization_name="")
    found = await shown(reader, MAIL, account="acme")
    assert found["from"] == {"name": None, "address": "success@example.com"}


async def test_the_account_s_csm_writes_it(reader: httpx.AsyncClient, database: Database) -> None:
    await some_customers(database)
    async with database.transaction() as session:
        acme = (await session.exec(select(Account).where(Account.external_id == "acme"))).one()
        acme.owner_id = (await session.exec(select(User.id))).one()
    found = await shown(reader, {"subject": "s", "body": "{{ owner.first_name }}"}, account="acme")
    assert found["from"]["name"] == "Kim"
    assert found["text"].startswith("Kim\n")


async def test_it_goes_to_whom_the_step_means(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    billing = await shown(reader, MAIL, account="acme", to={"role": "billing"})
    assert (billing["subject"], billing["to"]["because"]) == ("Hi Bo", "billing")
    nobody = await shown(reader, MAIL, account="acme", to={"role": "champion"})
    assert nobody["to"] is None
    assert nobody["nobody_because"] == "No contact of this account is its champion."
    assert nobody["missing"] == ["contact.first_name"]
    chosen = await shown(reader, MAIL, contact="ada@acme.example")
    assert (chosen["subject"], chosen["customer"]["account"]) == ("Hi Ada", "acme")


async def test_somebody_made_up_has_what_customers_have(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    found = await shown(reader, MAIL)
    assert found["subject"] == "Hi Sam"
    assert found["customer"]["made_up"]
    assert found["customer"]["account"] is None
    assert found["text"].startswith(("Sample Ltd is on free", "Sample Ltd is on pro"))
    assert found["from"]["name"] == "Olive Owner"


async def test_whoever_is_signed_in_is_the_csm_of_somebody_made_up(
    person: httpx.AsyncClient,
) -> None:
    found = await shown(person, {"subject": "s", "body": "{{ owner.name }}"})
    assert found["from"]["name"] == "Maya"
    assert found["text"].startswith("Maya\n")


async def test_an_unfinished_template_is_answered_with_its_problems(
    reader: httpx.AsyncClient,
) -> None:
    found = await shown(reader, {"subject": "", "body": "Hi {{ contact.first"})
    assert found["subject"] == ""
    assert [(each["path"], each["severity"]) for each in found["problems"]] == [
        ("subject", "blocking"),
        ("body", "blocking"),
    ]
    assert "Hi [contact.first" in found["html"]
    assert (await shown(reader, None))["problems"]


async def test_a_message_in_the_product_and_a_survey_are_shown_too(
    reader: httpx.AsyncClient,
) -> None:
    template = {"title": "Tips", "body": "**B**", "action": {"label": "L", "url": "https://x.example"}}  # fmt: skip  # noqa: E501
    found = await shown(reader, template, kind="in_app", format="modal")
    assert (found["channel"], found["title"], found["subject"]) == ("in_app", "Tips", None)
    assert found["body_html"] == "<p><strong>B</strong></p>\n"
    assert found["action"] == {"label": "L", "url": "https://x.example"}
    assert 'class="message modal"' in found["html"]
    survey = await shown(reader, {"subject": "s", "body": "b"}, kind="survey", survey_kind="csat")
    assert "https://onward.example/s/test?score=5" in survey["text"]
    in_app = await shown(reader, template, kind="survey", channel="in_app")
    assert 'class="scale"' in in_app["html"]


async def test_what_takes_too_long_is_stopped_and_told_of(
    services: Services, new_key: Callable[[Scope], Awaitable[str]]
) -> None:
    limits = RenderLimits(cpu=timedelta(milliseconds=1))
    async with RenderPool(processes=1, limits=limits) as pool:
        app = create_app(replace(services, renderer=pool))
        async with client(app, await new_key("read")) as reader:
            blocks = [{"type": "text", "markdown": "- x\n" * 5_000}] * 20
            found = await shown(reader, {"subject": "s", "blocks": blocks})
    assert [each["message"] for each in found["problems"]] == [
        "This needs more time than a template may use."
    ]
    assert found["html"] == ""


async def test_what_is_larger_than_any_template_is_refused(reader: httpx.AsyncClient) -> None:
    huge = {"subject": "s", "body": "x" * 1_000_001}
    answer = await reader.post("/templates/preview", json={"template": huge})
    assert answer.status_code == 413


async def test_a_template_that_cannot_be_written_down_is_shown_as_far_as_it_goes(
    reader: httpx.AsyncClient,
) -> None:
    body = b'{"template": {"subject": "s", "body": "a\\ud800b", "extra": %d}}' % 10**30
    answer = await reader.post(
        "/templates/preview", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["text"].startswith("a\ufffd")


async def test_what_there_is_not_is_not_found(reader: httpx.AsyncClient) -> None:
    for whom in ({"account": "nobody"}, {"contact": "nobody"}):
        answer = await reader.post("/templates/preview", json={"template": MAIL, **whom})
        assert answer.status_code == 404


PICTURE = {"type": "image", "src": "https://pictures.example/a.png", "alt": 'a > b "c"'}


async def test_a_frame_loads_no_pictures_unless_it_is_asked_to(reader: httpx.AsyncClient) -> None:
    found = await shown(reader, {"subject": "s", "blocks": [PICTURE]})
    path = found["frame"].removeprefix("/api/v1")
    plain = await reader.get(path)
    assert plain.headers["content-type"] == "text/html; charset=utf-8"
    policy = plain.headers["Content-Security-Policy"]
    # It runs nothing: that it is of this site lets the builder scroll it.
    assert policy.startswith("sandbox allow-same-origin; default-src 'none'; style-src")
    assert policy.endswith("img-src data:")
    assert plain.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "pictures.example" not in plain.text
    assert "data:image/svg+xml," in plain.text
    loaded = await reader.get(path, params={"images": "true"})
    policy = loaded.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "img-src data: https: http:" in policy
    assert loaded.text.startswith(found["html"])


async def test_a_frame_is_for_those_who_may_look(
    reader: httpx.AsyncClient, anyone: httpx.AsyncClient
) -> None:
    found = await shown(reader, MAIL)
    assert (await anyone.get(found["frame"].removeprefix("/api/v1"))).status_code == 401


async def test_a_page_is_kept_for_a_while_only(
    reader: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        old = await keep(session, "old", NOW)
        assert await page_of(session, old, NOW + KEPT) == "old"
    answer = await reader.get(f"/templates/previews/{old}")
    assert answer.status_code == 404
    await shown(reader, MAIL)
    async with database.transaction() as session:
        (left,) = await session.exec(select(MessagePreview))
        assert left.id != old


async def test_the_fields_have_the_values_that_the_preview_shows(
    reader: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** the list was of the account's primary contact, the preview of whom the step
    writes to."""
    await some_customers(database)
    role = {"role": "billing", "else": "primary"}
    text = {"subject": "{{ contact.first_name }}", "body": "{{ journey.name }}"}
    whole = await shown(
        reader, text, account="acme", to=role, journey={"key": "onboarding", "name": "Onboarding"}
    )
    asked = {"account": "acme", "to": json.dumps(role), "journey": "Onboarding"}
    found = (await reader.get("/templates/fields", params=asked)).json()
    fields = {each["name"]: each["value"] for group in found["groups"] for each in group["fields"]}
    assert fields["contact.first_name"] == whole["subject"] == "Bo"
    assert fields["journey.name"] == whole["text"].splitlines()[0] == "Onboarding"
    wrong = await reader.get("/templates/fields", params={"to": "{"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("to", [{"roles": [], "else": "primary"}, {"role": ""}, None])
async def test_as_long_as_a_step_does_not_say_to_whom_the_fields_are_of_the_primary_contact(
    reader: httpx.AsyncClient, database: Database, to: object
) -> None:
    """**How it broke:** whoever chose “Several people” and then wrote the message had no field to
    put in, and nothing said why."""
    await some_customers(database)
    asked = {"account": "acme", "to": json.dumps(to)}
    found = await reader.get("/templates/fields", params=asked)
    usual = await reader.get("/templates/fields", params={"account": "acme"})
    assert found.status_code == 200
    assert found.json() == usual.json()


async def test_the_fields_say_what_there_is_of_whom_and_of_how_many(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    async with database.transaction() as session:
        beta = (await session.exec(select(Account).where(Account.external_id == "beta"))).one()
        beta.traits = {
            "plan": "free",
            "seats": 3,
            "address": {"city": "Delft"},
            "number of sites": 2,
        }
        session.add(Contact(external_id="cy", traits={"title": "Head"}))
    found = (await reader.get("/templates/fields", params={"account": "beta"})).json()
    groups = {group["name"]: group for group in found["groups"]}
    assert list(groups) == ["contact", "account", "owner", "organization", "journey"]
    fields = {each["name"]: each for group in found["groups"] for each in group["fields"]}
    assert fields["account.plan"] == {
        "name": "account.plan",
        "label": "Plan",
        "value": "free",
        "seen": 1.0,
        "type": "text",
    }
    assert (fields["account.seats"]["value"], fields["account.seats"]["seen"]) == (3, 0.5)
    assert fields["account.address.city"]["value"] == "Delft"
    assert fields['account["number of sites"]']["value"] == 2
    assert (fields["contact.first_name"]["value"], fields["contact.first_name"]["seen"]) == (None, 0.667)  # fmt: skip  # noqa: E501
    assert fields["contact.title"]["seen"] == 0.333
    assert fields["owner.email"]["seen"] == 0
    assert (fields["organization.name"]["value"], fields["organization.name"]["seen"]) == ("Example", None)  # fmt: skip  # noqa: E501
    assert {"name", "example", "does"} == found["filters"][0].keys()
    sample = (await reader.get("/templates/fields")).json()
    assert sample["groups"][0]["fields"][0]["value"] == "Sam"


async def test_fields_that_read_alike_say_how_they_are_written(
    reader: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** “First name” and “Firstname” stood below each other, and nothing said which
    was which."""
    async with database.transaction() as session:
        session.add(Contact(external_id="cy", traits={"externalid": "cy", "title": "Head"}))
        session.add(Account(external_id="cys", traits={"renewaldate": "2027-01-01"}))
    found = (await reader.get("/templates/fields")).json()
    labels = {each["name"]: each["label"] for group in found["groups"] for each in group["fields"]}
    assert labels["account.renewal_date"] == "Renewal date (account.renewal_date)"
    assert labels["account.renewaldate"] == "Renewaldate (account.renewaldate)"
    assert labels["contact.title"] == "Title"


async def test_what_fills_a_field_is_no_field_of_its_own(
    reader: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** beside “First name” stood “Firstname”, which was the same, as it was
    sent."""
    async with database.transaction() as session:
        session.add(Contact(external_id="cy", traits={"firstName": "Cy", "lastname": "Hall"}))
    found = (await reader.get("/templates/fields")).json()
    fields = {each["name"]: each for group in found["groups"] for each in group["fields"]}
    assert not fields.keys() & {"contact.firstName", "contact.lastname"}
    assert fields["contact.first_name"]["label"] == "First name"
    assert (fields["contact.first_name"]["seen"], fields["contact.last_name"]["seen"]) == (1, 1)


async def test_every_field_can_be_written_as_it_is_called(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    async with database.transaction() as session:
        beta = (await session.exec(select(Account).where(Account.external_id == "beta"))).one()
        beta.traits = {
            "a b": 1,
            "it's": 2,
            'say "so"': 3,
            "größe": 4,
            "in": {"deep er": 5},
            "1st": 6,
        }
    found = (await reader.get("/templates/fields", params={"account": "beta"})).json()
    traits = [
        each
        for group in found["groups"]
        for each in group["fields"]
        if group["name"] == "account" and each["value"] is not None and each["type"] == "number"
    ]
    assert len(traits) == 6
    for each in traits:
        mail = {"subject": f"{{{{ {each['name']} }}}}", "body": "b"}
        answer = await shown(reader, mail, account="beta")
        assert (answer["subject"], answer["problems"]) == (str(each["value"]), [])


async def test_previews_at_once_are_answered_each(reader: httpx.AsyncClient) -> None:
    found = await asyncio.gather(
        *(shown(reader, {"subject": f"{{{{ {n} }}}}", "body": "b"}) for n in range(8))
    )
    assert [each["subject"] for each in found] == [str(n) for n in range(8)]
