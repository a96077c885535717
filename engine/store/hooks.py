"""Addresses other products send to: set up by an admin, and what came of each delivery.

A secret is kept sealed and shown to nobody again, the audit included.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import JsonValue, ValidationError
from sqlalchemy import true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.editions import expect_edition
from engine.errors import Conflict, Invalid, NotFound
from engine.sealing import CannotOpen, seal, unseal
from engine.sources.addresses import fits, source_in, token_of
from engine.sources.mapping import PayloadMapping
from engine.sources.preset import Preset
from engine.sources.presets import PRESETS
from engine.sources.schemes import Address, Scheme, as_data, scheme_from
from engine.store import tables
from engine.store.audit import Actor, record
from engine.store.tables import Source
from engine.tracking.calls import JsonObject

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_LONGEST_SECRET = 500


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A source that another product sends to."""

    id: UUID
    key: str
    name: str
    preset: Preset | None
    scheme: Scheme
    mapping: PayloadMapping | None
    secrets: tuple[str, ...] = field(repr=False)
    """Opened. Never shown."""
    paused_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HookSummary:
    """A source as it is shown."""

    key: str
    name: str
    preset: str | None
    address: str
    """Where the product sends to."""
    scheme: JsonObject
    has_secret: bool
    has_old_secret: bool
    """Whether the secret before is taken as well."""
    mapping: JsonObject | None
    setup: str | None
    """Where in the product the address is entered and the secret found."""
    paused_at: datetime | None
    created_at: datetime
    last_delivery_at: datetime | None
    last_status: str | None
    """What became of the last delivery."""


@dataclass(frozen=True, kw_only=True)
class House:
    """What belongs to the installation."""

    secret_key: bytes = field(repr=False)
    public_url: str

    def address(self, hook: tables.Hook) -> str:
        token = token_of(hook.source_id, hook.address_number, self.secret_key)
        return f"{self.public_url}/hooks/{token}"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How a source is to be. None: as it is."""

    name: str | None = None
    secret: str | None = None
    """The one its sender shows. The one before is taken as well, until the next is given or it is
    retired."""
    scheme: JsonValue = None
    mapping: JsonObject | None = None
    paused: bool | None = None


async def add_hook(
    session: AsyncSession,
    house: House,
    key: str,
    *,
    preset: str | None,
    wanted: Wanted,
    by: Actor,
    now: datetime,
) -> HookSummary:
    """Raises Invalid, and Conflict when there is a source of this key."""
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"“{key[:80]}” cannot be the key of a source. Use small letters, digits, - and _."
        )
    if preset is not None and preset not in PRESETS:
        raise Invalid(f"“{preset[:80]}” is none of the products known: {', '.join(PRESETS)}.")
    if (await session.exec(select(Source.id).where(Source.key == key))).first() is not None:
        raise Conflict(f"There is a source “{key}” already.", code="exists")
    known = PRESETS.get(preset or "")
    source = Source(key=key, name=wanted.name or (known.name if known else key), kind="webhook")
    session.add(source)
    await session.flush()
    hook = tables.Hook(source_id=source.id, preset=preset)
    session.add(hook)
    _apply(hook, source, wanted, house, now)
    record(session, by, "source.add", key, after=_told(hook, source))
    await session.flush()
    return _summary(house, source, hook)


async def change_hook(
    session: AsyncSession,
    house: House,
    key: str,
    wanted: Wanted,
    *,
    read: str | None = None,
    by: Actor,
    now: datetime,
) -> HookSummary:
    """`read`: the `edition_of` the mapping that the caller has changed; None: whatever is there.

    Raises NotFound and Invalid, and Changed when it is not what was read any more."""
    source, hook = await _row(session, key, hold=True)
    expect_edition(hook.mapping, read, source.name)
    before = _told(hook, source)
    _apply(hook, source, wanted, house, now)
    record(session, by, "source.change", key, before=before, after=_told(hook, source))
    return await get_hook(session, house, key)


async def move_hook(session: AsyncSession, house: House, key: str, *, by: Actor) -> HookSummary:
    """Give the source another address; the one it had is void at once. Raises NotFound."""
    source, hook = await _row(session, key)
    hook.address_number += 1
    record(session, by, "source.move", source.key, after={"address_number": hook.address_number})
    return await get_hook(session, house, key)


async def retire_secret(session: AsyncSession, house: House, key: str, *, by: Actor) -> HookSummary:
    """Take the newest secret alone from now on. Raises NotFound."""
    _, hook = await _row(session, key)
    if len(hook.secrets) > 1:
        hook.secrets = hook.secrets[:1]
        record(session, by, "source.retire_secret", key, after={"secrets": 1})
    return await get_hook(session, house, key)


async def get_hook(session: AsyncSession, house: House, key: str) -> HookSummary:
    """Raises NotFound."""
    found = (await session.exec(_SUMMARIES.where(col(Source.key) == key))).first()
    if found is None:
        raise _missing(key)
    return _summary(house, *found)


async def list_hooks(session: AsyncSession, house: House) -> list[HookSummary]:
    """All of them, by key."""
    found = await session.exec(_SUMMARIES.order_by(col(Source.key)))
    return [_summary(house, *row) for row in found]


async def hook_at(session: AsyncSession, house: House, token: str) -> Hook | None:
    """Whose address it is; None: nobody's."""
    source_id = source_in(token)
    if source_id is None:
        return None
    hook = await session.get(tables.Hook, source_id)
    if hook is None or not fits(token, source_id, hook.address_number, house.secret_key):
        return None
    source = await session.get(Source, source_id)
    assert source is not None
    return _opened(source, hook, house)


async def hook_named(session: AsyncSession, house: House, key: str) -> Hook:
    """Raises NotFound."""
    return _opened(*await _row(session, key), house)


async def taken_keys(session: AsyncSession, beginning: str) -> set[str]:
    """Keys of sources that begin so."""
    found = await session.exec(
        select(Source.key).where(col(Source.key).startswith(beginning, autoescape=True))
    )
    return set(found)


async def _row(
    session: AsyncSession, key: str, *, hold: bool = False
) -> tuple[Source, tables.Hook]:
    asked = (
        select(Source, tables.Hook)
        .join(tables.Hook, col(tables.Hook.source_id) == col(Source.id))
        .where(Source.key == key)
    )
    if hold:
        asked = asked.with_for_update(of=tables.Hook).execution_options(populate_existing=True)
    row = (await session.exec(asked)).first()
    if row is None:
        raise _missing(key)
    return row


def _missing(key: str) -> NotFound:
    return NotFound(f"There is no source “{key[:80]}” that other products send to.")


def _summaries() -> Any:
    """Sources with the last delivery of each, which is looked up and not searched for."""
    last = (
        select(tables.Delivery.received_at, tables.Delivery.status)
        .where(col(tables.Delivery.source_id) == col(Source.id))
        .order_by(col(tables.Delivery.id).desc())
        .limit(1)
        .lateral("last")
    )
    return (
        select(Source, tables.Hook, last.c.received_at, last.c.status)
        .join(tables.Hook, col(tables.Hook.source_id) == col(Source.id))
        .outerjoin(last, true())
    )


_SUMMARIES = _summaries()


def _apply(hook: tables.Hook, source: Source, wanted: Wanted, house: House, now: datetime) -> None:
    if wanted.name is not None:
        source.name = wanted.name
    if wanted.scheme is not None:
        scheme_from(wanted.scheme)
        assert isinstance(wanted.scheme, dict)
        hook.scheme = wanted.scheme
    if wanted.mapping is not None:
        hook.mapping = (
            _mapping(wanted.mapping).model_dump(exclude_defaults=True) if wanted.mapping else None
        )
    if wanted.secret is not None:
        hook.secrets = _exchanged(hook, wanted.secret, house)
        if isinstance(_scheme(hook), Address):
            raise Invalid(
                "This source is known by its address alone, so no secret is ever looked at. Say how"
                " its sender shows the secret, or leave it out.",
                code="no_use_for_secret",
            )
    if wanted.paused is not None:
        hook.paused_at = (hook.paused_at or now) if wanted.paused else None


def _mapping(data: JsonValue) -> PayloadMapping:
    try:
        return PayloadMapping.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"The mapping cannot be used: {where}: {first['msg']}.") from None


def mapping_from(data: JsonValue) -> PayloadMapping:
    """A mapping as people set it up. Raises Invalid."""
    return _mapping(data)


def _exchanged(hook: tables.Hook, secret: str, house: House) -> list[str]:
    if not secret.strip() or len(secret) > _LONGEST_SECRET:
        raise Invalid(f"A secret has at least one and at most {_LONGEST_SECRET} characters.")
    return [seal(house.secret_key, secret.strip(), _about(hook)), *hook.secrets[:1]]


def _about(hook: tables.Hook) -> str:
    return f"hook/{hook.source_id}"


def _opened(source: Source, hook: tables.Hook, house: House) -> Hook:
    secrets = []
    for sealed in hook.secrets:
        try:
            secrets.append(unseal(house.secret_key, sealed, _about(hook)))
        except CannotOpen:
            continue  # the installation's key has changed: as if it had none
    return Hook(
        id=source.id,
        key=source.key,
        name=source.name,
        preset=PRESETS.get(hook.preset or ""),
        scheme=_scheme(hook),
        mapping=_mapping(hook.mapping) if hook.mapping else None,
        secrets=tuple(secrets),
        paused_at=hook.paused_at,
    )


def _scheme(hook: tables.Hook) -> Scheme:
    if hook.scheme is not None:
        return scheme_from(hook.scheme)
    preset = PRESETS.get(hook.preset or "")
    return preset.scheme if preset else Address()


def _summary(
    house: House,
    source: Source,
    hook: tables.Hook,
    latest: datetime | None = None,
    last_status: str | None = None,
) -> HookSummary:
    preset = PRESETS.get(hook.preset or "")
    return HookSummary(
        key=source.key,
        name=source.name,
        preset=hook.preset,
        address=house.address(hook),
        scheme=as_data(_scheme(hook)),
        has_secret=bool(hook.secrets),
        has_old_secret=len(hook.secrets) > 1,
        mapping=hook.mapping,
        setup=preset.setup if preset else None,
        paused_at=hook.paused_at,
        created_at=hook.created_at,
        last_delivery_at=latest,
        last_status=last_status,
    )


def _told(hook: tables.Hook, source: Source) -> JsonObject:
    """For the audit, without anything that lets somebody in."""
    return {
        "name": source.name,
        "preset": hook.preset,
        "scheme": hook.scheme,
        "mapping": hook.mapping,
        "secrets": len(hook.secrets),
        "paused": hook.paused_at is not None,
    }
