"""Timeouts and retry policies, by name. They are part of the product: each says why."""

from datetime import timedelta

from temporalio.common import RetryPolicy

ADVANCE_TIMEOUT = timedelta(seconds=60)
"""One attempt. A transport has 30 seconds for a mail, and a database its own time-outs."""

ADVANCE_HEARTBEAT = timedelta(seconds=15)
"""A worker that dies is noticed after this, and its work done elsewhere."""

ADVANCE_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(minutes=5),
    maximum_attempts=0,
)
"""For ever: a customer's journey is never given up because a part of ours is down. What keeps
failing is shown on the enrollment's page from the first failure on."""

SHORTEST_SLEEP = timedelta(milliseconds=100)
"""Between the worker's clock and the server's there may be a moment; do not spin in it."""

RPC_TIMEOUT = timedelta(seconds=10)
"""For one call to Temporal. The outbox keeps what could not be delivered."""

MIGRATE_TIMEOUT = timedelta(minutes=5)
"""One attempt at some batches; each takes a second or so."""

MIGRATE_HEARTBEAT = timedelta(seconds=15)
"""Given after each batch. What a dead worker has not committed, another takes up."""

MIGRATE_ROUNDS = 200
"""Calls before a migration goes on in a new run, so that no history grows long."""

MIGRATE_AGAIN, MIGRATE_AGAIN_LATER = timedelta(seconds=5), timedelta(minutes=5)
"""How soon those are looked at again who could not be moved yet; ever later while nothing comes of
it."""

AUDIENCE_TIMEOUT = timedelta(minutes=5)
"""One attempt at some customers; it goes on for some ten seconds."""

AUDIENCE_HEARTBEAT = timedelta(seconds=30)
"""Given after each transaction. What a dead worker has not committed, another takes up."""

AUDIENCE_ROUNDS = 500
"""Calls before a run goes on in a new history."""
