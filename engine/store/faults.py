"""Telling a database that is in trouble from a request that is."""

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolExhausted

FAULTS = (DBAPIError, PoolExhausted, OSError, TimeoutError)
"""Everything a lost, refused or overloaded database raises."""

# Classes of SQLSTATE: connection, operator's intervention, system error, out of resources,
# transaction rolled back (deadlock, serialization), lock not available. A broken unique or foreign
# key can only be a race with another writer: the next try sees what that one wrote.
_TRANSIENT = ("08", "57", "58", "53", "40", "55", "23")


def is_of_one(fault: BaseException) -> bool:
    """Whether it is what is being worked on that is at fault, and not the database or its tables:
    data that do not fit (SQLSTATE class 22), a broken key (23), or an error of no database's."""
    if isinstance(fault, DBAPIError):
        return str(getattr(fault.orig, "sqlstate", None)).startswith(("22", "23"))
    return not isinstance(fault, FAULTS)


def was_a_circle(fault: BaseException) -> bool:
    """Whether two waited for each other, and PostgreSQL ended the one this is raised in."""
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", None) == "40P01"


def is_transient(fault: BaseException) -> bool:
    """Whether trying the same again may succeed."""
    if not isinstance(fault, DBAPIError):
        return isinstance(fault, FAULTS)
    if fault.connection_invalidated or isinstance(fault, InterfaceError):
        return True
    state = getattr(fault.orig, "sqlstate", None)
    return state is None or state.startswith(_TRANSIENT)
