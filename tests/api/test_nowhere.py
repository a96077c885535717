"""Addresses that lead nowhere: people read a page, programs a problem."""

import httpx
import pytest
from fastapi import FastAPI

from tests.api.conftest import client
from tests.api.test_edges import is_problem

BROWSES = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_whoever_mistypes_an_address_reads_a_page(app: FastAPI) -> None:
    async with client(app, None) as opened:
        answer = await opened.get("https://onward.example/jorneys", headers=BROWSES)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "This address leads nowhere." in answer.text
    assert 'href="/sign-in"' in answer.text


@pytest.mark.parametrize("path", ["/api/v1/jorneys", "/jorneys"])
async def test_a_program_is_told_as_programs_are(app: FastAPI, path: str) -> None:
    async with client(app, None) as opened:
        answer = await opened.get(f"https://onward.example{path}")
    assert is_problem(answer, 404, "not_found")


async def test_a_wrong_method_is_still_told_from_a_wrong_address(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("https://onward.example/v1/track", headers=BROWSES)
    assert answer.status_code == 405
