"""A provider's address, as a URL: `postmark://token@`, `ses://key:secret@eu-west-1`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args
from urllib.parse import parse_qs, unquote, urlsplit

ProviderName = Literal["ses", "sendgrid", "postmark", "mailgun", "resend"]
PROVIDERS: tuple[ProviderName, ...] = get_args(ProviderName)

CALLED: Mapping[ProviderName, str] = MappingProxyType(
    {
        "ses": "Amazon SES",
        "sendgrid": "SendGrid",
        "postmark": "Postmark",
        "mailgun": "Mailgun",
        "resend": "Resend",
    }
)

FORMS: Mapping[ProviderName, str] = MappingProxyType(
    {
        "ses": "ses://access-key:secret-key@region",
        "sendgrid": "sendgrid://api-key@",
        "postmark": "postmark://server-token@",
        "mailgun": "mailgun://api-key@mg.example.com",
        "resend": "resend://api-key@",
    }
)

_OPTIONS: Mapping[ProviderName, frozenset[str]] = MappingProxyType(
    {
        "ses": frozenset({"configuration_set"}),
        "sendgrid": frozenset({"region"}),
        "postmark": frozenset({"stream"}),
        "mailgun": frozenset({"region"}),
        "resend": frozenset(),
    }
)


@dataclass(frozen=True)
class ProviderAddress:
    provider: ProviderName
    key: str = field(repr=False)
    secret: str = field(default="", repr=False)
    """The other half of a key that has two."""
    host: str = ""
    """A region of SES, a domain of Mailgun."""
    base: str = ""
    """Where its API answers, when that is not where it usually does. No slash at the end."""
    options: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Without the key, for people."""
        return CALLED[self.provider]


def provider_from(url: str) -> ProviderAddress:
    """Special characters in keys are written `%2F`. `?base=` names another place where the API
    answers. Raises `ValueError`."""
    parts = urlsplit(url)
    if parts.scheme not in PROVIDERS:
        raise ValueError("there is no such provider")
    provider = parts.scheme
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    base = options.pop("base", "").rstrip("/")
    if unknown := sorted(set(options) - _OPTIONS[provider]):
        raise ValueError(f"{CALLED[provider]} has no option {unknown[0]}")
    if base and urlsplit(base).scheme not in ("http", "https"):
        raise ValueError("base is not a web address")
    found = ProviderAddress(
        provider,
        key=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
        host=parts.hostname or "",
        base=base,
        options=options,
    )
    if not found.key or (provider == "ses" and not found.secret):
        raise ValueError("the key is missing")
    if provider in ("ses", "mailgun") and not found.host:
        raise ValueError("the region is missing" if provider == "ses" else "the domain is missing")
    if options.get("region", "us") not in ("us", "eu"):
        raise ValueError("region is us or eu")
    return found
