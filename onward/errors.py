"""What a person at the command line has to put right before Onward can run.

Knows nothing of HTTP or of journeys: those errors belong to the engine and the API."""


class CannotStartError(Exception):
    """Something outside the code is in the way. Says what, which, and what to do; exit code 2."""
