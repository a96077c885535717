"""Accounts and contacts as subjects of journeys, in great numbers: who they are and where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import zone_of_customer
from engine.store.facts import Witness
from engine.store.statements import run

Kind = Literal["account", "contact"]


@dataclass(frozen=True)
class Subject:
    id: UUID
    kind: Kind
    account_id: UUID | None
    """Of a contact, the account if they belong to exactly one."""
    contact_id: UUID | None
    zone: str
    """Of a contact their own, of an account its own; else of the other; else the default."""
    traits: Mapping[str, Mapping[str, Any]]

    @property
    def concerned(self) -> list[UUID]:
        """Who is to be held while something is told of it."""
        return [each for each in (self.account_id, self.contact_id) if each is not None]

    def witness(self) -> Witness:
        """The view from which it is decided whether it may enter."""
        traits = {whose: dict(values) for whose, values in self.traits.items()}
        return Witness(self.account_id, self.contact_id, self.kind, self.zone, traits)


async def subjects(
    session: AsyncSession, kind: Kind, ids: Collection[UUID], default_zone: str
) -> list[Subject]:
    """Those of them that are there, by id. Who was merged into another is not."""
    if not ids:
        return []
    found = await run(session, _DESCRIBE[kind], {"ids": list(ids)})
    return [
        Subject(
            row.id,
            kind,
            row.account_id,
            row.id if kind == "contact" else None,
            zone_of_customer(kind, row.account_zone, row.contact_zone, default_zone),
            {"account": row.account_traits or {}, "contact": row.contact_traits or {}},
        )
        for row in found
    ]


async def subjects_after(
    session: AsyncSession, kind: Kind, after: UUID | None, limit: int
) -> list[UUID]:
    """The next ones in the order of their ids. None: from the first on."""
    found = await run(session, _NEXT[kind], {"after": after, "limit": limit})
    return list(found.scalars())


async def count_subjects(session: AsyncSession, kind: Kind) -> int:
    found = await run(session, _COUNT[kind], {})
    number: int = found.scalar_one()
    return number


async def members_of(session: AsyncSession, accounts: Collection[UUID]) -> set[UUID]:
    """The contacts who belong to these accounts now."""
    if not accounts:
        return set()
    found = await run(session, _MEMBERS, {"accounts": list(accounts)})
    return set(found.scalars())


_DESCRIBE: Mapping[Kind, Any] = {
    "account": text("""
        SELECT a.id, a.id AS account_id, a.traits AS account_traits,
               CAST(NULL AS jsonb) AS contact_traits, a.time_zone AS account_zone, (
                   SELECT c.time_zone FROM memberships m JOIN contacts c ON c.id = m.contact_id
                   WHERE m.account_id = a.id AND m.is_primary AND m.ended_at IS NULL LIMIT 1
               ) AS contact_zone
        FROM accounts a WHERE a.id = ANY(CAST(:ids AS uuid[])) ORDER BY a.id
    """),
    "contact": text("""
        SELECT c.id, a.id AS account_id, a.traits AS account_traits, c.traits AS contact_traits,
               c.time_zone AS contact_zone, a.time_zone AS account_zone
        FROM contacts c LEFT JOIN LATERAL (
            SELECT CAST(min(CAST(m.account_id AS text)) AS uuid) AS id FROM memberships m
            WHERE m.contact_id = c.id AND m.ended_at IS NULL HAVING count(*) = 1
        ) AS home ON true LEFT JOIN accounts a ON a.id = home.id
        WHERE c.id = ANY(CAST(:ids AS uuid[])) AND c.merged_into IS NULL ORDER BY c.id
    """),
}
_NEXT: Mapping[Kind, Any] = {
    "account": text("""
        SELECT id FROM accounts WHERE CAST(:after AS uuid) IS NULL OR id > CAST(:after AS uuid)
        ORDER BY id LIMIT :limit
    """),
    "contact": text("""
        SELECT id FROM contacts
        WHERE (CAST(:after AS uuid) IS NULL OR id > CAST(:after AS uuid)) AND merged_into IS NULL
        ORDER BY id LIMIT :limit
    """),
}
_COUNT: Mapping[Kind, Any] = {
    "account": text("SELECT count(*) FROM accounts"),
    "contact": text("SELECT count(*) FROM contacts WHERE merged_into IS NULL"),
}
_MEMBERS = text("""
    SELECT contact_id FROM memberships
    WHERE account_id = ANY(CAST(:accounts AS uuid[])) AND ended_at IS NULL
""")
