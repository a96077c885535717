"""What links to the preference page say: whose page it is."""

from uuid import UUID

from activities.mail.tokens import OF_A_TEST, TokenInvalid, read, sign

_PURPOSE = b"onward preferences v1\x00"
_ID_BYTES = 16


def preferences_url(public_url: str, contact_id: UUID, key: bytes) -> str:
    """Where this contact chooses what they are told about."""
    return f"{public_url}/p/{sign(_PURPOSE, contact_id.bytes, key)}"


def preferences_url_of_a_test(public_url: str) -> str:
    """A link that changes nothing, for mails no customer gets."""
    return f"{public_url}/p/{OF_A_TEST}"


def read_preferences_token(token: str, keys: list[bytes]) -> UUID:
    """The contact, if one of the keys has signed it. Raises `TokenInvalid`."""
    payload = read(_PURPOSE, token, keys)
    if len(payload) != _ID_BYTES:
        raise TokenInvalid("This link is incomplete.")
    return UUID(bytes=payload)
