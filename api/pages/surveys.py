"""Where the links below a survey's question lead: a page that takes the answer.

No cookie, no sign-in, no script. A GET chooses a score and records nothing, since link scanners
follow every link; the button does.
"""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from activities.mail.survey_links import read_survey_token
from activities.mail.tokens import OF_A_TEST, TokenInvalid
from api.dependencies import Transaction
from api.pages.preferring import language_for
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.survey_words import survey_words_of
from api.pages.unknown_link import unknown_link
from engine.store.surveys import Asked, answer_survey, survey_asked
from engine.surveys import scale_of

router = APIRouter(prefix="/s", route_class=PageRoute, include_in_schema=False)

MOST_WORDS = 5_000
"""Characters of a comment that are kept."""


@router.api_route("/{token}", methods=["GET", "HEAD"])
async def ask(
    request: Request, transaction: Transaction, token: str, score: str | None = None
) -> Response:
    """The scale, with the score of the link chosen, or the one given before."""
    asked = await _asked(request, transaction, token)
    if asked is None:
        return _unknown(request)
    chosen = _score(asked, score)
    return await _page(request, transaction, asked, chosen=chosen, comment=asked.comment)


@router.post("/{token}")
async def answer(request: Request, transaction: Transaction, token: str) -> Response:
    """Keep the answer, or change the one given before."""
    asked = await _asked(request, transaction, token)
    if asked is None:
        return _unknown(request)
    form = await request.form(max_fields=10, max_files=0)
    score, said = _score(asked, form.get("score")), form.get("comment")
    comment = _comment(said) if isinstance(said, str) else None
    if score is None:
        return await _page(
            request, transaction, asked, chosen=asked.score, comment=comment, refused=True
        )
    await answer_survey(transaction, asked.message_id, score, comment, now=datetime.now(UTC))
    return await _page(request, transaction, asked, chosen=score, comment=comment, answered=True)


async def _asked(request: Request, transaction: Transaction, token: str) -> Asked | None:
    """The survey the link belongs to. None: not a link of ours, or of nothing that was sent."""
    try:
        message_id = read_survey_token(token, [services_of(request).secret_key])
    except TokenInvalid:
        return None
    return await survey_asked(transaction, message_id)


def _comment(said: str) -> str | None:
    """What is kept of it: without what no database takes, which nobody typed."""
    return said.replace("\0", "").strip()[:MOST_WORDS] or None


def _score(asked: Asked, written: object) -> int | None:
    """A score of the scale; None for anything else."""
    known = {str(score): score for score in asked.scale.scores}
    return known.get(written) if isinstance(written, str) else None


async def _page(
    request: Request,
    transaction: Transaction,
    asked: Asked,
    *,
    chosen: int | None,
    comment: str | None,
    answered: bool = False,
    refused: bool = False,
) -> Response:
    language = await language_for(request, transaction, asked.contact_id)
    return page(
        request,
        "survey.html",
        reader=None,
        status=422 if refused else 200,
        language=language,
        words=survey_words_of(language, named=bool(services_of(request).organization_name)),
        scale=scale_of(asked.scale.kind, language),
        asked=asked,
        chosen=chosen if chosen is not None else asked.score,
        comment=comment,
        answered=answered,
        refused=refused,
        action=request.url.path,
    )


def _unknown(request: Request) -> Response:
    if request.path_params["token"] == OF_A_TEST:
        return page(request, "of_a_test.html", reader=None)
    return unknown_link(request, "answering")
