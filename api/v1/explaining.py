"""`/api/v1/journeys/{key}/explanation`: a journey in plain words."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from api.auth.keys import Reader
from api.dependencies import Transaction
from engine.explanation import Explanation, as_markdown
from engine.store.reading.explaining import explanation_of

MARKDOWN = "text/markdown; charset=utf-8"

router = APIRouter(prefix="/journeys", tags=["Journeys"])


@router.get(
    "/{journey}/explanation",
    response_model=Explanation,
    responses={200: {"content": {"text/markdown": {}}}},
)
async def get_explanation(
    key: Reader,
    transaction: Transaction,
    journey: str,
    version: Annotated[int | None, Query(ge=1, description="Left out: what is live.")] = None,
    draft: Annotated[bool, Query(description="What is being edited, if anything is.")] = False,
    form: Annotated[Literal["json", "markdown"], Query(alias="format")] = "json",
) -> Any:
    """Who enters, what it is for, what ends it early, when it sends, and what happens step by step
    with the text of each message. For people to read; JSON marks what is emphasised."""
    found = await explanation_of(transaction, journey, version=version, draft=draft)
    if form == "markdown":
        return Response(as_markdown(found), media_type=MARKDOWN)
    return found
