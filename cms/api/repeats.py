"""The short way: a public question that was asked before in the same words is answered past Django.

The whole response that Django gave is remembered: its status, headers and compressed body, by everything in the
request that could have made it another one. It is given again only if its answer is still kept, which is asked in the
one round trip that counts the request for the rate limit. Whatever is not as it was goes the ordinary way, where every
promise is kept: this file makes none of its own.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from cms.api import documents
from cms.api.caching import ASKED, Question
from cms.api.direct import AROUND, METHODS
from cms.api.errors import Refusal
from cms.api.limits import limits
from cms.api.rate import Meter
from cms.api.watch import Record
from cms.publishing.answers import answers

logger = logging.getLogger("cms.api")

Environ = dict[str, Any]
Start = Callable[..., Any]
Asked = tuple[object, ...]

ALIKE = (
    *AROUND,
    "REQUEST_METHOD",
    "QUERY_STRING",
    "CONTENT_TYPE",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
)
"""What of a request the middleware and the view look at; to be added to, whenever the view looks at more."""

PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_COOKIE")
"""Headers with which nothing is public."""

MOST_RESPONSES = 2_000
MOST_BYTES = 32 * 2**20
LARGEST = 2**20


@dataclass(frozen=True, slots=True)
class Response:
    """A response as Django gave it.

    Attributes:
        question: what was asked, with its answer.
        mark: the answer's mark.
        facts: what the log tells of it.
        until: when it has to be made anew, whatever happens, in seconds since 1970.
    """

    question: Question
    mark: str
    facts: Mapping[str, Any]
    until: float
    status: int
    headers: dict[str, str]
    body: bytes


class Repeats:
    """A WSGI application before Django's.

    Args:
        application: Django's.
    """

    def __init__(self, application: Callable[[Environ, Start], Iterable[bytes]]) -> None:
        self._application = application
        self._path = reverse("graphql")
        self._lock = Lock()
        self._responses: OrderedDict[Asked, Response] = OrderedDict()
        self._bytes = 0

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request."""
        asked = self._asked(environ)
        if asked is None:
            return self._application(environ, start_response)
        known = self._responses.get(asked)
        if known is not None and (headers := self._still(known, environ)) is not None:
            start_response(f"{known.status} {HTTPStatus(known.status).phrase}", headers)
            return [known.body]
        response = self._application(environ, start_response)
        question = environ.pop(ASKED, None)
        if question is not None and isinstance(response, HttpResponse) and not response.cookies:
            self._remember(asked, question, response)
        return response

    def _asked(self, environ: Environ) -> Asked | None:
        """Return what tells a request from all that might be answered otherwise; None for one that is not public.

        A body is read, and put back for Django.
        """
        if (
            environ.get("PATH_INFO") != self._path
            or environ["REQUEST_METHOD"] not in METHODS
            or any(map(environ.get, PERSONAL))
            or not settings.ANSWERS_KEPT
            or settings.OPENTELEMETRY  # whoever traces requests wants to see them
        ):
            return None
        body = b""
        if environ["REQUEST_METHOD"] == "POST":
            length = environ.get("CONTENT_LENGTH") or ""
            if not (length.isascii() and length.isdecimal()) or int(length) > limits().body:
                return None
            try:
                body = environ["wsgi.input"].read(int(length))
            except OSError:
                return None
            environ["wsgi.input"] = BytesIO(body)
        return (body, *map(environ.get, ALIKE))

    def _still(self, known: Response, environ: Environ) -> list[tuple[str, str]] | None:
        """Return the headers with which a response may be given again, None when it may not."""
        if time.time() >= known.until:
            return None
        question, record = known.question, Record(environ)
        try:
            meter = Meter.of(environ, None)
            counter = meter.counter
            count = answers().repeat(question.key, known.mark, counter)
            if count is None:
                return None
            record.headers.update(meter.told(count) if counter else meter.take(1))
            if documents.text_of(question.parameters) != question.text:
                return None
            documents.keep(question.parameters)
        except Refusal:
            return None
        record.note(**known.facts)
        record.log(known.status)
        return [*(known.headers | record.headers).items()]

    def _remember(self, asked: Asked, question: Question, response: HttpResponse) -> None:
        answer = question.answer
        assert answer is not None, "the view says so"
        known = Response(
            question,
            answer.mark,
            {"document": documents.hash_of_text(question.text)[:12], "kept": True, "cost": answer.cost},
            min(answer.steady_until, time.time() + documents.known_for(question.parameters)),
            response.status_code,
            dict(response.items()),
            response.content,
        )
        question.answer = None  # its bytes are those of the response
        if _size(asked, known) > LARGEST:
            return
        with self._lock:
            self._forget(asked)
            self._responses[asked] = known
            self._bytes += _size(asked, known)
            while self._bytes > MOST_BYTES or len(self._responses) > MOST_RESPONSES:
                self._forget(next(iter(self._responses)))

    def _forget(self, asked: Asked) -> None:
        known = self._responses.pop(asked, None)
        if known is not None:
            self._bytes -= _size(asked, known)


def _size(asked: Asked, known: Response) -> int:
    """Return about how many bytes of memory a response takes, with what was asked."""
    headers = sum(len(name) + len(value) for name, value in known.headers.items())
    return 1_000 + sum(len(part) for part in asked if isinstance(part, str | bytes)) + headers + len(known.body)
