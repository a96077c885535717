"""Journeys while their servers are killed. `docs/testing.md` says how to run it at length."""
