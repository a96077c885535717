"""Where an activity leaves an enrollment: asleep, at its end, or wanting another turn."""

from datetime import timedelta
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

ADVANCE = "advance_enrollment"
"""The activity's name. Histories hold it: never change it."""

SEND_BUDGET = timedelta(seconds=30)
"""The longest a transport may take over one mail, well below the activity's own limit."""


class Rest(BaseModel):
    """What the workflow does next."""

    wake_at: AwareDatetime | None = None
    """Real time. None: only a signal wakes it."""
    ended: str | None = None
    """The outcome, once the journey is over."""
    again: bool = False
    """Call again at once: there is more to do now, in an activity of its own."""
    step: str | None = None
    """Where it stands; for people who read histories."""


class EnrollmentRef(BaseModel):
    """Which enrollment. All else is read from the database when it is needed."""

    enrollment_id: UUID
