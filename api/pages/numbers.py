"""Whole numbers as forms send them."""

_LONGEST = 9
"""Digits. PostgreSQL's integers hold all of them."""


def whole_number(written: str) -> int | None:
    """From 0 on. None: it is no whole number, or larger than anything is counted to here."""
    digits = written.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST else None
