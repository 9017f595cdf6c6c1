"""Rows of one IKK, some of them protected: what a member of staff may see of letters and batches."""

from typing import Any, TypeVar

from django.db import models

from privacy.scoping import visible_to

T = TypeVar("T", bound=models.Model)


class ScopedQuerySet(models.QuerySet[T]):
    """For models with ``region`` and ``is_protected``."""

    def visible_to(self, user: Any) -> "models.QuerySet[T]":
        """Return the rows of the user's IKK; protected ones only for who may open protected files."""
        if user.region_id is None:
            return self.none()  # letters are the business of one IKK, never of all
        own: models.QuerySet[T] = visible_to(self, user)
        return own if user.has_perm("accounts.open_protected") else own.filter(is_protected=False)
