"""Calls to other systems: what is said, how it is signed, and where it may not go."""
