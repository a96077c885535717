"""What survey links say: to which message somebody answers."""

from uuid import UUID

from activities.mail.tokens import read, sign

_PURPOSE = b"onward survey v1\x00"


def survey_url(public_url: str, message_id: UUID, key: bytes) -> str:
    """Where the contact answers; `?score=9` chooses an answer."""
    return f"{public_url}/s/{sign(_PURPOSE, message_id.bytes, key)}"


def read_survey_token(token: str, keys: list[bytes]) -> UUID:
    """The message that is answered, if one of the keys has signed it. Raises `TokenInvalid`."""
    return UUID(bytes=read(_PURPOSE, token, keys))
