"""Budgets that are spent, without as many tries."""

from django.db import connection

from ikk_portal.platform.throttle import Bucket


def use_up(bucket: Bucket) -> None:
    """Leave a counter as if all of its tries had been spent just now."""
    budget = bucket.budget
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ikk_portal_spentbudget (key, budget, tat, counted_since) VALUES (%s, %s, now() + %s, now()) "
            "ON CONFLICT (key) DO UPDATE SET tat = excluded.tat",
            [bucket.key, budget.name, budget.interval * budget.burst],
        )
