"""How the other side takes what it is handed, mails and calls alike: with a receipt, or not."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Receipt:
    """Proof that the other side has taken it."""

    provider: str
    response: str
    """What it answered, often with its own id for it."""
    status: int | None = None
    """Of HTTP, for calls."""


class NotTaken(Exception):
    """It was not taken. `reason` is a sentence for people. `status`: the answer's, of HTTP."""

    def __init__(self, reason: str, *, status: int | None = None) -> None:
        self.reason = reason
        self.status = status
        super().__init__(reason)


class TemporaryFailure(NotTaken):
    """It may work later: the very same is worth another try.

    `maybe_sent` says that the connection was lost after everything had been handed over and before
    the answer: another try may make a second copy (with the same id).
    """

    def __init__(
        self,
        reason: str,
        retry_after: timedelta | None = None,
        *,
        maybe_sent: bool = False,
        status: int | None = None,
    ) -> None:
        super().__init__(reason, status=status)
        self.retry_after = retry_after
        self.maybe_sent = maybe_sent


class PermanentFailure(NotTaken):
    """It will never be taken; something else may be."""
