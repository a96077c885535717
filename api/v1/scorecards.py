"""Scorecards as bodies and answers: JSON or YAML in, by Content-Type; JSON out."""

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel

from api.v1.definitions import YAML, written_in
from engine.health import Scorecard, parse, to_json
from engine.store.health.cards import KeptCard
from engine.store.tables.columns import JsonObject

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            YAML: {"schema": {"type": "string"}},
        },
    }
}
"""What a route that takes a scorecard says about its body."""


class CardAnswer(BaseModel):
    key: str
    name: str
    scorecard: JsonObject
    """As it was written."""
    revision: int
    """0: it is as it came with Onward."""
    edited_at: datetime | None
    edited_by: str | None
    edited_by_name: str | None


def answer(kept: KeptCard) -> CardAnswer:
    return CardAnswer(
        key=kept.card.key,
        name=kept.card.name,
        scorecard=to_json(kept.card),
        revision=kept.revision,
        edited_at=kept.edited_at,
        edited_by=kept.edited_by,
        edited_by_name=kept.edited_by_name,
    )


async def scorecard_in(request: Request) -> Scorecard:
    """The scorecard a request brings. Raises DefinitionError with every problem in it."""
    text, _ = await written_in(request)
    return await asyncio.to_thread(parse, text)


Card = Annotated[Scorecard, Depends(scorecard_in)]
