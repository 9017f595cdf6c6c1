"""The session store (Django's ``SESSION_ENGINE``): the database never sees a key that opens a session."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.areas import STAFF, Area

#: So long after its end a session still says whose it was, so that a form sent too late is not lost.
KEPT_AFTER_ITS_END = timedelta(minutes=30)

_STARTED = "_started_at"


class SessionStore(DatabaseStore):
    """Keeps the HMAC of the session key in the table, an end that no activity can move, and whose session it is."""

    def __init__(self, session_key: str | None = None, *, area: Area = STAFF) -> None:
        super().__init__(session_key)
        self.area = area

    @classmethod
    def get_model_class(cls) -> Any:
        # Imported late: Django loads the engine before the models are ready.
        from accounts.models import Session

        return Session

    @property
    def ends_at(self) -> datetime:
        """When the session ends if this request is the last one."""
        return min(timezone.now() + self.area.idle, self.ends_at_the_latest)

    @property
    def ends_at_the_latest(self) -> datetime:
        """When the session ends whatever its use."""
        return self._started_at() + self.area.longest

    def _started_at(self) -> datetime:
        return datetime.fromisoformat(self.get(_STARTED) or timezone.now().isoformat())

    def _get_session_from_db(self) -> Any:
        now = timezone.now()
        row = self._rows().filter(expire_date__gt=now, started_at__gt=now - self.area.longest).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=fingerprint(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        started = datetime.fromisoformat(data.setdefault(_STARTED, timezone.now().isoformat()))
        return self.get_model_class()(
            session_key=fingerprint(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=min(timezone.now() + self.area.idle, started + self.area.longest),
            started_at=started,
            kind=self.area.kind,
            user_id=data.get(SESSION_KEY),
        )

    def save(self, must_create: bool = False) -> None:
        """Store the session. Each request prolongs one: that is one statement, with no transaction around it.

        Raises:
            UpdateError: the session was ended meanwhile.
        """
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
        changed = self._rows().update(
            session_data=row.session_data, expire_date=row.expire_date, started_at=row.started_at, user=row.user_id
        )
        if not changed:
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=fingerprint(key)).delete()

    def _rows(self) -> Any:
        return self.get_model_class().objects.filter(
            session_key=fingerprint(self.session_key or ""), kind=self.area.kind
        )


def fingerprint(session_key: str) -> str:
    """Return the 64 hexadecimal digits under which a session key is stored."""
    return salted_hmac("accounts.sessions", session_key, algorithm="sha256").hexdigest()


def user_of_ended(session_key: str, area: Area) -> int | None:
    """Return whose session this was, if it ended by itself not long ago; None for any other key."""
    now = timezone.now()
    rows = SessionStore.get_model_class().objects.filter(
        session_key=fingerprint(session_key),
        kind=area.kind,
        expire_date__range=(now - KEPT_AFTER_ITS_END, now),
    )
    found: int | None = rows.values_list("user", flat=True).first()
    return found


def end_sessions_of(user: Any) -> None:
    """End every session of ``user``, in the caller's transaction."""
    SessionStore.get_model_class().objects.filter(user=user).delete()
