"""What each column of a file is, and how the rows are to be taken."""

from collections import Counter
from collections.abc import Collection
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.importing.values import Dates, Numbers, ValueType

Kind = Literal["accounts", "contacts", "events"]
Use = Literal[
    "id", "email", "account", "roles", "event", "time", "message_id", "trait", "spread", "leave"
]  # fmt: skip
Empty = Literal["leave", "clear"]

USES: dict[Kind, dict[Use, str]] = {
    "accounts": {
        "id": "The account's id",
        "trait": "A trait",
        "spread": "Traits, a group of them",
        "leave": "Leave it out",
    },
    "contacts": {
        "id": "The contact's id",
        "email": "Email address",
        "account": "Id of their account",
        "roles": "Roles in the account",
        "trait": "A trait",
        "spread": "Traits, a group of them",
        "leave": "Leave it out",
    },
    "events": {
        "event": "What happened",
        "time": "When it happened",
        "id": "Whose: the contact's id",
        "email": "Whose: email address",
        "account": "Id of the account",
        "message_id": "Its own id",
        "trait": "A property",
        "spread": "Properties, a group of them",
        "leave": "Leave it out",
    },
}
"""What columns may be, in the order in which people choose, and how it is said to them."""

_MANY = frozenset(("trait", "spread", "leave"))
_LONGEST = 255


class Column(BaseModel):
    """What one column is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str = Field(max_length=_LONGEST)
    use: Use
    name: str | None = Field(default=None, max_length=_LONGEST)
    """Of the trait or property."""
    type: ValueType = "text"


class Mapping(BaseModel):
    """How the rows of a file become calls."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: tuple[Column, ...] = ()
    """Those not named are left out."""
    event: str | None = Field(default=None, max_length=_LONGEST)
    """What happened, where no column says it."""
    dates: Dates = "iso"
    numbers: Numbers = "plain"
    empty: Empty = "leave"
    """What an empty cell means: that nothing is said, or that there is none."""
    again: bool = False
    """Take events once more that were imported before. Accounts and contacts always are."""

    def using(self, use: Use) -> list[Column]:
        return [each for each in self.columns if each.use == use]

    def first(self, use: Use) -> str | None:
        """The column of this use."""
        return next((each.column for each in self.columns if each.use == use), None)


def problems_of(kind: Kind, mapping: Mapping, columns: Collection[str]) -> list[str]:
    """Why a file with these columns cannot be imported so, in sentences. Empty: it can."""
    found = [
        f"There is no column “{each.column}”."
        for each in mapping.columns
        if each.column not in columns
    ]
    for column, times in Counter(each.column for each in mapping.columns).items():
        if times > 1:
            found.append(f"“{column}” is named twice.")
    for use, times in Counter(each.use for each in mapping.columns).items():
        if use not in USES[kind]:
            found.append(f"No column of {kind} is “{use}”.")
        elif times > 1 and use not in _MANY:
            found.append(f"Only one column can be “{USES[kind][use]}”.")
    return found + _names(mapping) + _missing(kind, mapping)


def _names(mapping: Mapping) -> list[str]:
    names = Counter((each.name or "").strip() for each in mapping.using("trait"))
    found = [f"Two columns are called “{name}”." for name, n in names.items() if name and n > 1]
    return found + (["Give every trait a name, or leave its column out."] if names[""] else [])


def _missing(kind: Kind, mapping: Mapping) -> list[str]:
    has = {each.use for each in mapping.columns}
    match kind:
        case "accounts":
            return [] if "id" in has else ["Say which column is the account's id."]
        case "contacts":
            if has & {"id", "email"}:
                return []
            return ["Say which column is the contact's id or email address."]
        case "events":
            found = []
            if "event" not in has and not (mapping.event or "").strip():
                found.append("Say which column tells what happened, or name the one event.")
            if "time" not in has:
                found.append("Say which column tells when it happened.")
            if not has & {"id", "email", "account"}:
                found.append("Say which column tells whose it is: an id, an address, an account.")
            return found
