"""A form of several pages without session: what it carries, which page comes next, and that nothing typed is lost."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from ikk_portal.platform import question_pages
from ikk_portal.platform.question_pages import Question, QuestionPages
from ikk_portal.platform.sealing import SealBroken
from ikk_portal.platform.throttle import TooManyTries


class Day(forms.MultiWidget):
    """Two inputs for one answer."""

    def __init__(self) -> None:
        super().__init__([forms.TextInput(), forms.TextInput()])

    def decompress(self, value: Any) -> list[Any]:
        return [None, None]


class DayField(forms.MultiValueField):
    """Day and month."""

    def __init__(self) -> None:
        super().__init__([forms.IntegerField(), forms.IntegerField()], widget=Day())

    def compress(self, data_list: list[int]) -> tuple[int, ...]:
        return tuple(data_list)


class Name(forms.Form):
    name = forms.CharField()


class Visit(forms.Form):
    day = DayField()
    note = forms.CharField(required=False)


NAME = Question("name", "Ihr Na\N{SOFT HYPHEN}me", Name)
VISIT = Question("visit", "Ihr Besuch", Visit)


@dataclass(frozen=True)
class Draft(question_pages.Draft):
    """A visit that somebody announces."""

    house: str

    @property
    def purpose(self) -> str:
        return f"visit/{self.house}"

    @property
    def questions(self) -> tuple[Question, ...]:
        return (NAME, VISIT)


class Pages(QuestionPages[Draft]):
    """Shows what the templates were given."""

    question_template = "question.html"
    check_template = "check.html"
    trap = "fax"
    least_time = timedelta(seconds=5)

    def submit(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        if draft.answers["name"] == "Eilig":
            raise TooManyTries(timezone.now() + timedelta(seconds=90))
        return HttpResponse(f"kept {draft.key} {draft.answers['name']}")

    def said_everywhere(self, draft: Draft) -> dict[str, Any]:
        return {"house": draft.house}

    def said_of_answers(self, draft: Draft) -> dict[str, Any]:
        return {"clean": draft.clean()["name"]}


_EVERYWHERE = "{{ house }} {{ step_number }}/{{ step_count }}{% if is_refused %} refused{% endif %}"
_EVERYWHERE += "{% if is_trapped %} trapped{% endif %}"
TEMPLATES = {
    "question.html": _EVERYWHERE
    + " {{ question.key }}{% if previous %} after {{ previous.key }}{% endif %}{% if is_expired %} expired{% endif %}"
    "{% if is_late %} late{% endif %}{% if form.errors %} wrong{% endif %}",
    "check.html": _EVERYWHERE
    + " check {{ clean }} after {{ previous.key }}{% if until %} wait{% endif %}{% if is_hasty %} hasty{% endif %}"
    "{% if is_late %} late{% endif %}",
}


@pytest.fixture(autouse=True)
def _templates(settings: Any) -> None:
    loader = (
        "django.template.loaders.locmem.Loader",
        {name: f"{text}|{{{{ sealed }}}}" for name, text in TEMPLATES.items()},
    )
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [loader]}}
    ]


ANNA = {"name": "Anna", "day_0": "9", "day_1": "3", "note": ""}


def send(sealed: str, house: str = "Köln", site: str = "same-origin", **typed: str) -> tuple[str, str, HttpResponse]:
    """Send one page; return what the next one says, what it carries, and the answer."""
    request = RequestFactory().post("/", {"sealed": sealed, **typed}, headers={"Sec-Fetch-Site": site})
    response = Pages().answer(request, Draft(house))
    said, _, carried = response.text.partition("|")
    return said, carried, response


def draft(**answers: str) -> Draft:
    return Draft("Köln", answers={**ANNA, **answers}, begun_at=timezone.now() - timedelta(minutes=1))


def test_first_page_is_the_same_for_everybody_and_carries_nothing() -> None:
    response = Pages().answer(RequestFactory().get("/"), Draft("Köln"))

    assert response.text == "Köln 1/3 name|"
    assert "Cache-Control" not in response.headers


def test_pages_follow_each_other_up_to_the_last_button(monkeypatch: pytest.MonkeyPatch) -> None:
    said, carried, response = send("", step="name", name="Anna")
    assert said == "Köln 2/3 visit after name"
    assert response.headers["Cache-Control"] == "private, no-cache"

    said, carried, _ = send(carried, step="visit", day_0="9", day_1="3")
    assert said == "Köln 3/3 check Anna after visit"

    monkeypatch.setattr(Pages, "least_time", timedelta(0))
    assert [send(carried, step="check")[0] for _ in range(2)] == [f"kept {Draft('Köln').opened(carried).key} Anna"] * 2


def test_wrong_answer_stays_on_its_page() -> None:
    said, carried, _ = send(draft().sealed(), step="visit", day_0="nine", day_1="3")

    assert said == "Köln 2/3 visit after name wrong"
    assert Draft("Köln").opened(carried).answers == {**ANNA, "day_0": "nine"}


def test_last_button_finds_the_answer_that_is_missing() -> None:
    assert send(draft(name="").sealed(), step="check")[0] == "Köln 1/3 name wrong"


def test_changed_answer_leads_back_to_all_of_them() -> None:
    carried = draft().checked().sealed()

    assert send(carried, step="check", go="name")[0] == "Köln 1/3 name"
    assert send(carried, step="name", name="Bernd")[0] == "Köln 3/3 check Bernd after visit"


def test_way_back_keeps_what_is_typed_without_judging_it() -> None:
    said, carried, _ = send(draft().sealed(), step="visit", day_0="nine", go="name")

    assert said == "Köln 1/3 name"
    assert Draft("Köln").opened(carried).answers["day_0"] == "nine"


@pytest.mark.parametrize("sealed", ["", "x", Draft("Bonn", answers=ANNA)])
def test_what_cannot_be_opened_begins_again_and_keeps_the_page(sealed: str | Draft) -> None:
    said, carried, _ = send(sealed if isinstance(sealed, str) else sealed.sealed(), step="visit", day_0="9")

    assert said == "Köln 1/3 name expired"
    assert Draft("Köln").opened(carried).answers["day_0"] == "9"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"step": "check"}, "Köln 3/3 check Anna after visit late"),
        ({"step": "visit", "day_0": "10", "day_1": "3"}, "Köln 2/3 visit after name late"),
    ],
)
def test_page_that_was_open_for_too_long_sends_nothing_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, typed: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr("ikk_portal.platform.question_pages.draft.MAX_AGE", timedelta(seconds=-1))
    said, carried, _ = send(draft().sealed(), **typed)
    assert said == expected

    monkeypatch.undo()
    opened = Draft("Köln").opened(carried)
    assert opened.answers == {**ANNA, **{key: value for key, value in typed.items() if key != "step"}}
    assert send(carried, step="check")[0] == f"kept {opened.key} Anna"


def test_unknown_step_shows_what_is_open_and_keeps_nothing_of_it() -> None:
    said, carried, _ = send(draft(name="").sealed(), step="elsewhere", name="Bernd")

    assert said == "Köln 1/3 name wrong"
    assert Draft("Köln").opened(carried).answers["name"] == ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"step": "check"}, "Köln 3/3 refused check Anna after visit"),
        ({"step": "visit", "day_0": "9"}, "Köln 2/3 refused visit after name"),
    ],
)
def test_what_another_site_sends_is_refused_with_the_same_page(typed: dict[str, str], expected: str) -> None:
    said, _, response = send(draft().sealed(), site="cross-site", **typed)

    assert (response.status_code, said) == (403, expected)


def test_too_many_tries_wait_with_all_answers() -> None:
    said, carried, response = send(draft(name="Eilig").sealed(), step="check")

    assert (response.status_code, said) == (429, "Köln 3/3 check Eilig after visit wait")
    assert 89 <= int(response.headers["Retry-After"]) <= 90
    assert Draft("Köln").opened(carried).answers["name"] == "Eilig"


def test_last_button_that_comes_too_fast_waits_and_loses_nothing() -> None:
    carried = Draft("Köln", answers=ANNA, begun_at=timezone.now() - timedelta(seconds=2)).sealed()

    said, carried, response = send(carried, step="check")

    assert (response.status_code, said) == (429, "Köln 3/3 check Anna after visit hasty")
    assert 2 <= int(response.headers["Retry-After"]) <= 3
    opened = Draft("Köln").opened(carried)
    assert opened.answers == ANNA
    assert timezone.now() - opened.begun_at >= timedelta(seconds=2)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"step": "check"}, "Köln 3/3 trapped check Anna after visit"),
        ({"step": "name", "name": "Bernd"}, "Köln 1/3 trapped name"),
    ],
)
def test_what_fills_the_hidden_field_gets_the_same_page_again(typed: dict[str, str], expected: str) -> None:
    said, carried, response = send(draft().sealed(), fax="1", **typed)

    assert (response.status_code, said) == (403, expected)
    assert Draft("Köln").opened(carried).answers == {**ANNA, "name": typed.get("name", "Anna")}


def test_draft_keeps_parts_one_by_one_and_nothing_that_is_too_long_or_not_asked() -> None:
    kept = Draft("Köln").with_typed(VISIT, {"day_0": "9", "note": "x" * 300, "other": "y"})

    assert kept.answers == {"day_0": "9", "day_1": "", "note": "x" * 200}
    assert kept.asked(VISIT).initial == {"day": ["9", ""], "note": "x" * 200}


def test_draft_of_another_purpose_or_too_old_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SealBroken):
        Draft("Bonn").opened(draft().sealed())
    assert Draft("Köln").opened(draft().sealed()).answers == ANNA

    monkeypatch.setattr("ikk_portal.platform.question_pages.draft.MAX_AGE", timedelta(seconds=-1))
    with pytest.raises(SealBroken):
        Draft("Köln").opened(draft().sealed())


def test_title_has_no_soft_hyphen() -> None:
    assert NAME.title == "Ihr Name"


class BehindADoor(Pages):
    """Pages with a form token, to which a form may come back."""

    is_public = False
    sent: dict[str, str] | None = None

    def given_back(self, request: HttpRequest) -> Any:
        return self.sent


def test_page_behind_a_door_carries_its_draft_from_the_beginning_and_looks_at_no_origin() -> None:
    new = Draft("Köln", key=uuid.UUID(int=1))
    response = BehindADoor().answer(RequestFactory().get("/"), new)
    said, _, carried = response.text.partition("|")

    assert said == "Köln 1/3 name"
    assert Draft("Köln").opened(carried).key == uuid.UUID(int=1)

    request = RequestFactory().post("/", {"sealed": carried, "step": "name", "name": "Anna"})
    following = BehindADoor().answer(request, Draft("Köln"))
    assert following.text.startswith("Köln 2/3 visit after name|")
    assert "Cache-Control" not in following.headers  # what stands before the door says that nobody keeps it


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"step": "visit", "day_0": "nine"}, "Köln 2/3 visit after name"),
        ({"step": "check"}, "Köln 3/3 check Anna after visit"),
        ({"step": "elsewhere"}, "Köln 3/3 check Anna after visit"),
    ],
)
def test_page_that_was_given_back_shows_what_was_typed_and_does_nothing(sent: dict[str, str], expected: str) -> None:
    pages = BehindADoor()
    pages.sent = {"sealed": draft().sealed(), **sent}

    said, _, carried = pages.answer(RequestFactory().get("/"), Draft("Köln")).text.partition("|")

    assert said == expected
    assert Draft("Köln").opened(carried).answers == {
        **ANNA,
        **({"day_0": "nine", "day_1": ""} if "day_0" in sent else {}),
    }


def test_page_that_was_given_back_without_its_draft_begins_with_what_was_typed() -> None:
    pages = BehindADoor()
    pages.sent = {"sealed": "x", "step": "name", "name": "Bernd"}

    said, _, carried = pages.answer(RequestFactory().get("/"), Draft("Köln")).text.partition("|")

    assert said == "Köln 1/3 name"
    assert Draft("Köln").opened(carried).answers == {"name": "Bernd"}
