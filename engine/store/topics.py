"""The topics customers choose among: what each is called, and what holds for who says nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid, NotFound
from engine.languages import DEFAULT, Words, is_language, languages_of, words_in
from engine.sentences.words import name_in_words
from engine.store.audit import Actor, record
from engine.store.statements import run
from engine.store.tables import Setting, Topic
from engine.store.tables.columns import JsonObject

LONGEST_NAME, LONGEST_DESCRIPTION = 80, 400
MOST_LANGUAGES = 40

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_ASK_AGAIN = "ask-again"


@dataclass(frozen=True)
class Named:
    """A journey that sends about a topic."""

    key: str
    name: str


@dataclass(frozen=True)
class TopicSummary:
    key: str
    name: str
    """In English, else in any language there is; of one nobody has described, its key in words."""
    description: str
    described: bool
    words: Mapping[str, Words]
    """By language."""
    opt_in: bool
    transactional: bool
    journeys: Sequence[Named]
    """The live ones that send about it."""
    refused: int
    """Contacts who want no mail about it."""
    wanted: int
    """Contacts who asked for it by mail."""


async def list_topics(session: AsyncSession) -> list[TopicSummary]:
    """Those that are described and those that journeys use, by name."""
    rows = {each.key: each for each in await session.exec(select(Topic))}
    used: dict[str, list[Named]] = {}
    for row in await run(session, _USED, {}):
        used.setdefault(row.topic, []).append(Named(row.key, row.name))
    counts = {each.topic: each for each in await run(session, _COUNTS, {})}
    found = []
    for key in rows.keys() | used.keys():
        topic, count = rows.get(key), counts.get(key)
        words = topic.words if topic else {}
        said = words_in(words, DEFAULT)
        found.append(
            TopicSummary(
                key=key,
                name=said.name if said else name_in_words(key).capitalize(),
                description=said.description if said else "",
                described=topic is not None,
                words=_words(words),
                opt_in=bool(topic and topic.opt_in),
                transactional=bool(topic and topic.transactional),
                journeys=used.get(key, []),
                refused=count.refused if count else 0,
                wanted=count.wanted if count else 0,
            )
        )
    return sorted(found, key=lambda each: (each.name.casefold(), each.key))


async def get_topic(session: AsyncSession, key: str) -> TopicSummary:
    """Raises NotFound for one that is neither described nor used."""
    for each in await list_topics(session):
        if each.key == key:
            return each
    raise NotFound(f"There is no topic “{key}”.")


async def set_topic(
    session: AsyncSession,
    key: str,
    *,
    words: Mapping[str, Words],
    opt_in: bool,
    transactional: bool,
    is_new: bool = False,
    by: Actor,
    now: datetime,
) -> TopicSummary:
    """Describe a topic, or describe it anew. `is_new`: nobody must have described it yet. Raises
    Invalid and Conflict."""
    _require(key, words, opt_in=opt_in, transactional=transactional)
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"topic/{key}"}
    )
    row = await session.get(Topic, key, populate_existing=True)
    if is_new and row is not None:
        raise Conflict(f"“{key}” is described already.", code="topic_exists")
    before = _audited(row) if row else None
    row = row or Topic(key=key)
    row.words = {
        code: {"name": said.name.strip(), "description": said.description.strip()}
        for code, said in words.items()
    }
    row.opt_in, row.transactional = opt_in, transactional
    after = _audited(row)
    if after != before:
        row.updated_at = now
        session.add(row)
        record(session, by, "topic.set", key, before=before, after=after)
    await session.flush()
    return await get_topic(session, key)


async def remove_topic(session: AsyncSession, key: str, *, by: Actor) -> None:
    """Forget its words. What contacts said about it stays. Raises NotFound."""
    row = await session.get(Topic, key)
    if row is None:
        raise NotFound(f"Nobody has described a topic “{key}”.")
    record(session, by, "topic.remove", key, before=_audited(row))
    await session.delete(row)
    await session.flush()


async def ask_again_after(session: AsyncSession) -> timedelta | None:
    """How long whoever refused is left alone before they may be asked again. None: for good."""
    row = await session.get(Setting, _ASK_AGAIN)
    days = row.value.get("days") if row and row.value else None
    return timedelta(days=days) if isinstance(days, int) else None


async def set_ask_again_after(
    session: AsyncSession, days: int | None, *, by: Actor, now: datetime
) -> None:
    """Raises Invalid."""
    if days is not None and not 1 <= days <= 3_650:
        raise Invalid("Write from 1 to 3650 days, or leave it empty for never.", code="ask_again")
    row = await session.get(Setting, _ASK_AGAIN, with_for_update=True)
    before = row.value if row else None
    value: JsonObject | None = {"days": days} if days is not None else None
    if before == value:
        return
    if row is None:
        row = Setting(name=_ASK_AGAIN, updated_by=by.name)
        session.add(row)
    row.value, row.updated_by, row.updated_at = value, by.name, now
    record(session, by, "settings.ask_again", _ASK_AGAIN, before=before, after=value)


async def described(session: AsyncSession) -> list[Topic]:
    """By key."""
    return list(await session.exec(select(Topic).order_by(col(Topic.key))))


def _words(words: JsonObject) -> dict[str, Words]:
    found = {code: words_in({code: words[code]}, code) for code in languages_of(words)}
    return {code: said for code, said in found.items() if said is not None}


def _require(key: str, words: Mapping[str, Words], *, opt_in: bool, transactional: bool) -> None:
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"“{key[:80]}” cannot be a topic's key: up to 63 of a-z, 0-9, - and _.",
            code="topic_key",
        )
    if not words:
        raise Invalid("Say in one language at least what it is called.", code="topic_words")
    if len(words) > MOST_LANGUAGES:
        raise Invalid(f"At most {MOST_LANGUAGES} languages.", code="topic_words")
    for code, said in words.items():
        if not is_language(code):
            raise Invalid(
                f"“{code[:20]}” is no language. Write its code, such as de or pt-BR.",
                code="topic_language",
            )
        if not 0 < len(said.name.strip()) <= LONGEST_NAME:
            raise Invalid(
                f"Its name in “{code}” has from 1 to {LONGEST_NAME} characters.",
                code="topic_words",
            )
        if len(said.description) > LONGEST_DESCRIPTION:
            raise Invalid(
                f"Its description in “{code}” is longer than {LONGEST_DESCRIPTION} characters.",
                code="topic_words",
            )
    if opt_in and transactional:
        raise Invalid(
            "What is part of the service itself goes to everybody: it cannot be asked for.",
            code="topic_default",
        )


def _audited(row: Topic) -> JsonObject:
    return {"words": row.words, "opt_in": row.opt_in, "transactional": row.transactional}


# Definitions are valid journeys: they are live.
_USED = text("""
    WITH live AS (
        SELECT j.key, j.name, v.definition FROM journeys j
        JOIN journey_versions v ON v.journey_id = j.id AND v.number = j.live_version
        WHERE j.status <> 'archived'
    ), sends AS (
        SELECT live.key, live.name,
               COALESCE(step.value -> 'send' ->> 'topic', live.definition -> 'send' ->> 'topic',
                        live.key) AS topic
        FROM live CROSS JOIN LATERAL json_each(live.definition -> 'steps') AS step
        WHERE step.value ->> 'type' IN ('email', 'in_app', 'survey')
    )
    SELECT DISTINCT topic, key, name FROM sends ORDER BY topic, name
""")

_COUNTS = text("""
    SELECT topic, CAST(sum(refused) AS int) AS refused, CAST(sum(wanted) AS int) AS wanted FROM (
        SELECT topic, 1 AS refused, 0 AS wanted FROM unsubscribes WHERE way = 'email'
        UNION ALL SELECT topic, 0, 1 FROM subscriptions WHERE way = 'email'
    ) AS said GROUP BY topic
""")
