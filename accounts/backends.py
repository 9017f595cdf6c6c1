"""Who may sign in to the staff area."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """Name and password; refused before the commitment to secrecy is recorded (§ 35 SGB I), and after leaving."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and user.committed_on is not None and user.left_at is None
