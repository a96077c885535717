"""Templates as people write them: a form, what comes of it, and all it ever said."""

import html

import httpx

from engine.store.database import Database
from tests.api.conftest import CSRF_TOKEN
from tests.api.customers import some_customers

BASE = "https://onward.example/templates"
MAIL = {
    "csrf_token": CSRF_TOKEN,
    "name": "Warm welcome",
    "subject": "Welcome, {{ contact.first_name }}",
    "body": "Good to have you.",
    "expected": "0",
}


async def test_a_template_is_made_shown_changed_and_brought_back(
    person: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    made = await person.post(f"{BASE}/new?kind=mail", data=MAIL)
    assert (made.status_code, made.headers["location"]) == (303, "/templates/warm-welcome")
    german = {
        **MAIL,
        "expected": "1",
        "languages": "de",
        "de:subject": "Willkommen",
        "de:body": "Schön.",
        "change": "In German",
    }
    seen = await person.post(
        f"{BASE}/preview?kind=mail", data={**german, "whom": "acme", "shown": "de"}
    )
    assert "Willkommen" in seen.text
    assert "Ada" in seen.text
    assert 'src="/api/v1/templates/previews/' in seen.text
    await person.post(f"{BASE}/warm-welcome", data=german)
    late = await person.post(f"{BASE}/warm-welcome", data={**MAIL, "expected": "1"})
    assert (late.status_code, "changed it meanwhile" in late.text) == (422, True)
    told = html.unescape((await person.get(f"{BASE}/warm-welcome/versions")).text)
    assert "can be read in de now" in told
    await person.post(
        f"{BASE}/warm-welcome/restore", data={"csrf_token": CSRF_TOKEN, "number": "1"}
    )
    shown = await person.get(f"{BASE}/warm-welcome")
    assert "Version 3" in shown.text
    assert "Willkommen" not in shown.text
    sent = await person.post(f"{BASE}/warm-welcome/test", data={**MAIL, "whom": "acme"})
    assert "On its way to maya@example.com" in sent.text
    gone = await person.post(f"{BASE}/warm-welcome/delete", data={"csrf_token": CSRF_TOKEN})
    assert gone.headers["location"] == "/templates"
    assert "No templates yet" in (await person.get(BASE)).text


async def test_every_kind_is_made_from_what_the_form_begins_with(
    person: httpx.AsyncClient,
) -> None:
    for kind, said in (
        ("designed", {"subject": "S", "blocks": "- {type: text, markdown: Hello}"}),
        ("html", {"subject": "S", "html": "<p>Hello</p>"}),
        (
            "in_app",
            {
                "title": "T",
                "body": "Hello",
                "action_label": "Go",
                "action_url": "https://x.example",
            },
        ),
        ("partial", {"text": "Hello"}),
    ):
        assert (await person.get(f"{BASE}/new?kind={kind}")).status_code == 200
        form = {"csrf_token": CSRF_TOKEN, "name": f"A {kind}", **said}
        seen = await person.post(f"{BASE}/preview?kind={kind}", data={**form, "shown": "*"})
        assert "iframe" in seen.text, kind
        made = await person.post(f"{BASE}/new?kind={kind}", data=form)
        assert made.status_code == 303, made.text
        there = await person.get(f"https://onward.example{made.headers['location']}")
        laid_out = "data-blocks=" in there.text
        assert (there.is_success, laid_out) == (True, kind == "designed")
    listed = await person.get(BASE)
    assert listed.text.count("row-link") == 4


async def test_saving_a_checklist_again_keeps_its_items(person: httpx.AsyncClient) -> None:
    """**Invariant:** what a page shows of a template, it also keeps. **How it broke:** the form had
    no place for the items, so whoever mended a word in the title lost them."""
    items = "- {id: invite, title: Invite somebody}\n- {id: report, title: Share a report}\n"
    form = {"csrf_token": CSRF_TOKEN, "name": "Steps", "title": "T", "body": "B", "items": items}
    made = await person.post(f"{BASE}/new?kind=in_app", data=form)
    assert made.status_code == 303, made.text
    shown = await person.get(f"https://onward.example{made.headers['location']}")
    assert "id: invite" in html.unescape(shown.text)
    again = {**form, "title": "Another", "expected": "1", "items": items}
    kept = await person.post(f"https://onward.example{made.headers['location']}", data=again)
    assert kept.status_code == 303, kept.text
    after = await person.get(f"https://onward.example{made.headers['location']}")
    assert "title: Share a report" in html.unescape(after.text)


async def test_what_cannot_be_kept_stays_in_the_form(person: httpx.AsyncClient) -> None:
    blocks = {**MAIL, "blocks": "- {type: [", "shown": "*"}
    assert (
        "cannot be read" in (await person.post(f"{BASE}/preview?kind=designed", data=blocks)).text
    )
    refused = await person.post(f"{BASE}/new?kind=designed", data=blocks)
    assert (refused.status_code, "- {type: [" in html.unescape(refused.text)) == (422, True)
    assert "data-blocks" not in refused.text  # a text that is no list is mended as text
    wrong = await person.post(f"{BASE}/new?kind=mail", data={**MAIL, "body": "{{ contact."})
    assert (wrong.status_code, "Nothing was kept" in wrong.text) == (422, True)
    more = {**MAIL, "add": "yes", "language": "DE_at"}
    added = await person.post(f"{BASE}/new?kind=mail", data=more)
    assert 'name="de-AT:body"' in added.text
