"""The servers Onward brings along: a real PostgreSQL and a real Temporal, run as our own children.

This package starts, watches and stops processes. It must not know settings, tables or journeys."""

from onward.embedded.postgres import EmbeddedPostgres
from onward.embedded.temporal import EmbeddedTemporal

__all__ = ["EmbeddedPostgres", "EmbeddedTemporal"]
