"""The answers of a registration: what is taken, and what is said about the rest."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.forms import Letter, Person, Seat

DATE = {"birth_date_0": "9", "birth_date_1": "3", "birth_date_2": "1954"}


def born(day: str, month: str, year: str) -> Person:
    return Person({"birth_date_0": day, "birth_date_1": month, "birth_date_2": year, "postcode": "50674"})


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        (("9", "3", "1954"), (1954, 3, 9)),
        (("09", "03", "1954"), (1954, 3, 9)),
        ((" 9. ", "03.", "1954 "), (1954, 3, 9)),
        (("00", "00", "1938"), (1938, 0, 0)),
        (("0", "6", "1938"), (1938, 6, 0)),
        (("29", "2", "1956"), (1956, 2, 29)),
        (("09.03.1954", "", ""), (1954, 3, 9)),
        (("9 3 1954", "", ""), (1954, 3, 9)),
    ],
)
def test_birth_date_is_read(typed: tuple[str, str, str], clean: tuple[int, int, int]) -> None:
    form = born(*typed)

    assert form.is_valid()
    assert form.cleaned_data["birth_date"] == clean


@pytest.mark.parametrize(
    ("typed", "message", "faulty"),
    [
        (("", "", ""), "Bitte geben Sie Ihr Geburtsdatum ein.", (0, 1, 2)),
        (("", "3", "1954"), "Bitte geben Sie auch den Tag Ihrer Geburt ein.", (0,)),
        (("9", "", "1954"), "Bitte geben Sie auch den Monat Ihrer Geburt ein.", (1,)),
        (("9", "3", ""), "Bitte geben Sie auch das Jahr Ihrer Geburt ein.", (2,)),
        (("9", "März", "1954"), "Bitte geben Sie den Monat in Ziffern ein, zum Beispiel 09 03 1954.", (1,)),
        (("9", "3", "54"), "Bitte geben Sie das Jahr mit vier Ziffern ein, zum Beispiel 1954.", (2,)),
        (("9", "13", "1954"), "Der Monat ist eine Zahl von 1 bis 12. Kennen Sie ihn nicht, geben Sie 00 ein.", (1,)),
        (("32", "3", "1954"), "Der Tag ist eine Zahl von 1 bis 31. Kennen Sie ihn nicht, geben Sie 00 ein.", (0,)),
        (("31", "4", "1954"), "Diesen Tag gibt es in diesem Monat nicht. Bitte prüfen Sie Tag und Monat.", (0, 1)),
        (("29", "2", "1955"), "Diesen Tag gibt es in diesem Monat nicht. Bitte prüfen Sie Tag und Monat.", (0, 1)),
        (("9", "٣", "1954"), "Bitte geben Sie den Monat in Ziffern ein, zum Beispiel 09 03 1954.", (1,)),
    ],
)
def test_wrong_birth_date_says_what_to_do_and_which_part(
    typed: tuple[str, str, str], message: str, faulty: tuple[int, ...]
) -> None:
    form = born(*typed)

    assert form.errors == {"birth_date": [message]}
    assert form.fields["birth_date"].widget.faulty == faulty  # type: ignore[attr-defined]


def test_birth_date_lies_in_the_past_and_within_a_life() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert "liegt in der Zukunft" in str(born(str(tomorrow.day), str(tomorrow.month), str(tomorrow.year)).errors) or (
        tomorrow.year > timezone.localdate().year
    )
    assert "Das Jahr liegt zwischen 1890 und" in str(born("1", "1", "1889").errors)
    assert "Das Jahr liegt zwischen 1890 und" in str(born("1", "1", str(tomorrow.year + 1)).errors)


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), st.text(max_size=30))
def test_whatever_is_typed_is_clean_or_an_error(day: str, month: str, year: str, postcode: str) -> None:
    form = Person({"birth_date_0": day, "birth_date_1": month, "birth_date_2": year, "postcode": postcode})

    assert form.is_valid() or set(form.errors) <= {"birth_date", "postcode"}
    assert str(form)


def test_fault_of_one_visitor_is_not_seen_by_the_next() -> None:
    assert born("9", "3", "54").errors

    assert 'aria-invalid="true"' not in str(Person())


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("50674", "50674"),
        (" 50674 ", "50674"),
        ("D-50674", "50674"),
        ("de 50674", "50674"),
        ("1010", "1010"),
        ("sw1a 1aa", "SW1A 1AA"),
        ("LV-1010", "LV-1010"),
    ],
)
def test_postcode_of_any_country_is_taken(typed: str, clean: str) -> None:
    form = Seat({"postcode": typed})

    assert form.is_valid()
    assert form.cleaned_data["postcode"] == clean


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Bitte geben Sie die Postleitzahl ein."),
        ("Köln", "Eine Postleitzahl besteht aus Ziffern und Buchstaben, zum Beispiel 50674."),
        ("Bonn", "Bitte geben Sie die Postleitzahl ein, nicht den Ort."),
        (
            "50674 Köln am Rhein",
            "Eine Postleitzahl hat höchstens 12 Zeichen. Bitte geben Sie nur die Postleitzahl ein, ohne den Ort.",
        ),
        ("50\x00674", "Eine Postleitzahl besteht aus Ziffern und Buchstaben."),
    ],
)
def test_what_is_no_postcode_says_so(typed: str, message: str) -> None:
    assert message in Seat({"postcode": typed}).errors["postcode"]


def test_form_of_the_letter_is_chosen_by_the_person() -> None:
    assert "checked" not in str(Letter())
    assert Letter({}).errors == {"letter_form": ["Bitte wählen Sie, wie wir den Brief drucken sollen."]}
    assert Letter({"letter_form": "gold"}).errors == {"letter_form": ["Bitte wählen Sie eine der drei Formen."]}
