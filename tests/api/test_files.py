"""How the site sends its files: gzipped for whoever takes that, which no proxy has to do for it."""

import gzip

import pytest
from fastapi import FastAPI
from httpx import Response

from api.pages.static import static
from frontend import STATIC
from tests.api.conftest import client

SHEET = "css/parts.css"


async def fetched(app: FastAPI, path: str, encoding: str) -> tuple[bytes, dict[str, str]]:
    """The body as it was on the wire, and the headers."""
    async with client(app, None) as opened:
        address = f"https://onward.example{path}"
        async with opened.stream("GET", address, headers={"Accept-Encoding": encoding}) as answer:
            assert answer.status_code == 200
            return b"".join([part async for part in answer.aiter_raw()]), dict(answer.headers)


@pytest.mark.parametrize("encoding", ["gzip", "br, GZIP;q=0.5", "deflate, x-gzip"])
async def test_a_file_is_gzipped_for_whoever_takes_it(app: FastAPI, encoding: str) -> None:
    body, headers = await fetched(app, static(SHEET), encoding)
    whole = STATIC.joinpath(*SHEET.split("/")).read_bytes()
    assert headers["content-encoding"] == "gzip"
    assert headers["content-length"] == str(len(body))
    assert headers["vary"] == "Accept-Encoding"
    assert headers["content-type"].startswith("text/css")
    assert len(body) < len(whole)
    assert gzip.decompress(body) == whole


@pytest.mark.parametrize("encoding", ["", "identity", "br", "gzip;q=0", "gzip;q=0.000, br"])
async def test_a_file_is_as_it_is_for_everybody_else(app: FastAPI, encoding: str) -> None:
    body, headers = await fetched(app, static(SHEET), encoding)
    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding"
    assert body == STATIC.joinpath(*SHEET.split("/")).read_bytes()


@pytest.mark.parametrize("path", ["vendor/inter-latin-wght-5.3.0.woff2", "favicon.svg"])
async def test_what_would_not_get_smaller_is_left_as_it_is(app: FastAPI, path: str) -> None:
    body, headers = await fetched(app, static(path), "gzip")
    assert "content-encoding" not in headers
    assert body == STATIC.joinpath(*path.split("/")).read_bytes()


@pytest.fixture
async def snippet(app: FastAPI, bundle: None) -> dict[str, str]:
    """The headers of the snippet, gzipped."""
    body, headers = await fetched(app, "/onward.js", "gzip")
    assert gzip.decompress(body) == (STATIC / "builder" / "onward.js").read_bytes()
    return headers


async def asked_again(app: FastAPI, tags: str) -> Response:
    async with client(app, None) as opened:
        address = "https://onward.example/onward.js"
        return await opened.get(address, headers={"If-None-Match": tags})


@pytest.mark.parametrize("tags", ["{}", '"other", {}', "{strong}", 'W/"other",{strong}'])
async def test_the_snippet_is_known_again(app: FastAPI, snippet: dict[str, str], tags: str) -> None:
    """Also by a tag of which somebody on the way has made a strong one."""
    tag = snippet["etag"]
    again = await asked_again(app, tags.format(tag, strong=tag.removeprefix("W/")))
    assert again.status_code == 304
    assert again.content == b""
    # A cache on the way would take one encoding for all of them without it.
    assert again.headers["vary"] == "Accept-Encoding"
    assert again.headers["etag"] == tag


async def test_another_snippet_is_sent(app: FastAPI, snippet: dict[str, str]) -> None:
    again = await asked_again(app, 'W/"other"')
    assert again.status_code == 200


@pytest.mark.parametrize("path", ["/onward.js", "/static/builder/manifest.json", static(SHEET)])
async def test_a_file_can_be_asked_about_without_being_sent(
    app: FastAPI, bundle: None, path: str
) -> None:
    """As monitors and caches do."""
    async with client(app, None) as opened:
        told = await opened.head(f"https://onward.example{path}")
        sent = await opened.get(f"https://onward.example{path}")
    for answer in (told, sent):
        del answer.headers["x-request-id"]
    assert (told.status_code, told.headers) == (200, sent.headers)
