"""What every way in has in common: what goes wrong is answered so that SDKs do right."""

from collections.abc import Awaitable

from fastapi import Response
from starlette.requests import ClientDisconnect

from api.ingest import answers
from engine.store.faults import FAULTS, is_transient
from engine.tracking.calls import BadItem


async def guarded(answer: Awaitable[Response]) -> Response:
    """The answer, or why there is none; raises what is our own fault and lasts."""
    try:
        return await answer
    except BadItem as bad:
        return answers.refused(bad)
    except ClientDisconnect:
        return answers.refused(BadItem("cut_off", "The connection ended before the body did."))
    except FAULTS as fault:
        if is_transient(fault):
            return answers.try_again()
        raise
