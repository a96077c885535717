"""Whatever is sent, the API answers, and never with a fault of its own.

**Invariant:** no request makes a 5xx. Requests are made up from our own OpenAPI document, so a new
route is covered from the day it exists.
"""

import asyncio
import json
from typing import Any
from urllib.parse import quote

import httpx
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.store.database import Database
from tests.api.customers import ONBOARDING, some_customers
from tests.parts import tries

strange = st.sampled_from(
    [
        *("", "-1", "%", "../..", "null", "1e400", "99999999999999999999", "x" * 3000),
        *("\x00", "a\x00b", "\ud800", "🎉", "' OR 1=1 --"),
        *("acme", "onboarding", "ada", "WyJhIl0", "MjAyNi0xMS0wMg"),
    ]
)
text = strange | st.text(max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)


def _body(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    known = dict.fromkeys(schema.get("properties", {}), values)
    return st.fixed_dictionaries({}, optional=known) | values


def operations(app: FastAPI) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    document = app.openapi()
    schemas = document["components"]["schemas"]
    found = []
    for path, methods in document["paths"].items():
        if not path.startswith("/api/v1"):
            continue
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
            found.append((method.upper(), path, operation, schemas.get(name, {})))
    return found


def requests(app: FastAPI) -> st.SearchStrategy[dict[str, Any]]:
    @st.composite
    def made(draw: st.DrawFn) -> dict[str, Any]:
        method, path, operation, schema = draw(st.sampled_from(operations(app)))
        query: list[tuple[str, str]] = []
        headers: dict[str, str] = {"Content-Type": draw(st.sampled_from(KINDS))}
        for parameter in operation.get("parameters", []):
            value = draw(text)
            written = quote(value.encode("utf-8", "surrogatepass"), safe="")
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", written or "-")
            elif parameter["in"] == "query" and draw(st.booleans()):
                query.append((parameter["name"], written))
            elif parameter["in"] == "header" and draw(st.booleans()):
                headers[parameter["name"]] = value.encode("ascii", "ignore").decode()
        whole = json.dumps(draw(_body(schema))).encode()
        raw = st.binary(max_size=40) | st.just(ONBOARDING.encode())
        body = whole if draw(st.integers(0, 3)) else draw(raw)
        tail = "&".join(f"{name}={value}" for name, value in query)
        return {
            "method": method,
            "url": f"https://onward.example{path}?{tail}",
            "headers": {name: _printable(value) for name, value in headers.items()},
            "content": body if method != "GET" else b"",
        }

    return made()


KINDS = ["application/json", "application/yaml", "text/plain", ""]


def _printable(value: str) -> str:
    return "".join(character for character in value if character.isprintable()).strip()


async def test_no_request_makes_a_fault(
    app: FastAPI, admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    yaml = {"Content-Type": "application/yaml"}
    await admin.post("/journeys", content=ONBOARDING, headers=yaml)
    await admin.post("/journeys/onboarding/publish")
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=tries(150),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(requests(app))
    def never(request: dict[str, Any]) -> None:
        answering = asyncio.run_coroutine_threadsafe(admin.request(**request), loop)
        answer = answering.result(60)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"

    await asyncio.to_thread(never)
