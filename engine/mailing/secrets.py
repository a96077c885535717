"""Whether a secret can be one of its kind, so that a wrong one is found at the start."""

import base64
import binascii


def check_encoded(secret: str) -> None:
    """`whsec_` and base64."""
    try:
        found = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        found = b""
    if not secret.startswith("whsec_") or not found:
        raise ValueError("it begins with whsec_, and base64 follows")


def check_pair(secret: str) -> None:
    """`user:password`."""
    user, _, password = secret.partition(":")
    if not user or not password:
        raise ValueError("it is written user:password")


def check_text(secret: str) -> None:
    """Anything."""
