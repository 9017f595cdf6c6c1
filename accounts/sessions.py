"""The session store (Django's ``SESSION_ENGINE``): the database never sees a key that opens a session."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import salted_hmac

_STARTED = "_started_at"


class SessionStore(DatabaseStore):
    """Keeps the HMAC of the session key in the table, and an end that no activity can move."""

    @classmethod
    def get_model_class(cls) -> Any:
        # Imported late: Django loads the engine before the models are ready.
        from accounts.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        row = (
            self.get_model_class()
            .objects.filter(
                session_key=fingerprint(self.session_key or ""),
                expire_date__gt=timezone.now(),
                started_at__gt=timezone.now() - timedelta(hours=settings.STAFF_SESSION_HOURS),
            )
            .first()
        )
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=fingerprint(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        started = data.setdefault(_STARTED, timezone.now().isoformat())
        return self.get_model_class()(
            session_key=fingerprint(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE),
            started_at=datetime.fromisoformat(started),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=fingerprint(key)).delete()


def belongs_to(row: Any, user: Any) -> bool:
    """Whether a row of the session table is a session of ``user``."""
    return SessionStore().decode(row.session_data).get(SESSION_KEY) == str(user.pk)


def end_sessions_of(user: Any) -> None:
    """End every session of ``user``, in the caller's transaction."""
    rows = SessionStore.get_model_class().objects
    rows.filter(pk__in=[row.pk for row in rows.all() if belongs_to(row, user)]).delete()


def fingerprint(session_key: str) -> str:
    """Return the 64 hexadecimal digits under which a session key is stored."""
    return salted_hmac("accounts.sessions", session_key, algorithm="sha256").hexdigest()
