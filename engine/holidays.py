"""Public holidays, by region: a country, or a part of one."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Any

import holidays
from holidays.registry import COUNTRIES
from pydantic import AfterValidator

_PLACES = ("country_code", "countryCode", "country")
"""The traits by which a customer's country is sent."""


@cache
def _regions() -> Mapping[str, frozenset[str]]:
    """Every country's parts, by its code of two letters."""
    return {
        country: frozenset(parts)
        for country, parts in holidays.list_supported_countries(include_aliases=False).items()
    }


@cache
def _by_name() -> Mapping[str, str]:
    """Codes by what else a country is called: its name in English, its code of three letters."""
    return {
        name.lower(): two
        for english, two, *others in COUNTRIES.values()
        for name in (english, *others)
        if two in _regions()
    }


def known_region(written: str) -> str | None:
    """A region as its code: `NL`, `DE-BY`. None: there is no such region, or its holidays are not
    known."""
    if whole := _country(written):
        return whole
    country, _, part = written.strip().partition("-")
    code = _country(country)
    return f"{code}-{part.upper()}" if code and part.upper() in _regions()[code] else None


def _country(written: str) -> str | None:
    code = written.strip().upper()
    if code in _regions():
        return code
    return _by_name().get("".join(filter(str.isalpha, written)).lower())


def _written(region: str) -> str:
    found = known_region(region)
    if found is None:
        raise ValueError(
            f"No holidays are known for “{region}”. Write a country’s two letters, such as NL, or"
            " a part of one, such as DE-BY."
        )
    return found


Region = Annotated[str, AfterValidator(_written)]


def region_of(*traits: Mapping[str, Any]) -> str | None:
    """Where somebody is, from the first of these traits that say so."""
    for each in traits:
        address = each.get("address")
        for said in (each, address if isinstance(address, Mapping) else {}):
            for name in _PLACES:
                value = said.get(name)
                if isinstance(value, str) and (region := known_region(value)):
                    return region
    return None


@lru_cache(maxsize=512)
def _year(region: str, year: int) -> Mapping[date, str]:
    country, _, part = region.partition("-")
    return holidays.country_holidays(country, subdiv=part or None, years=year)


@lru_cache(maxsize=8_192)
def holiday_on(region: str, day: date) -> str | None:
    """What is celebrated there on a day, in the words of the place. None: nothing."""
    return _year(region, day.year).get(day)
