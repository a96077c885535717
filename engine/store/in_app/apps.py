"""The products that show messages, and what their back ends sign with.

A secret is shown once, kept sealed, and told to nobody again, the audit included.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import JsonValue
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid, NotFound
from engine.sealing import CannotOpen, seal, unseal
from engine.store.audit import Actor, record
from engine.store.last_uses import note_use
from engine.store.tables import InAppApp, InAppSecret

MOST_SECRETS = 2
"""One, and while it is exchanged another."""
MOST_ORIGINS = 50
DEMO = "Northwind Projects (demo)"
"""The demonstration's own app, which shows nothing to any customer."""
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


@dataclass(frozen=True)
class SecretSummary:
    id: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class AppSummary:
    """An app as it is listed."""

    id: str
    name: str
    origins: tuple[str, ...]
    secrets: tuple[SecretSummary, ...]
    created_at: datetime


@dataclass(frozen=True)
class NewSecret:
    """A secret just made. `plain` cannot be had again."""

    id: str
    plain: str


@dataclass(frozen=True)
class Signer:
    """Who may have signed a token: the app, and its opened secret."""

    app_id: str
    origins: tuple[str, ...]
    secret: str


async def add_app(
    session: AsyncSession, key: bytes, name: str, origins: Sequence[str], *, by: Actor
) -> tuple[str, NewSecret]:
    """An app's id, and its first secret. `key` is the installation's. Raises Invalid."""
    app = InAppApp(
        id=f"app_{secrets.token_hex(8)}", name=_named(name), origins=list(_origins(origins))
    )
    session.add(app)
    await session.flush()
    record(session, by, "in_app_app.add", app.id, after=_told(app))
    return app.id, await _new_secret(session, key, app.id)


async def change_app(
    session: AsyncSession,
    app_id: str,
    *,
    name: str | None = None,
    origins: Sequence[str] | None = None,
    by: Actor,
) -> AppSummary:
    """Change what is given. Raises NotFound and Invalid."""
    app = await _app(session, app_id)
    before = _told(app)
    if name is not None:
        app.name = _named(name)
    if origins is not None:
        app.origins = list(_origins(origins))
    record(session, by, "in_app_app.change", app_id, before=before, after=_told(app))
    await session.flush()
    return await get_app(session, app_id)


async def close_app(session: AsyncSession, app_id: str, *, by: Actor, now: datetime) -> None:
    """Nobody sees anything through it any more. Raises NotFound."""
    app = await _app(session, app_id)
    app.closed_at = now
    record(session, by, "in_app_app.close", app_id)


async def add_secret(session: AsyncSession, key: bytes, app_id: str, *, by: Actor) -> NewSecret:
    """A second secret, so that the first can be revoked once nobody signs with it. Raises NotFound,
    and Conflict where there are two."""
    await _app(session, app_id)
    if len((await _secrets(session, [app_id])).get(app_id, ())) >= MOST_SECRETS:
        said = "There are two secrets already. Revoke the one that is no longer used first."
        raise Conflict(said, code="two_secrets")
    made = await _new_secret(session, key, app_id)
    record(session, by, "in_app_secret.add", app_id, after={"secret": made.id})
    return made


async def revoke_secret(
    session: AsyncSession, app_id: str, secret_id: str, *, by: Actor, now: datetime
) -> None:
    """What is signed with it is refused from now on. Raises NotFound."""
    found = await session.get(InAppSecret, secret_id)
    if found is None or found.app_id != app_id or found.revoked_at is not None:
        raise NotFound(f"The app has no secret “{secret_id[:80]}”.")
    found.revoked_at = now
    record(session, by, "in_app_secret.revoke", app_id, after={"secret": secret_id})


async def list_apps(session: AsyncSession) -> list[AppSummary]:
    """Those that are not closed, by name."""
    apps = (
        await session.exec(
            select(InAppApp).where(col(InAppApp.closed_at).is_(None)).order_by(col(InAppApp.name))
        )
    ).all()
    found = await _secrets(session, [app.id for app in apps])
    return [_summary(app, found.get(app.id, [])) for app in apps]


async def any_asks(session: AsyncSession) -> bool:
    """Whether any app that is not closed has ever shown that it is there: that it was added is not
    yet that it shows anything. The demonstration's does not count."""
    apps = [app for app in await list_apps(session) if app.name != DEMO]
    return any(each.last_used_at for app in apps for each in app.secrets)


async def get_app(session: AsyncSession, app_id: str) -> AppSummary:
    """Raises NotFound."""
    app = await _app(session, app_id)
    return _summary(app, (await _secrets(session, [app_id])).get(app_id, []))


async def signer_of(
    session: AsyncSession, key: bytes, secret_id: str, now: datetime
) -> Signer | None:
    """Whose secret it is. None: unknown, revoked, or its app is closed. Notes its use."""
    found = await session.exec(
        select(InAppSecret, InAppApp)
        .join(InAppApp, col(InAppApp.id) == col(InAppSecret.app_id))
        .where(
            InAppSecret.id == secret_id,
            col(InAppSecret.revoked_at).is_(None),
            col(InAppApp.closed_at).is_(None),
        )
    )
    row = found.first()
    if row is None:
        return None
    secret, app = row
    try:
        plain = unseal(key, secret.sealed, _about(secret.id))
    except CannotOpen:
        return None
    await note_use(session, secret, now)
    return Signer(app.id, tuple(app.origins), plain)


async def signers_of(
    session: AsyncSession, key: bytes, app_id: str, now: datetime
) -> list[tuple[str, Signer]]:
    """All secrets of an app with their ids, the newest first; none for an app there is not."""
    found = []
    for secret in (await _secrets(session, [app_id])).get(app_id, []):
        if signer := await signer_of(session, key, secret.id, now):
            found.append((secret.id, signer))
    return found


async def origins_allowed(session: AsyncSession) -> frozenset[str]:
    """The origins of all apps."""
    found = await session.exec(select(InAppApp.origins).where(col(InAppApp.closed_at).is_(None)))
    return frozenset(origin for origins in found for origin in origins)


async def _app(session: AsyncSession, app_id: str) -> InAppApp:
    found = await session.get(InAppApp, app_id)
    if found is None or found.closed_at is not None:
        raise NotFound(f"There is no app “{app_id[:80]}”.")
    return found


async def _new_secret(session: AsyncSession, key: bytes, app_id: str) -> NewSecret:
    made = NewSecret(secrets.token_hex(6), f"onw_inapp_{secrets.token_urlsafe(32)}")
    session.add(
        InAppSecret(id=made.id, app_id=app_id, sealed=seal(key, made.plain, _about(made.id)))
    )
    await session.flush()
    return made


def _told(app: InAppApp) -> dict[str, JsonValue]:
    """For the audit."""
    return {"name": app.name, "origins": [*app.origins]}


def _about(secret_id: str) -> str:
    return f"in_app_secret/{secret_id}"


async def _secrets(session: AsyncSession, apps: Sequence[str]) -> dict[str, list[InAppSecret]]:
    found: dict[str, list[InAppSecret]] = {}
    rows = await session.exec(
        select(InAppSecret)
        .where(col(InAppSecret.app_id).in_(apps), col(InAppSecret.revoked_at).is_(None))
        .order_by(col(InAppSecret.created_at).desc(), col(InAppSecret.id))
    )
    for row in rows:
        found.setdefault(row.app_id, []).append(row)
    return found


def _summary(app: InAppApp, found: Sequence[InAppSecret]) -> AppSummary:
    listed = tuple(SecretSummary(each.id, each.created_at, each.last_used_at) for each in found)
    return AppSummary(app.id, app.name, tuple(app.origins), listed, app.created_at)


def _named(name: str) -> str:
    if not name.strip() or len(name) > 200:
        raise Invalid("Give the app a name of at most 200 characters.")
    return name.strip()


def _origins(written: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(_origin(each) for each in written if each.strip()))
    if len(found) > MOST_ORIGINS:
        raise Invalid(f"At most {MOST_ORIGINS} websites may ask.")
    return found


def _origin(written: str) -> str:
    """As browsers send it. Raises Invalid."""
    plain = written.strip().rstrip("/").lower()
    hint = "Write it as https://app.example.com, without a path."
    try:
        parts = urlsplit(plain)
        whole = f"{parts.scheme}://{parts.netloc}" == plain and parts.hostname
        port = parts.port
    except ValueError:
        whole, port = None, None
    if not whole or not _ORIGIN.fullmatch(plain):
        raise Invalid(f"“{written.strip()[:100]}” is not a website's origin. {hint}", code="origin")
    usual = {"http": 80, "https": 443}[parts.scheme]
    return plain.removesuffix(f":{usual}") if port == usual else plain
