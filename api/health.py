"""Whether this process lives, and whether it can do its work."""

from fastapi import APIRouter, Request, Response

from api.dependencies import Transaction
from api.errors import problem
from engine.store.readiness import revision

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers. Says nothing about what it needs."""
    return {"status": "alive"}


@router.get("/readyz", response_model=None)
async def readyz(request: Request, transaction: Transaction) -> dict[str, str] | Response:
    """The database answers and has its tables."""
    found = await revision(transaction)
    if found is None:
        detail = "The database has no tables yet. Run “onward migrate”."
        return problem(request, 503, "not_migrated", detail, headers={"Retry-After": "5"})
    return {"status": "ready", "revision": found}
