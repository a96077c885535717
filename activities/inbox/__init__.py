"""Fetching mail that came in, where no provider posts it."""
