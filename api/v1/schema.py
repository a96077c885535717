"""`/api/v1/schema`: the journey language as JSON Schema, for editors. Needs no key."""

from typing import Any

from fastapi import APIRouter

from engine.definition.schema import journey_schema

router = APIRouter(prefix="/schema", tags=["Journeys"])


@router.get("/journey.json")
async def journey_json_schema() -> dict[str, Any]:
    """What a journey may hold. Point your editor's YAML support at it."""
    return journey_schema()
