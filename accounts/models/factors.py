"""What staff need besides their password, and the links by which they set it up."""

import base64
import hashlib

from django.db import models
from django.utils import timezone
from django_otp.models import Device

from accounts.models.users import User
from ikk_portal.platform.sealing import seal, unseal
from privacy.declarations import Retention

_RING = "factors"


class SecondFactor(Device):
    """The authenticator app of a member of staff: set up or not there, never half.

    The key lies here sealed for its owner, with a key ring outside the database: a row that is read, or copied
    to somebody else's account, makes no code.
    """

    name = None  # one factor for each person needs no name
    confirmed = True  # a first code is asked before there is a row

    user = models.OneToOneField(User, verbose_name="Zugang", on_delete=models.CASCADE, related_name="second_factor")
    sealed_key = models.TextField("Versiegelter Schlüssel")
    last_step = models.BigIntegerField("Zuletzt benutzter Zeitschritt")
    created_at = models.DateTimeField("Eingerichtet am", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "Zweiter Faktor"
        verbose_name_plural = "Zweite Faktoren"
        constraints = [
            models.CheckConstraint(
                name="secondfactor_key_given",
                condition=~models.Q(sealed_key=""),
                violation_error_message="Ohne Schlüssel gibt es keinen zweiten Faktor.",
            ),
        ]

    class Privacy:
        title = "Zweiter Faktor der Beschäftigten"
        whose = "Beschäftigte der IKK"
        subject = "user"
        personal = {"user", "sealed_key", "last_step", "created_at"}
        neutral = {"id"}
        purposes = {
            "Anmeldung der Beschäftigten im Verwaltungsbereich": "Art. 6 Abs. 1 Buchst. e DSGVO i. V. m. § 284 SGB V",
        }
        retention = Retention(
            text="Bis zum Ausscheiden oder bis ein neuer eingerichtet wird; spätestens 50 Jahre nach dem Einrichten",
            counted_from="user__left_at",
            days=0,
            created="created_at",
            latest_days=50 * 365,
        )

    def __str__(self) -> str:
        return f"Zweiter Faktor: {self.user}"

    @property
    def key(self) -> bytes:
        """The key of the codes, opened.

        Raises:
            SealBroken: if its ring was taken away, or the row is somebody else's.
        """
        opened = unseal(_purpose(self.user_id), self.sealed_key, max_age=None, ring=_RING)
        return base64.b64decode(opened["key"])

    @key.setter
    def key(self, value: bytes) -> None:
        content = {"key": base64.b64encode(value).decode()}
        self.sealed_key = seal(_purpose(self.user_id), content, ring=_RING)


class InvitationQuerySet(models.QuerySet["StaffInvitation"]):
    """Finding invitations by what stands in their link."""

    def open(self) -> "InvitationQuerySet":
        """Return those whose link still opens."""
        return self.filter(valid_until__gt=timezone.now())

    def behind(self, token: str) -> "InvitationQuerySet":
        """Return the invitation that a link with ``token`` still opens, or none."""
        return self.open().filter(token_hash=StaffInvitation.hash_of(token))


class StaffInvitation(models.Model):
    """A one-time link to set up password and second factor. The newest link of a person is the only one."""

    user = models.OneToOneField(User, verbose_name="Zugang", on_delete=models.CASCADE, related_name="invitation")
    token_hash = models.CharField("Prüfwert des Links", max_length=64, unique=True)
    issued_at = models.DateTimeField("Erzeugt am", default=timezone.now)
    valid_until = models.DateTimeField("Gültig bis")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        constraints = [
            models.CheckConstraint(
                name="staffinvitation_ends_later",
                condition=models.Q(valid_until__gt=models.F("issued_at")),
                violation_error_message="Ein Link endet nach dem Tag, an dem er erzeugt wurde.",
            ),
        ]

    class Privacy:
        title = "Einladungen der Beschäftigten"
        whose = "Beschäftigte der IKK"
        subject = "user"
        personal = {"user", "token_hash", "issued_at", "valid_until"}
        neutral = {"id"}
        purposes = {
            "Passwort und zweiten Faktor einrichten": "Art. 6 Abs. 1 Buchst. e DSGVO i. V. m. § 284 SGB V",
        }
        retention = Retention(
            text="Bis der Zugang eingerichtet ist; spätestens 8 Tage nach dem Erzeugen",
            counted_from="valid_until",
            days=0,
            created="issued_at",
            latest_days=8,
        )

    def __str__(self) -> str:
        return f"Einladung: {self.user}"

    @staticmethod
    def hash_of(token: str) -> str:
        """Return what the table keeps of a link: 256 random bits need no slow hash."""
        return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _purpose(user_pk: int) -> str:
    return f"factor/v1/{user_pk}"
