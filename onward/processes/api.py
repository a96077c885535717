"""`onward api`: the web server. Builds its parts from settings and serves until told to stop."""

import socket

import uvicorn

from activities.inbox.imap_settings import box_from
from activities.mail.way import way_from
from activities.rendering import RenderPool
from api.mail_reports import MailReports
from api.services import Services
from engine.mailing.reporters import secrets_from
from engine.store.database import Database
from onward import logs
from onward.errors import CannotStartError
from onward.loading import loading
from onward.processes import requirements
from onward.processes.calls import calls
from onward.processes.organization import organization
from onward.settings import Settings

GRACE_SECONDS = 10


async def serve(settings: Settings) -> None:
    """Runs until SIGINT or SIGTERM; requests under way are finished first."""
    logs.configure(settings.log_level, settings.log_format)
    await requirements.ready_database(settings)
    database = Database(settings.database_url, pool_size=settings.database_pool_size)
    sender = organization(settings)
    imap = settings.imap_url.get_secret_value()
    services = Services(
        database=database,
        secret_key=requirements.secret_key(settings),
        public_url=settings.reachable_at,
        organization_name=settings.organization_name,
        organization=settings.organization_values,
        time_zone=settings.time_zone,
        calls=calls(settings),
        renderer=RenderPool(),
        mail_from=sender.mail_from,
        mail_name=sender.mail_name,
        mail_by=_named(way_from(settings.mail_way)),
        replies_by=_named(box_from(imap)) if imap else None,
        secure_cookies=settings.reachable_at.startswith("https://"),
        temporal_ui_url=settings.temporal_ui_url or None,
        mail_reports=MailReports(secrets_from(settings.mail_events.get_secret_value())),
    )
    try:
        with listening(settings) as listener:
            await uvicorn.Server(config(settings, services)).serve(sockets=[listener])
    finally:
        await database.close()


def _named(way: object) -> str | None:
    """For people, without its password. None: there is none."""
    return str(way) if way is not None else None


def config(settings: Settings, services: Services) -> uvicorn.Config:
    with loading():
        from api.app import create_app

    return uvicorn.Config(
        create_app(services),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def listening(settings: Settings) -> socket.socket:
    """The port, taken before anything answers on it. Raises CannotStartError when it is in use."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise CannotStartError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). End the program "
            "that does, or set ONWARD_HOST and ONWARD_PORT."
        ) from error
    return listener
