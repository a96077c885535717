"""Secrets of others that have to be kept: sealed, so that a copy of the database tells none.

AES-256-GCM under a key made from the installation's own. What a secret is for is bound to it:
sealed for one thing, it cannot be opened for another.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "s1."
_NONCE_BYTES = 12


class CannotOpen(Exception):
    """It was sealed under another key, or for something else."""


def seal(key: bytes, secret: str, about: str) -> str:
    """`about` says what it is for, such as `hook/stripe`."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, secret.encode(), about.encode())
    return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(key: bytes, sealed: str, about: str) -> str:
    """Raises `CannotOpen`."""
    if not sealed.startswith(_VERSION):
        raise CannotOpen
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(_VERSION))
        return _cipher(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode()).decode()
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _cipher(key: bytes) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=b"onward secrets at rest").derive(key)
    return AESGCM(derived)
