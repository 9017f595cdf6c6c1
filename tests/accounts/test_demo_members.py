"""The demo's members: their printed secrets open their accounts, at each start others."""

from ipaddress import ip_address

import pytest

from accounts.actions.sign_in import Credentials, WrongCredentials, regions_of, sign_in
from accounts.demo_members import MemberSignIn, renew_members
from accounts.models import PinLetter, User
from tests.accounts.printing import requested

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def entered(member: MemberSignIn) -> tuple[User, bool]:
    """Sign in with what was printed; return the user, and whether it was the first use."""
    person, secrets = member.person, member.secrets
    kind = "insured" if person.birth_date else "employer"
    typed = Credentials(kind, person.number, secrets.pin, secrets.unlock_code)
    signed_in = sign_in(credentials=typed, client=ip_address("127.0.0.1"))
    return signed_in.user, signed_in.first_use is not None


def test_printed_secrets_open_the_accounts_and_those_of_the_last_start_do_not() -> None:
    last = list(renew_members())
    requested("K765432104", "nord")  # somebody has asked for one more letter

    members = list(renew_members())

    assert {member.person.name: entered(member)[1] for member in members} == {
        "Lena Muster": False,
        "Muster Metallbau GmbH": False,
        "Karl Muster": True,
    }
    for member in last:
        with pytest.raises(WrongCredentials):
            entered(member)
    company = User.objects.get(kind="employer")
    assert [region.slug for region in regions_of(company)] == ["rheinland", "nord"]
    assert PinLetter.objects.filter(state="activated").count() == 3
    assert not any(member.secrets.pin in repr(member) for member in members)
