"""What can go wrong on purpose. Knows no HTTP: each edge says these to its callers its own way."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.definition.problems import Problem


class OnwardError(Exception):
    """Something a caller did, or asked for, that cannot be. `str()` is a sentence for people."""

    code = "error"
    """Stable and short; a subclass or an instance may say it more precisely."""

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code or type(self).code


class NotFound(OnwardError):
    """What was named does not exist."""

    code = "not_found"


class Conflict(OnwardError):
    """It exists, but is not in a state that allows this."""

    code = "conflict"


class Elsewhere(Conflict):
    """The customer no longer stands where the caller saw them: where they stand now."""

    code = "stands_elsewhere"

    def __init__(
        self,
        message: str,
        *,
        step: str,
        title: str,
        visit: int,
        version: int,
        waiting_for: str | None,
    ) -> None:
        super().__init__(message)
        self.step, self.title, self.visit = step, title, visit
        self.version, self.waiting_for = version, waiting_for


class DoneAlready(Conflict):
    """The customer has had what they are to be led to; nobody has said that they get it again."""

    code = "done_already"

    def __init__(self, message: str, again: Sequence[str]) -> None:
        super().__init__(message)
        self.again = tuple(again)
        """The steps that would be done again."""


class Changed(OnwardError):
    """Someone else changed it since the caller read it: who and when, as far as is known, and what
    its revision is now."""

    code = "changed_meanwhile"

    def __init__(
        self,
        message: str,
        *,
        revision: int | None = None,
        by: str | None = None,
        at: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.revision, self.by, self.at = revision, by, at


class Invalid(OnwardError):
    """What was sent does not hold together. `problems` say where, when more is known."""

    code = "invalid"

    def __init__(
        self, message: str, *, problems: Sequence[Problem] = (), code: str | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.problems = tuple(problems)


class DefinitionError(Invalid):
    """A definition that cannot be read."""

    code = "unreadable_definition"

    def __init__(self, problems: Sequence[Problem], *, of: str = "The definition") -> None:
        first = problems[0].in_words()
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{of} cannot be read. {first}{more}", problems=problems)


class UnreadableDraft(DefinitionError):
    """Somebody is in the middle of writing it: it is kept, and is no readable journey yet."""

    code = "unreadable_draft"

    def __init__(self, key: str, problems: Sequence[Problem]) -> None:
        super().__init__(problems, of=f"The draft of “{key}”")


class BrokenJourney(OnwardError):
    """A published journey leads nowhere. Publishing refuses such journeys, so this is a fault of
    ours: raised, never papered over by ending the customer's journey."""

    code = "broken_journey"


class TooMany(OnwardError):
    """The caller may do this, and has done so too often of late."""

    code = "too_many"

    def __init__(self, message: str, *, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait
        """Until they may again."""


class NotAllowed(OnwardError):
    """The caller is known, but may not do this."""

    code = "not_allowed"


class NotSignedIn(OnwardError):
    """Nobody has said, or proven, who they are."""

    code = "not_signed_in"
