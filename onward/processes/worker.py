"""`onward worker`: moves customers. Any number of them share the work."""

import asyncio
import signal

from activities.inbox.imap import ImapInbox
from activities.inbox.imap_settings import box_from
from activities.mail.tracking import Tracking
from activities.mail.transport import MailTransport
from activities.mail.ways import transport as way
from activities.ports import Ports
from activities.rendering import RenderPool
from engine.store.database import Database
from engine.store.settings import note_reach
from engine.store.tables.columns import utc_now
from onward import logs, temporal
from onward.processes import requirements
from onward.processes.calls import calls
from onward.processes.organization import organization
from onward.settings import Settings
from workflows.worker import WorkerOptions, run_worker


async def work(settings: Settings) -> None:
    """Runs until SIGINT or SIGTERM; activities under way are finished first."""
    logs.configure(settings.log_level, settings.log_format)
    await requirements.ready_database(settings)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    database = Database(settings.database_url, pool_size=settings.database_pool_size)
    mail = transport(settings, database)
    async with database.transaction() as session:
        # Who draws journeys is told by it which addresses would be refused.
        await note_reach(
            session,
            settings.allowed_calls,
            private=settings.allow_private_calls,
            now=utc_now(),
        )
    options = WorkerOptions(settings.task_queue, settings.max_cached_workflows)
    try:
        async with RenderPool() as renderer:
            # Starting a process takes a second that the first customer need not wait.
            await renderer.line("Ready.", {})
            ports = Ports(
                database=database,
                mail=mail,
                calls=calls(settings),
                renderer=renderer,
                organization=organization(settings),
                secret_key=requirements.secret_key(settings),
                clock=utc_now,
                tracking=Tracking(opens=settings.track_opens, clicks=settings.track_clicks),
                inbox=inbox(settings),
            )
            await run_worker(await temporal.connect(settings), ports, options, stop)
    finally:
        await mail.close()
        await database.close()


def inbox(settings: Settings) -> ImapInbox | None:
    """The mailbox that is set."""
    url = settings.imap_url.get_secret_value()
    return ImapInbox(box_from(url)) if url else None


def transport(settings: Settings, database: Database) -> MailTransport:
    """The mail server or the provider that is set, or the built-in mailbox."""
    return way(settings.mail_way, utc_now, database, settings.mail_rate)
