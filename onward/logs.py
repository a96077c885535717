"""How a process writes its log: lines for people, or one JSON object a line for machines."""

import asyncio
import logging
from datetime import UTC, datetime

import orjson

PLAIN = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Every `extra` of a log call becomes a key of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def given_up_in_a_line(record: logging.LogRecord) -> bool:
    """A filter. An activity is cancelled once the server waits for it no longer, as it has begun
    another attempt: under load that is no fault, so it is said in a line without where it stood."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, asyncio.CancelledError):
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.INFO, "INFO"
        record.msg = str(record.msg).replace(_AS_FAILED, "The server waits no longer: given up")
    return True


_AS_FAILED = "Completing activity as failed"


def configure(level: str, form: str) -> None:
    """Write to standard error. `form` is text or json. Called once, by whoever starts a process."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if form == "json" else logging.Formatter(PLAIN))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("temporalio.activity").addFilter(given_up_in_a_line)
    for chatty in ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.root.level))
