"""Dates as letters write them, in German; the paper engine asks no locale."""

from datetime import date

MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def in_words(day: date) -> str:
    """Return a date as letters write it: "22. November 2026"."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"
