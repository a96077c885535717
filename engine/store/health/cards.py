"""Scorecards as they are kept: in order, each with a revision, changed by one person at a time.

The last one holds for all accounts that none before it holds for, so every account has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Changed, Conflict, NotFound
from engine.health import DEFAULT, Scorecard, from_data, to_json, windows
from engine.store.actors import names_of
from engine.store.audit import Actor, record
from engine.store.health.due import mark_all
from engine.store.tables import HealthCard, HealthModel


@dataclass(frozen=True)
class KeptCard:
    card: Scorecard
    revision: int
    """0: nobody has ever changed it."""
    edited_at: datetime | None = None
    edited_by: str | None = None
    edited_by_name: str | None = None
    """What they are called."""


UNTOUCHED = (KeptCard(DEFAULT, 0),)
"""The scorecards until somebody writes one."""


async def list_cards(session: AsyncSession) -> Sequence[KeptCard]:
    """In their order. There is always one, and the last holds for all."""
    rows = await session.execute(
        select(HealthCard, *names_of(HealthCard.edited_by))
        .order_by(col(HealthCard.position))
        .execution_options(populate_existing=True)
    )
    return [
        KeptCard(from_data(row.definition), row.revision, row.edited_at, row.edited_by, name)
        for row, name in rows
    ] or UNTOUCHED


async def get_card(session: AsyncSession, key: str) -> KeptCard:
    """Raises NotFound."""
    return _called(await list_cards(session), key)


def _called(cards: Sequence[KeptCard], key: str) -> KeptCard:
    for each in cards:
        if each.card.key == key:
            return each
    raise NotFound(f"There is no scorecard “{key}”.", code="unknown_scorecard")


def arranged(cards: Sequence[KeptCard], card: Scorecard) -> list[Scorecard]:
    """All scorecards once this one is written: in the place it had, or else before the last.

    Raises Conflict when not exactly the last would hold for all accounts.
    """
    found = [each.card for each in cards]
    places = [place for place, each in enumerate(found) if each.key == card.key]
    if places:
        found[places[0]] = card
    else:
        found.insert(len(found) - 1, card)
    for each in found[:-1]:
        if each.segment is None:
            raise Conflict(
                f"“{found[-1].key}” holds for all accounts that no other scorecard holds for. "
                f"Change that one, or say for which accounts “{each.key}” holds.",
                code="holds_for_all",
            )
    if found[-1].segment is not None:
        raise Conflict(
            f"“{card.key}” is the last scorecard, so it must hold for all accounts: leave out "
            "for which it holds.",
            code="must_hold_for_all",
        )
    return found


async def put_card(
    session: AsyncSession,
    card: Scorecard,
    *,
    by: Actor,
    now: datetime,
    revision: int | None = None,
) -> KeptCard:
    """Write a scorecard, and have every account looked at by it.

    Raises Changed when it is not at `revision` any more; None: whatever it is. Writing what is
    there changes nothing.
    """
    model, cards = await _held(session)
    before = next((each for each in cards if each.card.key == card.key), None)
    if revision is not None and revision != (before.revision if before else 0):
        raise _changed(card.key, before)
    after = arranged(cards, card)
    if before is not None and before.card == card:
        return before
    await _write(session, model, cards, after, by, now)
    record(
        session,
        by,
        "scorecard.put",
        card.key,
        before=to_json(before.card) if before else None,
        after=to_json(card),
    )
    return await get_card(session, card.key)


async def move_card(session: AsyncSession, key: str, to: int, *, by: Actor, now: datetime) -> None:
    """Have a scorecard be the one at this place, counted from 0. Raises NotFound and Conflict."""
    model, cards = await _held(session)
    moved = _called(cards, key)
    others = [each.card for each in cards if each is not moved]
    if moved.card.segment is None or not 0 <= to < len(others):
        raise Conflict("The scorecard that holds for all accounts is the last.", code="last")
    before = [each.card.key for each in cards]
    others.insert(to, moved.card)
    after = [each.key for each in others]
    if after != before:
        await _write(session, model, cards, others, by, now)
        record(
            session,
            by,
            "scorecard.move",
            key,
            before={"order": list(before)},
            after={"order": list(after)},
        )


async def remove_card(session: AsyncSession, key: str, *, by: Actor, now: datetime) -> None:
    """Raises NotFound, and Conflict for the one that holds for all accounts."""
    model, cards = await _held(session)
    gone = _called(cards, key)
    if gone.card.segment is None:
        raise Conflict(
            f"“{key}” holds for all accounts that no other holds for: it has to stay.", code="last"
        )
    await _write(session, model, cards, [each.card for each in cards if each is not gone], by, now)
    record(session, by, "scorecard.remove", key, before=to_json(gone.card))


async def model_revision(session: AsyncSession) -> int:
    """The last revision that any scorecard was given."""
    found = await session.exec(select(func.max(HealthModel.revision)))
    return found.one() or 0


def _changed(key: str, now_is: KeptCard | None) -> Changed:
    if now_is is None:
        return Changed(f"The scorecard “{key}” has been removed since you read it.", revision=0)
    return Changed(
        f"The scorecard “{key}” was changed since you read it.",
        revision=now_is.revision,
        by=now_is.edited_by,
        at=now_is.edited_at,
    )


async def _held(session: AsyncSession) -> tuple[HealthModel, Sequence[KeptCard]]:
    """The scorecards, the caller's alone until commit."""
    await session.execute(insert(HealthModel).values(id=1, revision=0).on_conflict_do_nothing())
    model = await session.get_one(HealthModel, 1, with_for_update=True, populate_existing=True)
    return model, await list_cards(session)


async def _write(
    session: AsyncSession,
    model: HealthModel,
    before: Sequence[KeptCard],
    after: Sequence[Scorecard],
    by: Actor,
    now: datetime,
) -> None:
    """Only what is another scorecard gets another revision: by it accounts start afresh."""
    model.revision += 1
    known = {each.card.key: each for each in before}
    await session.execute(delete(HealthCard))
    for position, card in enumerate(after):
        old = known.get(card.key)
        same = old is not None and old.card == card
        heard = windows(card)
        await session.execute(
            insert(HealthCard).values(
                key=card.key,
                position=position,
                revision=old.revision if same and old else model.revision,
                definition=to_json(card),
                listens=sorted({*heard.feeds, *heard.choosing}),
                edited_at=(old.edited_at if same and old else None) or now,
                edited_by=(old.edited_by if same and old else None) or by.name,
            )
        )
    await session.flush()
    await mark_all(session, now)
