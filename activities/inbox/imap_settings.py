"""A mailbox's address, as a URL: `imaps://user:password@mail.example/INBOX`."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class ImapBox:
    host: str
    port: int
    username: str
    password: str
    folder: str = "INBOX"
    tls: bool = True
    """Encrypted from the first byte (`imaps://`)."""
    start_tls: bool = True
    """Of `imap://`: whether it must switch to encryption before signing in."""
    verify: bool = True
    """Whether the server's certificate must be valid."""

    def __str__(self) -> str:
        """Without the password, for logs."""
        return f"{'imaps' if self.tls else 'imap'}://{self.host}:{self.port}/{self.folder}"


def box_from(url: str) -> ImapBox:
    """`imaps://` (993 unless said) or `imap://` (143, `?starttls=require|never`); `?verify=no`.

    Special characters in the user and the password are written `%40`. Raises `ValueError`.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise ValueError("A mailbox is written imaps://user:password@host:993/INBOX.")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    start_tls = options.get("starttls", "require")
    if set(options) - {"starttls", "verify"} or start_tls not in ("require", "never"):
        raise ValueError("A mailbox's options are starttls=require|never and verify=no.")
    tls = parts.scheme == "imaps"
    return ImapBox(
        host=parts.hostname,
        port=parts.port or (993 if tls else 143),
        username=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=tls,
        start_tls=start_tls == "require",
        verify=options.get("verify", "yes") != "no",
    )
