"""Who may sign in to the staff area."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.actions.factors import use_code


class StaffBackend(ModelBackend):
    """Name, password and one-time code, all at once: there is no sign-in with two of them.

    Refused before the commitment to secrecy is recorded (§ 35 SGB I), and after leaving. An unknown name costs the
    same work as a known one: one hash, one look for the factor, one seal to open.
    """

    @sensitive_variables()
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        code: str | None = None,
        **kwargs: Any,
    ) -> Any:
        if username is None or password is None or code is None:
            return None
        user = super().authenticate(request, username=username, password=password)
        factor = use_code(username=username, code=code, is_counted=user is not None)
        if user is None or factor is None:
            return None
        user.otp_device = factor  # type: ignore[attr-defined]  # signing in notes it in the session
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and user.committed_on is not None and user.left_at is None
