"""What a process writes into its log."""

import asyncio
import logging

import pytest

from onward.logs import given_up_in_a_line


def test_what_the_server_has_given_up_is_a_line_and_other_faults_say_where(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """**Invariant:** a traceback means that something is wrong. **How it broke:** under load the
    log was full of those of activities whose next attempt had begun."""
    log = logging.getLogger("temporalio.activity")
    log.addFilter(given_up_in_a_line)
    try:
        for error in (asyncio.CancelledError("Activity cancelled"), ValueError("no")):
            log.warning("Completing activity as failed ({…})", exc_info=error)
    finally:
        log.removeFilter(given_up_in_a_line)
    given_up, failed = caplog.records
    assert (given_up.levelname, given_up.exc_info) == ("INFO", None)
    assert given_up.getMessage() == "The server waits no longer: given up ({…})"
    assert failed.levelname == "WARNING"
    assert failed.exc_info
