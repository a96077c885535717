"""A mail server's address, as a URL: `smtp://user:password@mail.example:587`."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

StartTls = Literal["auto", "require", "never"]


@dataclass(frozen=True)
class SmtpServer:
    host: str
    port: int
    username: str | None = None
    password: str | None = None
    tls: bool = False
    """Encrypted from the first byte (`smtps://`)."""
    start_tls: StartTls = "auto"
    """Whether to switch to encryption: if the server offers it, always, or never."""
    verify: bool = True
    """Whether the server's certificate must be valid."""

    @property
    def starts_tls(self) -> bool | None:
        """As the mail library asks: None is if the server offers it."""
        return {"auto": None, "require": True, "never": False}[self.start_tls]

    def __str__(self) -> str:
        """Without the password, for logs and error messages."""
        return f"{'smtps' if self.tls else 'smtp'}://{self.host}:{self.port}"


def server_from(url: str) -> SmtpServer:
    """`smtp://` (587 unless said; `?starttls=require|never`) or `smtps://` (465); `?verify=no`.

    Special characters in the user and the password are written `%40`. Raises `ValueError`.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("A mail server is written smtp://user:password@host:587 or smtps://….")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = set(options) - {"starttls", "verify"}
    start_tls = options.get("starttls", "auto")
    if unknown or start_tls not in ("auto", "require", "never"):
        raise ValueError("A mail server's options are starttls=auto|require|never and verify=no.")
    tls = parts.scheme == "smtps"
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or (465 if tls else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
        start_tls=start_tls,  # type: ignore[arg-type]
        verify=options.get("verify", "yes") != "no",
    )
