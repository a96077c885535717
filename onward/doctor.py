"""`onward doctor`: asks each part of an installation how it is, and says what to do about faults.

Changes nothing. A part that cannot be asked is a fault, never the end of the examination."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import aiosmtplib
from temporalio.service import RPCError

from activities.mail.providers.address import ProviderAddress
from activities.mail.way import way_from
from engine.mailing.reporters import secrets_from
from engine.store.database import Database
from engine.store.readiness import clock
from onward import migrate, temporal
from onward.errors import CannotStartError
from onward.settings import Settings

LARGEST_SKEW = timedelta(seconds=2)
LEAST_DISK = 1024**3
PATIENCE_SECONDS = 10.0
WORKER_WINDOW = timedelta(minutes=3)

State = Literal["ok", "note", "fault"]


@dataclass(frozen=True)
class Finding:
    """What was found about one part."""

    part: str
    state: State
    text: str
    """For a fault: what is wrong and what to do."""


Examination = Callable[[Settings], Awaitable[Finding]]


async def examine(settings: Settings, parts: Collection[str] = ()) -> list[Finding]:
    """The named parts, or all of them. Settings are fine: they have been read."""
    findings = [] if parts else [Finding("Settings", "ok", "every variable has a usable value")]
    for name, examination in EXAMINATIONS.items():
        if not parts or name.lower() in parts:
            findings.append(await _asked(name, examination, settings))
    return findings


async def _asked(name: str, examination: Examination, settings: Settings) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS * 2):
            return await examination(settings)
    except CannotStartError as error:
        return Finding(name, "fault", str(error))
    except Exception as error:  # whatever it is, the other parts are still worth a look
        if not isinstance(error, TimeoutError):
            return Finding(name, "fault", f"could not be examined: {error!r}")
        return Finding(name, "fault", "gives no answer. Check that it runs and is not overloaded.")


async def _database(settings: Settings) -> Finding:
    if not settings.database_url:
        return Finding(
            "Database",
            "fault",
            "ONWARD_DATABASE_URL is not set and no `onward up` runs here. Write "
            "postgresql://user:password@host:5432/name, or run `onward up`.",
        )
    found = await migrate.current_and_head(settings.database_url)
    if not found.known:
        return Finding("Database", "fault", migrate.newer(found))
    if not found.up_to_date:
        state = f"at revision {found.current or 'none'}, this code at {found.head}"
        return Finding("Database", "fault", f"{state}. Run `onward migrate`.")
    return Finding("Database", "ok", f"reachable, at revision {found.head or 'none'}")


async def _clock(settings: Settings) -> Finding:
    if not settings.database_url:
        return Finding("Clock", "note", "not compared: there is no database")
    await migrate.current_and_head(settings.database_url)  # says why, when it is unreachable
    database = Database(settings.database_url, pool_size=1)
    try:
        async with database.transaction() as session:
            before = datetime.now(UTC)
            theirs = await clock(session)
            after = datetime.now(UTC)
    finally:
        await database.close()
    skew = max(before - theirs, theirs - after, timedelta())
    if skew > LARGEST_SKEW:
        return Finding(
            "Clock",
            "fault",
            f"this machine and the database differ by {skew.total_seconds():.0f} s, and so will "
            "every deadline. Keep both in time with NTP.",
        )
    return Finding("Clock", "ok", "this machine and the database agree")


async def _temporal(settings: Settings) -> Finding:
    await temporal.connect(settings)
    where = f"{settings.temporal_address}, namespace {settings.temporal_namespace}"
    return Finding("Temporal", "ok", f"reachable at {where}")


async def _worker(settings: Settings) -> Finding:
    client = await temporal.connect(settings)
    queue = settings.task_queue
    try:
        since = datetime.now(UTC) - WORKER_WINDOW
        listens = await temporal.worker_listens(client, queue, since=since)
    except RPCError as error:
        return Finding("Worker", "fault", f"Temporal cannot say who works: {error.message}")
    if not listens:
        return Finding(
            "Worker",
            "fault",
            f"nobody listens on the task queue `{queue}`, so no customer moves. Start "
            "`onward worker`, with the same ONWARD_TASK_QUEUE everywhere.",
        )
    return Finding("Worker", "ok", f"at least one listens on the task queue `{queue}`")


async def _mail(settings: Settings) -> Finding:
    server = way_from(settings.mail_way)
    if server is None:
        return Finding(
            "Mail",
            "note",
            "goes to the built-in mailbox, and nobody receives it. Set ONWARD_MAIL_URL to send.",
        )
    if isinstance(server, ProviderAddress):
        return _provider(settings, server)
    connection = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.tls,
        start_tls=server.starts_tls,
        validate_certs=server.verify,
        timeout=PATIENCE_SECONDS,
    )
    try:
        async with connection:
            await connection.noop()
    except (aiosmtplib.SMTPException, OSError) as error:
        advice = (
            "Check ONWARD_MAIL_URL (or ONWARD_SMTP_URL), and that this machine may connect there."
        )
        return Finding("Mail", "fault", f"{server} does not take our mail: {error}. {advice}")
    return _sender(settings) or Finding("Mail", "ok", f"{server} takes our mail")


def _sender(settings: Settings) -> Finding | None:
    if settings.mail_from.rstrip(">").endswith("@localhost"):
        return Finding("Mail", "fault", "the sender is at localhost. Set ONWARD_MAIL_FROM.")
    return None


def _provider(settings: Settings, provider: ProviderAddress) -> Finding:
    """Nothing is asked of it: to find out whether a key may send, one has to send."""
    if wrong := _sender(settings):
        return wrong
    if provider.provider not in secrets_from(settings.mail_events.get_secret_value()):
        return Finding(
            "Mail",
            "note",
            f"goes by {provider}, which cannot report what becomes of it. Set ONWARD_MAIL_EVENTS.",
        )
    return Finding("Mail", "ok", f"goes by {provider}, which reports what becomes of it")


async def _secret(settings: Settings) -> Finding:
    key = settings.secret_key.get_secret_value()
    advice = "Set ONWARD_SECRET_KEY to a random text: openssl rand -hex 32"
    if not key:
        return Finding("Secret key", "fault", f"there is none. {advice}")
    if len(set(key)) < 10:
        return Finding("Secret key", "fault", f"it can be guessed. {advice}")
    return Finding("Secret key", "ok", f"{len(key)} characters")


async def _disk(settings: Settings) -> Finding:
    place = settings.data_dir.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    amount = f"{free / 1024**3:.1f} GiB free where {place} lies"
    if free < LEAST_DISK:
        return Finding("Disk", "fault", f"{amount}. Make room: a full disk stops every journey.")
    return Finding("Disk", "ok", amount)


EXAMINATIONS: dict[str, Examination] = {
    "Secret key": _secret,
    "Database": _database,
    "Clock": _clock,
    "Temporal": _temporal,
    "Worker": _worker,
    "Mail": _mail,
    "Disk": _disk,
}
