"""Users and their sessions."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from privacy.declarations import Retention


class UserQuerySet(models.QuerySet["User"]):
    """Staff by the state of their accounts."""

    def in_staff_state(self, state: str) -> "UserQuerySet":
        """Return the staff whose account is in a ``User.StaffState``; the same rule as ``User.staff_state``."""
        gone, uncommitted = models.Q(left_at__isnull=False), models.Q(committed_on=None)
        waiting = models.Q(second_factor=None)
        return self.filter(
            {
                User.StaffState.LEFT: gone,
                User.StaffState.UNCOMMITTED: ~gone & uncommitted,
                User.StaffState.INVITED: ~gone & ~uncommitted & waiting,
                User.StaffState.ACTIVE: ~gone & ~uncommitted & ~waiting,
            }[User.StaffState(state)],
            kind=User.Kind.STAFF,
        )


class UserManager(BaseUserManager["User"]):
    """Makes staff users; there are no superusers to make."""

    def create_staff(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Save and return a new staff user; without ``password`` nobody can sign in as that user yet."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean()
        user.save(force_insert=True)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. Staff carry a name and, where they work for one IKK, its region."""

    class Kind(models.TextChoices):
        STAFF = "staff", "Beschäftigte"

    class StaffState(models.TextChoices):
        INVITED = "invited", "eingeladen"
        ACTIVE = "active", "aktiv"
        UNCOMMITTED = "uncommitted", "ohne Verpflichtung"
        LEFT = "left", "ausgeschieden"

    kind = models.CharField("Art", max_length=10, choices=Kind, default=Kind.STAFF)
    username = models.CharField(
        "Benutzername",
        max_length=150,
        unique=True,
        error_messages={"unique": "Diesen Benutzernamen gibt es schon."},
    )
    given_name = models.CharField("Vorname", max_length=100)
    family_name = models.CharField("Nachname", max_length=100)
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="Region",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="Leer: arbeitet bundesweit.",
    )
    committed_on = models.DateField(
        "Verpflichtet am",
        null=True,
        blank=True,
        help_text="Datum der schriftlichen Verpflichtung auf das Sozialgeheimnis (§ 35 SGB I). Ohne dieses Datum "
        "ist keine Anmeldung möglich.",
    )
    is_active = models.BooleanField("Zugang offen", default=True)
    created_at = models.DateTimeField("Angelegt am", default=timezone.now, editable=False)
    left_at = models.DateTimeField("Ausgeschieden am", null=True, blank=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]

    class Meta:
        verbose_name = "Zugang"
        verbose_name_plural = "Zugänge"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="user_kind_known",
                condition=models.Q(kind="staff"),
                violation_error_message="Diese Art von Zugang gibt es nicht.",
            ),
            models.CheckConstraint(
                name="user_no_superuser",
                condition=models.Q(is_superuser=False),
                violation_error_message="Zugänge mit allen Rechten gibt es nicht.",
            ),
        ]

    class Privacy:
        title = "Zugänge der Beschäftigten"
        whose = "Beschäftigte der IKK"
        subject = "self"
        personal = {
            "username",
            "password",
            "given_name",
            "family_name",
            "region",
            "committed_on",
            "last_login",
            "created_at",
            "left_at",
            "is_active",
        }
        neutral = {"id", "kind", "is_superuser"}
        labels = {"password": "Prüfwert des Passworts"}
        purposes = {
            "Anmeldung der Beschäftigten im Verwaltungsbereich": "Art. 6 Abs. 1 Buchst. e DSGVO i. V. m. § 284 SGB V",
            "Nachweis der Verpflichtung auf das Sozialgeheimnis": "§ 35 SGB I, Art. 29 und 32 Abs. 4 DSGVO",
        }
        retention = Retention(
            text="1 Jahr nach dem Ausscheiden, spätestens 50 Jahre nach dem Anlegen",
            counted_from="left_at",
            days=365,
            created="created_at",
            latest_days=50 * 365,
        )

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin lets this user in."""
        return self.kind == self.Kind.STAFF

    @property
    def staff_state(self) -> "StaffState":
        """How far a staff account is; one query unless the second factor came with it."""
        if self.left_at is not None:
            return self.StaffState.LEFT
        if self.committed_on is None:
            return self.StaffState.UNCOMMITTED
        return self.StaffState.ACTIVE if hasattr(self, "second_factor") else self.StaffState.INVITED

    def get_full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def get_short_name(self) -> str:
        return self.given_name


class Session(AbstractBaseSession):
    """A signed-in session. The column ``session_key`` holds an HMAC of the key in the cookie, never the key."""

    session_key = models.CharField("Prüfwert des Schlüssels", max_length=64, primary_key=True)
    started_at = models.DateTimeField("Begonnen am")

    class Meta:
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"

    class Privacy:
        title = "Sitzungen im Verwaltungsbereich"
        whose = "Beschäftigte der IKK"
        subject = "session_data"
        labels = {"session_data": "Zugang"}
        personal = {"session_key", "session_data", "started_at"}
        neutral = {"expire_date"}
        purposes = {"Angemeldet bleiben während der Arbeit": "Art. 6 Abs. 1 Buchst. e DSGVO i. V. m. § 284 SGB V"}
        retention = Retention(
            text="Ungültig 30 Minuten nach der letzten Handlung",
            counted_from="expire_date",
            days=0,
            created="started_at",
            latest_days=1,
        )
