"""A day, a line that can be printed, a telephone number."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from internetfiliale.form_fields import DayField, PhoneNumber, PrintedLine


def day_field(**options: object) -> DayField:
    return DayField(
        label="Ab wann?",
        missing="Bitte geben Sie an, ab wann.",
        earliest=timedelta(days=-10),
        latest=timedelta(days=400),
        **options,
    )


def parts(day: date) -> list[str]:
    return [str(day.day), str(day.month), str(day.year)]


@pytest.mark.parametrize("away", [-10, 0, 400])
def test_day_within_its_limits_is_taken(away: int) -> None:
    day = timezone.localdate() + timedelta(days=away)

    assert day_field().clean(parts(day)) == day


@pytest.mark.parametrize("away", [-11, 401])
def test_day_beyond_its_limits_is_refused_with_the_limits(away: int) -> None:
    with pytest.raises(ValidationError, match=r"Bitte geben Sie einen Tag vom .* bis zum .* ein\."):
        day_field().clean(parts(timezone.localdate() + timedelta(days=away)))


@pytest.mark.parametrize(
    ("typed", "message", "faulty"),
    [
        (["", "", ""], "Bitte geben Sie an, ab wann.", (0, 1, 2)),
        (None, "Bitte geben Sie an, ab wann.", (0, 1, 2)),
        (["31", "2", "2027"], "Diesen Tag gibt es nicht.", (0, 1)),
        (["", "2", "2027"], "Bitte geben Sie den Tag in Ziffern ein", (0,)),
        (["1", "Mai", "2027"], "Bitte geben Sie den Monat in Ziffern ein", (1,)),
        (["1", "5", "27"], "Bitte geben Sie das Jahr mit vier Ziffern ein", (2,)),
    ],
)
def test_what_is_no_day_is_refused_at_its_part(typed: list[str] | None, message: str, faulty: tuple[int, ...]) -> None:
    field = day_field()

    with pytest.raises(ValidationError, match=message):
        field.clean(typed)
    assert field.widget.faulty == faulty


def test_day_that_may_be_left_out_is_none() -> None:
    assert day_field(required=False).clean(["", "", ""]) is None


def test_line_is_printed_as_it_is_read() -> None:
    assert PrintedLine(missing="Bitte.").clean("  Domweg \u00a0 7 ") == "Domweg 7"


@pytest.mark.parametrize("typed", ["Weg \u4e2d", "Weg\x00", "W" * 81, ""])
def test_line_that_cannot_be_printed_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PrintedLine(missing="Bitte.").clean(typed)


def test_line_that_nobody_must_fill_in_may_be_empty() -> None:
    assert PrintedLine().clean("") == ""


# Telephone numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0221 4710815", "0221 4710815"),
        (" 0221/47 10-815 ", "0221 47 10 815"),
        ("(0221) 4710815", "0221 4710815"),
        ("0221.4710\N{NON-BREAKING HYPHEN}815", "0221 4710 815"),
        ("+49 (0) 221 4710815", "+49 0 221 4710815"),
        ("+43 512 123456", "+43 512 123456"),
        ("0171–2345678", "0171 2345678"),
    ],
)
def test_telephone_number_is_taken_as_people_write_it(typed: str, number: str) -> None:
    assert PhoneNumber(missing="Bitte.").clean(typed) == number


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", r"Bitte\."),
        ("4710815", "mit Vorwahl"),
        ("0221 KARTE", "in Ziffern"),
        ("0221", "kann es nicht geben"),
        ("0221 " + "1" * 20, "kann es nicht geben"),
        ("00", "kann es nicht geben"),
        ("+0221 4710815", "kann es nicht geben"),
    ],
)
def test_what_is_no_telephone_number_is_refused_with_what_to_do(typed: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        PhoneNumber(missing="Bitte.").clean(typed)
