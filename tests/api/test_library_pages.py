"""Templates as people write them: a form, and all it ever said."""

import html
import json
import re
from typing import get_args

import httpx
import orjson
import pytest

from api.pages.library_form import FIRST
from engine.template_library import Kind
from engine.templates import variables
from tests.api.conftest import CSRF_TOKEN

BASE = "https://onward.example/templates"
MAIL = {"subject": "Welcome, {{ contact.first_name }}", "body": "Good to have you."}


def form(content: object, name: str = "Warm welcome", **more: str) -> dict[str, str]:
    """As the page sends it: what the template says is one field, in JSON or YAML."""
    text = content if isinstance(content, str) else json.dumps(content)
    return {"csrf_token": CSRF_TOKEN, "name": name, "expected": "0", "content": text, **more}


async def test_a_template_is_made_changed_and_brought_back(person: httpx.AsyncClient) -> None:
    made = await person.post(f"{BASE}/new?kind=mail", data=form(MAIL))
    assert (made.status_code, made.headers["location"]) == (303, "/templates/warm-welcome")
    german = {**MAIL, "locales": {"de": {"subject": "Willkommen", "body": "Schön."}}}
    await person.post(f"{BASE}/warm-welcome", data=form(german, expected="1", change="In German"))
    late = await person.post(f"{BASE}/warm-welcome", data=form(MAIL, expected="1"))
    assert (late.status_code, "changed it meanwhile" in late.text) == (422, True)
    told = html.unescape((await person.get(f"{BASE}/warm-welcome/versions")).text)
    assert "can be read in de now" in told
    await person.post(
        f"{BASE}/warm-welcome/restore", data={"csrf_token": CSRF_TOKEN, "number": "1"}
    )
    shown = await person.get(f"{BASE}/warm-welcome")
    assert "Version 3" in shown.text
    assert "Willkommen" not in shown.text
    gone = await person.post(f"{BASE}/warm-welcome/delete", data={"csrf_token": CSRF_TOKEN})
    assert gone.headers["location"] == "/templates"
    assert "No templates yet" in (await person.get(BASE)).text


@pytest.mark.parametrize("kind", get_args(Kind))
async def test_a_kind_is_made_from_what_its_form_begins_with(
    person: httpx.AsyncClient, kind: Kind
) -> None:
    assert (await person.get(f"{BASE}/new?kind={kind}")).status_code == 200
    made = await person.post(f"{BASE}/new?kind={kind}", data=form(FIRST[kind]))
    assert made.status_code == 303, made.text
    there = await person.get(f"https://onward.example{made.headers['location']}")
    assert orjson.loads(drawn(there.text) or "") == FIRST[kind]
    assert (await person.get(BASE)).text.count("row-link") == 1


@pytest.mark.parametrize("kind", get_args(Kind))
def test_what_a_form_begins_with_can_be_sent_where_the_company_has_no_name(kind: Kind) -> None:
    read = [each for text in re.findall(r"{{.*?}}", str(FIRST[kind])) for each in variables(text)]
    assert all(each.optional for each in read if each.path.startswith("organization."))


async def test_saving_a_checklist_again_keeps_its_items(person: httpx.AsyncClient) -> None:
    """**Invariant:** what a page shows of a template, it also keeps. **How it broke:** the form had
    no place for the items, so whoever mended a word in the title lost them."""
    items = [{"id": "invite", "title": "Invite somebody"}, {"id": "report", "title": "Share it"}]
    steps = {"title": "T", "body": "B", "items": items}
    made = await person.post(f"{BASE}/new?kind=in_app", data=form(steps))
    address = f"https://onward.example{made.headers['location']}"
    again = orjson.loads(drawn((await person.get(address)).text) or "") | {"title": "Another"}
    kept = await person.post(address, data=form(again, expected="1"))
    assert kept.status_code == 303, kept.text
    assert orjson.loads(drawn((await person.get(address)).text) or "")["items"] == items


async def test_what_is_drawn_is_kept_to_the_letter(person: httpx.AsyncClient) -> None:
    """**How it broke:** the page's JSON was read as YAML, where some characters end a line and
    others may not stand at all. They come with words that are pasted."""
    pasted = {"subject": "One\u2028two\x85three", "body": "Four\x7ffive\x91six"}
    made = await person.post(f"{BASE}/new?kind=mail", data=form(orjson.dumps(pasted).decode()))
    assert made.status_code == 303, made.text
    there = await person.get(f"https://onward.example{made.headers['location']}")
    assert orjson.loads(drawn(there.text) or "") == pasted


async def test_what_is_written_where_no_script_runs_is_yaml(person: httpx.AsyncClient) -> None:
    made = await person.post(f"{BASE}/new?kind=mail", data=form("subject: Hello\nbody: There.\n"))
    there = await person.get(f"https://onward.example{made.headers['location']}")
    text = re.search(r"<textarea[^>]*name=.content.[^>]*>(.*?)</textarea>", there.text, re.DOTALL)
    assert text is not None
    assert text[1] == "subject: Hello\nbody: There.\n"


@pytest.mark.parametrize("text", ["blocks: [", "- only\n- a list"])
async def test_what_cannot_be_read_stays_and_is_mended_as_text(
    person: httpx.AsyncClient, text: str
) -> None:
    refused = await person.post(f"{BASE}/new?kind=designed", data=form(text))
    assert (refused.status_code, text in html.unescape(refused.text)) == (422, True)
    assert drawn(refused.text) is None


async def test_what_is_wrong_is_not_kept_and_counted_as_people_do(
    person: httpx.AsyncClient,
) -> None:
    tour = {"title": "T", "body": "B", "steps": [{"title": "Here"}, {"title": "{{ contact."}]}
    wrong = await person.post(f"{BASE}/new?kind=in_app", data=form(tour))
    assert (wrong.status_code, "Nothing was kept" in wrong.text) == (422, True)
    assert "steps 2 title: " in wrong.text
    assert "steps.1" not in wrong.text
    assert orjson.loads(drawn(wrong.text) or "") == tour


def drawn(page: str) -> str | None:
    """What the page draws a form of, as JSON. None: it is a text."""
    found = re.search(r'data-content="([^"]*)"', page)
    return html.unescape(found[1]) if found else None
