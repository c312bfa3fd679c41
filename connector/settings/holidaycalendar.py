"""The working calendar of the configuration: public holidays from `holidays`, and the installation's own days off.

A year is worked out when a day of it is asked for; `holidays` itself is imported then, too.
"""

import difflib
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from connector.core.calendar import WorkCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHOWN = 5


class PublicHolidays:
    """The public holidays of a country or region, and some days more; a container of dates."""

    def __init__(self, place: str | None, extra: Collection[date] = ()) -> None:
        self._country, _, self._region = (place or "").partition("-")
        self._extra = frozenset(extra)
        self._years: dict[int, frozenset[date]] = {}

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        if day in self._extra:
            return True
        if not self._country:
            return False
        if day.year not in self._years:
            self._years[day.year] = self._of(day.year)
        return day in self._years[day.year]

    def _of(self, year: int) -> frozenset[date]:
        import holidays

        found = holidays.country_holidays(self._country, subdiv=self._region or None, years=year, expand=False)
        return frozenset(found)


def work_calendar(working_days: Sequence[str], *, place: str | None, extra: Collection[date] = ()) -> WorkCalendar:
    """Build the calendar; `place` is a country or `country-region` such as DE-BE.

    Raises ValueError naming what is allowed nearby for a place nobody knows.
    """
    checked = known_place(place) if place else None
    return WorkCalendar(
        weekdays=frozenset(WEEKDAYS.index(day) for day in working_days), holidays=PublicHolidays(checked, extra)
    )


def known_place(text: str) -> str:
    """Return a place as `holidays` writes it. Raises ValueError naming what is allowed nearby."""
    import holidays

    country, _, region = text.strip().partition("-")
    countries: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=True)
    country = country.strip().upper()
    if country not in countries:
        raise ValueError(f"'{text}' is not a country with known holidays{_near(country, sorted(countries))}")
    if not region:
        return country
    known = {name.casefold(): code for code, names in _regions(country).items() for name in (code, *names)}
    code = known.get(region.strip().casefold())
    if code is None:
        choices = sorted({*known.values()})
        hint = _near(region, choices) if choices else f"; write {country}: it has no regions"
        raise ValueError(f"'{text}': {country} has no region '{region}'{hint}")
    return f"{country}-{code}"


def _regions(country: str) -> dict[str, list[str]]:
    """Return code -> other names of the regions of a country."""
    import holidays

    found: Any = holidays.country_holidays(country)
    regions: dict[str, list[str]] = found.get_subdivision_aliases()
    return regions


def _near(text: str, choices: Sequence[str]) -> str:
    near = difflib.get_close_matches(text.upper(), choices, n=SHOWN, cutoff=0.4)
    if len(choices) <= 20:
        return f" (allowed: {', '.join(choices)})"
    return f" (nearest: {', '.join(near)})" if near else " (write a code of two letters, for example DE or DE-BE)"
