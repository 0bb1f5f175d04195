"""Sessions that end when they are not used, and some days after the login in any case."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

STARTED_AT = "_started_at"
"""The key of a session's data with the moment of the login, in seconds since 1970."""

RENEWAL_SECONDS = 60
"""By how much a session's end may lag behind its last use, so that most requests write nothing."""

BACKGROUND_VIEWS = {"wagtailadmin_editing_sessions:ping"}
"""What an open form requests by itself, with or without a user at the screen."""


class SessionStore(DatabaseSessionStore):
    """Keeps sessions in the database, whose row says when one ends; the cookie may live longer."""

    _ends_at: datetime | None = None

    def renew(self) -> None:
        """Let the session of a login end later, because it is used. One that has ended meanwhile stays so."""
        if self._ends_at is None or SESSION_KEY not in self:
            return
        ends_at = self._end(self.get(STARTED_AT))
        if STARTED_AT not in self:
            # It began before sessions said when; it may end sooner, and not later.
            ends_at = min(ends_at, self._ends_at)
        if abs(ends_at - self._ends_at) < timedelta(seconds=RENEWAL_SECONDS):
            return
        rows = self.model.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
        rows.update(expire_date=ends_at)

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row that is to be saved."""
        session = super().create_model_instance(data)
        session.expire_date = min(session.expire_date, self._end(data.get(STARTED_AT)))
        return session

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        session: AbstractBaseSession | None = super()._get_session_from_db()  # type: ignore[misc]  # a private method
        self._ends_at = session.expire_date if session else None
        return session

    def _end(self, started_at: int | None) -> datetime:
        now = timezone.now()
        login = now if started_at is None else datetime.fromtimestamp(started_at, UTC)
        last = login + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        idle = settings.SESSION_IDLE_SECONDS
        return min(last, now + timedelta(seconds=idle)) if idle else last


class SessionRenewalMiddleware:
    """Renews the session of each request that used it, but not for the pings of an idle form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, then renew its session. A request that did not read its session leaves it alone."""
        response = self.get_response(request)
        match = request.resolver_match
        is_background = match is not None and match.view_name in BACKGROUND_VIEWS
        session = request.session
        if isinstance(session, SessionStore) and session.accessed and not is_background:
            session.renew()
        return response


def start_session(request: HttpRequest, **kwargs: Any) -> None:
    """Store the moment of the login in the session."""
    request.session[STARTED_AT] = int(timezone.now().timestamp())
