"""How a call is named where people read of it. An address may hold a secret in its query."""

from urllib.parse import urlsplit

from engine.definition.steps import CallStep, NotifyStep


def called(step: CallStep) -> str:
    """What a webhook or a notify step calls, as a timeline says it."""
    return f"the channel “{step.channel}”" if isinstance(step, NotifyStep) else shown(step.url)


def shown(url: str) -> str:
    """The address without what may be secret in it: user, query and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that is none"
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
