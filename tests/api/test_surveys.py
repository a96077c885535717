"""The links below a survey's question: a look records nothing, the button does."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from activities.mail.survey_links import survey_url
from activities.mail.unsubscribe import Subscription, unsubscribe_token
from api.services import Services
from engine.store.database import Database
from engine.store.tables import Contact, Event, SurveyResponse
from engine.templates.scale import Survey, scale_text
from tests.store.test_answers_and_marks import sent
from tests.world import World


@pytest.fixture
async def asked(world: World) -> UUID:
    """An NPS survey that was sent, by its message's id."""
    return (await sent(world, subject="One question, Ada"))[1]


@pytest.fixture
def link(services: Services, asked: UUID) -> str:
    return survey_url("", asked, services.secret_key)


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without cookies, a session or an origin."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://onward.example") as opened:
        yield opened


async def responses(database: Database) -> list[tuple[int, str | None]]:
    async with database.transaction() as session:
        return [(row.score, row.comment) for row in await session.exec(select(SurveyResponse))]


async def test_following_a_link_chooses_and_records_nothing(
    visitor: httpx.AsyncClient, link: str, database: Database
) -> None:
    page = await visitor.get(f"{link}?score=9")
    assert page.status_code == 200
    assert "One question, Ada" in page.text
    assert 'value="9" required checked' in page.text
    assert await responses(database) == []


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_page_asks_what_the_mail_asked(
    visitor: httpx.AsyncClient, world: World, services: Services, language: str
) -> None:
    """**Invariant:** whoever follows a score sees the question beside the scale. **How it broke:**
    the page showed the mail's subject in its place."""
    question = "How likely is it that you recommend us, Ada?"
    scale = scale_text(Survey("nps", "https://onward.example/s/x", language))
    mail = f"{question}\n{scale}\nAcme, no longer wanted?\n"
    _, message = await sent(world, subject="One question", text=mail)
    page = await visitor.get(survey_url("", message, services.secret_key))
    assert f">{question}</p>" in page.text
    assert "One question" not in page.text
    assert "no longer wanted" not in page.text


@pytest.mark.parametrize(
    ("locale", "browser", "told"),
    [
        ("de-AT", "fr", "Ihre Antwort"),
        (None, "fr-CA", "Votre réponse"),
        (None, "tlh", "Your answer"),
    ],
)
async def test_the_page_is_in_the_language_of_who_answers(
    visitor: httpx.AsyncClient,
    link: str,
    database: Database,
    locale: str | None,
    browser: str,
    told: str,
) -> None:
    async with database.transaction() as session:
        for contact in await session.exec(select(Contact)):
            contact.locale = locale
    page = await visitor.get(link, headers={"accept-language": browser})
    assert f"<h1>{told}</h1>" in page.text


async def test_the_whole_page_is_in_one_language(visitor: httpx.AsyncClient, link: str) -> None:
    in_german = {"accept-language": "de"}
    asked = (await visitor.get(link, headers=in_german)).text
    assert '<html lang="de">' in asked
    assert "0 heißt „sehr unwahrscheinlich“, 10 heißt „sehr wahrscheinlich“" in asked
    assert "Möchten Sie etwas hinzufügen?" in asked
    assert "Bitte erst eine Zahl wählen." in (await visitor.post(link, headers=in_german)).text
    thanked = await visitor.post(link, data={"score": "9"}, headers=in_german)
    assert "Example hat Ihre Antwort: 9 von 10." in thanked.text


@pytest.mark.parametrize("path", ["/s/x", "/p/x", "/u/x", "/c/x"])
async def test_that_a_link_does_not_work_is_told_in_the_browser_s_language(
    visitor: httpx.AsyncClient, path: str
) -> None:
    answer = await visitor.get(path, headers={"accept-language": "nl"})
    assert answer.status_code == 404
    assert "Deze link werkt niet" in answer.text
    assert "Open hem vanuit de e-mail zelf" in answer.text


async def test_the_button_records_and_a_second_press_changes(
    visitor: httpx.AsyncClient, link: str, database: Database
) -> None:
    page = await visitor.post(link, data={"score": "9", "comment": " Fast! "})
    assert "Thank you" in page.text
    assert await responses(database) == [(9, "Fast!")]
    page = await visitor.get(link)
    assert "Change your answer?" in page.text
    assert 'value="9" required checked' in page.text
    await visitor.post(link, data={"score": "3", "comment": ""})
    assert await responses(database) == [(3, None)]
    async with database.transaction() as session:
        [event] = await session.exec(select(Event))
    assert event.properties["score"] == 9


@pytest.mark.parametrize("score", ["", "11", "-1", "9.5", "٩", "x" * 500])
async def test_what_is_no_score_is_asked_again(
    visitor: httpx.AsyncClient, link: str, database: Database, score: str
) -> None:
    page = await visitor.post(link, data={"score": score, "comment": "Kept"})
    assert page.status_code == 422
    assert "Choose a number first." in page.text
    assert "Kept" in page.text
    assert (await visitor.get(link, params={"score": score})).status_code == 200
    assert await responses(database) == []


async def test_a_comment_is_text_whatever_it_holds(
    visitor: httpx.AsyncClient, link: str, database: Database
) -> None:
    page = await visitor.post(link, data={"score": "9", "comment": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.text
    assert await responses(database) == [(9, "<script>alert(1)</script>")]


async def test_what_no_database_takes_is_no_part_of_a_comment(
    visitor: httpx.AsyncClient, link: str, database: Database
) -> None:
    """**How it broke:** a NUL in a comment gave the customer a page of ours that asked them to sign
    in, and their answer was lost."""
    page = await visitor.post(link, data={"score": "9", "comment": "So\0 good\0"})
    assert page.status_code == 200
    assert "Thank you" in page.text
    assert await responses(database) == [(9, "So good")]


@pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "💌"])
async def test_a_made_up_link_is_refused(visitor: httpx.AsyncClient, token: str) -> None:
    for answer in (
        await visitor.get(f"/s/{token}"),
        await visitor.post(f"/s/{token}", data={"score": "9"}),
    ):
        assert 400 <= answer.status_code < 500


async def test_a_link_of_another_kind_is_refused(
    visitor: httpx.AsyncClient, services: Services, asked: UUID
) -> None:
    other = unsubscribe_token(Subscription(asked, ""), services.secret_key)
    assert (await visitor.get(f"/s/{other}")).status_code == 404
    unknown = survey_url("", uuid4(), services.secret_key)
    assert (await visitor.get(unknown)).status_code == 404


async def test_without_a_name_the_page_says_we(
    visitor: httpx.AsyncClient, link: str, app: FastAPI
) -> None:
    """**How it broke:** customers read “Your company reads it” where nobody had said what the
    company is called."""
    app.state.services = replace(app.state.services, organization_name="")
    assert "name" not in app.state.services.sender.values
    page = (await visitor.get(link)).text
    assert "You need not. We read it." in page
    assert "<title>Your answer</title>" in page
    answer = await visitor.post(link, data={"score": "9"})
    assert "We have your answer: 9 of 10." in answer.text
