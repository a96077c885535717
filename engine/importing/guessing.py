"""What the columns of a file probably are, by their names and what stands in them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from engine.importing import mapping as mappings
from engine.importing.mapping import Column, Kind, Use
from engine.importing.sheets import Row
from engine.importing.values import ValueType, guess

LOOKED_AT = 500
"""Rows whose values are looked at."""

_IDS = ("id", "externalid", "customid", "identifier", "key")
_USES: dict[Kind, dict[Use, tuple[str, ...]]] = {
    "accounts": {
        "id": ("accountid", "companyid", "groupid", "organizationid", "organisationid",
               "customerid", "customerno", "customernumber", "accountnumber", "workspaceid",
               "tenantid", *_IDS),
    },
    "contacts": {
        "id": ("userid", "contactid", "personid", "memberid", *_IDS),
        "email": ("email", "emailaddress", "mail", "mailaddress", "useremail", "workemail"),
        "account": ("accountid", "companyid", "groupid", "organizationid", "organisationid",
                    "customerid", "workspaceid", "tenantid", "account"),
        "roles": ("role", "roles"),
    },
    "events": {
        "event": ("event", "eventname", "eventtype", "action", "activity", "whathappened"),
        "time": ("timestamp", "occurredat", "time", "date", "datetime", "createdat", "eventtime",
                 "when", "at", "receivedat", "originaltimestamp"),
        "id": ("userid", "contactid", "distinctid", "personid", "memberid"),
        "email": ("email", "emailaddress", "useremail", "mail"),
        "account": ("accountid", "companyid", "groupid", "organizationid", "organisationid",
                    "customerid", "workspaceid", "tenantid", "account"),
        "message_id": ("messageid", "eventid", "insertid", "uuid", *_IDS),
        "spread": ("properties", "eventproperties"),
    },
}  # fmt: skip
_KNOWN = {
    "fullname": "name", "contactname": "name",
    "firstname": "first_name", "givenname": "first_name",
    "lastname": "last_name", "surname": "last_name", "familyname": "last_name",
    "annualrevenue": "arr", "arr": "arr",
    "renewal": "renewal_date", "renewaldate": "renewal_date",
    "timezone": "time_zone", "lifecyclestage": "stage", "language": "locale",
}  # fmt: skip
"""Names of traits that Onward reads itself, by what files call them."""
_NAMES = ("accountname", "companyname", "company")
_OWNERS = ("owner", "csm", "owneremail", "accountowner")
_OF_ACCOUNTS = dict.fromkeys(_NAMES, "name") | dict.fromkeys(_OWNERS, "owner")
"""As above, and only where the rows are accounts: a company's name is not a person's."""
TYPES: dict[str, ValueType] = {"arr": "number", "renewal_date": "date", "name": "text"}
"""Of traits that Onward reads itself, and that mean nothing in another."""


def guessed(kind: Kind, columns: Sequence[str], rows: Iterable[Row]) -> mappings.Mapping:
    """A mapping to begin with; it may still lack what cannot be guessed."""
    values: dict[str, list[JsonValue]] = {column: [] for column in columns}
    for row in rows:
        for column, cell in row.cells.items():
            if cell is not None and cell != "" and column in values:
                values[column].append(cell)
    uses = _uses(kind, columns)
    return mappings.Mapping(
        columns=tuple(_column(kind, each, uses.get(each), values[each]) for each in columns)
    )


def hint_for(kind: Kind, column: str) -> str | None:
    """What to know of a column by its name, before anybody says what it is."""
    name = _squeezed(column)
    if kind == "accounts" and name in _OWNERS:
        return (
            "With a colleague’s email address, the trait “owner” sets who looks after the account."
        )
    if kind == "contacts" and name in _NAMES:
        return (
            "It names the account, not the person, so it is left out. Accounts are known by their"
            " ids, and their names come with them."
        )
    if kind == "contacts" and name in _OWNERS:
        return "Accounts have owners, not people, so it is left out. Import it with the accounts."
    return None


def trait_named(kind: Kind, column: str) -> str:
    """`Renewal Date` as `renewal_date`; a name that conditions can say."""
    plain = unicodedata.normalize("NFKC", column).strip()
    known = _KNOWN | _OF_ACCOUNTS if kind == "accounts" else _KNOWN
    if name := known.get(_squeezed(plain)):
        return name
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", plain)
    return re.sub(r"[^\w]+", "_", spaced).strip("_").lower() or "column"


def _uses(kind: Kind, columns: Sequence[str]) -> Mapping[str, Use]:
    """Each use goes to the first of its names that there is, and no column has two."""
    found: dict[str, Use] = {}
    for use, names in _USES[kind].items():
        for name in names:
            met = next((c for c in columns if c not in found and _squeezed(c) == name), None)
            if met is not None:
                found[met] = use
                break
    if kind == "accounts" and "id" not in found.values():
        met = next((c for c in columns if _squeezed(c) in ("account", "customer")), None)
        found |= {met: "id"} if met is not None else {}
    return found


def _column(kind: Kind, column: str, use: Use | None, values: Sequence[JsonValue]) -> Column:
    if use is not None:
        return Column(column=column, use=use)
    if column == "traits" and values and all(isinstance(each, dict) for each in values):
        return Column(column=column, use="spread")
    name = trait_named(kind, column)
    if not values or (kind == "contacts" and _squeezed(column) in _OF_ACCOUNTS):
        return Column(column=column, use="leave", name=name)
    return Column(column=column, use="trait", name=name, type=TYPES.get(name) or guess(values))


def _squeezed(column: str) -> str:
    return re.sub(r"[\W_]+", "", column.lower())
