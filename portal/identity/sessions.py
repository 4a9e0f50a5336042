"""Sessions in the database, found by a kept query: every page asks for one (``SESSION_ENGINE``)."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from portal.common.prepared import Prepared, columns_of, instance


def unexpired(key: str, now: datetime) -> "QuerySet[Session, tuple[object, ...]]":
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list(*columns_of(Session))


SESSION = Prepared(unexpired)


class SessionStore(db.SessionStore):
    """Django's own; only the reading is ours."""

    def _get_session_from_db(self) -> Session | None:
        """The session of the key in the cookie while it lasts; a key without one is forgotten."""
        rows = SESSION.rows(key=self.session_key, now=timezone.now())  # as its end was written by Django
        if not rows:
            self._session_key = None
            return None
        return instance(Session, rows[0])
