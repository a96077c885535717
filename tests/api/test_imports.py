"""Files over the API: looked at, mapped, begun, stopped, and what was rejected."""

import httpx
import pytest

from api import uploading
from engine.store.database import Database
from engine.store.importing import work_some
from engine.store.tables.columns import utc_now
from tests.world import World

CSV = "id,name,seats\nacme,Acme,12\nzeta,=Zeta,many\n"


async def test_a_file_is_taken_and_its_bad_rows_are_told(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient, database: Database
) -> None:
    asked = {"kind": "accounts", "file_name": "accounts.csv", "map": "seats=seats:number"}
    answer = await admin.post("/imports", params=asked, content=CSV)
    assert answer.status_code == 201, answer.text
    begun = answer.json()
    assert (begun["status"], begun["rows"]) == ("running", 2)
    shown = (await reader.get(f"/imports/{begun['id']}/preview")).json()
    assert [each["about"] for each in shown] == ["acme", None]
    while await work_some(database, begun["id"], utc_now(), 10):
        pass
    done = (await reader.get(f"/imports/{begun['id']}")).json()
    assert (done["status"], done["taken"], done["rejected"]) == ("done", 1, 1)
    [bad] = (await reader.get(f"/imports/{begun['id']}/rejected")).json()["items"]
    assert (bad["line"], bad["cells"]["id"]) == (3, "zeta")
    report = await reader.get(f"/imports/{begun['id']}/rejected.csv")
    assert report.text.splitlines()[1].endswith("zeta,'=Zeta,many")
    assert (await reader.get("/accounts/acme")).json()["account"]["name"] == "Acme"
    listed = (await reader.get("/imports")).json()["items"]
    assert [each["file_name"] for each in listed] == ["accounts.csv"]


async def test_one_may_be_looked_at_mapped_and_stopped(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    asked = {"kind": "contacts", "start": "false"}
    draft = (await admin.post("/imports", params=asked, content="who,x\nada,1\n")).json()
    assert draft["status"] == "draft"
    place = f"/imports/{draft['id']}"
    unsound = await admin.post(f"{place}/start")
    assert (unsound.status_code, unsound.json()["code"]) == (422, "bad_mapping")
    mapping = {"columns": [{"column": "who", "use": "id"}]}
    assert (await admin.put(f"{place}/mapping", json=mapping)).status_code == 200
    assert (await reader.post(f"{place}/start")).status_code == 403
    assert (await admin.post(f"{place}/start")).json()["status"] == "running"
    assert (await admin.put(f"{place}/mapping", json=mapping)).status_code == 409
    assert (await admin.post(f"{place}/stop")).json()["status"] == "stopped"
    assert (await admin.post(f"{place}/stop")).status_code == 409


async def test_the_page_names_the_live_journeys_it_may_start(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    asked = {"kind": "accounts", "start": "false"}
    draft = (await admin.post("/imports", params=asked, content=CSV)).json()
    page = f"https://onward.example/imports/{draft['id']}"
    assert "may start" not in (await person.get(page)).text
    for name, trigger in (("Save", "{health: red}"), ("Hello", "{event: Account Created}")):
        await World(database).publish(
            f"""
            journey: {name.lower()}
            name: {name}
            entry: {{triggers: [{trigger}]}}
            start: done
            steps: {{done: {{type: exit}}}}
            """
        )
    assert "it brings may start this live journey: Save." in (await person.get(page)).text


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"id\n", "empty_file"), (b"PK\x03\x04", "bad_file"),
     (b"\x00\x00", "empty_file"), (b"a\x00b,\x00\n1\x00,2\n", "bad_mapping")],
)  # fmt: skip
async def test_what_cannot_be_read_says_so(
    admin: httpx.AsyncClient, content: bytes, code: str
) -> None:
    answer = await admin.post("/imports", params={"kind": "accounts"}, content=content)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


async def test_a_file_that_is_too_large_is_refused(admin: httpx.AsyncClient) -> None:
    content = b"id\n" + bytes(uploading.MAX_BYTES + 100_000)
    answer = await admin.post("/imports", params={"kind": "accounts"}, content=content)
    assert answer.status_code == 413
    assert "onward import" in answer.json()["detail"]
