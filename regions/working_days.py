"""Working days as post and desks count them: Monday to Friday but for the holidays of all of Germany."""

from datetime import date, timedelta

from regions.opening import public_holidays

DESK_TARGET = 2  # working days within which a letter should go on to the next desk
POST_TAKES = 6  # working days; a letter that is not there by then is probably lost


def is_working_day(day: date) -> bool:
    """Return whether post is made and carried everywhere on ``day``."""
    return day.isoweekday() <= 5 and day not in public_holidays(None, day.year)


def working_days_after(day: date, count: int) -> date:
    """Return the day on which ``count`` working days have passed since ``day``."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_before(day: date, count: int) -> date:
    """Return the newest day after which, up to and with ``day``, ``count`` working days lie."""
    while count:
        count -= is_working_day(day)
        day -= timedelta(days=1)
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many working days lie after ``first``, up to and with ``last``."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
