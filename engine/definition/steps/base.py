"""What several step types share: how a step is named, whom it reaches, and when."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.definition.base import Key, Part, StepId, TemplateName
from engine.definition.conditions import Condition
from engine.definition.times import Days, Duration, TimeOfDay
from engine.holidays import Region

Address = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)]
"""A mail address."""

Role = Literal["champion", "admin", "decision_maker", "exec_sponsor", "billing", "end_user"]


class BaseStep(Part):
    name: str | None = None
    """What people call it; its id unless given."""
    note: str | None = None
    """For colleagues. Never sent."""


class ToRole(Part):
    """The account's contact in this role, else whom `else` names."""

    role: Role
    otherwise: Literal["primary", "nobody"] = Field(default="nobody", alias="else")


class ToRoles(Part):
    """Each of the account's contacts who has one of these roles, by themselves: each in their own
    time, by their own consent. Where nobody has one, whom `else` names."""

    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    at_most: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """The first so many: in the order of the roles, then as long as they have been there. None: all
    of them."""
    otherwise: Literal["primary", "nobody"] = Field(default="nobody", alias="else")


Recipient = Literal["primary"] | ToRole | ToRoles
"""Whom a message is for. In a contact's journey it is always that contact."""


class Window(Part):
    """When messages may go out, on the clock of `zone`."""

    days: Days = "mon-fri"
    from_: TimeOfDay = Field(default="09:00", alias="from")
    to: TimeOfDay = "17:00"
    zone: Literal["contact", "account"] | str = "contact"
    """`contact`, `account`, or an IANA zone such as Europe/Amsterdam."""
    holidays: Literal["account", "none"] | Region | None = None
    """Whether it is closed on public holidays: those where the `account` is, or the contact if that
    is known; those of a region, such as `NL` or `DE-BY`; on none. None: as the settings say."""


class Sending(Part):
    """Rules for what a journey or a step sends."""

    topic: Key | None = None
    """What a contact may unsubscribe from. The journey's key unless said."""
    window: Window | Literal["always"] | None = None
    """None: as the journey says; the journey: always."""
    priority: Annotated[int, Field(ge=0, le=100)] | None = None
    """Where a cap leaves room for some only, the highest go. 50 unless said."""
    capped: Literal["wait", "skip"] | None = None
    """What becomes of it when there is no room: it waits for the next place unless said."""
    patience: Duration | None = None
    """How long it may be put off, for whatever reason, before it is left out. None: as long as it
    takes."""


class UseTemplate(Part):
    template: TemplateName


Missing = Literal["skip", "fail"] | UseTemplate
"""When a template names something this customer does not have: skip the message, let it fail,
or use another template."""


class Touch(BaseStep):
    """A message to a contact, whatever carries it."""

    to: Recipient = "primary"
    template: TemplateName
    skip_when: Condition | None = None
    """Leave the message out, and go on, when this holds."""
    missing: Missing = "skip"
    send: Sending | None = None


class AssignToPool(Part):
    """Whoever of the pool is next by its rule; of a pool that is not there, the account's owner."""

    pool: Key


class AssignToUser(Part):
    user: Address


class AssignToOwner(Part):
    """The account's owner, else the user with this address or whoever is next in a pool, else
    nobody."""

    owner: Literal["account"]
    otherwise: Address | AssignToPool | None = Field(default=None, alias="else")


class AssignToRole(Part):
    """The manager of the account's owner, or of whoever has had the task so far; else as `else`
    says."""

    role: Literal["manager"]
    otherwise: Address | AssignToPool | None = Field(default=None, alias="else")


Assignment = AssignToOwner | AssignToUser | AssignToPool | AssignToRole


class Escalation(Part):
    """Who gets a task that nobody has done in time."""

    after: Duration
    """From when it was due; a task that is never due: from when it was handed out."""
    to: AssignToUser | AssignToPool | AssignToRole


class Outlets(Part):
    """Named ways out of a step, beside its `next`."""

    def targets(self) -> dict[str, StepId]:
        """Where each outlet that is used leads."""
        return {name: target for name, target in self if target is not None}
