"""What can go wrong, by what it means. No HTTP in here: the edge maps classes to statuses."""


class OnwardError(Exception):
    """The root of all errors Onward raises on purpose. The message is for people."""

    code = "error"


class NotFound(OnwardError):
    """What was named does not exist."""

    code = "not_found"


class Conflict(OnwardError):
    """It cannot be done in the state things are in."""

    code = "conflict"


class Invalid(OnwardError):
    """What was given is not acceptable."""

    code = "invalid"


class BrokenJourney(OnwardError):
    """A published journey leads nowhere. Publishing refuses such journeys, so this is a fault of
    ours: raised, never papered over by ending the customer's journey."""

    code = "broken_journey"
