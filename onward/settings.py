"""Everything that can be set from outside, and what it means.

Read once, by whoever starts a process, and handed on from there. Must not connect to anything.
`docs/settings.md` says the same to people."""

import json
import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from activities.inbox.imap_settings import box_from
from activities.mail.providers.address import FORMS, ProviderName
from activities.mail.smtp_settings import server_from
from activities.mail.way import way_from
from engine.mailing.reporters import secrets_from
from engine.reach import Reach
from engine.templates.colours import is_colour
from onward.errors import CannotStartError

PREFIX = "ONWARD_"
SHORTEST_SECRET = 32
RUNNING_FILE = "running.json"
"""Left in the data directory by `onward up`, so that other commands find the servers it runs."""

Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """The settings of one process. Every field is an environment variable ONWARD_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", use_attribute_docstrings=True
    )

    database_url: str = Field("", repr=False)
    """PostgreSQL, as postgresql://user:password@host:5432/name. Empty: the one `onward up` runs on
    the same data directory."""

    database_pool_size: int = Field(10, ge=1, le=500)
    """Connections each process keeps open; under load it may open as many again."""

    temporal_address: str = "127.0.0.1:7233"
    """Temporal's frontend, as host:port."""

    temporal_namespace: str = Field("default", min_length=1)
    """The Temporal namespace Onward's workflows live in. It must exist."""

    temporal_api_key: SecretStr = SecretStr("")
    """API key for Temporal Cloud; implies TLS. Empty: none."""

    temporal_tls: bool = False
    """Speak TLS to Temporal."""

    temporal_ui_url: str = ""
    """Where operators find Temporal's web UI; pages for operators link to it. Empty: no link."""

    task_queue: str = Field("onward", min_length=1)
    """The Temporal task queue workers listen on; the same for every process of one installation."""

    max_cached_workflows: int = Field(1000, ge=10)
    """Workflows a worker keeps in memory, about 90 KB each. More is faster when many wake."""

    host: str = "127.0.0.1"
    """The address the web server listens on; 0.0.0.0 for every address of the machine."""

    port: Port = 8000
    """The port the web server listens on."""

    public_url: str = ""
    """Where people reach Onward, without a path; links in mails start with it. Empty:
    http://<host>:<port>, for a trial on one machine."""

    trusted_proxies: str = ""
    """Addresses of reverse proxies whose X-Forwarded-* headers are believed, comma-separated; *
    for any. Empty: none."""

    allow_http: bool = False
    """Allow plain http:// in the public URL on a host others can reach. Passwords then travel
    unprotected."""

    secret_key: SecretStr = SecretStr("")
    """Signs links in mails and calls, and seals the secrets that are kept; at least 32 characters,
    the same in every process, and never changed lightly: links in mails already sent, and what is
    sealed, depend on it. `onward up` makes one and keeps it in the data directory."""

    smtp_url: SecretStr = SecretStr("")
    """The mail server, as smtp://user:password@host:587 (STARTTLS when offered; ?starttls=require
    or ?starttls=never to be strict) or smtps://host:465. Empty: mails go to the built-in mailbox,
    where you can read them and nobody receives them."""

    mail_url: SecretStr = SecretStr("")
    """Where mail goes: a mail server, as ONWARD_SMTP_URL, or a provider, as postmark://token@,
    sendgrid://key@, mailgun://key@mg.example.com, resend://key@ or
    ses://access-key:secret-key@region. Empty: as ONWARD_SMTP_URL says."""

    mail_rate: float = Field(0, ge=0, le=10_000)
    """Mails a second all workers together hand over at most; the others wait their turn. 0: as many
    as go, or what the provider takes from a new account."""

    mail_events: SecretStr = SecretStr("")
    """What proves that reports about mails come from your provider, as provider=secret; several
    separated by spaces. Empty: no reports are taken."""

    track_clicks: bool = True
    """See which links in mails are followed: they lead by way of this installation."""

    track_opens: bool = False
    """See which mails are opened, by a picture of one dot."""

    mail_from: str = "onward@localhost"
    """The address mails come from. They come under the name of the account's owner; where there is
    none, under the name here, as in Name <address>, else the organization's."""

    imap_url: SecretStr = SecretStr("")
    """A mailbox to look for replies in, every minute, as imaps://user:password@host/INBOX. Mails
    stay there, unread. Empty: none; providers can post replies instead."""

    reply_to: str = ""
    """An address of yours whose mail comes back to Onward, by IMAP or by a provider. Replies then
    go to it beside the account's owner, as replies+…@in.example.com, and are recognised even where
    a mail program does not say what it answers. Empty: only the owner gets them."""

    allow_private_calls: bool = False
    """Let webhooks and channels call addresses that are not on the public internet: this machine,
    your own network, a cloud's metadata. Whoever edits journeys could then reach them."""

    allowed_calls: str = ""
    """Networks and hosts that webhooks and channels may call although they are not on the public
    internet, as 10.1.0.0/16, hooks.internal:8443; comma-separated. Empty: none."""

    organization_name: str = ""
    """Your company's name, as it stands in mails and on pages customers see. Empty: they say “we”
    and “us”, and templates write what they have for a missing name; a message that names it and
    has nothing for that goes to nobody."""

    app_url: str = ""
    """Where your customers use your product. Templates call it organization.app_url."""

    help_url: str = ""
    """Your getting-started guide or help centre: organization.help_url."""

    tutorial_url: str = ""
    """Your tutorial video: organization.tutorial_url. Without it the bundled journey explains in
    words instead."""

    community_url: str = ""
    """Where your customers meet: organization.community_url."""

    accent: str = ""
    """The colour of buttons and links in designed mails, as #0b6b58, where a template names no
    other. Templates call it organization.accent. Empty: Onward's green."""

    background: str = ""
    """The colour around the sheet of designed mails: organization.background. Empty: a light
    grey."""

    time_zone: str = "UTC"
    """IANA time zone for customers and people who have none of their own."""

    data_dir: Path = Path(".onward")
    """Where `onward up` keeps its databases, keys and logs."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much is written to the log."""

    log_format: Literal["text", "json"] = "text"
    """Log lines for people, or one JSON object a line for machines."""

    @field_validator("database_url")
    @classmethod
    def _names_postgresql(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme.split("+")[0] not in ("postgresql", "postgres"):
            raise _wrong(
                "it is not a PostgreSQL address", "postgresql://user:password@host:5432/name"
            )
        if "sslmode=" in parts.query:
            raise _wrong(
                "`sslmode` is not understood here", "?ssl=require at the end of the address"
            )
        return value

    @field_validator("temporal_address")
    @classmethod
    def _has_a_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdecimal() or "/" in value:
            raise _wrong("it is not host:port", "for example temporal.example.com:7233")
        return value

    @field_validator(
        "public_url", "temporal_ui_url", "app_url", "help_url", "tutorial_url", "community_url"
    )
    @classmethod
    def _is_a_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise _wrong("it is not a web address", "for example https://onward.example.com")
        return value.rstrip("/")

    @field_validator("accent", "background")
    @classmethod
    def _is_a_colour(cls, value: str) -> str:
        if value and not is_colour(value):
            raise _wrong("it is not a colour", "#0b6b58, or another six digits after a #")
        return value

    @field_validator("secret_key")
    @classmethod
    def _is_long_enough(cls, value: SecretStr) -> SecretStr:
        if value and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise _wrong(
                f"it is shorter than {SHORTEST_SECRET} characters",
                "a random text, for example from: openssl rand -hex 32",
            )
        return value

    @field_validator("smtp_url")
    @classmethod
    def _names_a_mail_server(cls, value: SecretStr) -> SecretStr:
        if value:
            try:
                server_from(value.get_secret_value())
            except ValueError as error:
                form = "smtp://user:password@host:587, or smtps://user:password@host:465"
                raise _wrong(f"it is not understood: {error}", form) from None
        return value

    @field_validator("mail_url")
    @classmethod
    def _names_a_way(cls, value: SecretStr) -> SecretStr:
        try:
            way_from(value.get_secret_value())
        except ValueError as error:
            scheme = value.get_secret_value().partition("://")[0]
            form = FORMS.get(cast(ProviderName, scheme), "smtp://user:password@host:587")
            raise _wrong(f"it is not understood: {error}", form) from None
        return value

    @field_validator("mail_events")
    @classmethod
    def _proves_reports(cls, value: SecretStr) -> SecretStr:
        try:
            secrets_from(value.get_secret_value())
        except ValueError as error:
            raise _wrong(f"it is not understood: {error}", "provider=secret") from None
        return value

    @field_validator("imap_url")
    @classmethod
    def _names_a_mailbox(cls, value: SecretStr) -> SecretStr:
        if value:
            try:
                box_from(value.get_secret_value())
            except ValueError as error:
                form = "imaps://user:password@host:993/INBOX"
                raise _wrong(f"it is not understood: {error}", form) from None
        return value

    @field_validator("reply_to")
    @classmethod
    def _is_one_address(cls, value: str) -> str:
        local, _, domain = value.rpartition("@")
        if value and not (local and domain and "+" not in local and " " not in value):
            raise _wrong("it is not a mail address without a +", "replies@in.example.com")
        return value

    @field_validator("allowed_calls")
    @classmethod
    def _names_networks_and_hosts(cls, value: str) -> str:
        try:
            Reach.read(value)
        except ValueError as error:
            form = "10.1.0.0/16, 10.2.3.4, hooks.internal:8443 or [fd12::1]:8443, comma-separated"
            raise _wrong(f"it is not understood: {error}", form) from None
        return value

    @field_validator("mail_from")
    @classmethod
    def _has_an_address(cls, value: str) -> str:
        if "@" not in value:
            raise _wrong(
                "there is no mail address in it", "for example Acme <success@acme.example>"
            )
        return value

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in available_timezones():
            raise _wrong("there is no such time zone", "an IANA name such as Europe/Amsterdam")
        return value

    @model_validator(mode="after")
    def _is_safe_where_others_can_reach_it(self) -> Self:
        if self.on_this_machine_only:
            return self
        if not self.secret_key:
            raise _wrong(
                f"ONWARD_HOST is {self.host}, which others can reach, and there is no secret key",
                "a random text, for example from: openssl rand -hex 32",
                name="secret_key",
            )
        if not self.public_url.startswith("https://") and not self.allow_http:
            raise _wrong(
                f"ONWARD_HOST is {self.host}, which others can reach, and the public URL "
                f"({self.public_url or 'not set'}) is not https",
                "the https:// address of the proxy in front of Onward; or, where passwords may "
                "travel unprotected, set ONWARD_ALLOW_HTTP=true",
                name="public_url",
            )
        return self

    @property
    def mail_way(self) -> str:
        """The URL by which mail goes. Empty: to the built-in mailbox."""
        return self.mail_url.get_secret_value() or self.smtp_url.get_secret_value()

    @property
    def on_this_machine_only(self) -> bool:
        """Whether the web server listens on the loopback address alone."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def local_url(self) -> str:
        """Where a program on this machine reaches the web server."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def reachable_at(self) -> str:
        """The public URL, or the address on this machine when none is set."""
        return self.public_url or self.local_url

    @property
    def organization_values(self) -> dict[str, str]:
        """What templates see as `organization`; what is not set is not there."""
        names = ("app_url", "help_url", "tutorial_url", "community_url", "accent", "background")
        known = {name: value for name in names if (value := getattr(self, name))}
        return {**known, "name": self.organization_name} if self.organization_name else known


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def load(*, beside_up: bool = True, **overrides: Any) -> Settings:
    """Settings from the environment; `overrides` win over it.

    What the environment leaves out is taken from an `onward up` on the same data directory, unless
    `beside_up` is false. Raises CannotStartError with every problem, each naming its variable and
    what to write."""
    try:
        settings = Settings(**overrides)
        if not beside_up:
            return settings
        left = _left_by_up(settings.data_dir)
        names = {name for name in left if variable(name) not in _environment()}
        found = {name: left[name] for name in names if name in Settings.model_fields}
        return Settings(**{**found, **overrides}) if found else settings
    except ValidationError as error:
        raise CannotStartError(_explanation(error)) from None


def _environment() -> set[str]:
    return {name.upper() for name in os.environ}


def _left_by_up(data_dir: Path) -> Mapping[str, Any]:
    try:
        left: dict[str, Any] = json.loads((data_dir / RUNNING_FILE).read_text())
    except (OSError, ValueError):
        return {}
    return left


def _wrong(problem: str, write: str, *, name: str = "") -> PydanticCustomError:
    context = {"problem": problem, "write": write, "name": name}
    return PydanticCustomError("setting", "{problem}", context)


def _explanation(error: ValidationError) -> str:
    return "\n".join(_line(problem) for problem in error.errors(include_url=False))


def _line(problem: Any) -> str:
    context = problem.get("ctx", {})
    name = context.get("name") or "_".join(str(part) for part in problem["loc"])
    what = context.get("problem") or _plain(problem["msg"])
    field = Settings.model_fields.get(name)
    meaning = " ".join((field.description or "").split()) if field else ""
    advice = f"Write {context['write']}" if "write" in context else f"It means: {meaning}"
    return f"{variable(name)}: {what}. {advice}"


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:]
