"""Budgets of tries."""

from datetime import datetime


class TooManyTries(Exception):
    """A budget is used up; the answer is the page that says until when.

    Attributes:
        until: when the next try is possible, aware.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until
