"""The templates of Django's form renderer: what a field says, and how it is tied to its texts."""

from django import forms
from django.template.loader import render_to_string


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="Wie auf der Karte")
    mail = forms.EmailField(label="E-Mail", required=False)
    way = forms.ChoiceField(label="Zustellung", choices=[("p", "Post"), ("e", "E-Mail")], widget=forms.RadioSelect)
    read = forms.BooleanField(label="Ich habe die Hinweise gelesen")


def filled(**data: str) -> SampleForm:
    return SampleForm({"name": "Anna", "way": "p", "read": "on", **data})


def test_optional_field_alone_is_marked() -> None:
    assert str(filled()).count("(freiwillig)") == 1


def test_error_stands_at_the_field_and_is_tied_to_it() -> None:
    form = filled(name="")
    group = form["name"].as_field_group()

    assert 'class="field field--invalid"' in group
    assert '<ul class="errorlist" id="id_name_error"><li><span class="visually-hidden">Fehler: </span>' in group
    assert 'aria-describedby="id_name_helptext id_name_error"' in group
    assert 'aria-invalid="true"' in group


def test_group_of_choices_has_a_legend() -> None:
    group = filled()["way"].as_field_group()

    assert "<fieldset" in group
    assert "<legend>Zustellung</legend>" in group


def test_checkbox_is_labelled_once() -> None:
    assert filled()["read"].as_field_group().count("<label") == 1


def test_summary_links_to_each_wrong_field() -> None:
    html = render_to_string("components/error_summary.html", {"form": filled(name="", way="x", mail="x")})

    assert [f'href="#{anchor}"' in html for anchor in ("id_name", "id_mail", "id_way_0")] == [True] * 3


def test_summary_is_silent_without_errors() -> None:
    assert render_to_string("components/error_summary.html", {"form": filled()}).strip() == ""
