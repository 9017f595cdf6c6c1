"""Who may sign in: staff with name and password, members with what the sign-in action has checked."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.actions.factors import use_code
from accounts.models import User


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
        return (
            super().user_can_authenticate(user)
            and user.is_staff
            and user.committed_on is not None
            and user.left_at is None
        )


class MemberBackend(BaseBackend):
    """Keeps members signed in; whether somebody may come in is decided by ``accounts.actions.sign_in``."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the member; None for staff, and for those whose access is blocked or has ended."""
        open_to_members = User.objects.exclude(kind=User.Kind.STAFF).filter(
            is_active=True, blocked_at=None, left_at=None
        )
        return open_to_members.filter(pk=user_id).first()
