"""Standard enquiries, and what is counted of them."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone

import contact.models.enquiry
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0007_opening_hours_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="EnquiryCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "day", "region_slug", "topic", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField(verbose_name="Tag")),
                (
                    "region_slug",
                    models.CharField(
                        help_text="Kurzname; leer, wo keine gewählt war.", max_length=40, verbose_name="IKK"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("mitgliedschaft", "Allgemeine Fragen zur Mitgliedschaft"),
                            ("oeffnungszeiten", "Öffnungszeiten und Erreichbarkeit"),
                            ("website", "Fragen zu diesem Portal"),
                            ("broschueren", "Broschüren"),
                            ("veranstaltungen", "Veranstaltungen und Kurse"),
                            ("lob-und-kritik", "Lob und allgemeine Kritik"),
                            ("barrierefreiheit", "Barriere melden"),
                            ("seite", "Problem mit einer Seite"),
                        ],
                        max_length=20,
                        verbose_name="Thema",
                    ),
                ),
                ("count", models.PositiveIntegerField(default=1, verbose_name="Anzahl")),
            ],
            options={
                "verbose_name": "Anfragen eines Tages",
                "verbose_name_plural": "Anfragen nach Tagen",
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False, verbose_name="Kennung")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("mitgliedschaft", "Allgemeine Fragen zur Mitgliedschaft"),
                            ("oeffnungszeiten", "Öffnungszeiten und Erreichbarkeit"),
                            ("website", "Fragen zu diesem Portal"),
                            ("broschueren", "Broschüren"),
                            ("veranstaltungen", "Veranstaltungen und Kurse"),
                            ("lob-und-kritik", "Lob und allgemeine Kritik"),
                            ("barrierefreiheit", "Barriere melden"),
                            ("seite", "Problem mit einer Seite"),
                        ],
                        max_length=20,
                        verbose_name="Thema",
                    ),
                ),
                ("message", models.TextField(verbose_name="Nachricht")),
                ("email", models.CharField(max_length=254, verbose_name="E-Mail-Adresse")),
                ("page", models.CharField(blank=True, max_length=500, verbose_name="Seite, um die es geht")),
                (
                    "received_at",
                    models.DateTimeField(default=contact.models.enquiry.this_hour, verbose_name="Eingegangen am"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Offen"),
                            ("taken", "Übernommen"),
                            ("sending", "Antwort wird gesendet"),
                            ("answered", "Beantwortet"),
                        ],
                        db_default="open",
                        default="open",
                        max_length=8,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "taken_by",
                    models.CharField(
                        blank=True, db_default="", default="", max_length=150, verbose_name="Übernommen von"
                    ),
                ),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="Übernommen am")),
                ("draft", models.TextField(blank=True, db_default="", default="", verbose_name="Antwort")),
                ("sending_since", models.DateTimeField(blank=True, null=True, verbose_name="Wird gesendet seit")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="Beantwortet am")),
                (
                    "answered_way",
                    models.CharField(
                        blank=True,
                        choices=[("mail", "Per E-Mail"), ("post", "Per Post")],
                        db_default="",
                        default="",
                        max_length=4,
                        verbose_name="Weg der Antwort",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="regions.region",
                        verbose_name="IKK",
                    ),
                ),
            ],
            options={
                "verbose_name": "Anfrage",
                "verbose_name_plural": "Anfragen",
                "ordering": ["received_at", "id"],
                "permissions": [("answer_enquiry", "Darf Anfragen übernehmen und beantworten")],
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["state", "received_at"], name="enquiry_state_received_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "topic__in",
                                [
                                    "mitgliedschaft",
                                    "oeffnungszeiten",
                                    "website",
                                    "broschueren",
                                    "veranstaltungen",
                                    "lob-und-kritik",
                                    "barrierefreiheit",
                                    "seite",
                                ],
                            )
                        ),
                        name="enquiry_topic_standard",
                        violation_error_message="Dieses Thema wird nicht per E-Mail beantwortet.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("region__isnull", False),
                            ("topic__in", ["website", "barrierefreiheit", "seite"]),
                            _connector="OR",
                        ),
                        name="enquiry_region_or_for_all",
                        violation_error_message="Zu diesem Thema muss eine IKK gewählt sein.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThan(django.db.models.functions.text.Length("message"), 0),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("message"), 4000
                            ),
                        ),
                        name="enquiry_message_length",
                        violation_error_message="Die Nachricht hat höchstens 4.000 Zeichen und ist nicht leer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email__regex", '^[^\\s@<>,;:\\"()\\[\\]\\\\]+@[^\\s@<>,;:\\"()\\[\\]\\\\]+$')
                        ),
                        name="enquiry_email_one_address",
                        violation_error_message="Das ist nicht genau eine E-Mail-Adresse.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("page", ""), ("page__regex", "^/[!-~]*$"), _connector="OR"),
                        name="enquiry_page_own",
                        violation_error_message="Die Seite ist keine Adresse dieses Portals.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), ("taken_at", None), ("taken_by", "")),
                            models.Q(
                                ("state__in", ["taken", "sending", "answered"]),
                                ("taken_at__isnull", False),
                                models.Q(("taken_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="enquiry_taken_by_one",
                        violation_error_message="Nur wer eine Anfrage übernommen hat, kann sie beantworten.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sending_since__isnull", False), ("state", "sending")),
                            models.Q(("sending_since", None), ("state__in", ["open", "taken"])),
                            ("state", "answered"),
                            _connector="OR",
                        ),
                        name="enquiry_sending_since",
                        violation_error_message="Nur eine Antwort, die gerade gesendet wird, hat einen Beginn der Sendung.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at", None), ("answered_way", ""), ("state__in", ["open", "taken", "sending"])
                            ),
                            models.Q(("answered_at__isnull", False), ("answered_way", "post"), ("state", "answered")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_way", "mail"),
                                ("state", "answered"),
                                models.Q(("draft", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="enquiry_answer_whole",
                        violation_error_message="Zu einer Antwort gehören Weg und Zeitpunkt, per E-Mail auch ein Text.",
                    ),
                ],
            },
        ),
    ]
