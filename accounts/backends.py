"""Who may sign in: staff with name and password, members with what the sign-in action has checked."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend

from accounts.models import User


class StaffBackend(ModelBackend):
    """Name and password; refused before the commitment to secrecy is recorded (§ 35 SGB I), and after leaving."""

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
