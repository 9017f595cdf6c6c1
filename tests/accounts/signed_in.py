"""Members who are signed in already, past the sign-in page."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.areas import MEMBERS
from accounts.models import User
from accounts.sessions import SessionStore
from tests.conftest import RoleClient


def new_session(user: User, **content: Any) -> SessionStore:
    """Save a session of a member as the sign-in leaves it; ``content`` is what it remembers besides."""
    session = SessionStore(area=MEMBERS)
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.MemberBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update({"region": "rheinland", "regions": ["rheinland"], **content})
    session.save()
    return session


def client_of(user: User, **content: Any) -> RoleClient:
    """Return a client whose cookie opens a session of ``user``."""
    client = RoleClient()
    client.cookies[settings.MEMBER_COOKIE_NAME] = new_session(user, **content).session_key
    return client
