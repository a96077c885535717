"""What a contact wants, for pages: topic by topic, and how it came to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.consent import EVERY_TOPIC, WAYS, Way, Wish, may_be_asked_again
from engine.languages import DEFAULT, words_in
from engine.sentences.words import name_in_words
from engine.store.actors import names_of
from engine.store.consent import consent_of
from engine.store.statements import run
from engine.store.tables import ConsentChange, ContactPreference, Topic, Unsubscribe
from engine.store.topics import ask_again_after

MOST_CHANGES = 200


@dataclass(frozen=True)
class WayChoice:
    wanted: bool
    refused_at: datetime | None
    """When it was refused. Null: it is wanted, or was never asked for."""
    via: str | None
    """How it was refused."""
    ask_again_at: datetime | None
    """From when they may be asked whether they want it after all, where it is refused or everything
    is. Null: never, or nothing is refused."""


@dataclass(frozen=True)
class TopicChoice:
    topic: str
    name: str
    description: str
    transactional: bool
    """Part of the service itself: nobody can refuse it."""
    opt_in: bool
    ways: Mapping[Way, WayChoice]


@dataclass(frozen=True)
class Preferences:
    contact_id: UUID
    nothing: bool
    """They want nothing at all, whatever is chosen by topic."""
    nothing_since: datetime | None
    """Null: they want something."""
    ask_again_at: datetime | None
    """From when they may be asked whether they want anything after all. Null: never, or they do."""
    most_per_week: int | None
    paused_until: datetime | None
    """A pause that is over is none."""
    locale: str | None
    """The language they chose on the preference page."""
    topics: Sequence[TopicChoice]


@dataclass(frozen=True)
class Change:
    at: datetime
    said: str
    """As a sentence."""
    via: str
    by: str | None
    """Null: the contact."""
    by_name: str | None
    """What they are called."""
    reason: str | None


async def get_preferences(
    session: AsyncSession, contact_id: UUID, language: str, now: datetime
) -> Preferences:
    """With the words of a language. Topics nobody has described are there if the contact was
    written to about them or refused them: whoever reads a mail knows of its topic."""
    consent = await consent_of(session, contact_id, now)
    preference = await session.get(ContactPreference, contact_id)
    rows = {row.key: row for row in await session.exec(select(Topic))}
    met = (await run(session, _MET, {"contact": contact_id})).scalars()
    refusals = {
        (row.topic, row.way): row
        for row in await session.exec(
            select(Unsubscribe).where(Unsubscribe.contact_id == contact_id)
        )
    }
    after = await ask_again_after(session)

    def again(*refused: tuple[str, str]) -> datetime | None:
        """After the latest of these, as far as they are refused."""
        at = [refusals[each].at for each in refused if each in refusals]
        return may_be_asked_again(max(at), after) if at else None

    def choice(topic: str, way: Way) -> WayChoice:
        row = refusals.get((topic, way))
        always = topic in consent.transactional
        asked = topic not in consent.opt_in or Wish(topic, way) in consent.wishes
        return WayChoice(
            wanted=always or (row is None and asked),
            refused_at=row.at if row else None,
            via=row.via if row else None,
            ask_again_at=None if always else again((topic, way), (EVERY_TOPIC, way)),
        )

    topics = [
        _topic(key, rows.get(key), language, {way: choice(key, way) for way in WAYS})
        for key in rows.keys() | set(met) | {topic for topic, _ in refusals}
        if key != EVERY_TOPIC
    ]
    everything = [(EVERY_TOPIC, way) for way in WAYS]
    nothing = all(each in refusals for each in everything)
    return Preferences(
        contact_id=contact_id,
        nothing=nothing,
        nothing_since=max(refusals[each].at for each in everything) if nothing else None,
        ask_again_at=again(*everything) if nothing else None,
        most_per_week=consent.most_per_week,
        paused_until=consent.paused_until,
        locale=preference.locale if preference else None,
        topics=sorted(topics, key=lambda each: (each.transactional, each.name.casefold())),
    )


def _topic(
    key: str, row: Topic | None, language: str, ways: Mapping[Way, WayChoice]
) -> TopicChoice:
    said = words_in(row.words, language) if row else None
    return TopicChoice(
        topic=key,
        name=said.name if said else name_in_words(key).capitalize(),
        description=said.description if said else "",
        transactional=bool(row and row.transactional),
        opt_in=bool(row and row.opt_in),
        ways=ways,
    )


async def list_changes(session: AsyncSession, contact_id: UUID) -> list[Change]:
    """What was said, the latest first."""
    rows = await session.execute(
        select(ConsentChange, *names_of(ConsentChange.by))
        .where(ConsentChange.contact_id == contact_id)
        .order_by(col(ConsentChange.id).desc())
        .limit(MOST_CHANGES)
    )
    called = {each.key: _named(each) for each in await session.exec(select(Topic))}
    return [
        Change(row.at, _sentence(row, called), row.via, row.by, name, row.reason)
        for row, name in rows
    ]


_WAY_WORDS = {"email": "by mail", "in_app": "in the product"}


def _named(topic: Topic) -> str:
    said = words_in(topic.words, DEFAULT)
    return said.name if said else topic.key


def _sentence(row: ConsentChange, called: Mapping[str, str]) -> str:
    """`called`: the names of topics that are described."""
    by = _WAY_WORDS.get(row.way or "", "")
    what = "anything" if row.topic == EVERY_TOPIC else f"“{called.get(row.topic or '', row.topic)}”"
    value = row.value or {}
    match row.change:
        case "refused":
            return f"Wants nothing more {by}." if what == "anything" else f"Refused {what} {by}."
        case "wanted":
            return f"May be told {what} {by}." if what == "anything" else f"Wants {what} {by}."
        case "frequency":
            most = value.get("most_per_week")
            return f"At most {most} a week." if most is not None else "As often as there is news."
        case "paused":
            return f"Wants nothing until {datetime.fromisoformat(str(value['until'])):%-d %B %Y}."
        case "resumed":
            return "Ended the pause."
        case _:
            return f"Reads in “{value.get('locale')}”."


_MET = text("""
    SELECT DISTINCT topic FROM (
        SELECT topic FROM messages
        WHERE contact_id = :contact AND status = 'sent' AND NOT is_test
            AND channel NOT IN ('webhook', 'notify')
        ORDER BY created_at DESC LIMIT 500
    ) AS latest
""")
