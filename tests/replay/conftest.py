"""Stories whose histories are kept run on the same parts as all others."""

from tests.workflow.conftest import driver, ports, renderer, time_skipping

__all__ = ["driver", "ports", "renderer", "time_skipping"]
