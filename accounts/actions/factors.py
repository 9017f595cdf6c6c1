"""Use up the one-time codes of staff."""

from functools import cache

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import SecondFactor
from accounts.one_time_codes import digits_of, matching_step, new_key

_NEVER = -1  # no step has this number


@sensitive_variables()
def use_code(*, username: str, code: str, is_counted: bool = True) -> SecondFactor | None:
    """Use up a one-time code and return the factor it is of; None if it is wrong, or was used before.

    Called by the sign-in and where the factor is asked again, which charge the budgets of tries before. A name
    without a factor costs the same work. What was used is sealed again, with the newest key of its ring.

    Args:
        is_counted: False if the password was wrong; then the code is looked at for the sake of equal work only.
    """
    digits = digits_of(code)
    with transaction.atomic():
        rows = SecondFactor.objects.select_for_update(of=("self",)).select_related("user")
        found = rows.filter(user__username=username).first()
        factor = found or _nobodys()
        key = factor.key
        step = matching_step(key, digits or "0", timezone.now(), after=factor.last_step)
        if found is None or digits is None or step is None or not is_counted:
            return None
        found.key, found.last_step = key, step
        found.save(update_fields=["sealed_key", "last_step"])
        return found


@cache
def _nobodys() -> SecondFactor:
    """Return a factor that nobody has."""
    factor = SecondFactor(user_id=0, last_step=_NEVER)
    factor.key = new_key()
    return factor
