"""Ways of sending that have bad days, each a real transport in all but the wire."""

from datetime import timedelta

from activities.mail.message import Mail
from activities.mail.transport import AddressRejected
from activities.receipts import NotTaken, Receipt, TemporaryFailure


class Accepting:
    """Takes every mail, and keeps it."""

    def __init__(self) -> None:
        self.accepted: list[Mail] = []

    async def send(self, mail: Mail) -> Receipt:
        self.accepted.append(mail)
        return Receipt("test", "250 accepted")

    async def close(self) -> None:
        pass


class DyingAfterwards(Accepting):
    """The first mail is taken, and then the process that sent it is gone."""

    async def send(self, mail: Mail) -> Receipt:
        receipt = await super().send(mail)
        if len(self.accepted) == 1:
            raise RuntimeError("the power went")
        return receipt


class Away(Accepting):
    """Takes nothing until it is back."""

    def __init__(self, why: NotTaken | None = None) -> None:
        super().__init__()
        self.why: NotTaken | None = why or TemporaryFailure(
            "The mail server does not answer.", timedelta(seconds=1)
        )

    async def send(self, mail: Mail) -> Receipt:
        if self.why is not None:
            raise self.why
        return await super().send(mail)


class Refusing(Away):
    """Knows no such address."""

    def __init__(self) -> None:
        super().__init__(AddressRejected("550 No such user here."))
