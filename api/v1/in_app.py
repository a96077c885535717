"""`/api/v1/in-app`: the products that show messages."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from engine.store.in_app import apps
from engine.store.in_app.apps import AppSummary, NewSecret
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/in-app/apps", tags=["In-app messages"])

Name = Annotated[str, Field(min_length=1, max_length=200)]


class NewApp(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    origins: list[str] = Field(default_factory=list)
    """Websites whose pages may ask, as `https://app.example.com`."""


class AppChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    origins: list[str] | None = None
    """All of them. Null: as they are."""


class MadeSecret(BaseModel):
    id: str
    """`kid` in the header of what is signed with it."""
    secret: str
    """It cannot be had again."""


class MadeApp(BaseModel):
    id: str
    secret: MadeSecret


@router.get("")
async def list_apps(key: Reader, transaction: Transaction) -> list[AppSummary]:
    """All of them, by name. Of a secret only its id is told."""
    return await apps.list_apps(transaction)


@router.post("", status_code=201)
async def add_app(
    key: Admin, services: CurrentServices, transaction: Transaction, what: NewApp
) -> MadeApp:
    """Add an app. Its first secret is in the answer, and in no other."""
    app_id, made = await apps.add_app(
        transaction, services.secret_key, what.name, what.origins, by=key.actor
    )
    return MadeApp(id=app_id, secret=_made(made))


@router.patch("/{app}")
async def change_app(key: Admin, transaction: Transaction, app: str, what: AppChange) -> AppSummary:
    """Change what is given, and leave the rest."""
    return await apps.change_app(
        transaction, app, name=what.name, origins=what.origins, by=key.actor
    )


@router.delete("/{app}", status_code=204)
async def close_app(key: Admin, transaction: Transaction, app: str) -> None:
    """Close it: nobody sees anything through it any more."""
    await apps.close_app(transaction, app, by=key.actor, now=utc_now())


@router.post("/{app}/secrets", status_code=201)
async def add_secret(
    key: Admin, services: CurrentServices, transaction: Transaction, app: str
) -> MadeSecret:
    """A second secret, to exchange the first without a gap."""
    return _made(await apps.add_secret(transaction, services.secret_key, app, by=key.actor))


@router.delete("/{app}/secrets/{secret}", status_code=204)
async def revoke_secret(key: Admin, transaction: Transaction, app: str, secret: str) -> None:
    """Revoke a secret. What is signed with it is refused at once."""
    await apps.revoke_secret(transaction, app, secret, by=key.actor, now=utc_now())


def _made(made: NewSecret) -> MadeSecret:
    return MadeSecret(id=made.id, secret=made.plain)
