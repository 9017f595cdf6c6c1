"""What forms make of what was typed, in words again: for the page with all answers, and for the case."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format


def in_words(value: Any, field: forms.Field) -> str:
    """Return a value as people read it: the text of a choice, "1. Januar 2027", "ja"; "" for no value.

    Values of other types speak for themselves (``str``); more of them are joined with commas.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, date):
        return date_format(value, "j. F Y")
    if isinstance(value, list | tuple):
        return ", ".join(in_words(part, field) for part in value)
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))
