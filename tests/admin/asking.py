"""Asks the admin as a browser does, and reads what comes back, spreadsheets included."""

import copy
import io
import zipfile
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

from cms.accounts.models import User

REFUSED = ("login", "home", "403", "404")
"""How the admin says no: by its login, by its dashboard with a message, or by a status."""


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        request: what was asked, such as "GET /admin/".
        outcome: the status, or "login" or "home" where the answer leads there.
        text: headers and body, without the path that was asked for; of a spreadsheet the text of all its parts.
        body: the body as it came.
        response: the response itself.
    """

    request: str
    outcome: str
    text: str
    body: bytes
    response: Any


class Browser:
    """The browser of an account; what a request changes, in the database or in its cookies, is undone at once."""

    def __init__(self, user: User | None) -> None:
        self._client = Client(raise_request_exception=False)
        if user:
            self._client.force_login(user)
        self._cookies = copy.deepcopy(self._client.cookies)

    def ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> Answer:
        """Return the answer to a request."""
        self._client.cookies = copy.deepcopy(self._cookies)
        with transaction.atomic():
            response: Any = getattr(self._client, method)(path, data or {})
            body: bytes = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        text = _text_of(response, body).replace(path, "")
        return Answer(f"{method.upper()} {path}", _outcome_of(response), text, body, response)


def _outcome_of(response: Any) -> str:
    if response.status_code == 302 and response["Location"].startswith("/admin/login/"):
        return "login"
    if response.status_code == 302 and response["Location"] == "/admin/":
        return "home"
    return str(response.status_code)


def _text_of(response: Any, body: bytes) -> str:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n\n{body.decode(errors='replace')}"
