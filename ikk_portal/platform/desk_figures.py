"""What a figure on the first page of the staff area is; the rooms offer theirs in ``desk_figures.py``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """How much of something waits for a member of staff.

    Attributes:
        value: how many.
        name: of what, in German, as it stands before the number.
        note: what else there is to know; empty if nothing.
        is_urgent: whether it has waited too long; ``note`` says so in words.
        model: "app.Model" whose list is where the work is done; a link where the person has that list.
        query: filter of that list, without the question mark.
    """

    value: int
    name: str
    note: str = ""
    is_urgent: bool = False
    model: str = ""
    query: str = ""
