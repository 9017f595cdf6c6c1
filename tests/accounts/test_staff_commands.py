"""The commands of staff accounts: the first administrator, and the codes of the demo's staff."""

import base64
import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import SecondFactor, User
from accounts.one_time_codes import code_at
from privacy.models import StaffAccess
from tests.staff import code_of

pytestmark = pytest.mark.django_db
PASSWORD = "drei bunte Heringe 47"
ARGUMENTS = ["--committed-on=2026-01-15", "--by=Olga Operator", "--reason=Auftrag 7"]


class Terminal:
    """Somebody at the terminal who types what is asked, and has an authenticator app."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.out, self.err = StringIO(), StringIO()
        self.names = {"User name: ": "carla.chefin", "Given name: ": "Carla", "Family name: ": "Chefin"}
        self.passwords = [PASSWORD, PASSWORD]
        self.wrong_codes = 0
        monkeypatch.setattr("builtins.input", self.answer)
        monkeypatch.setattr(
            "accounts.management.commands.create_administrator.getpass", lambda _: self.passwords.pop(0)
        )

    def answer(self, question: str) -> str:
        if question in self.names:
            return self.names[question]
        if self.wrong_codes:
            self.wrong_codes -= 1
            return "000 000"
        shown = re.search(r"^((?:[A-Z2-7]{4} ?){8})$", self.out.getvalue(), re.MULTILINE)
        assert shown
        return code_at(base64.b32decode(shown[1].replace(" ", "")), timezone.now())

    def make(self) -> None:
        call_command("create_administrator", *ARGUMENTS, stdout=self.out, stderr=self.err)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(monkeypatch)


@pytest.mark.parametrize("wrong_codes", [0, 2])
def test_administrator_is_made_after_the_first_right_code(terminal: Terminal, wrong_codes: int) -> None:
    terminal.wrong_codes = wrong_codes

    terminal.make()

    user = User.objects.get(username="carla.chefin")
    assert [group.name for group in user.groups.all()] == ["Benutzerverwaltung"]
    assert (str(user), str(user.committed_on), user.region) == ("Carla Chefin", "2026-01-15", None)
    assert "▀" in terminal.out.getvalue()  # the code for the app
    assert PASSWORD not in terminal.out.getvalue()
    SecondFactor.objects.filter(user=user).update(last_step=-1)
    assert authenticate(username="carla.chefin", password=PASSWORD, code=code_of(user)) == user
    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action, entry.record, entry.detail) == ("Olga Operator", "add", str(user.pk), "Auftrag 7")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"wrong_codes": 3}, "Three wrong codes: nothing was made."),
        ({"passwords": [PASSWORD, "anders"]}, "The two passwords differ."),
        ({"passwords": ["kurz", "kurz"]}, "12 Zeichen"),
        ({"passwords": ["carla.chefin", "carla.chefin"]}, "ähneln"),
    ],
)
def test_refused_administrator_is_told_why_in_one_line(
    terminal: Terminal, changes: dict[str, Any], message: str
) -> None:
    vars(terminal).update(changes)

    with pytest.raises(CommandError, match=message):
        terminal.make()

    assert not User.objects.filter(username="carla.chefin").exists()
    assert not StaffAccess.objects.exists()


def test_taken_name_is_told_in_one_line(terminal: Terminal) -> None:
    terminal.names["User name: "] = "sander"

    with pytest.raises(CommandError, match="Diesen Benutzernamen gibt es schon"):
        terminal.make()


def demo_code(username: str) -> str:
    out = StringIO()
    call_command("demo_code", username, stdout=out)
    return out.getvalue().strip()


def test_demo_code_is_the_one_that_lets_in(sander: User) -> None:
    assert demo_code("sander") == code_of(sander)


def test_demo_code_is_refused_outside_the_demo(sander: User, settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="only where DEMO=on is set"):
        demo_code("sander")


def test_demo_code_of_nobody_says_so() -> None:
    with pytest.raises(CommandError, match=r"niemand has no second factor here\."):
        demo_code("niemand")
