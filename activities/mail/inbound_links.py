"""The addresses providers post incoming mail to. Nobody can guess one."""

from activities.mail.tokens import TokenInvalid, read, sign
from engine.replies.providers import PROVIDERS, Provider

_PURPOSE = b"onward inbound v1\x00"


def inbound_url(public_url: str, provider: Provider, key: bytes) -> str:
    return f"{public_url}/inbound/{provider}/{sign(_PURPOSE, provider.encode(), key)}"


def read_inbound(provider: str, token: str, keys: list[bytes]) -> Provider:
    """Raises `TokenInvalid`."""
    said = read(_PURPOSE, token, keys).decode()
    found = next((each for each in PROVIDERS if each == provider == said), None)
    if found is None:
        raise TokenInvalid("This address was not made here.")
    return found
