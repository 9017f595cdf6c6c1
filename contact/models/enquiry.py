"""Standard enquiries and their answers, and the counts that remain of them."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils import timezone

from contact.topics import FOR_ALL, Topic
from privacy.declarations import Retention
from regions.models import Region

LONGEST_MESSAGE = 4_000  # characters
KEPT_DAYS = 30  # after the answer
KEPT_DAYS_AT_MOST = 180  # after receipt
ACCESSIBILITY_PERIOD = timedelta(days=30)  # "within a month", § 12b (4) BGG and the laws of the Länder
SENDING_TAKES = timedelta(minutes=5)  # at most: some 15 answers of the mail service, 10 seconds each (EMAIL_TIMEOUT)

#: Stricter than the standard: no quotes, no list, nothing that a mail program could take for more than one address.
ONE_ADDRESS = r"^[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+$"


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Questions that are asked about enquiries."""

    def visible_to(self, user: Any) -> "EnquiryQuerySet":
        """Return the enquiries of the user's IKK, and those that concern all IKKs (decision 013)."""
        if user.region_id is None:
            return self
        return self.filter(Q(region=user.region_id) | Q(region=None))

    def with_colleague(self) -> "EnquiryQuerySet":
        """Add ``colleague``: the name of who has taken each one; the user name once that account is erased."""
        staff = get_user_model()._default_manager.filter(username=OuterRef("taken_by"))
        name = staff.values(name=Concat("given_name", Value(" "), "family_name"))
        return self.annotate(colleague=Coalesce(Subquery(name), "taken_by"))

    def waiting(self) -> "EnquiryQuerySet":
        return self.exclude(state=Enquiry.State.ANSWERED)

    def overdue(self, now: datetime) -> "EnquiryQuerySet":
        """Return the reports of barriers that the law wants answered by now."""
        return self.waiting().filter(topic=Topic.ACCESSIBILITY, received_at__lt=now - ACCESSIBILITY_PERIOD)


def this_hour() -> datetime:
    """Return when an enquiry came, to the hour: with its minute, the log of accesses could tell who has written it."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


class Enquiry(models.Model):
    """One standard enquiry. The web writes it and cannot read it; staff answer it once.

    The key is made of what was sent, before the row is written, so that sending it twice makes one row.
    """

    class State(models.TextChoices):
        OPEN = "open", "Offen"
        TAKEN = "taken", "Übernommen"
        SENDING = "sending", "Antwort wird gesendet"
        ANSWERED = "answered", "Beantwortet"

    class Way(models.TextChoices):
        MAIL = "mail", "Per E-Mail"
        POST = "post", "Per Post"

    id = models.UUIDField("Kennung", primary_key=True, editable=False)
    topic = models.CharField("Thema", max_length=20, choices=Topic)
    region = models.ForeignKey(Region, verbose_name="IKK", null=True, blank=True, on_delete=models.CASCADE)
    message = models.TextField("Nachricht")
    email = models.CharField("E-Mail-Adresse", max_length=254)
    page = models.CharField("Seite, um die es geht", max_length=500, blank=True)
    received_at = models.DateTimeField("Eingegangen am", default=this_hour)

    state = models.CharField("Stand", max_length=8, choices=State, default=State.OPEN, db_default=State.OPEN)
    taken_by = models.CharField("Übernommen von", max_length=150, blank=True, default="", db_default="")
    taken_at = models.DateTimeField("Übernommen am", null=True, blank=True)
    draft = models.TextField("Antwort", blank=True, default="", db_default="")
    sending_since = models.DateTimeField("Wird gesendet seit", null=True, blank=True)
    answered_at = models.DateTimeField("Beantwortet am", null=True, blank=True)
    answered_way = models.CharField("Weg der Antwort", max_length=4, choices=Way, blank=True, default="", db_default="")

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "Anfrage"
        verbose_name_plural = "Anfragen"
        ordering = ["received_at", "id"]
        permissions = [("answer_enquiry", "Darf Anfragen übernehmen und beantworten")]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["state", "received_at"], name="enquiry_state_received_at")]
        constraints = [
            models.CheckConstraint(
                name="enquiry_topic_standard",
                condition=Q(topic__in=[topic.value for topic in Topic]),
                violation_error_message="Dieses Thema wird nicht per E-Mail beantwortet.",
            ),
            models.CheckConstraint(
                name="enquiry_region_or_for_all",
                condition=Q(region__isnull=False) | Q(topic__in=[topic.value for topic in FOR_ALL]),
                violation_error_message="Zu diesem Thema muss eine IKK gewählt sein.",
            ),
            models.CheckConstraint(
                name="enquiry_message_length",
                condition=Q(GreaterThan(Length("message"), 0), LessThanOrEqual(Length("message"), LONGEST_MESSAGE)),
                violation_error_message="Die Nachricht hat höchstens 4.000 Zeichen und ist nicht leer.",
            ),
            models.CheckConstraint(
                name="enquiry_email_one_address",
                condition=Q(email__regex=ONE_ADDRESS),
                violation_error_message="Das ist nicht genau eine E-Mail-Adresse.",
            ),
            models.CheckConstraint(
                name="enquiry_page_own",
                condition=Q(page="") | Q(page__regex=r"^/[!-~]*$"),
                violation_error_message="Die Seite ist keine Adresse dieses Portals.",
            ),
            models.CheckConstraint(
                name="enquiry_taken_by_one",
                condition=Q(state="open", taken_by="", taken_at=None)
                | Q(state__in=["taken", "sending", "answered"], taken_at__isnull=False) & ~Q(taken_by=""),
                violation_error_message="Nur wer eine Anfrage übernommen hat, kann sie beantworten.",
            ),
            models.CheckConstraint(
                name="enquiry_sending_since",
                condition=Q(state="sending", sending_since__isnull=False)
                | Q(state__in=["open", "taken"], sending_since=None)
                | Q(state="answered"),
                violation_error_message="Nur eine Antwort, die gerade gesendet wird, hat einen Beginn der Sendung.",
            ),
            models.CheckConstraint(
                name="enquiry_answer_whole",
                condition=Q(state__in=["open", "taken", "sending"], answered_at=None, answered_way="")
                | Q(state="answered", answered_at__isnull=False, answered_way="post")
                | Q(state="answered", answered_at__isnull=False, answered_way="mail") & ~Q(draft=""),
                violation_error_message="Zu einer Antwort gehören Weg und Zeitpunkt, per E-Mail auch ein Text.",
            ),
        ]

    class Privacy:
        title = "Anfragen über das Kontaktformular"
        whose = "Menschen, die uns über das Kontaktformular schreiben; Beschäftigte, die antworten"
        subject = "email"
        personal = {
            "id",
            "topic",
            "region",
            "message",
            "email",
            "page",
            "received_at",
            "state",
            "taken_by",
            "taken_at",
            "draft",
            "sending_since",
            "answered_at",
            "answered_way",
        }
        neutral: set[str] = set()
        purposes = {"Anfragen zu allgemeinen Themen einmal beantworten": "§§ 13 bis 15 SGB I, § 284 Abs. 1 SGB V"}
        retention = Retention(
            text="30 Tage nach der Antwort, spätestens 180 Tage nach dem Eingang",
            counted_from="answered_at",
            days=KEPT_DAYS,
            created="received_at",
            latest_days=KEPT_DAYS_AT_MOST,
        )

    def __str__(self) -> str:
        return f"{self.get_topic_display()}, {timezone.localtime(self.received_at):%d.%m.%Y, %H Uhr}"

    @property
    def is_unclear(self) -> bool:
        """Whether the answer may or may not have left: its sending began too long ago to be going on."""
        begun = self.sending_since if self.state == self.State.SENDING else None
        return begun is not None and timezone.now() - begun > SENDING_TAKES

    def is_overdue(self, now: datetime) -> bool:
        """Whether the law wanted it answered by now; see ``overdue``."""
        is_waiting = self.topic == Topic.ACCESSIBILITY and self.state != self.State.ANSWERED
        return is_waiting and self.received_at < now - ACCESSIBILITY_PERIOD

    @property
    def erased_on(self) -> datetime:
        """When the row is erased, as its ``Privacy`` says."""
        latest = self.received_at + timedelta(days=KEPT_DAYS_AT_MOST)
        return min(self.answered_at + timedelta(days=KEPT_DAYS), latest) if self.answered_at else latest


class EnquiryCount(models.Model):
    """How many enquiries came on one day about one topic: what remains when they are erased.

    The database counts them itself when a row is written, so that a form sent twice counts once.
    """

    pk = models.CompositePrimaryKey("day", "region_slug", "topic")
    day = models.DateField("Tag")
    region_slug = models.CharField("IKK", max_length=40, help_text="Kurzname; leer, wo keine gewählt war.")
    topic = models.CharField("Thema", max_length=20, choices=Topic)
    count = models.PositiveIntegerField("Anzahl", default=1)

    class Meta:
        verbose_name = "Anfragen eines Tages"
        verbose_name_plural = "Anfragen nach Tagen"
        ordering = ["-day"]

    class Privacy:
        neutral = {"day", "region_slug", "topic", "count"}

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
