"""Users and their sessions."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from accounts.models.registration import NUMBER_FITS_KIND, Kind
from privacy.declarations import Retention

_IS_STAFF = models.Q(kind="staff")
_IS_MEMBER = models.Q(kind__in=[Kind.INSURED.value, Kind.EMPLOYER.value])


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
    """Makes staff users; members come into being with the first use of a letter, and there are no superusers."""

    def create_staff(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Save and return a new staff user; without ``password`` nobody can sign in as that user yet."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean()
        user.save(force_insert=True)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in: staff, or members of an IKK, who are insured persons and employers.

    Staff carry a name and, where they work for one IKK, its region. Members are a number and nothing else: who they
    are and which IKK is theirs stands in the register. The public surface sees members only (row-level security).
    """

    class Kind(models.TextChoices):
        STAFF = "staff", "Beschäftigte"
        INSURED = "insured", "Versicherte"
        EMPLOYER = "employer", "Arbeitgeber"

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
        null=True,
        error_messages={"unique": "Diesen Benutzernamen gibt es schon."},
        help_text="Nur Beschäftigte haben einen.",
    )
    number = models.CharField(
        "Versichertennummer oder Betriebsnummer",
        max_length=10,
        null=True,
        blank=True,
        help_text="Nur Mitglieder haben eine; bei Arbeitgebern ist es die Hauptbetriebsnummer.",
    )
    given_name = models.CharField("Vorname", max_length=100, blank=True)
    family_name = models.CharField("Nachname", max_length=100, blank=True)
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
    blocked_at = models.DateTimeField("Gesperrt am", null=True, blank=True)
    previous_login_at = models.DateTimeField("Vorige Anmeldung", null=True, blank=True)
    missed_since = models.DateField(
        "Fehlt im Bestand seit",
        null=True,
        blank=True,
        help_text="Erster Tag, an dem die Nummer eines Mitglieds im Bestand fehlte; leer, wenn sie dort steht.",
    )
    failed_tries = models.PositiveIntegerField(
        "Fehlversuche vor der letzten Anmeldung",
        default=0,
        help_text="Wie oft jemand es seit der vorigen Anmeldung vergeblich versucht hat; die letzte zeigt es an.",
    )

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
                condition=_IS_STAFF | _IS_MEMBER,
                violation_error_message="Diese Art von Zugang gibt es nicht.",
            ),
            models.CheckConstraint(
                name="user_staff_has_names",
                condition=~_IS_STAFF
                | (
                    models.Q(username__isnull=False)
                    & ~models.Q(username="")
                    & ~models.Q(given_name="")
                    & ~models.Q(family_name="")
                ),
                violation_error_message="Zu Beschäftigten gehören Benutzername, Vorname und Nachname.",
            ),
            models.CheckConstraint(
                name="user_staff_has_no_number",
                condition=~_IS_STAFF | models.Q(number=None, blocked_at=None, previous_login_at=None, failed_tries=0),
                violation_error_message="Nummer, Sperre und Fehlversuche gibt es nur bei Mitgliedern.",
            ),
            models.CheckConstraint(
                name="user_staff_is_not_missed",
                condition=~_IS_STAFF | models.Q(missed_since=None),
                violation_error_message="Im Bestand fehlen können nur Mitglieder.",
            ),
            models.CheckConstraint(
                name="user_member_number_form",
                # An empty number would leave the comparison undecided, and so be accepted.
                condition=_IS_STAFF | (models.Q(number__isnull=False) & NUMBER_FITS_KIND),
                violation_error_message="Die Nummer passt nicht zur Art des Zugangs.",
            ),
            models.CheckConstraint(
                name="user_member_is_a_number_only",
                condition=~_IS_MEMBER
                | models.Q(username=None, given_name="", family_name="", password="", region=None, committed_on=None),
                violation_error_message="Mitglieder haben weder Namen noch Passwort.",
            ),
            models.UniqueConstraint(
                name="user_one_for_each_number",
                fields=["kind", "number"],
                violation_error_message="Für diese Nummer gibt es schon einen Zugang.",
            ),
            models.CheckConstraint(
                name="user_no_superuser",
                condition=models.Q(is_superuser=False),
                violation_error_message="Zugänge mit allen Rechten gibt es nicht.",
            ),
        ]

    class Privacy:
        title = "Zugänge"
        whose = "Beschäftigte der IKK; Versicherte und Arbeitgeber, die die Internetfiliale nutzen"
        subject = "self"
        personal = {
            "kind",
            "username",
            "number",
            "password",
            "given_name",
            "family_name",
            "region",
            "committed_on",
            "last_login",
            "created_at",
            "left_at",
            "is_active",
            "blocked_at",
            "previous_login_at",
            "missed_since",
            "failed_tries",
        }
        neutral = {"id", "is_superuser"}
        labels = {"password": "Prüfwert des Passworts"}
        purposes = {
            "Anmeldung der Beschäftigten im Verwaltungsbereich": "Art. 6 Abs. 1 Buchst. e DSGVO i. V. m. § 284 SGB V",
            "Anmeldung in der Internetfiliale": "§ 284 Abs. 1 SGB V, § 217f Abs. 4b SGB V",
            "Nachweis der Verpflichtung auf das Sozialgeheimnis": "§ 35 SGB I, Art. 29 und 32 Abs. 4 DSGVO",
        }
        retention = Retention(
            text="Beschäftigte: 1 Jahr nach dem Ausscheiden. Mitglieder: 90 Tage nach dem Ende der Mitgliedschaft; "
            "30 Tage, nachdem die Nummer im Bestand zum ersten Mal fehlte; nach einem Todesfall in der folgenden "
            "Nacht. Alle: spätestens 50 Jahre nach dem Anlegen",
            counted_from="left_at",
            days=365,
            created="created_at",
            latest_days=50 * 365,
        )

    def __str__(self) -> str:
        """Return the name of staff; members have none, and their number goes nowhere."""
        return self.get_full_name() or self.get_kind_display()

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
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self) -> str:
        return self.given_name


class Session(AbstractBaseSession):
    """A signed-in session. The column ``session_key`` holds an HMAC of the key in the cookie, never the key.

    ``user`` is empty for the moment in which somebody signs in.
    """

    class Kind(models.TextChoices):
        STAFF = "staff", "Verwaltungsbereich"
        MEMBER = "member", "Internetfiliale"

    session_key = models.CharField("Prüfwert des Schlüssels", max_length=64, primary_key=True)
    started_at = models.DateTimeField("Begonnen am")
    kind = models.CharField("Bereich", max_length=6, choices=Kind)
    user = models.ForeignKey(User, verbose_name="Zugang", null=True, on_delete=models.CASCADE, related_name="sessions")

    class Meta:
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"
        constraints = [
            models.CheckConstraint(
                name="session_kind_known",
                condition=models.Q(kind__in=["staff", "member"]),
                violation_error_message="Diesen Bereich gibt es nicht.",
            ),
        ]

    class Privacy:
        title = "Sitzungen von Angemeldeten"
        whose = "Versicherte und Arbeitgeber, die sich anmelden, und Beschäftigte der IKK"
        subject = "user"
        labels = {"session_data": "Inhalt der Sitzung"}
        personal = {"session_key", "session_data", "started_at", "kind", "user"}
        neutral = {"expire_date"}
        purposes = {
            "Angemeldet bleiben in der Internetfiliale": "§ 284 Abs. 1 SGB V, § 217f Abs. 4b SGB V",
            "Angemeldet bleiben während der Arbeit": "Art. 6 Abs. 1 Buchst. e DSGVO i. V. m. § 284 SGB V",
        }
        retention = Retention(
            text="Ungültig 15 Minuten nach der letzten Handlung (Beschäftigte: 30 Minuten); gelöscht beim Abmelden, "
            "sonst eine halbe Stunde nach dem Ende in der folgenden Nacht",
            counted_from="expire_date",
            days=0,
            minutes=30,
            created="started_at",
            latest_days=1,
        )
